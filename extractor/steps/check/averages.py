"""Check 平均每… against total and count."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from extractor.records import Finding, Measurement
from extractor.steps.check.bounds import Bounds, bounds_of, ratio, rounded, slipped
from extractor.steps.check.grounds import Grounds, Outcome, Unchecked, evidence_of, figure, said, severity

NEAR = 300  # characters around an average in which the count may stand
FAR = 2  # a mean this many times off is of something else
PERIODS = {"月": 12, "个月": 12, "季": 4, "周": 52, "天": 365, "日": 365, "工作日": 250}
GENERIC = "个家名位所户项"  # each of these counts anything: the noun behind must be the same too
SESSIONS = frozenset("次期场班")  # units that one report uses for the same thing
_EACH = re.compile(
    r"平均[^，。；\d]{0,8}?[每一](?P<what>[^，。；\d]{1,14})$|每(?P<before>[^，。；\d平]{1,6})平均[^，。；\d]{0,6}$"
    r"|(?P<short>[月周日季期场次])均[^，。；\d]{0,6}$"
)
_SLIP = "若平均数按去尾法或进一法取整，则一致"
_OTHER = "若平均数以另一总数或个数计算，则可能正确"


def check_averages(grounds: Grounds) -> Iterator[Outcome]:
    """One outcome for each 平均每…."""
    for average in grounds.measurements.values():
        if average.average_of is not None and (total := grounds.measurements.get(average.average_of)) is not None:
            yield _check(grounds, average, total)


def _check(grounds: Grounds, average: Measurement, total: Measurement) -> Outcome:
    if average.quantity.modifier != "exact":
        return Unchecked.INEXACT
    printed, loose = rounded(average.quantity), slipped(average.quantity)
    whole = bounds_of(total.quantity)
    if printed is None or loose is None or whole is None or not _counts_alike(average, total):
        return Unchecked.INEXACT
    found = [
        (divisor, true)
        for divisor in _divisors(grounds, average)
        if (true := _divided(whole, divisor)) is not None
    ]
    if any(true.meets(printed) for _, true in found):
        return "passed"
    if len(found) != 1 or not _is_plain(grounds, average, total, found[0][0]):
        found = [
            (by, true)
            for by, true in found
            if printed.low <= FAR * true.high and true.low <= FAR * printed.high
        ]
    if not found:
        return Unchecked.NO_WHOLE
    divisor, true = found[0]
    if any(other.meets(loose) for _, other in found):
        return _finding((average, total, divisor), true, _SLIP)
    sure = len(found) == 1 and _is_plain(grounds, average, total, divisor)
    return _finding((average, total, divisor), true, None if sure else _OTHER)


def _counts_alike(average: Measurement, total: Measurement) -> bool:
    """Whether both count the same thing: 参训240人次，平均每次80人."""
    units = {average.quantity.unit, total.quantity.unit}
    return len(units) == 1 or units == {"人", "人次"}


def _divided(whole: Bounds, divisor: Measurement | int) -> Bounds | None:
    if isinstance(divisor, int):
        return ratio(whole, Bounds(Decimal(divisor), Decimal(divisor)))
    by = bounds_of(divisor.quantity)
    return ratio(whole, by) if by is not None else None


def _divisors(grounds: Grounds, average: Measurement) -> list[Measurement | int]:
    """What the total is divided by: the months of 平均每月, 305期 for 平均每期, 90个乡镇 for 平均每个乡镇."""
    text, start = grounds.document.text, average.quantity.span.start
    match = _EACH.search(text, max(0, start - 30), start)
    if match is None:
        return []
    what = match["what"] or match["before"] or match["short"]
    for period, number in PERIODS.items():
        if what.startswith(period):
            return [number]
    near = [other for other in grounds.near(start, NEAR) if other is not average and other.quantity.kind == "count"]
    counted = [other for other in near if _counts(text, other, what)]
    if counted or what[0] not in SESSIONS:
        return [*counted]
    return [other for other in near if other.quantity.unit in SESSIONS]


def _counts(text: str, other: Measurement, what: str) -> bool:
    unit, end = other.quantity.unit, other.quantity.span.end
    if not unit:
        return False
    if unit not in GENERIC and what.startswith(unit):
        return True
    noun = what.lstrip(GENERIC)[:2]
    return (
        len(noun) == 2
        and (noun in text[end : end + 8] or noun in other.indicator)
        and what[0] in (unit[0], noun[0])
    )


def _is_plain(grounds: Grounds, average: Measurement, total: Measurement, divisor: Measurement | int) -> bool:
    """Whether total, count and mean are exact figures of one sentence: 8期、1240人次，平均每期155人次."""
    if isinstance(divisor, int):
        return False
    figures = (average, total, divisor)
    exact = all(figure.quantity.modifier == "exact" for figure in figures)
    return exact and len({grounds.sentence(figure) for figure in figures}) == 1


def _finding(
    figures: tuple[Measurement, Measurement, Measurement | int], true: Bounds, reading: str | None
) -> Finding:
    average, total, divisor = figures
    by = f"{divisor}" if isinstance(divisor, int) else said(divisor.quantity)
    expected = true.low.quantize(Decimal("0.1"))
    true_mean = f"平均为{figure(expected)}{average.quantity.unit}"
    message = f"正文{said(total.quantity)}按{by}{true_mean}，文中为{said(average.quantity)}"
    evidence = [evidence_of(average.quantity), evidence_of(total.quantity)]
    if not isinstance(divisor, int):
        evidence.append(evidence_of(divisor.quantity))
    formula = f"{said(total.quantity)} / {by} ≠ {said(average.quantity)}"
    found = average.quantity.value
    return Finding("average", severity(reading), message, formula, expected, found, tuple(evidence), reading)
