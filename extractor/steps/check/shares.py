"""Check 占…% against part and whole, and 平均每… against total and count."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from extractor.records import Finding, Measurement, Severity
from extractor.steps.check.bounds import (
    HUNDRED, Bounds, bounds_of, last_digit, percent, ratio, rounded, slipped,
)  # fmt: skip
from extractor.steps.check.grounds import Grounds, Outcome, evidence_of, figure, name_of, said

NEAR = 400  # characters before a share in which the whole may stand
PERIODS = {"月": 12, "季度": 4, "季": 4, "周": 52, "星期": 52, "天": 365, "日": 365}
_EACH = re.compile(r"平均[^，。；\d]{0,8}?[每一](?:个|家|名|位|所|户|件|次|场|期|篇|份)?(?P<noun>[^\d，。；约]{1,8}?)(?:可|约|的|有|少|发布|公开|办理|受理|处理|收到|接待|培训)*[^\d，。；]{0,8}$")


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
        whole = grounds.measurements.get(part.of) if part.of is not None else None
        if whole is None:
            yield "not_assessable"
        else:
            yield _check_share(grounds, _Share(share, part, whole))


def _check_share(grounds: Grounds, share: _Share) -> Outcome:
    printed, loose = rounded(share.share.quantity), slipped(share.share.quantity)
    true = _percentage(share.part, share.whole)
    if printed is None or loose is None or true is None or share.share.quantity.kind == "fraction":
        return "not_assessable"
    if true.meets(printed) or _of_another_whole(grounds, share, printed):
        return "passed"
    if true.meets(loose):
        return _share_finding(share, true, "若占比按去尾法或进一法取位，则一致")
    soft = share.share.quantity.modifier != "exact" or share.part.quantity.unit != share.whole.quantity.unit
    return _share_finding(share, true, "若占比以另一总数为分母，则可能正确" if soft else None)


def _percentage(part: Measurement, whole: Measurement) -> Bounds | None:
    a, b = bounds_of(part.quantity), bounds_of(whole.quantity)
    return percent(a, b) if a is not None and b is not None and b.low > 0 else None


def _of_another_whole(grounds: Grounds, share: _Share, printed: Bounds) -> bool:
    """Whether the share is right of another figure just before, counted in the same unit."""
    at, unit = share.share.quantity.span.start, share.part.quantity.unit
    for other in grounds.measurements.values():
        span = other.quantity.span
        if other is share.part or other.quantity.unit != unit or not at - NEAR <= span.start < at:
            continue
        if (other.quantity.value or 0) < (share.part.quantity.value or 0):
            continue
        true = _percentage(share.part, other)
        if true is not None and true.meets(printed) and other.of is None:
            return True
    return False


def _share_finding(share: _Share, true: Bounds, reading: str | None) -> Finding:
    severity: Severity = "error" if reading is None else "query"
    quantity, part, whole = share.share.quantity, share.part.quantity, share.whole.quantity
    digits = last_digit(quantity)
    expected = true.low.quantize(digits) if 0 < digits <= 1 else true.low
    message = f"正文{name_of(share.part)}{said(part)}占{name_of(share.whole)}{said(whole)}的{figure(expected)}%，文中为{said(quantity)}"
    formula = f"{figure(part.value or Decimal(0))} / {figure(whole.value or Decimal(0))} ≠ {said(quantity)}"
    evidence = (evidence_of(quantity), evidence_of(part), evidence_of(whole))
    return Finding("share", severity, message, formula, expected, quantity.value, evidence, reading)


# ---------------------------------------------------------------- averages
def check_averages(grounds: Grounds) -> Iterator[Outcome]:
    """One outcome for each 平均每…."""
    for average in grounds.measurements.values():
        total = grounds.measurements.get(average.average_of) if average.average_of is not None else None
        if total is not None:
            yield _check_average(grounds, average, total)


def _check_average(grounds: Grounds, average: Measurement, total: Measurement) -> Outcome:
    printed, loose = rounded(average.quantity), slipped(average.quantity)
    if printed is None or loose is None or average.quantity.unit != total.quantity.unit:
        return "not_assessable"
    averages = [(divisor, true) for divisor in _divisors(grounds, average) if (true := _divided(total, divisor)) is not None]
    if not averages:
        return "not_assessable"
    if any(true.meets(printed) for _, true in averages):
        return "passed"
    divisor, true = averages[0]
    if true.meets(loose):
        return _average_finding((average, total, divisor), true, "若平均数按去尾法或进一法取整，则一致")
    return _average_finding((average, total, divisor), true, "若平均数以另一总数或个数计算，则可能正确")


def _divided(total: Measurement, divisor: Measurement | int) -> Bounds | None:
    whole = bounds_of(total.quantity)
    by = Bounds(Decimal(divisor), Decimal(divisor)) if isinstance(divisor, int) else bounds_of(divisor.quantity)
    return ratio(whole, by) if whole is not None and by is not None else None


def _divisors(grounds: Grounds, average: Measurement) -> list[Measurement | int]:
    """What the total is divided by: the months of 平均每月, or the 90个 before 乡镇 for 平均每个乡镇."""
    text, start = grounds.document.text, average.quantity.span.start
    match = _EACH.search(text[max(0, start - 30) : start])
    if match is None:
        return []
    noun = match["noun"]
    if noun in PERIODS:
        return [PERIODS[noun]]
    found: list[Measurement | int] = []
    for other in grounds.measurements.values():
        span = other.quantity.span
        if other is not average and other.quantity.kind == "count" and abs(span.start - start) <= NEAR:
            behind = text[span.end : span.end + len(noun) + 2]
            if noun in behind or other.indicator.endswith(noun):
                found.append(other)
    return found


def _average_finding(parts: tuple[Measurement, Measurement, Measurement | int], true: Bounds, reading: str) -> Finding:
    average, total, divisor = parts
    by = f"{divisor}" if isinstance(divisor, int) else said(divisor.quantity)
    expected = true.low.quantize(Decimal("0.1"))
    message = f"正文{said(total.quantity)}按{by}平均为{figure(expected)}{average.quantity.unit}，文中为{said(average.quantity)}"
    evidence = [evidence_of(average.quantity), evidence_of(total.quantity)]
    if not isinstance(divisor, int):
        evidence.append(evidence_of(divisor.quantity))
    formula = f"{said(total.quantity)} / {by} ≠ {said(average.quantity)}"
    return Finding("average", "query", message, formula, expected, average.quantity.value, tuple(evidence), reading)
