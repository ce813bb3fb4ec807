"""Check the parts that 其中/含/分别为 list against their whole, every split of a whole by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from extractor.records import Finding, Measurement, Quantity
from extractor.steps.check.bounds import ZERO, is_slip
from extractor.steps.check.completeness import (
    is_announced,
    is_closed,
    is_exhaustive,
    is_partition,
    leaves_out,
    names_everything,
)  # fmt: skip
from extractor.steps.check.grounds import Grounds, Outcome, Unchecked
from extractor.steps.check.listings import Listing, read_lists
from extractor.steps.check.lists import gap_of, is_carried_in, is_paired
from extractor.steps.check.splits import (
    Split,
    by_bracket,
    by_row,
    by_sentence,
    by_share,
    fills_early,
    peel,
    read_split,
    read_splits,
    unnest,
)  # fmt: skip
from extractor.steps.check.sums import (
    CHANNELS,
    CROSSING,
    FEW,
    SCOPE,
    is_near,
    is_of_another,
    is_of_channels,
    sum_finding,
    unlisted,
    with_last_year,
)  # fmt: skip

_WITHIN = re.compile(r"[，,]?\s*[（(]?其中[，,：:]?")
MOST = Decimal("1.5")  # times the whole; parts beyond it are of several splits rather than of one


def check_prose_sums(grounds: Grounds) -> Iterator[Outcome]:
    """One outcome for each split of each whole, and for each list that no split was made of."""
    settled: set[int] = set()  # parts of which something is known
    for split in read_splits(grounds):
        found: Outcome = Unchecked.UNLIKE if split is None else _check(grounds, split)
        if split is not None and not isinstance(found, Unchecked):
            settled.update(part.id for part in split.parts)
        yield found
    for listing in read_lists(grounds):
        known = sum(1 for part in listing.parts if part.id in settled)
        outcome = _check_listing(grounds, listing) if known * 2 <= len(listing.parts) else None
        if outcome is not None:
            settled.update(part.id for part in listing.parts)
            yield outcome


# ---------------------------------------------------------------- parts that are linked to their whole
def _check(grounds: Grounds, split: Split) -> Outcome:
    if split.fills or with_last_year(grounds, split):
        return "passed"
    split = peel(split)
    if unnest(split).fills:
        return "passed"
    outside = [piece for bracket in by_bracket(grounds, split) for piece in by_row(bracket)]
    pieces = [one for piece in outside for one in by_sentence(grounds, piece)]
    outcomes = [_judge(grounds, one, whole_list=len(pieces) == 1) for one in pieces]
    findings = [outcome for outcome in outcomes if isinstance(outcome, Finding)]
    if findings:
        return findings[0]
    return "passed" if "passed" in outcomes else Unchecked.INCOMPLETE


def _judge(grounds: Grounds, split: Split, *, whole_list: bool) -> Outcome:
    if split.fills or is_of_another(grounds, split):
        return "passed"
    if split.sum.low > split.printed.high:
        split = unnest(split)
    if split.sum.low > split.printed.high:
        pieces = by_share(grounds, split)
        return _exceeds(grounds, split) if len(pieces) == 1 else _judge_pieces(grounds, pieces)
    comparable = split.sum.high * 2 > split.printed.low or any(
        _is_slip_of(split, part) for part in split.parts
    )
    if whole_list and comparable and names_everything(grounds, split):
        sure = is_exhaustive(grounds, split) or is_announced(grounds, split)
        return sum_finding(split, None if sure and _is_linked(split) else unlisted(split))
    if is_near(grounds, split):
        return sum_finding(split, unlisted(split))
    return "passed" if len(split.parts) == 1 else Unchecked.INCOMPLETE


def _judge_pieces(grounds: Grounds, pieces: list[Split]) -> Outcome:
    """Of parts with and without 占…%, those that go beyond the whole by themselves."""
    wrong = next((piece for piece in pieces if piece.sum.low > piece.printed.high), None)
    return Unchecked.CROSSING if wrong is None else _exceeds(grounds, wrong)


def _exceeds(grounds: Grounds, split: Split) -> Outcome:
    """What parts that go beyond the whole mean; one that does so alone must be linked to it, or be a slip."""
    for at, (part, bounds) in enumerate(zip(split.parts, split.bounds, strict=True)):
        if bounds.low > split.printed.high and part.of == split.whole.id:
            side_by_side = _side_by_side(grounds, split.whole, part)
            return sum_finding(split.cut(at, at + 1), None if side_by_side else SCOPE)
        if bounds.low > split.printed.high:
            return sum_finding(split, CROSSING) if _is_slip_of(split, part) else Unchecked.CROSSING
    closed = len(split.parts) > 1 and is_closed(grounds, split) and split.printed.low > 0
    if split.sum.low > split.printed.high * MOST:
        return (
            sum_finding(split, CROSSING)
            if closed and grounds.is_one_sentence((split.whole, *split.parts))
            else Unchecked.CROSSING
        )
    if is_of_channels(grounds, split):
        return sum_finding(split, CHANNELS) if is_near(grounds, split) else Unchecked.CROSSING
    if names_everything(grounds, split):
        return sum_finding(split, None if _is_linked(split) else CROSSING)
    slip = split.printed.low >= FEW and is_slip(*split.figures)
    told = _is_told_together(grounds, split) and _is_linked(split) and not leaves_out(grounds, split)
    return sum_finding(split, CROSSING) if slip or told else Unchecked.CROSSING


def _is_told_together(grounds: Grounds, split: Split) -> bool:
    """Whether exact figures of one sentence, two or more, go beyond their whole: 7次，其中线上2次、线下6次."""
    figures = (split.whole, *split.parts)
    exact = all(one.quantity.modifier == "exact" for one in figures)
    return exact and len(split.parts) > 1 and grounds.is_one_sentence(figures)


def _is_linked(split: Split) -> bool:
    """Whether every part was linked to the whole, none only found beside the others."""
    return all(part.of == split.whole.id for part in split.parts)


def _is_slip_of(split: Split, part: Measurement) -> bool:
    """Whether the part would fill the whole but for a slip of the pen: 336万件 among 402件."""
    found, printed = split.figures
    value = part.quantity.value or ZERO
    return printed >= FEW and value + printed - found > 0 and is_slip(value, value + printed - found)


def _side_by_side(grounds: Grounds, whole: Measurement, part: Measurement) -> bool:
    same = grounds.sentence(whole) == grounds.sentence(part)
    return same and whole.quantity.unit == part.quantity.unit


# ---------------------------------------------------------------- lists that no split was made of
def _check_listing(grounds: Grounds, listing: Listing) -> Outcome | None:
    """What a list says of its whole; None where that is not known."""
    parts = [part for part in listing.parts if not is_carried_in(grounds, part)]
    splits = [split for whole in listing.wholes if (split := read_split(whole, parts)) is not None]
    for split in splits:
        if fills_early(split) or fills_early(unnest(split)) or with_last_year(grounds, split):
            return "passed"
    for split in splits[: 0 if listing.is_plain else 1]:
        if (at := _scaled_up(grounds, split)) is not None:
            return sum_finding(split.cut(at, at + 1), SCOPE)
    for split in splits:
        if len(split.parts) == 1:
            if _is_beyond(grounds, split):
                return sum_finding(split, SCOPE)
        elif not is_paired(grounds, split.whole, split.parts) and _is_wrong(grounds, split, listing):
            return sum_finding(split, _reading(grounds, split, listing))
    return None


def _is_wrong(grounds: Grounds, split: Split, listing: Listing) -> bool:
    """Whether a list that does not fill its whole was meant to: summed up, a known partition, or but for a slip."""
    if is_of_another(grounds, split):
        return False
    if listing.is_sure or is_near(grounds, split):
        return True
    if _overflows(grounds, split, listing):
        return True
    within = split.printed.low <= MOST * split.sum.high and split.sum.low <= split.printed.high * MOST
    if listing.is_classed and within and split.printed.low >= FEW and _names_enough(split):
        return True
    whole = split.whole
    received = whole.row == "requests.received" and whole.column in (None, "total") and whole.of is None
    received = received and whole is listing.wholes[0]
    return ((within and split.printed.low >= FEW) or received) and is_partition(grounds, split)


def _names_enough(split: Split) -> bool:
    """Whether a list has three parts or more, one of them large: a few examples seldom come near their whole."""
    return len(split.parts) > 2


def _overflows(grounds: Grounds, split: Split, listing: Listing) -> bool:
    """Whether the parts of a list that 其中 or a colon opens go beyond the nearest figure before it."""
    nearest = not listing.is_plain and listing.wholes == (split.whole,)
    beyond = split.printed.high < split.sum.low <= split.printed.high * MOST
    return nearest and beyond and _is_told_together(grounds, split) and not is_of_channels(grounds, split)


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
