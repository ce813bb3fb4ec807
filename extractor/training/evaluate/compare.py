"""Two models on the same passages: what one gained and lost against the other, and whether chance could do it."""

from __future__ import annotations

from collections.abc import Iterable
from math import comb
from typing import NamedTuple

from extractor.training.evaluate.judge import Judgement


class Change(NamedTuple):
    """One wanted thing that only one of the two models reads right."""

    before: Judgement
    after: Judgement


class Comparison(NamedTuple):
    """What was gained and lost of one measure, and McNemar's exact p: how likely as uneven a split is by chance."""

    measure: str
    gained: tuple[Change, ...]
    lost: tuple[Change, ...]
    p: float


def compare(before: Iterable[Judgement], after: Iterable[Judgement]) -> list[Comparison]:
    """One comparison for each measure; only things that the annotation wants are paired."""
    old = {_key(one): one for one in before if one.want is not None}
    changes: dict[str, tuple[list[Change], list[Change]]] = {}
    for one in after:
        if one.want is None or _key(one) not in old:
            continue
        gained, lost = changes.setdefault(one.measure, ([], []))
        other = old[_key(one)]
        if one.right != other.right:
            (gained if one.right else lost).append(Change(other, one))
    return [
        Comparison(measure, tuple(gained), tuple(lost), mcnemar(len(gained), len(lost)))
        for measure, (gained, lost) in changes.items()
    ]


def mcnemar(gained: int, lost: int) -> float:
    """Two-sided exact p of that many gained and lost, if each were as likely.

    >>> mcnemar(0, 0), mcnemar(8, 1)
    (1.0, 0.0390625)
    """
    total, fewer = gained + lost, min(gained, lost)
    return min(1.0, float(2 * sum(comb(total, count) for count in range(fewer + 1)) / 2**total))


def _key(one: Judgement) -> tuple[str, str, int, str | None]:
    return one.measure, one.passage, one.start, one.want
