"""Lists that show a whole by their form: opened by 其中, a colon or a bracket, plain behind it, or summed up by 共."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from extractor.knowledge.characters import pairs
from extractor.records import Measurement
from extractor.steps.check.form_words import pairs_in
from extractor.steps.check.grounds import Grounds
from extractor.steps.check.lists import (
    FAR,
    OPENING,
    breaks,
    collect,
    depth_of,
    gap_of,
    is_base,
    is_level_with,
    rank_of,
    same_unit,
    without_brackets,
    words_between,
)  # fmt: skip

BACK, CANDIDATES = 8, 4  # figures before a list among which its whole is looked for, and how many may be it
_ADDED = re.compile("[共计]|之和")  # of which every total has one
_TOTAL = re.compile(
    r"\s*[）)]?\s*[，,；;]?\s*(?:以上|上述|各[项类]|(?:前?[二两三四五六七八九十]|\d)(?:项|者|类|种|部分|方面|级平?台?|个?渠道|个?领域))?"
    r"(?:之和|合计|共计|总计|一共|总共|共|累计)(?:有|为|达)?\s*"
)
SHORT = 30  # characters before a total
BARE = 2  # sentences between a list and the whole of it
_RECEIVED = re.compile("收到|受理|申请|新收|办结|答复")
_SUMMED = re.compile("结转|加上|之和|应办")


_CLASSES = re.compile(
    r"[按从依](?:照)?[^，。；\d]{1,14}?(?:[划区]?分类?|来?看|统计)?(?:为|[，,：:])"
    r"|(?:申请|提交|提出|获取|公开|答复|办理)?(?:渠道|方式|途径|形式|主体|人|结果|类型|类别|情况|内容|领域)(?:上|方面)?(?:(?:是|为)?[，,：:]|为(?=[^，。；\d]{0,4}\Z))"
)
_PARTLY = re.compile("主要|多为|集中|较多|最多|居多|前[二三四五]|如|其中|重点|涉及|包括")


class Listing(NamedTuple):
    """Parts, and the figures that may be their whole, likeliest first; `is_sure` where a 共计 closes the list.

    `is_classed` says that the list is opened as a classification of all there is: 按申请方式分, 申请渠道：;
    `is_known` that its names are all there are (`known_lists`).
    """

    wholes: tuple[Measurement, ...]
    parts: tuple[Measurement, ...]
    is_sure: bool = False
    is_plain: bool = False  # nothing but a comma opens it
    is_classed: bool = False
    is_known: bool = False


def read_lists(grounds: Grounds) -> Iterator[Listing]:
    """Every list that has a whole before or behind it, in the order of the text."""
    levels = grounds.figures
    taken: set[int] = set()  # parts of a list, which are no whole of the next one
    for at in range(1, len(levels)):
        before, one = levels[at - 1], levels[at]
        gap = gap_of(grounds, before, one)
        words = without_brackets(gap)
        if len(words) <= FAR and OPENING.search(words) is not None:
            for listing in _opened(grounds, levels, at, taken):
                taken.update(part.id for part in listing.parts)
                yield listing
        elif grounds.sentence(before) != grounds.sentence(one):
            yield from _bare(grounds, levels, at)
        elif same_unit(before, one) and rank_of(words) == 2 and not breaks(words):
            yield from _plain(grounds, levels, at)
        if len(gap) <= SHORT and _ADDED.search(gap) is not None and _TOTAL.fullmatch(gap) is not None:
            yield from _totalled(grounds, levels, at)


def _opened(grounds: Grounds, levels: Sequence[Measurement], at: int, taken: set[int]) -> Iterator[Listing]:
    bracketed = depth_of(gap_of(grounds, levels[at - 1], levels[at])) > 0
    wholes = _wholes(grounds, levels, at, bracketed)
    wholes = tuple(
        whole for whole in wholes if bracketed or whole.id not in taken or whole.id == levels[at].of
    )
    if wholes:
        words = words_between(grounds, levels[at - 1], levels[at])
        classed = _PARTLY.search(words) is None and _CLASSES.search(words) is not None
        parts = collect(grounds, levels[at:], wholes[0], bracketed=bracketed)
        yield Listing(wholes, parts, is_classed=classed)


def _wholes(
    grounds: Grounds, levels: Sequence[Measurement], at: int, bracketed: bool
) -> tuple[Measurement, ...]:
    """The figure right before a bracket; else the one that the first part is linked to, then the nearest."""
    first = levels[at]
    if bracketed:
        return (levels[at - 1],) if same_unit(levels[at - 1], first) else ()
    sentence = grounds.sentence(first)
    before = [
        one for one in reversed(levels[max(0, at - BACK) : at])
        if same_unit(one, first) and sentence - grounds.sentence(one) <= 1
        and is_level_with(grounds, one, first) and not is_base(grounds, one)
    ]  # fmt: skip
    spoken = pairs_in(words_between(grounds, levels[at - 1], first))
    named = {one.id for one in before if not spoken.isdisjoint(pairs(one.indicator))}
    return tuple(sorted(before, key=lambda one: (one.id != first.of, one.id not in named))[:CANDIDATES])


def _plain(grounds: Grounds, levels: Sequence[Measurement], at: int) -> Iterator[Listing]:
    """工作人员1047名，专职186名、兼职861名: the first figure of a sentence and those behind it."""
    whole, start = levels[at - 1], levels[at - 1].quantity.span.start
    begun = (
        at > 1
        and grounds.sentence(levels[at - 2]) == grounds.sentence(whole)
        and same_unit(levels[at - 2], whole)
    )
    if (
        begun
        or whole.of is not None
        or OPENING.search(grounds.document.text, grounds.sentence_start(start), start)
    ):
        return
    parts = _first_clause(grounds, collect(grounds, levels[at:], whole, bracketed=False))
    end = parts[-1].quantity.span.start
    if len(parts) > 1 and _SUMMED.search(grounds.document.text, start, end) is None:
        yield Listing((whole,), parts, is_plain=True)


def _first_clause(grounds: Grounds, parts: tuple[Measurement, ...]) -> tuple[Measurement, ...]:
    """The parts up to the first ；, where other marks part them too: 受理742件，许可735件；查办51件，处罚46件."""
    ranks = [rank_of(words_between(grounds, *pair)) for pair in pairwise(parts)]
    return parts[: ranks.index(3) + 1] if 3 in ranks and min(ranks) < 3 else parts


def _bare(grounds: Grounds, levels: Sequence[Measurement], at: int) -> Iterator[Listing]:
    """收到申请28件，… 。当面9件，网上12件，寄信7件。: a sentence that is nothing but a list, and what was received before."""
    sentence = grounds.sentence(levels[at])
    if sentence - grounds.sentence(levels[at - 1]) > BARE:
        return
    wholes = [
        one for one in reversed(levels[max(0, at - BACK) : at]) if same_unit(one, levels[at]) and _RECEIVED.search(one.indicator)
    ]
    if wholes and sentence - grounds.sentence(wholes[0]) <= BARE:
        parts = collect(grounds, levels[at:], wholes[0], bracketed=False)
        if len(parts) > 2:
            yield Listing(tuple(wholes[:CANDIDATES]), parts, is_plain=True)


def _totalled(grounds: Grounds, levels: Sequence[Measurement], at: int) -> Iterator[Listing]:
    """人大建议96件、政协提案134件，共230件."""
    parts: list[Measurement] = [levels[at - 1]]
    rank = 0
    for one in reversed(levels[max(0, at - BACK * 2) : at - 1]):
        if not is_level_with(grounds, one, parts[0]):
            continue  # it stands in a bracket
        words = words_between(grounds, one, parts[0])
        mark = rank_of(words)
        if breaks(words) or not mark or (rank and mark > rank) or not same_unit(one, levels[at]):
            break
        rank = max(rank, mark)
        parts.insert(0, one)
    if len(parts) > 1 and same_unit(parts[-1], levels[at]):
        yield Listing((levels[at],), tuple(parts), is_sure=True)
