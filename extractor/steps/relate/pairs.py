"""Two levels side by side: what makes one a part of the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from extractor.knowledge.characters import pairs
from extractor.steps.relate.aspects import Chain, Cue, Inner, Lead, Opening
from extractor.steps.relate.scene import Mention, earlier

_CUES = (
    "其中", "分别为", "分别是", "分别", "包括", "含", "分为", "细分", "按", "从", "其余", "另", "此外", "同时", "以及",
    "中", "方面", "共", "占", "涉及", "办结", "已", "剩", "合计",
)  # fmt: skip


@dataclass(slots=True)
class Level:
    """One level with what the linker needs to know of it; `of` is the place of its whole among the levels."""

    mention: Mention
    name: str
    share: Decimal | None  # the 占…% printed behind it
    of: int | None = None
    pairs: frozenset[str] = field(init=False)  # of neighbouring characters of the name
    earlier: bool = field(init=False)  # whether it is what another one is compared with: 较上年的40件

    def __post_init__(self) -> None:
        self.pairs = frozenset(pairs(self.name))
        self.earlier = bool(earlier(self.mention))


class Part(NamedTuple):
    """One level as all its pairs see it: the words right before it, and what the level before it is to whom."""

    level: Level
    place: int
    previous: int | None  # whole of the level before it
    cue: str
    gap: int  # eighths of characters
    opening: str  # first characters of the gap


def view(levels: Sequence[Level], place: int) -> Part:
    """What all pairs of the level at `place` share."""
    level, before = levels[place], levels[place - 1] if place else None
    again = before is not None and before.mention.sentence == level.mention.sentence
    gap = level.mention.gap if again else "。" + level.mention.gap[-40:]
    return Part(level, place, before.of if before is not None else None, _first_cue(gap), len(gap) // 8, gap.lstrip()[:3])


def _first_cue(words: str) -> str:
    for cue in _CUES:
        if cue in words:
            return cue
    return "-"


class Pair(NamedTuple):
    """What a level and the one that may be its whole are to each other."""

    cue: str
    chain: str
    unit: str
    less: str
    fits: str  # whether a printed share fits
    adds: str
    aspects: tuple[Lead, Cue, Chain, Inner, Opening]


def describe_pair(seen: Part, other: Level, whole: int, text: str, sums: Sequence[int]) -> Pair:
    """The pair of a level and the one at `whole`; `sums` as `closing_sums` gives them."""
    part, place, previous, cue, length, opening = seen
    mine, its = part.mention, other.mention
    between = text[its.end : mine.left]
    chain = "same" if previous == whole else "it" if place - 1 == whole else "none" if previous is None else "other"
    unit = "=" if mine.quantity.unit == its.quantity.unit else "?" if not mine.quantity.unit else "≠"
    less, shared = compare(mine, its), overlap(part, other)
    depth = between.count("（") + between.count("(") - between.count("）") - between.count(")")
    bracket = "open" if depth > 0 else "shut" if depth < 0 else "-"
    fits, adds = _share_fits(part, other), str(sums[whole] >= place)
    near = "near" if mine.sentence == its.sentence else "far"
    stop = "。" if "。" in between or "\n" in between else "；" if "；" in between or ";" in between else "-"
    aspects = (
        Lead(text[its.gap_start : its.left][-2:]), Cue(cue, unit, shared, near, stop), Chain(chain, unit, less, adds, fits, other.of is not None),
        Inner(_first_cue(between), min(place - whole, 4), shared, unit, near, bracket), Opening(opening, length, chain),
    )  # fmt: skip
    return Pair(cue, chain, unit, less, fits, adds, aspects)


def overlap(first: Level, second: Level) -> str:
    """Whether two names share pairs of characters: "0" none, "some", or "most" of the shorter one."""
    ours, theirs = first.pairs, second.pairs
    if ours.isdisjoint(theirs):
        return "0"
    return "most" if len(ours & theirs) * 2 >= min(len(ours), len(theirs)) else "some"


def compare(part: Mention, whole: Mention) -> str:
    """Whether the part is less than ("<"), as much as ("=") or more than (">") the whole."""
    mine, its = part.quantity.value, whole.quantity.value
    if mine is None or its is None:
        return "?"
    return "<" if mine < its else "=" if mine == its else ">"


def _share_fits(part: Level, whole: Level) -> str:
    """Whether the 占…% behind the part is its share of the whole: as printed, about, or not."""
    if part.share is None:
        return "-"
    mine, its = part.mention.quantity.value, whole.mention.quantity.value
    if not mine or not its:
        return "?"  # nothing is 0 % of anything
    apart = abs(mine * 100 / its - part.share)
    if apart * 100 <= max(part.share, Decimal(5)):
        return "yes"
    return "about" if apart * 10 <= part.share else "no"
