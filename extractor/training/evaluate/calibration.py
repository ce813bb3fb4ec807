"""Whether a score means probability: reliability table and expected calibration error."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from extractor.training.evaluate.judge import Scored

BINS = 10


class Bin(NamedTuple):
    """The scores in [low, high): how many, their mean, and the share of them that were right."""

    low: float
    high: float
    number: int
    score: float
    right: float


def reliability(scored: Iterable[Scored], *, bins: int = BINS) -> list[Bin]:
    """The bins that hold scores, lowest first; 1.0 belongs to the last."""
    parted: list[list[Scored]] = [[] for _ in range(bins)]
    for one in scored:
        parted[min(int(one.score * bins), bins - 1)].append(one)
    return [
        Bin(
            place / bins,
            (place + 1) / bins,
            len(part),
            _mean([one.score for one in part]),
            _mean([one.right for one in part]),
        )
        for place, part in enumerate(parted)
        if part
    ]


def calibration_error(bins: Sequence[Bin]) -> float:
    """Expected calibration error: the mean distance of score and truth, bins weighed by their counts.

    >>> calibration_error([Bin(0.8, 0.9, 30, 0.85, 0.80), Bin(0.9, 1.0, 10, 0.95, 0.95)])
    0.0375
    """
    total = sum(one.number for one in bins)
    return round(sum(one.number * abs(one.score - one.right) for one in bins) / total, 6) if total else 0.0


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
