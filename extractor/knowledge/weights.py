"""Learned linear models as plain tables, so that serving needs no scikit-learn."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class LinearModel:
    """A logistic model over sparse yes/no features, one column of weights a label.

    `table[feature]` holds as many weights as there are `labels`; a feature that was never seen counts nothing.
    With one label the model is binary and `probability` is that of the label.
    """

    labels: tuple[str, ...]
    bias: tuple[float, ...]
    table: Mapping[str, tuple[float, ...]]

    def margin(self, features: Iterable[str]) -> float:
        """Log-odds of the only label of a binary model.

        >>> LinearModel(("yes",), (-1.0,), {"a": (3.0,)}).margin(["a", "unseen"])
        2.0
        """
        total, find = self.bias[0], self.table.get
        for feature in features:
            if (weights := find(feature)) is not None:
                total += weights[0]
        return total

    def margins(self, features: Iterable[str]) -> list[float]:
        """Log-odds of every label."""
        totals, find = list(self.bias), self.table.get
        for feature in features:
            if (weights := find(feature)) is not None:
                for place, weight in enumerate(weights):
                    totals[place] += weight
        return totals


class WeightsError(ValueError):
    """A model file that cannot be used; says file, what is wrong and what would be right."""


def probability(margin: float) -> float:
    """Logistic function of log-odds; never overflows.

    >>> probability(0.0), probability(-800.0)
    (0.5, 0.0)
    """
    return 1.0 / (1.0 + math.exp(-margin)) if margin > -700 else 0.0


def softmax(margins: Sequence[float]) -> list[float]:
    """Probabilities of labels that exclude each other."""
    top = max(margins)
    powers = [math.exp(margin - top) for margin in margins]
    total = sum(powers)
    return [power / total for power in powers]


def load_models(path: Path) -> dict[str, LinearModel]:
    """Read every linear model of one weights file, by name."""
    try:
        raw: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return {
            name: LinearModel(
                tuple(model["labels"]),
                tuple(model["bias"]),
                {feature: tuple(weights) for feature, weights in model["table"].items()},
            )
            for name, model in raw.items()
        }
    except FileNotFoundError:
        raise WeightsError(f"{path.name}: not found; `extractor train` writes it") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise WeightsError(f"{path.name}: damaged ({error}); `extractor train` writes it anew") from None
