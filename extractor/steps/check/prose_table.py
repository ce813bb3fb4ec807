"""Check what the prose says against the cell of the table that it speaks of."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from extractor.knowledge.rules import Equation, parse_rules
from extractor.records import Finding, Measurement, Observation
from extractor.steps.check.bounds import ZERO, Bounds, bounds_of, total
from extractor.steps.check.grounds import (
    Grounds, Outcome, column_name, evidence_of, evidence_of_cells, figure, said, severity,
)  # fmt: skip
from extractor.steps.check.tables import Side

LAST_YEAR = ("requests.carried_in",)  # its figure is of last year by its own name
FAR = 10  # figures that differ more than tenfold are of different things, unless the names are the same
_SCALES = {"万": 4, "亿": 8}
_FILLER = re.compile(r"[\s“”《》（）()、，,/]|数量|总数|情况|件数|次数|人数|总计|本年|全年|年度|政府信息|申请|数$")


class _Pair(NamedTuple):
    measurement: Measurement
    cell: Observation
    printed: Bounds  # what the table prints, in the prose's unit
    spoken: Bounds

    @property
    def agrees(self) -> bool:
        return self.spoken.meets(self.printed)


def check_prose_table(grounds: Grounds) -> Iterator[Outcome]:
    """One outcome for each figure of the prose that a cell of the table prints too."""
    pairs: list[_Pair] = []
    for measurement in grounds.measurements.values():
        cell = grounds.cell_of(measurement)
        if cell is None:
            continue
        pair = _pair(grounds, measurement, cell)
        if pair is None:
            yield "not_assessable"
        else:
            pairs.append(pair)
    yield from _judge(grounds, pairs)


def _pair(grounds: Grounds, measurement: Measurement, cell: Observation) -> _Pair | None:
    """The two figures on one scale; None where they are not of one kind, year or thing."""
    spoken, quantity = bounds_of(measurement.quantity), measurement.quantity
    value = _printed_value(grounds, cell)
    money = "元" in cell.unit
    if spoken is None or value is None or money != ("元" in quantity.unit):
        return None
    if quantity.kind not in ("count", "money", "measure") or _set_apart(grounds, measurement, cell):
        return None
    scale, exponent = _scale(cell), int(value.as_tuple().exponent)
    slack = Decimal(5).scaleb(exponent - 1) if exponent < 0 else ZERO
    printed = Bounds(value, value).widened(slack)
    pair = _Pair(measurement, cell, Bounds(printed.low.scaleb(scale), printed.high.scaleb(scale)), spoken)
    return pair if pair.agrees or _same_year(grounds, measurement) else None


def _printed_value(grounds: Grounds, cell: Observation) -> Decimal | None:
    """What the cell says: its figure, nothing where it is blank, what its parts add up to where it prints none."""
    if cell.state in ("blank", "dash"):
        return ZERO
    computed = grounds.form is not None and cell.row in grounds.form.rows and grounds.form.rows[cell.row].computed
    return cell.value if cell.state == "printed" or computed else None


def _set_apart(grounds: Grounds, measurement: Measurement, cell: Observation) -> bool:
    """信息处理费 is no 行政事业性收费, 备案 no 制发."""
    words = grounds.cues.apart.get(cell.row)
    return words is not None and words.search(measurement.indicator + grounds.clause_text(measurement)) is not None


def _same_year(grounds: Grounds, measurement: Measurement) -> bool:
    year, period = grounds.identity.year, measurement.period
    return year is None or period is None or period.startswith(str(year)) or measurement.row in LAST_YEAR


def _scale(cell: Observation) -> int:
    return _SCALES.get(cell.unit[:1], 0) if "元" in cell.unit else 0


# ---------------------------------------------------------------- which of them are wrong
def _judge(grounds: Grounds, pairs: list[_Pair]) -> Iterator[Outcome]:
    agreeing: dict[int, list[_Pair]] = defaultdict(list)
    for pair in pairs:
        if pair.agrees:
            yield "passed"
            agreeing[grounds.sentence(pair.measurement)].append(pair)
    doubtful: list[_Pair] = []
    for pair in pairs:
        if pair.agrees:
            continue
        if _otherwise_read(grounds, pair, pairs):
            yield "passed"
        elif _not_the_same(grounds, pair, pairs):
            yield "not_assessable"
        elif _in_scope(grounds, pair, agreeing):
            yield _finding(grounds, pair, None)
        else:
            doubtful.append(pair)
    yield from _queries(grounds, doubtful)


def _queries(grounds: Grounds, doubtful: list[_Pair]) -> Iterator[Outcome]:
    """One query for each, but one for all figures that are smaller than the table's: of the office alone, likely."""
    smaller = [pair for pair in doubtful if pair.spoken.high < pair.printed.low]
    if len(smaller) >= 2:
        yield _scope_finding(grounds, smaller)
        for _ in smaller[1:]:
            yield "not_assessable"
        doubtful = [pair for pair in doubtful if pair not in smaller]
    for pair in doubtful:
        yield _finding(grounds, pair, _reading(grounds, pair))


