"""Check 同比/较上年 rates and differences against the levels they stand between."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from extractor.records import Change, Finding, Measurement
from extractor.steps.check.bounds import HUNDRED, OPEN, ZERO, Bounds, bounds_of, percent, rounded, slipped
from extractor.steps.check.grounds import (
    Grounds,
    Levels,
    Outcome,
    Unchecked,
    evidence_of,
    figure,
    name_of,
    said,
    severity,
)  # fmt: skip
from extractor.steps.check.levels import SINCE
from extractor.steps.check.lists import depth_of

SLIP = "若增减幅度按去尾法或进一法取位，则一致"
OTHER_BASE = "若增减幅度按另一口径的上年数计算，则都可能正确"
WORDS = {"up": "增长", "down": "下降", "flat": "持平"}
AMOUNTS = ("count", "money", "measure", "duration")
_COMPARED = re.compile(r"[较比][^，。；、\d]{0,5}(?:\d{4}年)?[^，。；、\d]{0,4}$|[多少增减加降升涨]了?$")
_YEARLY = re.compile(r"(?:[年月日季]均|逐年|每年|累计|复合)[^，。；\d]{0,6}$")  # of several years
_FAR = Decimal(1000)  # percent; beyond, a rate says little about whole numbers


def check_changes(grounds: Grounds) -> Iterator[Outcome]:
    """Outcomes for each change whose two levels, or whose amount and rate, are known."""
    known = grounds.levels
    settled = {levels.before.id for levels in known.values()}
    for measurement in grounds.measurements.values():
        if measurement.id in known:
            levels = known[measurement.id]
            for change in levels.changes or (*measurement.changes, *levels.before.changes):
                if not _is_of_years(grounds, change):
                    yield _check_levels(levels, change)
        elif measurement.changes and measurement.id not in settled and measurement.average_of is None:
            own = measurement.quantity.span
            if not _is_compared(grounds, measurement):
                changes = [
                    c
                    for c in measurement.changes
                    if c.quantity.span != own and _is_its_own(grounds, measurement, c)
                ]
                yield from _check_alone(measurement, changes)
    for level, amount, rate in grounds.amounts:
        yield _check_pair(level, amount, rate)


def _is_compared(grounds: Grounds, measurement: Measurement) -> bool:
    """Whether the figure is itself the base or the amount of a comparison: 较2021年的240件下降11.3%."""
    start = measurement.quantity.span.start
    return _COMPARED.search(grounds.document.text, max(0, start - 16), start) is not None


def _is_its_own(grounds: Grounds, level: Measurement, change: Change) -> bool:
    """Whether a change is said of this figure: not of what a bracket around it belongs to, nor of several, 分别."""
    start, end = sorted((level.quantity.span.end, change.quantity.span.start))
    between = grounds.document.text[start:end]
    return not _is_of_years(grounds, change) and "分别" not in between and "均" not in grounds.clause_text(level) and depth_of(between) >= 0


def _is_of_years(grounds: Grounds, change: Change) -> bool:
    """Whether it is a mean over several years: 年均增长14.0%."""
    start = change.quantity.span.start
    return _YEARLY.search(grounds.document.text, max(0, start - 10), start) is not None


# ---------------------------------------------------------------- one level
def _check_alone(level: Measurement, changes: list[Change]) -> Iterator[Outcome]:
    paired = list(_pairs(level, changes))
    for amount, rate in paired:
        yield _check_pair(level, amount, rate)
    for change in changes:
        if not paired and _is_rate(level, change):
            yield _check_whole_number(level, change)


def _pairs(level: Measurement, changes: list[Change]) -> Iterator[tuple[Change, Change]]:
    """Each amount with the rate of the same change, whichever comes first: 同比减少23起，下降9.9%."""
    for first, second in pairwise(changes):
        if second.base and _kind_of_base(first.base) != _kind_of_base(second.base):
            continue
        if _is_amount(level, first) and _is_rate(level, second):
            yield first, second
        elif _is_rate(level, first) and _is_amount(level, second):
            yield second, first


def _kind_of_base(base: str) -> str:
    since = SINCE.search(base)
    return since[0] if since is not None else "上年"


def _is_amount(level: Measurement, change: Change) -> bool:
    return change.quantity.unit == level.quantity.unit and change.quantity.kind in AMOUNTS


def _is_rate(level: Measurement, change: Change) -> bool:
    return change.quantity.unit == "%" and level.quantity.kind in AMOUNTS


def _check_pair(level: Measurement, amount: Change, rate: Change) -> Outcome:
    if amount.direction != rate.direction:
        return _contrary(level, amount, rate)
    now, difference = bounds_of(level.quantity), bounds_of(amount.quantity)
    printed, loose = rounded(rate.quantity), slipped(rate.quantity)
    if now is None or difference is None or printed is None or loose is None:
        return Unchecked.INEXACT
    true = _rate(now, difference, -1 if amount.direction == "down" else 1)
    if true is None:
        beyond = (
            amount.direction == "up"
            and OPEN not in (now.high, difference.high)
            and difference.low >= now.high > 0
        )
        return _pair_finding(level, (amount, rate), None, OTHER_BASE) if beyond else Unchecked.INEXACT
    if true.meets(printed):
        return "passed"
    return _pair_finding(level, (amount, rate), true.low, SLIP if true.meets(loose) else None)


def _rate(now: Bounds, difference: Bounds, sign: int) -> Bounds | None:
    """The rate that an amount stands for; it rises with the amount, so the ends belong together."""
    low, high = now.high - sign * difference.low, now.low - sign * difference.high
    if OPEN in (now.high, difference.high) or low <= 0 or high <= 0:
        return None
    return Bounds(difference.low / low * HUNDRED, difference.high / high * HUNDRED)


def _check_whole_number(level: Measurement, change: Change) -> Outcome:
    """Last year's count was a whole number: 169件, 同比增长27.07% comes from 133, 27.5% from none."""
    now, wide = level.quantity, slipped(change.quantity)
    if now.kind != "count" or now.modifier != "exact" or now.tolerance or not now.value or wide is None:
        return Unchecked.NO_BASE
    if change.quantity.modifier != "exact" or change.direction == "flat" or wide.high >= _FAR:
        return Unchecked.NO_BASE
    sign = 1 if change.direction == "up" else -1
    factors = sorted(HUNDRED + sign * rate for rate in wide)
    if factors[0] <= 0:
        return Unchecked.NO_BASE
    low, high = now.value * HUNDRED / factors[1], now.value * HUNDRED / factors[0]
    if math.floor(high) >= math.ceil(low):
        return "passed"
    return _no_such_count(level, change, Decimal(round((low + high) / 2)))


