"""Check what this year's prose says of last year against the level that last year's report prints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from extractor.compare.cells import TOTAL
from extractor.compare.indicators import level_said, levels_by_name, name_of_level
from extractor.compare.records import Compared, Level
from extractor.compare.sides import NOT_ADJACENT, PASSED, Key, Outcome, Sides, make_finding
from extractor.records import Change, Measurement
from extractor.steps.check.bounds import OPEN, Bounds, percent, rounded, slipped
from extractor.steps.check.changes import SLIP, between, told_change
from extractor.steps.check.grounds import evidence_of, figure, name_of, said
from extractor.steps.check.levels import SINCE, find_levels

NO_LEVEL = "上年报告没有印出同比的基数"
UNCOUNTED = "同比的数字不是数量或比率"
OTHER_BASE = "若本年按另一口径的上年数计算，则都可能正确"


class _Told:
    """A figure of this year's prose with the level that last year's report prints for it."""

    __slots__ = ("last", "now", "reading", "this")

    def __init__(self, now: Measurement, this: Level, last: Level, reading: str | None) -> None:
        self.now, self.this, self.last, self.reading = now, this, last, reading


def check_changes(sides: Sides, cells: Mapping[Key, Compared]) -> Iterator[Outcome]:
    """One outcome for each 同比, and for each figure of the year before, that this year's prose gives."""
    report = sides.this
    levels = find_levels(report.document.text, report.identity.year, report.measurements)
    bases = {pair.before.id: pair.now for pair in levels.values() if pair.certain}
    named = levels_by_name(sides.last)
    for one in report.measurements:
        now = bases.get(one.id, one)
        is_base = one.id in bases or _is_retold(sides, one)
        changes = [] if is_base else [c for c in one.changes if _is_of_last_year(sides, one, c)]
        if not is_base and not changes:
            continue
        cell = _cell(cells, now)
        last = cell.last if cell is not None else None if now.row is not None else named.get(name_of_level(now))
        this = level_said(one)
        if not sides.are_adjacent or last is None or this is None:
            yield NO_LEVEL if sides.are_adjacent else NOT_ADJACENT
        elif is_base:
            certain = one.id in bases and cell is not None
            yield _check_base(one, (last, this), sides.doubt if certain else sides.doubt or OTHER_BASE)
        else:
            told = _Told(one, this, last, _reading(sides, this, cell))
            yield from (_check_change(told, change) for change in changes if one.id not in levels)


def _cell(cells: Mapping[Key, Compared], one: Measurement) -> Compared | None:
    return cells.get((one.row, None if one.column == TOTAL else one.column)) if one.row is not None else None


def _is_retold(sides: Sides, one: Measurement) -> bool:
    """Whether the figure is of last year and of a row of the form: 2022年收到申请82件."""
    year = sides.last.identity.year
    return one.row is not None and one.of is None and year is not None and one.period == str(year)


def _is_of_last_year(sides: Sides, one: Measurement, change: Change) -> bool:
    """Whether the base of a change is last year's level: 同比, 较上年, 比2022年, but not 环比 or 较2019年."""
    digits = "".join(character for character in change.base if character.isdecimal())
    own = change.quantity is not one.quantity and change.direction != "flat"
    return own and SINCE.search(change.base) is None and (len(digits) != 4 or digits == str(sides.last.identity.year))


def _reading(sides: Sides, this: Level, cell: Compared | None) -> str | None:
    """The reading under which both are right; none where the tables of both years print the very cell."""
    sure = cell is not None and cell.this is not None and cell.this.bounds.meets(this.bounds)
    return sides.doubt if sure else sides.doubt or OTHER_BASE


def _check_base(one: Measurement, levels: tuple[Level, Level], reading: str | None) -> Outcome:
    """上年为314件, where last year's report printed 341."""
    last, this = levels
    if this.bounds.meets(last.bounds):
        return PASSED
    printed, unit = said(one.quantity), one.quantity.unit
    message = f"本年报告称{name_of(one)}上年为{printed}，上年报告却是{figure(last.value)}{unit}"
    formula = f"{figure(last.value)}{unit} ≠ {printed}"
    return make_finding("base", message, formula, last=last, this=this, reading=reading)


def _check_change(told: _Told, change: Change) -> Outcome:
    level, last = told.this.bounds, told.last.bounds
    printed, loose = rounded(change.quantity), slipped(change.quantity)
    true = _change_as_said(told, change)
    if printed is None or loose is None or true is None or OPEN in level:
        return UNCOUNTED
    same_way = not level.meets(last) and (level.low > last.high) == (change.direction == "up")
    if same_way and true.meets(printed):
        return PASSED
    reading = SLIP if same_way and true.meets(loose) else told.reading
    return _finding(told, change, true.low if same_way else None, reading)


def _change_as_said(told: _Told, change: Change) -> Bounds | None:
    """The true change in the unit that it is printed in; None where the two cannot be compared."""
    difference, unit = between(told.this.bounds, told.last.bounds), told.now.quantity.unit
    if change.quantity.unit == unit or "百分点" in change.quantity.unit:
        return difference
    return percent(difference, told.last.bounds) if change.quantity.unit == "%" else None


def _finding(told: _Told, change: Change, true: Decimal | None, reading: str | None) -> Outcome:
    unit, printed = told.now.quantity.unit, figure(told.last.value)
    should = f"应为{figure(round(true, 2))}{change.quantity.unit}，" if true is not None else ""
    message = (
        f"{name_of(told.now)}上年报告为{printed}{unit}，本年为{said(told.now.quantity)}，"
        f"{should}文中称{told_change(change)}"
    )
    formula = f"{printed}{unit} → {said(told.now.quantity)} ≠ {said(change.quantity)}"
    this = replace(told.this, evidence=(*told.this.evidence, evidence_of(change.quantity)))
    made = make_finding("change", message, formula, last=told.last, this=this, reading=reading)
    return replace(made, finding=replace(made.finding, expected=true, found=change.quantity.value))
