"""Lists of the prose, read by their punctuation: a whole, and the figures that 其中, a colon or a bracket open.

Links to a whole are learned and may be missing where a figure is wrong; a list shows by its form alone which figures
stand side by side.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extractor.records import Measurement
from extractor.steps.check.grounds import Grounds

COUNTED = ("count", "money", "measure")
PIECES = frozenset("件条宗则份篇项起例")  # units that one report uses for the same thing
FAR = 90  # characters between the whole and its first part
BACK = 6  # figures before a list among which its whole is looked for
SKIPPED = 2  # figures in other units between two parts: 2418户，注册资本206亿元；2.19万户
_OPENING = re.compile(r"其中|包括|包含|含(?![量税义])|分别|分为|[：:]|按|从|[（(]")
_CLOSED = re.compile(r"[（(][^（()）]*[)）]")
_STOP = re.compile(r"[。！？]|\n\s*\n")
_RESTART = re.compile(r"其中|此外|同时|合计|共计|总计|一共|累计|(?<![公其])共(?![享同产青享治建])|总数|同比|[较比][上去]年")
_REST = re.compile(r"^[^，；。]{0,2}[，；,;]?\s*(?:其余|剩余|余下|剩下|另外?|其他|其它|还有|以及|和)")
_TOTAL = re.compile(r"(?:合计|共计|总计|一共|总共|(?<![公其])共)[^，。；、：,;:\d]{0,8}$")
_RANKS = (("；;", 3), ("，,", 2), ("、和及与", 1))


class Listing(NamedTuple):
    """A whole and the parts that one list names; `is_total` where the whole stands behind them (共230件)."""

    whole: Measurement
    parts: tuple[Measurement, ...]
    is_total: bool = False


def read_lists(grounds: Grounds) -> Iterator[Listing]:
    """Every list of at least two figures that has a whole before or behind it, in the order of the text."""
    levels = [one for one in grounds.in_order if is_level(one)]
    for at in range(1, len(levels)):
        gap = _gap(grounds, levels[at - 1], levels[at])
        if len(gap) <= FAR and _OPENING.search(_CLOSED.sub("", gap)) is not None:
            yield from _opened(grounds, levels, at, gap)
        if _TOTAL.search(gap) is not None and _STOP.search(gap) is None:
            yield from _totalled(grounds, levels, at)


def is_level(measurement: Measurement) -> bool:
    """Whether the figure is an amount of its own: no share, no average, no mere change."""
    return (
        measurement.quantity.kind in COUNTED
        and measurement.quantity.value is not None
        and measurement.share is None
        and measurement.average_of is None
        and not any(change.quantity is measurement.quantity for change in measurement.changes)
    )


def same_unit(one: Measurement, other: Measurement) -> bool:
    """Whether both figures count in one unit."""
    first, second = one.quantity.unit, other.quantity.unit
    return not first or not second or first == second or (first in PIECES and second in PIECES)


def _gap(grounds: Grounds, one: Measurement, other: Measurement) -> str:
    return grounds.document.text[one.quantity.span.end : other.quantity.span.start]


# ---------------------------------------------------------------- a list behind its whole
def _opened(grounds: Grounds, levels: Sequence[Measurement], at: int, gap: str) -> Iterator[Listing]:
    bracketed = _depth(gap) > 0
    wholes = _wholes(grounds, levels, at, bracketed)
    for whole in wholes[:1]:
        parts = _collect(grounds, levels, at, whole, bracketed)
        if len(parts) >= 2:
            yield Listing(whole, parts)


def _wholes(grounds: Grounds, levels: Sequence[Measurement], at: int, bracketed: bool) -> list[Measurement]:
    """The figure right before a bracket; else the one that most parts are linked to, else the nearest."""
    if bracketed:
        return [levels[at - 1]] if same_unit(levels[at - 1], levels[at]) else []
    sentence = grounds.sentence(levels[at])
    before = [
        one for one in reversed(levels[max(0, at - BACK) : at])
        if same_unit(one, levels[at]) and sentence - grounds.sentence(one) <= 1 and not _is_nested(grounds, one, levels[at])
    ]  # fmt: skip
    linked = levels[at].of
    return sorted(before, key=lambda one: one.id != linked)


def _is_nested(grounds: Grounds, one: Measurement, first: Measurement) -> bool:
    """Whether a figure stands in a bracket that is shut before the list begins."""
    return _depth(_gap(grounds, one, first)) < 0


def _collect(
    grounds: Grounds, levels: Sequence[Measurement], at: int, whole: Measurement, bracketed: bool
) -> tuple[Measurement, ...]:
    parts, depth, rank, skipped, words = [levels[at]], 0, 0, 0, ""
    for before, one in zip(levels[at:], levels[at + 1 :], strict=False):
        gap = _gap(grounds, before, one)
        depth += _depth(gap)
        words += gap
        plain = _CLOSED.sub("", words)
        if _STOP.search(plain) is not None or _RESTART.search(plain) is not None or (bracketed and depth < 0):
            break
        if depth > 0:
            continue
        if not same_unit(one, whole):
            skipped += 1
            if skipped > SKIPPED:
                break
            continue
        mark = _rank(plain)
        if not mark or (rank and mark > rank and _REST.search(plain) is None):
            break
        rank, skipped, words = max(rank, mark), 0, ""
        parts.append(one)
    return tuple(parts)


def _depth(gap: str) -> int:
    return sum(1 if mark in "（(" else -1 for mark in gap if mark in "（()）")


def _rank(gap: str) -> int:
    """How strongly the words between two figures part them: ； over ， over 、; 0 for no mark at all."""
    return next((rank for marks, rank in _RANKS if any(mark in gap for mark in marks)), 0)


# ---------------------------------------------------------------- a total behind its list
def _totalled(grounds: Grounds, levels: Sequence[Measurement], at: int) -> Iterator[Listing]:
    """人大建议96件、政协提案134件，共230件."""
    parts: list[Measurement] = []
    rank, following = 0, levels[at]
    for one in reversed(levels[max(0, at - 12) : at]):
        gap = _CLOSED.sub("", _gap(grounds, one, following))
        mark = _rank(gap)
        if _STOP.search(gap) is not None or not mark or not same_unit(one, levels[at]):
            break
        if parts and (_RESTART.search(gap) is not None or (rank and mark > rank)):
            break
        rank = max(rank, mark) if parts else 0
        parts.insert(0, one)
        following = one
    if len(parts) >= 2:
        yield Listing(levels[at], tuple(parts), is_total=True)


def is_paired(grounds: Grounds, whole: Measurement, parts: Sequence[Measurement]) -> bool:
    """Whether the parts are of as many wholes, one each: 出租车412辆、公交车166辆，新能源车分别为80辆和131辆."""
    if len(parts) < 2:
        return False
    first = parts[0]
    before = grounds.document.text[max(0, first.quantity.span.start - 12) : first.quantity.span.start]
    if re.search("分别|依次|各", before) is None:
        return False
    beside = [
        one for one in grounds.near(first.quantity.span.start - FAR, FAR)
        if is_level(one) and same_unit(one, whole) and one.id < first.id and grounds.sentence(one) == grounds.sentence(first)
    ]  # fmt: skip
    return len(beside) == len(parts) and beside[-1].of != beside[0].id
