"""Which parts of a whole belong together: 95件，其中当面3件、来信92件；按来源分…."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from extractor.steps.relate.pairs import Level


def number_splits(levels: Sequence[Level], text: str) -> list[tuple[int, bool]]:
    """(number of the split, whether it is announced as complete) of each part."""
    numbers: list[tuple[int, bool]] = []
    last: dict[int, int] = {}
    totals: dict[int, Decimal] = {}
    for place, level in enumerate(levels):
        if level.of is None:
            numbers.append((0, False))
            continue
        total = totals.get(level.of, Decimal(0))
        before = last.get(level.of)
        if before is None:
            gap = text[levels[level.of].mention.end : level.mention.left]
            numbers.append((0, "分别" in gap or "分为" in gap or gap.lstrip()[:1] in "：:"))
        else:
            gap = text[levels[before].mention.end : level.mention.left]
            split, listed = numbers[before]
            numbers.append((split + 1, False) if _splits_again(gap, total, levels[level.of]) else (split, listed))
        last[level.of] = place
        totals[level.of] = total + (level.mention.quantity.value or 0)
    return numbers


def _splits_again(gap: str, total: Decimal, whole: Level) -> bool:
    """Whether a new split of the whole begins behind the gap; `total` is what its parts so far add up to."""
    if not any(mark in gap for mark in "；;。") and "其中" not in gap and "按" not in gap:
        return False
    wanted = whole.mention.quantity.value
    return wanted is not None and total >= wanted
