"""Check 同比/较上年 rates and differences against the levels they stand between."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from extractor.records import Change, Finding, Measurement, Quantity, Severity
from extractor.steps.check.bounds import HUNDRED, OPEN, Bounds, bounds_of, percent, rounded, slipped
from extractor.steps.check.grounds import Grounds, Outcome, evidence_of, figure, name_of, said

SLIP = "若增减幅度按去尾法或进一法取位，则一致"
OTHER_BASE = "若增减幅度按另一口径的上年数计算，则都可能正确"
WORDS = {"up": "增长", "down": "下降", "flat": "持平"}
_SINCE = re.compile("环比|上月|上季|年初|年底|年末|上半年|前年")
_YEAR = re.compile(r"(?:19|20)\d\d")
_FROM = re.compile(r"[由从][^，。；、]{0,14}$")
_TO = re.compile(r"[^，。；]{0,12}?(?:(?P<up>增|升|提高|扩|涨|提升|跃)|(?P<down>减|降|缩|压|回落))[^，。；]{0,6}[至到为]\s*")


class _Levels(NamedTuple):
    """A level and the earlier one that it is compared with; `certain` where the text itself sets them side by side."""

    now: Measurement
    before: Measurement
    certain: bool


def check_changes(grounds: Grounds) -> Iterator[Outcome]:
    """Outcomes for each pair of levels, and for each measurement that is said to have changed."""
    earlier = {levels.now.id: levels for levels in _two_levels(grounds)}
    named = _by_name(grounds)
    for measurement in grounds.measurements.values():
        changes = [c for c in measurement.changes if c.quantity.span != measurement.quantity.span]
        levels = earlier.get(measurement.id) or _last_year(grounds, measurement, named)
        if levels is not None:
            yield from _check_levels(levels, changes)
        elif changes:
            yield from _check_alone(measurement, changes)


# ---------------------------------------------------------------- a level and its changes
def _check_alone(level: Measurement, changes: list[Change]) -> Iterator[Outcome]:
    for amount, rate in _pairs(changes):
        yield _check_pair(level, amount, rate)
    if not any(_is_amount(level, change) for change in changes):
        yield from (_check_whole_number(level, change) for change in changes if _is_rate(level, change))


def _pairs(changes: list[Change]) -> Iterator[tuple[Change, Change | None]]:
    """Each amount with the rate of the same change: 同比减少23起，下降9.9%."""
    for at, change in enumerate(changes):
        following = changes[at + 1] if at + 1 < len(changes) else None
        if change.quantity.kind == "percent" and following is not None and following.quantity.kind in ("count", "money"):
            if _same_base(following.base, change.base):
                yield following, change
        elif change.quantity.kind in ("count", "money", "measure") and following is not None:
            if following.quantity.kind == "percent" and _same_base(change.base, following.base):
                yield change, following


def _same_base(first: str, second: str) -> bool:
    return not second or first == second or (bool(_SINCE.search(first)) == bool(_SINCE.search(second)) and "环比" not in first + second)


def _is_amount(level: Measurement, change: Change) -> bool:
    return change.quantity.unit == level.quantity.unit and change.quantity.kind in ("count", "money", "measure")


def _is_rate(level: Measurement, change: Change) -> bool:
    return change.quantity.kind == "percent" and level.quantity.kind in ("count", "money")


def _check_pair(level: Measurement, amount: Change, rate: Change | None) -> Outcome:
    if rate is None or not _is_amount(level, amount):
        return "not_assessable"
    if amount.direction != rate.direction and "flat" not in (amount.direction, rate.direction):
        return _finding(level, (amount.quantity, rate.quantity), None, None)
    now, difference, printed = bounds_of(level.quantity), bounds_of(amount.quantity), rounded(rate.quantity)
    if now is None or difference is None or printed is None or OPEN in (now.high, difference.high):
        return "not_assessable"
    before = _before(now, difference, amount.direction)
    true = percent(difference, before)
    if true is None:
        return "not_assessable"
    true = _tightened(now, difference, amount.direction, true)
    if true.meets(printed):
        return "passed"
    loose = slipped(rate.quantity)
    reading = SLIP if loose is not None and true.meets(loose) else None
    return _finding(level, (amount.quantity, rate.quantity), true.low, reading)


def _before(now: Bounds, difference: Bounds, direction: str) -> Bounds:
    if direction == "up":
        return Bounds(now.low - difference.high, now.high - difference.low)
    return Bounds(now.low + difference.low, now.high + difference.high)


def _tightened(now: Bounds, difference: Bounds, direction: str, loose: Bounds) -> Bounds:
    """The rate rises with the amount: the ends belong together, so the interval is narrower than the two apart."""
    sign = 1 if direction == "up" else -1
    low = difference.low / (now.high - sign * difference.low) if now.high - sign * difference.low > 0 else None
    high = difference.high / (now.low - sign * difference.high) if now.low - sign * difference.high > 0 else None
    return loose if low is None or high is None else Bounds(low * HUNDRED, high * HUNDRED)


def _check_whole_number(level: Measurement, change: Change) -> Outcome:
    """Last year's count was a whole number: 169件, 同比增长27.07% comes from 133, 27.5% from none."""
    now, wide = level.quantity, slipped(change.quantity)
    if now.kind != "count" or now.modifier != "exact" or now.tolerance or now.value is None or wide is None:
        return "not_assessable"
    if change.quantity.modifier != "exact" or change.direction == "flat" or now.value <= 0 or wide.high >= HUNDRED * 10:
        return "not_assessable"
    sign = 1 if change.direction == "up" else -1
    factors = sorted(HUNDRED + sign * rate for rate in wide)
    if factors[0] <= 0:
        return "not_assessable"
    low, high = now.value * HUNDRED / factors[1], now.value * HUNDRED / factors[0]
    if math.floor(high) >= math.ceil(low):
        return "passed"
    nearest = Decimal(round((low + high) / 2))
    rate = abs(now.value - nearest) * HUNDRED / nearest if nearest else None
    return _no_such_count(level, change, (nearest, rate))


