"""Check 占…% against part and whole."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from extractor.records import Finding, Measurement
from extractor.steps.check.bounds import (
    HUNDRED,
    Bounds,
    bounds_of,
    last_digit,
    percent,
    rounded,
    slipped,
)  # fmt: skip
from extractor.steps.check.grounds import Grounds, Outcome, evidence_of, figure, name_of, said, severity

NEAR = 400  # characters before a share in which another whole may stand
BESIDE = 3  # figures to either side that a share may belong to


class _Share(NamedTuple):
    share: Measurement
    part: Measurement
    whole: Measurement


def check_shares(grounds: Grounds) -> Iterator[Outcome]:
    """One outcome for each 占…%."""
    for share in grounds.measurements.values():
        part = grounds.measurements.get(share.share) if share.share is not None else None
        if part is None or share.quantity.kind not in ("percent", "fraction"):
            continue
        whole = grounds.measurements.get(part.of) if part.of is not None else _total_of(grounds, part)
        if whole is None:
            yield "not_assessable"
        else:
            yield _check_share(grounds, _Share(share, part, whole))


def _total_of(grounds: Grounds, part: Measurement) -> Measurement | None:
    """The figure of the same row's total just before, for a part that is one column of it (自然人申请)."""
    if part.row is None or part.column in (None, "total"):
        return None
    at = part.quantity.span.start
    before = [m for m in grounds.near(at, NEAR) if m.row == part.row and m.quantity.span.start < at]
    return next((m for m in reversed(before) if m.column in (None, "total")), None)


def _check_share(grounds: Grounds, share: _Share) -> Outcome:
    printed, loose = rounded(share.share.quantity), slipped(share.share.quantity)
    true = _percentage(share.part, share.whole)
    if printed is None or loose is None or true is None or share.share.quantity.kind == "fraction":
        return "not_assessable"
    if true.meets(printed) or _is_right_otherwise(grounds, share, printed):
        return "passed"
    if true.meets(loose):
        return _share_finding(share, true, "若占比按去尾法或进一法取位，则一致")
    soft = share.part.of is None or share.share.quantity.modifier != "exact"
    soft = soft or share.part.quantity.unit != share.whole.quantity.unit
    return _share_finding(share, true, "若占比以另一总数为分母，则可能正确" if soft else None)


def _percentage(part: Measurement, whole: Measurement) -> Bounds | None:
    a, b = bounds_of(part.quantity), bounds_of(whole.quantity)
    return percent(a, b) if a is not None and b is not None and b.low > 0 else None


def _is_right_otherwise(grounds: Grounds, share: _Share, printed: Bounds) -> bool:
    """Whether the share is right of another whole just before, or of another part right beside it."""
    at, part = share.share.quantity.span.start, share.part
    near = [m for m in grounds.near(at, NEAR) if m.quantity.unit == part.quantity.unit and m is not part]
    before = [m for m in near if m.quantity.span.start < at]
    if any(_meets(part, whole, printed) for whole in before):
        return True
    beside = [m for m in near if abs(m.id - share.share.id) <= BESIDE]
    fine = last_digit(share.share.quantity) < 1
    return any(
        _meets(m, w, printed) for m in beside for w in (before if fine else _wholes(grounds, m, share))
    )


def _wholes(grounds: Grounds, part: Measurement, share: _Share) -> list[Measurement]:
    own = grounds.measurements.get(part.of) if part.of is not None else None
    return [share.whole] if own is None else [own, share.whole]


def _meets(part: Measurement, whole: Measurement, printed: Bounds) -> bool:
    true = _percentage(part, whole)
    return part is not whole and true is not None and true.low <= HUNDRED and true.meets(printed)


def _share_finding(share: _Share, true: Bounds, reading: str | None) -> Finding:
    quantity, part, whole = share.share.quantity, share.part.quantity, share.whole.quantity
    digits = last_digit(quantity)
    expected = true.low.quantize(digits) if 0 < digits <= 1 else true.low
    of_whole = f"{name_of(share.part)}{said(part)}占{name_of(share.whole)}{said(whole)}"
    message = f"正文{of_whole}的{figure(expected)}%，文中为{said(quantity)}"
    formula = f"{figure(part.value or Decimal(0))} / {figure(whole.value or Decimal(0))} ≠ {said(quantity)}"
    evidence = (evidence_of(quantity), evidence_of(part), evidence_of(whole))
    return Finding("share", severity(reading), message, formula, expected, quantity.value, evidence, reading)
