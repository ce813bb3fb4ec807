"""Check the parts that 其中/含/分别为 list against their whole, every split of a whole by itself."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, pairwise

from extractor.records import Finding, Measurement
from extractor.steps.check.bounds import ZERO, is_slip
from extractor.steps.check.completeness import (
    ends_with_rest,
    is_announced,
    is_closed,
    is_disjoint,
    is_exhaustive,
    is_of_kinds,
    leaves_out,
    names_everything,
)  # fmt: skip
from extractor.steps.check.grounds import Grounds, Outcome, Unchecked
from extractor.steps.check.known_lists import read_known_lists
from extractor.steps.check.list_sums import check_listing
from extractor.steps.check.listings import read_lists
from extractor.steps.check.lists import gap_of, rank_of
from extractor.steps.check.splits import (
    Split,
    by_bracket,
    by_row,
    by_sentence,
    by_share,
    fills_late,
    peel,
    read_splits,
    unnest,
)  # fmt: skip
from extractor.steps.check.sums import (
    CHANNELS,
    CROSSING,
    FEW,
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


def check_prose_sums(grounds: Grounds) -> Iterator[Outcome]:
    """One outcome for each split of each whole, and for each list that no split was made of."""
    settled: set[int] = set()  # parts of which something is known
    alone: set[int] = set()  # those of them that are only known to be less than their whole
    for split in read_splits(grounds):
        found: Outcome = Unchecked.UNLIKE if split is None else _check(grounds, split)
        if split is not None and not isinstance(found, Unchecked):
            alone.update(part.id for part in split.parts if len(split.parts) == 1 and found == "passed")
            settled.update(part.id for part in split.parts)
        yield found
    for listing in chain(read_lists(grounds), read_known_lists(grounds)):
        unsettled = alone if listing.is_known else frozenset[int]()
        known = sum(1 for part in listing.parts if part.id in settled and part.id not in unsettled)
        outcome = check_listing(grounds, listing) if known * 2 <= len(listing.parts) else None
        if outcome is not None:
            settled.update(part.id for part in listing.parts)
            yield outcome


# ---------------------------------------------------------------- parts that are linked to their whole
def _check(grounds: Grounds, split: Split) -> Outcome:
    if split.fills or with_last_year(grounds, split):
        return "passed"
    if _leaves_too_much(grounds, split) or (_is_plain_list(grounds, split) and _repeats_whole(grounds, split)):
        return sum_finding(split, CROSSING)
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
        pieces = [split] if is_of_kinds(grounds, split) else by_share(grounds, split)
        whole_list = len(pieces) == 1 or (is_near(grounds, split) and is_closed(grounds, split))
        return _exceeds(grounds, split) if whole_list else _judge_pieces(grounds, pieces)
    comparable = split.sum.high * 2 > split.printed.low or any(
        _is_slip_of(split, part) for part in split.parts
    ) or is_disjoint(grounds, split)
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
            told = _is_slip_of(split, part) or _is_of_which(grounds, split)
            return sum_finding(split, CROSSING) if told else Unchecked.CROSSING
    return _exceed_together(grounds, split)


def _exceed_together(grounds: Grounds, split: Split) -> Outcome:
    """What parts mean that go beyond the whole together, none of them alone."""
    closed = len(split.parts) > 1 and is_closed(grounds, split) and split.printed.low > 0
    if split.sum.low > split.printed.high * MOST:
        certain = closed and grounds.is_one_sentence((split.whole, *split.parts))
        certain = certain or _is_of_which(grounds, split) or _repeats_whole(grounds, split)
        return sum_finding(split, CROSSING) if certain else Unchecked.CROSSING
    if is_of_channels(grounds, split):
        return sum_finding(split, CHANNELS) if is_near(grounds, split) else Unchecked.CROSSING
    if names_everything(grounds, split):
        return sum_finding(split, None if _is_linked(split) else CROSSING)
    slip = split.printed.low >= FEW and is_slip(*split.figures)
    if _is_of_which(grounds, split) and _is_plain_list(grounds, split):
        return sum_finding(split, CROSSING)
    told = is_told_together(grounds, split) and _is_linked(split) and not leaves_out(grounds, split)
    return sum_finding(split, CROSSING) if slip or told else Unchecked.CROSSING


def _is_of_which(grounds: Grounds, split: Split) -> bool:
    """Whether few exact figures of one sentence stand behind 其中 or a colon, in the whole's unit: 三件，…。其中一件…；三件…."""
    (_, end), start, unit = split.whole.clause, split.parts[0].quantity.span.start, split.whole.quantity.unit
    behind = "其中" in grounds.document.text[max(0, start - 12) : start] or grounds.document.text[end : end + 1] in ("：", ":")
    exact = all(one.quantity.modifier == "exact" and one.quantity.unit == unit for one in (split.whole, *split.parts))
    few = split.printed.high < FEW and len(split.parts) > 1
    return few and behind and exact and grounds.is_one_sentence(split.parts) and not leaves_out(grounds, split)


def _leaves_too_much(grounds: Grounds, split: Split) -> bool:
    """Whether parts that 其余 closes go beyond the whole, as far back as they are read: 16件，14件公开，余下16件."""
    beyond = split.sum.low > split.printed.high and ends_with_rest(grounds, split)
    return beyond and grounds.is_one_sentence(split.parts) and not fills_late(split)


def _is_plain_list(grounds: Grounds, split: Split) -> bool:
    """Whether all parts are parted alike, by 、 or by ；, which part things of one kind where ， may not."""
    ranks = {rank_of(gap_of(grounds, *pair)) for pair in pairwise(split.parts)}
    return len(ranks) == 1 and 2 not in ranks


def _repeats_whole(grounds: Grounds, split: Split) -> bool:
    """Whether one part of several behind 其中 is printed as large as the whole, so that the others are too many."""
    same = sum(1 for part in split.bounds if part == split.printed)
    several = len(split.parts) > 2 and split.printed.low >= FEW and min(part.low for part in split.bounds) > 0
    return same == 1 and several and is_told_together(grounds, split) and _is_linked(split) and not is_of_channels(grounds, split)


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
