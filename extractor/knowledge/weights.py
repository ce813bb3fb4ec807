"""Learned linear models as plain tables, so that serving needs no scikit-learn."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Protocol

MOST_KEPT = 4_096  # of each kind of aspect; a report asks for some hundred
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


class Aspect(Hashable, Protocol):
    """A few facts that make some features."""

    def spell(self) -> list[str]:
        """The features, of these facts alone."""


class AspectWeights:
    """Weighs the features of aspects; what an aspect weighs is kept, since its facts come again in every report."""

    def __init__(self, model: LinearModel) -> None:
        self._model, self._weights = model, LinearModel(0.0, model.table)
        self._kept: list[dict[Aspect, float]] = []  # one a kind of aspect: facts of two kinds may look the same

    def margin(self, aspects: Sequence[Aspect], spelt: Iterable[str] = ()) -> float:
        """Log-odds of yes, as `LinearModel.margin` of all features: of the aspects, in an order that is always the same, and `spelt` ones."""
        total = self._model.margin(spelt)
        kept = self._kept = self._kept or [{} for _ in aspects]
        for known, aspect in zip(kept, aspects, strict=True):
            weight = known.get(aspect)
            total += self._weigh(known, aspect) if weight is None else weight
        return total

    def _weigh(self, known: dict[Aspect, float], aspect: Aspect) -> float:
        if len(known) >= MOST_KEPT:
            known.clear()
        weight = known[aspect] = self._weights.margin(aspect.spell())
        return weight


class ModelError(ValueError):
    """A model that cannot be used; says folder or file, what is wrong and what would be right."""


def probability(margin: float) -> float:
    """Logistic function of log-odds; never overflows.

    >>> probability(0.0), probability(-800.0)
    (0.5, 0.0)
    """
    return 1.0 / (1.0 + math.exp(-margin)) if margin > -700 else 0.0
