"""What the trained scorer says of a pair, without spelling again what it has weighed."""

from __future__ import annotations

from extractor.knowledge.weights import LinearModel
from extractor.steps.align.aspects import Aspect
from extractor.steps.align.features import Described

MOST_KEPT = 4_096  # of each aspect; a report asks for some hundred


class Scorer:
    """Weighs the features of pairs; what an aspect weighs is kept, since its facts come again in every report."""

    def __init__(self, model: LinearModel) -> None:
        self._model, self._weights = model, LinearModel(0.0, model.table)
        self._kept: list[dict[Aspect, float]] = []

    def margin(self, described: Described) -> float:
        """Log-odds that the figure belongs in the cell, as `LinearModel.margin` of all its features."""
        aspects, spelt = described
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