# ---------------------------------------------------------------- two levels
def _two_levels(grounds: Grounds) -> Iterator[_Levels]:
    """由42分钟缩至19分钟: the second level with the first."""
    text, previous = grounds.document.text, None
    for measurement in grounds.measurements.values():
        if previous is not None and previous.quantity.unit == measurement.quantity.unit:
            start, end = previous.quantity.span.end, measurement.quantity.span.start
            head = text[max(0, previous.quantity.span.start - 16) : previous.quantity.span.start]
            if 0 < end - start <= 20 and _TO.fullmatch(text[start:end]) and _FROM.search(head):
                yield _Levels(measurement, previous, certain=True)
        previous = measurement


def _by_name(grounds: Grounds) -> Mapping[tuple[str, str], list[Measurement]]:
    named: dict[tuple[str, str], list[Measurement]] = defaultdict(list)
    for measurement in grounds.measurements.values():
        if measurement.period is not None and measurement.indicator:
            named[measurement.indicator, measurement.quantity.unit].append(measurement)
    return named


def _last_year(grounds: Grounds, now: Measurement, named: Mapping[tuple[str, str], list[Measurement]]) -> _Levels | None:
    """The level of the year before, where the report states it under the same name."""
    if not now.changes or any(_SINCE.search(change.base) for change in now.changes):
        return None
    year = now.period[:4] if now.period else str(grounds.identity.year or "")
    said_year = _YEAR.search("".join(change.base for change in now.changes))
    wanted = said_year[0] if said_year is not None else str(int(year) - 1) if year.isdecimal() else ""
    for other in named.get((now.indicator, now.quantity.unit), ()):
        if other.id != now.id and other.period is not None and wanted and other.period[:4] == wanted:
            return _Levels(now, other, certain=False)
    return None


