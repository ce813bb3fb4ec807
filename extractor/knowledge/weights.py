"""Learned linear models as plain tables, so that serving needs no scikit-learn."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path

import msgspec

_NOUGHTS = repeat(0.0)


@dataclass(frozen=True, slots=True)
class LinearModel:
    """A logistic model over sparse yes/no features: log-odds of yes.

    A feature that was never seen counts nothing; a feature that is named twice counts twice.
    """

    bias: float
    table: Mapping[str, float]

    def margin(self, features: Iterable[str]) -> float:
        """Log-odds of yes.

        >>> LinearModel(-1.0, {"a": 3.0}).margin(["a", "unseen"])
        2.0
        """
        return sum(map(self.table.get, features, _NOUGHTS), self.bias)


class ModelError(ValueError):
    """A model that cannot be used; says folder or file, what is wrong and what would be right."""


def probability(margin: float) -> float:
    """Logistic function of log-odds; never overflows.

    >>> probability(0.0), probability(-800.0)
    (0.5, 0.0)
    """
    return 1.0 / (1.0 + math.exp(-margin)) if margin > -700 else 0.0


def load_models(path: Path) -> dict[str, LinearModel]:
    """Read every linear model of one weights file, by name."""
    try:
        stored = msgspec.json.decode(path.read_bytes(), type=dict[str, _Stored])
    except FileNotFoundError:
        raise ModelError(f"{path.name}: not found; `extractor train` writes it") from None
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ModelError(f"{path.name}: damaged ({error}); `extractor train` writes it anew") from None
    return {name: LinearModel(model.bias, _share(model.table)) for name, model in stored.items()}


class _Stored(msgspec.Struct):
    """One model of a weights file."""

    bias: float
    table: dict[str, float]


def _share(table: dict[str, float]) -> dict[str, float]:
    shared: dict[float, float] = {}  # most weights are printed often: one of each stays in the processor's cache
    return {name: shared.setdefault(weight, weight) for name, weight in table.items()}
