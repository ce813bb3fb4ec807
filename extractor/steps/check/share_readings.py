"""What else would make a share right: another whole beside it, several parts together, a whole that is said nowhere."""

from __future__ import annotations

from itertools import accumulate

from extractor.records import Measurement
from extractor.steps.check.bounds import HUNDRED, Bounds, bounds_of, last_digit, percent, rounded, total
from extractor.steps.check.grounds import Grounds
from extractor.steps.check.lists import is_level
from extractor.steps.check.share_links import Share

NEAR = 400  # characters before a share in which another whole may stand
BESIDE = 3  # figures to either side that a share may belong to


def is_right_otherwise(grounds: Grounds, share: Share, printed: Bounds) -> bool:
    """Whether the share is right of another whole beside it, of several parts, or of another part beside it."""
    at, part = share.share.quantity.span.start, share.part
    near = [m for m in grounds.near(at, NEAR) if m.quantity.unit == part.quantity.unit and m is not part]
    before = [m for m in near if m.quantity.span.start < at]
    behind = [m for m in near if m.quantity.span.start > at and grounds.sentence(m) == grounds.sentence(part)]
    if any(_meets(part, whole, printed) for whole in (*before, *behind)):
        return True
    if _is_right_together(grounds, share, [*before, part], printed) or _is_right_of_all(grounds, share, printed):
        return True
    beside = [m for m in near if abs(m.id - share.share.id) <= BESIDE and not _has_the_same(grounds, m, share)]
    fine = last_digit(share.share.quantity) < 1
    return any(
        _meets(m, w, printed) for m in beside for w in (before if fine else _wholes(grounds, m, share))
    )


def _has_the_same(grounds: Grounds, other: Measurement, share: Share) -> bool:
    """Whether another part has a share of its own that reads the same: one may be copied from the other."""
    own = grounds.shares.get(other.id)
    return own is not None and own is not share.share and own.quantity.value == share.share.quantity.value


def _is_right_of_all(grounds: Grounds, share: Share, printed: Bounds) -> bool:
    """Whether it is right of what the parts with a share come to, or of what another share says the whole is.

    自然人201件，占95.7%，法人9件，占4.3%; 市自然资源局58件，占全市31.2%，市住建局27件，占14.5%.
    """
    own, part = bounds_of(share.part.quantity), share.part
    others = [
        m for m in grounds.near(share.share.quantity.span.start, NEAR)
        if m.id in grounds.shares and m is not part and grounds.sentence(m) == grounds.sentence(part)
        and m.quantity.unit == part.quantity.unit
    ]  # fmt: skip
    known = [bounds for m in others if (bounds := bounds_of(m.quantity)) is not None]
    if own is None or not known:
        return False
    together = percent(own, total((own, *known)))
    if together is not None and together.meets(printed):
        return True
    return not any(_is_of(grounds, m, share.whole) for m in others) and any(
        _is_of_one_whole(own, other, (printed, rounded(grounds.shares[m.id].quantity)))
        for m, other in zip(others, known, strict=True)
    )


def _is_of(grounds: Grounds, part: Measurement, whole: Measurement) -> bool:
    """Whether the share that another part has is right of the whole."""
    printed = rounded(grounds.shares[part.id].quantity)
    return printed is not None and _meets(part, whole, printed)


def _is_of_one_whole(part: Bounds, other: Bounds, shares: tuple[Bounds, Bounds | None]) -> bool:
    """Whether both shares are of one whole that is said nowhere."""
    own, others = shares
    if others is None or min(own.low, others.low, part.low, other.low) <= 0:
        return False
    return Bounds(part.low / own.high, part.high / own.low).meets(
        Bounds(other.low / others.high, other.high / others.low)
    )


def _is_right_together(grounds: Grounds, share: Share, before: list[Measurement], printed: Bounds) -> bool:
    """公共场所1402件、医师护士1088件，占去95%: whether the last figures together, of a whole before them, are right."""
    own = [m for m in before if grounds.sentence(m) == grounds.sentence(share.share) and is_level(m)][-8:]
    figures = [bounds_of(m.quantity) for m in reversed(own)]
    known = [one for one in figures if one is not None]
    wholes = [bounds_of(m.quantity) for m in (share.whole, *before)]
    for together in list(accumulate(known, lambda one, other: total((one, other))))[1:]:
        for whole in wholes:
            true = percent(together, whole) if whole is not None and whole.low > 0 else None
            if true is not None and true.high <= HUNDRED and true.meets(printed):
                return True
    return False


def _wholes(grounds: Grounds, part: Measurement, share: Share) -> list[Measurement]:
    own = grounds.measurements.get(part.of) if part.of is not None else None
    return [share.whole] if own is None else [own, share.whole]


def _meets(part: Measurement, whole: Measurement, printed: Bounds) -> bool:
    true = percentage_of(part, whole)
    return part is not whole and true is not None and true.low <= HUNDRED and true.meets(printed)


def percentage_of(part: Measurement, whole: Measurement) -> Bounds | None:
    """The part in percent of the whole; None where one has no value or the whole may be nothing."""
    a, b = bounds_of(part.quantity), bounds_of(whole.quantity)
    return percent(a, b) if a is not None and b is not None and b.low > 0 else None