def _in_scope(grounds: Grounds, pair: _Pair, agreeing: Mapping[int, list[_Pair]]) -> bool:
    """Whether other figures of the sentence are the table's own, so that this one has the table's scope too."""
    if pair.measurement.quantity.modifier != "exact" or pair.cell.state != "printed":
        return False
    others = agreeing.get(grounds.sentence(pair.measurement), [])
    weight = sum(1 if other.printed.low < 2 else 2 for other in others if other.printed.low > 0)
    return weight >= 2 and _named_alike(grounds, pair)


def _not_the_same(grounds: Grounds, pair: _Pair, pairs: list[_Pair]) -> bool:
    """Whether the figure is of a part of what the cell counts, or far from it in size and name."""
    for other in pairs:
        if other.cell is pair.cell and other.agrees and other.measurement.id == pair.measurement.of:
            return True
    low, high = sorted((pair.spoken, pair.printed))
    near = low.high > 0 and high.low <= FAR * low.high
    return not near and not _named_alike(grounds, pair)


def _named_alike(grounds: Grounds, pair: _Pair) -> bool:
    """Whether the prose names the row, or the column, in the form's words."""
    spoken = _plain(pair.measurement.indicator)
    row = grounds.form.rows.get(pair.cell.row) if grounds.form is not None else None
    names = [pair.cell.name, *((*row.aliases, *row.wordings) if row is not None else ())]
    if pair.cell.column not in (None, "total") and grounds.form is not None:
        column = grounds.form.columns[pair.cell.column]
        names = [column.name.rpartition("/")[2], *column.aliases, *column.wordings]
    plain = [name for name in map(_plain, names) if len(name) >= 2]
    return len(spoken) >= 2 and any(name in spoken or spoken in name for name in plain)


def _plain(name: str) -> str:
    return _FILLER.sub("", name)


# ---------------------------------------------------------------- readings
def _otherwise_read(grounds: Grounds, pair: _Pair, pairs: list[_Pair]) -> bool:
    """Whether another cell or sum of cells that prose may mean is what is said (受理749 = 新收713 + 结转36)."""
    for equation in _readings(grounds, pair.cell):
        side = Side(grounds, equation.right)
        if side.printed and Bounds(side.value, side.value).meets(pair.spoken):
            return True
    spoken = [other.spoken for other in pairs if other.cell is pair.cell and not other.agrees]
    return len(spoken) > 1 and total(spoken).meets(pair.printed)


def _readings(grounds: Grounds, cell: Observation) -> Iterator[Equation]:
    if grounds.form is not None:
        for equation in parse_rules(grounds.form):
            place = equation.left[0]
            if equation.operator == "~" and (place.row, place.column) == (cell.row, cell.column):
                yield equation


def _reading(grounds: Grounds, pair: _Pair) -> str:
    if pair.cell.state != "printed" and not pair.printed.low:
        return "若统计表该栏漏填，则正文无误"
    narrow = grounds.cues.narrow.search(grounds.sentence_text(pair.measurement.quantity.span.start))
    if narrow is not None and pair.spoken.high < pair.printed.low:
        return f"若正文（“{narrow[0]}”）只统计其中一部分，则都可能正确"
    return "若正文与统计表的统计范围不同，则都可能正确"


# ---------------------------------------------------------------- findings
def _finding(grounds: Grounds, pair: _Pair, reading: str | None) -> Finding:
    quantity, cell = pair.measurement.quantity, pair.cell
    printed = f"{figure(cell.value)}{cell.unit}" if cell.value is not None else "（空白）"
    message = f"正文“{_quote(pair.measurement)}”与统计表“{_cell_name(grounds, cell)}”{printed}不一致"
    place = cell.row if cell.column is None else f"{cell.row}[{cell.column}]"
    return Finding(
        "prose-table", severity(reading), message, f"{place} = {figure(cell.value or ZERO)}", cell.value,
        quantity.value.scaleb(-_scale(cell)) if quantity.value is not None else None,
        (evidence_of(quantity), *evidence_of_cells(grounds, (cell,))), reading,
    )  # fmt: skip


def _scope_finding(grounds: Grounds, pairs: list[_Pair]) -> Finding:
    first = _finding(grounds, pairs[0], "若正文只统计本机关、统计表统计全辖区，则都可能正确")
    places = "、".join(f"“{_quote(pair.measurement)}”与{figure(pair.cell.value or ZERO)}" for pair in pairs[1:6])
    evidence = [
        one
        for pair in pairs
        for one in (evidence_of(pair.measurement.quantity), *evidence_of_cells(grounds, (pair.cell,)))
    ]
    return Finding(
        first.rule, first.severity, f"{first.message}；正文另有{len(pairs) - 1}处小于统计表（{places}）",
        first.formula, first.expected, first.found, tuple(dict.fromkeys(evidence)), first.reading,
    )  # fmt: skip


def _quote(measurement: Measurement) -> str:
    printed = said(measurement.quantity)
    return printed if measurement.indicator == printed else f"{measurement.indicator}{printed}"


def _cell_name(grounds: Grounds, cell: Observation) -> str:
    column = cell.column if cell.column != "total" else None
    return f"{cell.name}·{column_name(grounds.form, column)}" if column is not None else cell.name