def _check_levels(levels: _Levels, changes: list[Change]) -> Iterator[Outcome]:
    now, before = bounds_of(levels.now.quantity), bounds_of(levels.before.quantity)
    if now is None or before is None or OPEN in (now.high, before.high):
        yield "not_assessable"
        return
    if levels.certain and not changes:
        yield _check_direction(levels, now, before)
    for change in changes:
        yield _check_change(levels, change, (now, before))


def _check_direction(levels: _Levels, now: Bounds, before: Bounds) -> Outcome:
    return "not_assessable" if now.meets(before) else "passed"


def _check_change(levels: _Levels, change: Change, bounds: tuple[Bounds, Bounds]) -> Outcome:
    now, before = bounds
    rises = now.low > before.high
    if (change.direction == "flat") != now.meets(before) or (change.direction == "up") != rises and change.direction != "flat":
        return _levels_finding(levels, change, None)
    if change.direction == "flat":
        return "passed"
    low, high = (now, before) if not rises else (before, now)
    difference = Bounds(max(high.low - low.high, Decimal(0)), high.high - low.low)
    true = percent(difference, before) if _is_rate(levels.now, change) else difference
    printed, loose = rounded(change.quantity), slipped(change.quantity)
    if true is None or printed is None or loose is None or not (_is_rate(levels.now, change) or _is_amount(levels.now, change)):
        return "not_assessable"
    if true.meets(printed):
        return "passed"
    reading = SLIP if _is_rate(levels.now, change) and true.meets(loose) else None
    return _levels_finding(levels, change, true.low, reading)


# ---------------------------------------------------------------- findings
def _finding(
    level: Measurement, change: tuple[Quantity, Quantity], true: Decimal | None, reading: str | None
) -> Finding:
    amount, rate = change
    severity: Severity = "error" if reading is None else "query"
    if true is None:
        message = f"正文{name_of(level)}{said(level.quantity)}：增减{said(amount)}与增减{said(rate)}方向相反"
    else:
        message = f"正文{name_of(level)}{said(level.quantity)}，增减{said(amount)}，增减幅度应为{_short(true)}%，文中为{said(rate)}"
    formula = f"{said(amount)} / ({said(level.quantity)} ∓ {said(amount)}) ≠ {said(rate)}"
    evidence = (evidence_of(level.quantity), evidence_of(amount), evidence_of(rate))
    return Finding("change", severity, message, formula, true, rate.value, evidence, reading)


def _no_such_count(level: Measurement, change: Change, nearest: tuple[Decimal, Decimal | None]) -> Finding:
    count, rate = nearest
    message = (
        f"正文{name_of(level)}{said(level.quantity)}，{change.base}{WORDS[change.direction]}{said(change.quantity)}："
        f"没有一个整数的上年数与此相符，最接近的是{figure(count)}{level.quantity.unit}"
    )
    if rate is not None:
        message += f"（{WORDS[change.direction]}{_short(rate)}%）"
    evidence = (evidence_of(level.quantity), evidence_of(change.quantity))
    formula = f"{said(level.quantity)} / n - 1 ≠ {said(change.quantity)}"
    return Finding("change", "query", message, formula, rate, change.quantity.value, evidence, OTHER_BASE)


def _levels_finding(levels: _Levels, change: Change, true: Decimal | None, reading: str | None = None) -> Finding:
    reading = reading if reading is not None or levels.certain else OTHER_BASE
    severity: Severity = "error" if reading is None else "query"
    now, before = levels.now.quantity, levels.before.quantity
    should = f"应为{_short(true)}{change.quantity.unit}，" if true is not None else ""
    message = (
        f"正文{name_of(levels.now)}由{said(before)}变为{said(now)}，"
        f"{should}文中为{change.base}{WORDS[change.direction]}{said(change.quantity)}"
    )
    evidence = (evidence_of(now), evidence_of(before), evidence_of(change.quantity))
    formula = f"{said(before)} → {said(now)} ≠ {said(change.quantity)}"
    return Finding("change", severity, message, formula, true, change.quantity.value, evidence, reading)


def _short(value: Decimal) -> str:
    return figure(value.quantize(Decimal("0.01")))