# ---------------------------------------------------------------- two levels
def _check_levels(levels: Levels, change: Change) -> Outcome:
    now, before = bounds_of(levels.now.quantity), bounds_of(levels.before.quantity)
    if now is None or before is None or OPEN in (now.high, before.high):
        return Unchecked.INEXACT
    true = between(now, before)
    if change.direction == "flat":
        return "passed" if now.meets(before) else _levels_finding(levels, change, (None, None))
    if now.meets(before) or (now.low > before.high) != (change.direction == "up"):
        return _levels_finding(levels, change, (None, None))
    rate = _change_as_said(levels, change, true, before)
    printed, loose = rounded(change.quantity), slipped(change.quantity)
    if rate is None or printed is None or loose is None:
        return Unchecked.INEXACT
    if rate.meets(printed):
        return "passed"
    slip = SLIP if _is_rate(levels.now, change) and rate.meets(loose) else None
    return _levels_finding(levels, change, (rate.low, slip))


def _change_as_said(levels: Levels, change: Change, difference: Bounds, before: Bounds) -> Bounds | None:
    """The true change in the unit that it is printed in."""
    if _is_rate(levels.now, change):
        return percent(difference, before)
    said_so = _is_amount(levels.now, change) or "百分点" in change.quantity.unit
    return difference if said_so else None


def between(now: Bounds, before: Bounds) -> Bounds:
    """How far two levels may lie apart."""
    low, high = sorted((now, before))
    return Bounds(max(high.low - low.high, ZERO), high.high - low.low)


# ---------------------------------------------------------------- findings
def _contrary(level: Measurement, first: Change, second: Change) -> Finding:
    message = (
        f"正文{name_of(level)}{said(level.quantity)}，一处称{told_change(first)}，一处称{told_change(second)}，方向不一"
    )
    evidence = tuple(map(evidence_of, (level.quantity, first.quantity, second.quantity)))
    formula = f"{first.direction} ≠ {second.direction}"
    return Finding("change", "error", message, formula, None, second.quantity.value, evidence)


def _pair_finding(
    level: Measurement, pair: tuple[Change, Change], true: Decimal | None, reading: str | None
) -> Finding:
    amount, rate = pair
    should = (
        f"幅度应为{_short(true)}%，文中为{said(rate.quantity)}" if true is not None else "增加数不应大于总数"
    )
    message = f"正文{name_of(level)}{said(level.quantity)}，{told_change(amount)}，{should}"
    sign = "+" if amount.direction == "down" else "-"
    before = f"({said(level.quantity)} {sign} {said(amount.quantity)})"
    formula = f"{said(amount.quantity)} / {before} ≠ {said(rate.quantity)}"
    evidence = tuple(map(evidence_of, (level.quantity, amount.quantity, rate.quantity)))
    return Finding(
        "change", severity(reading), message, formula, true, rate.quantity.value, evidence, reading
    )


def _no_such_count(level: Measurement, change: Change, nearest: Decimal) -> Finding:
    rate = abs((level.quantity.value or ZERO) - nearest) * HUNDRED / nearest if nearest else ZERO
    message = (
        f"正文{name_of(level)}{said(level.quantity)}，{told_change(change)}：没有一个整数的上年数与此相符，"
        f"最接近的{figure(nearest)}{level.quantity.unit}对应{_short(rate)}%"
    )
    evidence = (evidence_of(level.quantity), evidence_of(change.quantity))
    formula = f"{said(level.quantity)} / n - 1 ≠ {said(change.quantity)}"
    return Finding("change", "query", message, formula, rate, change.quantity.value, evidence, OTHER_BASE)


def _levels_finding(levels: Levels, change: Change, true: tuple[Decimal | None, str | None]) -> Finding:
    expected, slip = true
    reading = slip if slip is not None or levels.certain else OTHER_BASE
    now, before = levels.now.quantity, levels.before.quantity
    should = f"应为{_short(expected)}{change.quantity.unit}，" if expected is not None else ""
    message = f"正文{name_of(levels.now)}由{said(before)}变为{said(now)}，{should}文中称{told_change(change)}"
    evidence = tuple(map(evidence_of, (now, before, change.quantity)))
    formula = f"{said(before)} → {said(now)} ≠ {said(change.quantity)}"
    return Finding(
        "change", severity(reading), message, formula, expected, change.quantity.value, evidence, reading
    )  # fmt: skip


def told_change(change: Change) -> str:
    """较上年增长27.07%."""
    return f"{change.base}{WORDS[change.direction]}{said(change.quantity)}"


def _short(value: Decimal) -> str:
    return figure(value.quantize(Decimal("0.01")))
