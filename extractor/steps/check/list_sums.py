"""Check the lists that no split was made of: what they say of the figure that they open behind, or sum up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from extractor.records import Quantity
from extractor.steps.check.bounds import ZERO, is_slip
from extractor.steps.check.completeness import ends_with_rest, is_disjoint, is_partition, is_rest_behind
from extractor.steps.check.grounds import Grounds, Outcome
from extractor.steps.check.listings import Listing
from extractor.steps.check.lists import gap_of, is_carried_in, is_paired, rank_of
from extractor.steps.check.splits import Split, fills_early, fills_late, read_split, unnest
from extractor.steps.check.sums import (
    CHANNELS,
    CROSSING,
    FEW,
    LARGE,
    MOST,
    SCOPE,
    is_near,
    is_of_another,
    is_of_channels,
    is_told_together,
    sum_finding,
    unlisted,
    with_last_year,
)  # fmt: skip

_WITHIN = re.compile(  # 其中, with no more than a change before it: 1936件，较2020年下降3.1%。其中
    r"(?:[，,；;（(]\s*(?:同比|[比较与])[^，。；、]{0,14}[增减多少升降涨落][^，。；、]{0,10}[）)]?)?[，,；;。]?\s*[（(]?其中[，,：:]?"
)
_RESPECTIVELY = re.compile(r"分别(?:为|是|有)?\s*\Z")
_BEHIND = re.compile(  # a bracket, a colon, or 其中, with no more than a change before it: 187条，比上年多21条；其中
    r"\s*(?:[^，。；\d]{0,4}[里中][，,]|[（(](?!含?[上去]一?年|同比|较|比|(?:19|20)\d\d年)|[：:]"
    r"|[，,；;（(]?[^，。；、,;\d]{0,6}(?:\d+[^，。；、,;\d]{1,3})?[，,；;]?\s*其中)"
)


def check_listing(grounds: Grounds, listing: Listing) -> Outcome | None:
    """What a list says of its whole; None where that is not known."""
    parts = [part for part in listing.parts if not is_carried_in(grounds, part)]
    splits = [split for whole in listing.wholes if (split := read_split(whole, parts)) is not None]
    for split in splits:
        outer = unnest(split)
        if fills_early(split) or (outer is not split and fills_early(outer)) or with_last_year(grounds, split):
            return "passed"
    for split in splits[: 0 if listing.is_plain else 1]:
        if (at := _scaled_up(grounds, split)) is not None:
            return sum_finding(split.cut(at, at + 1), SCOPE)
    for split in splits:
        if len(split.parts) == 1:
            if _is_beyond(grounds, split):
                return sum_finding(split, SCOPE)
        elif not is_paired(grounds, split.whole, split.parts) and _is_wrong(grounds, split, listing):
            if split.bounds[0].low > split.printed.high and rank_of(gap_of(grounds, *split.parts[:2])) > 2:
                return sum_finding(split.cut(0, 1), SCOPE)  # 1286件，其中本级1822件；全年受理1333件
            return sum_finding(split, _reading(grounds, split, listing))
    return None


def _is_wrong(grounds: Grounds, split: Split, listing: Listing) -> bool:
    """Whether a list that does not fill its whole was meant to."""
    beyond = _overflows(grounds, split)
    if beyond and (is_disjoint(grounds, split) or (ends_with_rest(grounds, split) and not fills_late(split))):
        return True
    if is_of_another(grounds, split) or is_rest_behind(grounds, split):
        return False
    if listing.is_sure or listing.is_known or (beyond and _is_of_nearest(grounds, split, listing)):
        return True
    return not _is_of_results(split) and _is_likely(grounds, split, listing)


def _is_likely(grounds: Grounds, split: Split, listing: Listing) -> bool:
    """Whether it misses its whole by a slip, is a classification, or a known partition."""
    stages = listing.is_plain and any(part.meets(split.printed) for part in split.bounds)  # 公开28家，检查28家，处罚1家
    if is_near(grounds, split) and not stages:
        return True
    within = split.printed.low <= MOST * split.sum.high and split.sum.low <= split.printed.high * MOST
    within = within and split.printed.low >= FEW
    if listing.is_classed and within and len(split.parts) > 2:
        return True
    whole = split.whole
    received = whole.row == "requests.received" and whole.column in (None, "total") and whole.of is None
    received = received and whole is listing.wholes[0]
    closed = ends_with_rest(grounds, split) or (listing.is_classed and received)
    slip = any(is_slip(*one) for one in _as_filled(split)) and split.printed.low >= (FEW if closed else LARGE)
    return (slip and closed) or ((within or slip or received) and is_partition(grounds, split))


def _as_filled(split: Split) -> Iterator[tuple[Decimal, Decimal]]:
    """Each part with what it would have to be for the list to fill its whole, where that is more than nothing."""
    found, printed = split.figures
    values = [part.quantity.value or ZERO for part in split.parts]
    return ((value, value + printed - found) for value in values if value + printed - found > 0)


def _is_of_results(split: Split) -> bool:
    """Whether results are set against what was received, or one kind of applicants: some may be carried out."""
    row, parts = split.whole.row, [part.row or "" for part in split.parts]
    results = sum(1 for part in parts if part.startswith(("requests.results.", "requests.replied.")))
    return row == "requests.received" and results * 2 > len(parts)


def _overflows(grounds: Grounds, split: Split) -> bool:
    """Whether exact parts of one sentence, counted once each, go beyond their whole."""
    beyond = split.sum.low > split.printed.high
    return beyond and is_told_together(grounds, split) and not is_of_channels(grounds, split)


def _is_of_nearest(grounds: Grounds, split: Split, listing: Listing) -> bool:
    """Whether a list that 其中, a colon or a bracket opens is of the figure right before it, though it goes beyond."""
    if listing.is_plain or split.whole is not listing.wholes[0]:
        return False
    little = len(listing.wholes) == 1 and split.sum.low <= split.printed.high * MOST
    return little or _is_opened_behind(grounds, split)


def _is_opened_behind(grounds: Grounds, split: Split) -> bool:
    """Whether the list is 分别 of the whole, or its first part alone goes beyond it: 公开类11件（予以公开76件…）."""
    gap = gap_of(grounds, split.whole, split.parts[0])
    first = split.bounds[0].low > split.printed.high
    respectively = _RESPECTIVELY.search(gap) is not None and split.parts[0].id == split.whole.id + 1
    return respectively or (first and _BEHIND.match(gap) is not None)


def _scaled_up(grounds: Grounds, split: Split) -> int | None:
    """The part that goes beyond the whole for a 万 too much: 187条，其中34万条."""
    for at, (part, bounds) in enumerate(zip(split.parts, split.bounds, strict=True)):
        quantity, whole = part.quantity, split.whole.quantity
        larger = quantity.unit == whole.unit and _is_in_wan(quantity) and not _is_in_wan(whole)
        if larger and grounds.is_one_sentence((split.whole, part)) and bounds.low > split.printed.high >= bounds.high.scaleb(-4):
            return at
    return None


def _is_in_wan(quantity: Quantity) -> bool:
    """Whether the figure is printed with 万 or 亿."""
    printed, value = quantity.printed_value, quantity.value
    return printed is not None and value is not None and value >= printed * 10000 > 0


def _is_beyond(grounds: Grounds, split: Split) -> bool:
    """Whether a part right behind “其中” is more than the figure right before it: 解读6篇，其中视频21篇."""
    whole, part = split.whole, split.parts[0]
    gap = gap_of(grounds, whole, part)
    return (
        _WITHIN.match(gap) is not None
        and split.bounds[0].low > split.printed.high
        and part.id == whole.id + 1
    )


def _reading(grounds: Grounds, split: Split, listing: Listing) -> str:
    if split.sum.high < split.printed.low:
        return unlisted(split)
    return CHANNELS if is_of_channels(grounds, split) and not listing.is_sure else CROSSING
