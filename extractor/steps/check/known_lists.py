"""Lists that are known by the names in them – applicants, channels, results – whose whole may stand sentences before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from extractor.knowledge.cues import Partition
from extractor.records import Measurement
from extractor.steps.check.grounds import Grounds
from extractor.steps.check.listings import Listing
from extractor.steps.check.lists import FAR, breaks, depth_of, gap_of, is_carried_in, rank_of, same_unit

BACK, LIMIT, CANDIDATES = 24, 500, 4  # figures and characters before a list in which its whole stands
NAME = 14  # characters before a figure that name it
RECEIVED = "requests.received"
_ALL_DONE = re.compile("(?:件件|全部|均已?|都已?)[^，。；]{0,4}(?:办结|答复)")  # so that the results are of all that was received
_STOP = re.compile(r"[，。；、,;：:（()）\n\d]")


def read_known_lists(grounds: Grounds) -> Iterator[Listing]:
    """Every list that names all kinds of requests there are, with the figures before it that may be its whole."""
    rows = {one.row for one in grounds.in_order}
    told = [one for one in grounds.cues.partitions if one.of and not rows.isdisjoint((*one.of, RECEIVED))]
    names = [_known_name(grounds, one) for one in grounds.figures] if told else []
    for partition in told:
        groups = [_group(partition, name) if name else None for name in names]
        for parts in _runs(grounds, groups) if len(groups) - groups.count(None) >= partition.least else ():
            wholes = tuple(_wholes(grounds, partition, parts[0])) if len(parts) >= partition.least else ()
            if wholes:
                yield Listing(wholes, parts, is_known=True)


def _runs(grounds: Grounds, groups: Sequence[int | None]) -> Iterator[tuple[Measurement, ...]]:
    """Lists in which each figure is named after another group; what stands in brackets is left out."""
    run: dict[int, Measurement] = {}
    depth = 0
    for at, (one, group) in enumerate(zip(grounds.figures, groups, strict=True)):
        if not run and group is None:
            continue
        depth += depth_of(gap_of(grounds, grounds.figures[at - 1], one)) if run else 0
        if run and depth > 0:
            continue
        goes_on = bool(run) and _goes_on(grounds, list(run.values()), one)
        if run and not (goes_on and group is not None and group not in run):
            if not goes_on:  # else the list has a figure more than its groups
                yield tuple(run.values())
            run, depth = {}, 0
        if group is not None:
            run[group] = one
    if run:
        yield tuple(run.values())


def _known_name(grounds: Grounds, one: Measurement) -> str:
    """The words before a figure and what it measures, with | between them; nothing where no kind is named."""
    start, kinds = one.quantity.span.start, grounds.cues.kinds
    before = grounds.document.text[max(0, start - NAME) : start]
    if kinds.search(f"{before}|{one.indicator}") is None:
        return ""
    name = f"{_STOP.split(before)[-1]}|{one.indicator}"
    return name if kinds.search(name) is not None else ""


def _group(partition: Partition, name: str) -> int | None:
    """The group of a figure: by the words before it, else by what it measures."""
    if partition.every.search(name) is None:
        return None
    before, _, indicator = name.partition("|")
    group = partition.group_of(before)
    return group if group is not None else partition.group_of(indicator)


def _goes_on(grounds: Grounds, run: Sequence[Measurement], one: Measurement) -> bool:
    """Whether a figure stands in the list, and no ； between them where ， or 、 part the others."""
    gap = gap_of(grounds, run[-1], one)
    if len(gap) > FAR or not same_unit(run[-1], one) or breaks(gap):
        return False
    return len(run) == 1 or rank_of(gap) <= max(rank_of(gap_of(grounds, *pair)) for pair in pairwise(run))


def _wholes(grounds: Grounds, partition: Partition, first: Measurement) -> Iterator[Measurement]:
    """The totals of the rows before a list, nearest first."""
    before = reversed(grounds.in_order[max(0, first.id - BACK) : first.id])
    yield from islice((one for one in before if _is_whole(grounds, partition, one, first)), CANDIDATES)


def _is_whole(grounds: Grounds, partition: Partition, one: Measurement, first: Measurement) -> bool:
    """Whether a figure is this year's total of such a row, or of what was received where all of it was dealt with."""
    start, end, year = first.quantity.span.start, one.quantity.span.end, str(grounds.identity.year or "")
    all_done = one.row == RECEIVED and _ALL_DONE.search(grounds.document.text, end, start) is not None
    if one.row not in partition.of and not all_done:
        return False
    if one.column not in (None, "total") or start - end > LIMIT or one.quantity.modifier != "exact":
        return False
    this_year = one.period is None or one.period.startswith(year)
    return this_year and same_unit(one, first) and not is_carried_in(grounds, one)
