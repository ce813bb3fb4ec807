"""Check what the prose says against the cell of the table that it speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from extractor.knowledge.formulas import Equation, Term
from extractor.knowledge.rules import parse_rules
from extractor.records import Finding, Measurement, Observation
from extractor.steps.check.bounds import Bounds
from extractor.steps.check.grounds import (
    Grounds,
    Key,
    Outcome,
    Unchecked,
    column_name,
    evidence_of,
    evidence_of_cells,
    figure,
    said,
    severity,
)
from extractor.steps.check.likeness import is_another, is_named_alike
from extractor.steps.check.pairs import Pair, Pairs, pair_up, scale_of
from extractor.steps.check.tables import Side
from extractor.steps.check.unplaced import find_agreeing, find_misprinted

BOTH_TRUE = "若正文与统计表的统计范围不同，则都可能正确"
_LISTED = 5  # a query for several figures names so many more


def check_prose_table(grounds: Grounds) -> Iterator[Outcome]:
    """One outcome for each figure of the prose that a cell of the table prints too."""
    if grounds.form is None or grounds.table is None:
        return
    earlier = {levels.before.id for levels in grounds.levels.values() if levels.certain}
    found: list[Pair] = []
    for measurement in grounds.measurements.values():
        cell = grounds.cell_of(measurement)
        if cell is None or measurement.id in earlier:
            continue
        pair = pair_up(grounds, measurement, cell)
        if pair is None:
            yield Unchecked.UNLIKE
        else:
            found.append(pair)
    pairs = Pairs(found)
    wanting = find_agreeing(grounds, grounds.form, pairs)
    yield from _judge(grounds, pairs)
    for pair in find_misprinted(grounds, grounds.form, pairs, wanting):
        fits = pair.agrees or any(True for _ in _fitting(grounds, pair))
        yield "passed" if fits else _finding(grounds, pair, _reading(grounds, pair))


def _judge(grounds: Grounds, pairs: Pairs) -> Iterator[Outcome]:
    doubtful: list[Pair] = []
    for pair in pairs.all:
        outcome = "passed" if pair.agrees else _judge_difference(grounds, pair, pairs)
        if outcome is None:
            doubtful.append(pair)
        else:
            yield outcome
    yield from _queries(grounds, doubtful)


def _judge_difference(grounds: Grounds, pair: Pair, pairs: Pairs) -> Outcome | None:
    """The outcome of one figure that is not the cell's; None where only a person can say."""
    readings = list(_fitting(grounds, pair))
    doubted = [reading for reading in readings if _is_doubted(pair, reading, pairs)]
    if len(doubted) < len(readings) or pairs.adds_up(pair):
        return "passed"
    if doubted:
        return _finding(grounds, pair, f"若{doubted[0].rule.text}，则一致")
    if is_another(grounds, pair, pairs):
        return Unchecked.OF_ANOTHER
    return _finding(grounds, pair, None) if _is_certain(grounds, pair, pairs) else None


def _is_certain(grounds: Grounds, pair: Pair, pairs: Pairs) -> bool:
    """Whether other figures of the sentence are the table's own, so that this one has its scope too."""
    printed = pair.cell.state == "printed" and pair.measurement.quantity.modifier == "exact"
    return printed and pairs.weight[pair.sentence] >= 2 and pair.is_slip and is_named_alike(grounds, pair)


def _queries(grounds: Grounds, doubtful: list[Pair]) -> Iterator[Outcome]:
    """One query for each, but one for all that are smaller than the table's: of the office alone, likely."""
    smaller = [pair for pair in doubtful if pair.spoken.high < pair.printed.low]
    if len(smaller) < 2:
        smaller = []
    else:
        yield _scope_finding(grounds, smaller)
        yield from _told_together(len(smaller) - 1)
    for pair in doubtful:
        if not smaller or pair.spoken.high >= pair.printed.low:
            yield _finding(grounds, pair, _reading(grounds, pair))


def _told_together(number: int) -> Iterator[Outcome]:
    for _ in range(number):
        yield Unchecked.TOLD_TOGETHER


# ---------------------------------------------------------------- readings
def _fitting(grounds: Grounds, pair: Pair) -> Iterator[Equation]:
    """The readings under which the prose is right: 受理749 = 新收713 + 结转36."""
    if grounds.form is None:
        return
    for equation in parse_rules(grounds.form):
        place = equation.left[0]
        if equation.operator == "~" and (place.row, place.column) == pair.key:
            side = Side(grounds, equation.right)
            if side.printed and Bounds(side.value, side.value).meets(pair.spoken):
                yield equation


def _is_doubted(pair: Pair, reading: Equation, pairs: Pairs) -> bool:
    """Whether parts beside it speak against it: another column, or the cell added, is told by itself."""
    whole = pair.measurement.of
    if whole is None:
        return False
    told = set(_keys(reading.right))
    other_rows = any(key[0] != pair.cell.row for key in told)
    row, column = pair.key
    beside = pairs.parts[whole] - {pair.key}
    return other_rows and any(key in told or (key[0] == row and key[1] != column) for key in beside)


def _keys(terms: Iterable[Term]) -> Iterator[Key]:
    for term in terms:
        yield term.row, term.column
        yield from _keys(term.parts)


def _reading(grounds: Grounds, pair: Pair) -> str:
    if pair.cell.state != "printed" and not pair.printed.low:
        return "若统计表该栏漏填，则正文无误"
    narrow = grounds.cues.narrow.search(grounds.sentence_text(pair.measurement.quantity.span.start))
    if narrow is not None and pair.spoken.high < pair.printed.low:
        return f"若正文（“{narrow[0]}”）只统计其中一部分，则都可能正确"
    return BOTH_TRUE


# ---------------------------------------------------------------- findings
def _finding(grounds: Grounds, pair: Pair, reading: str | None) -> Finding:
    quantity, cell = pair.measurement.quantity, pair.cell
    blank = cell.value is None and pair.cells == (cell,)
    printed = "（空白）" if blank else f"{figure(pair.value)}{cell.unit}"
    message = f"正文“{_quote(pair.measurement)}”与统计表“{_cell_name(grounds, cell)}”{printed}不一致"
    place = cell.row if cell.column is None else f"{cell.row}[{cell.column}]"
    formula = f"{place} = {figure(pair.value)}"
    found = quantity.value.scaleb(-scale_of(cell)) if quantity.value is not None else None
    evidence = (evidence_of(quantity), *evidence_of_cells(grounds, pair.cells))
    return Finding(
        "prose-table",
        severity(reading),
        message,
        formula,
        None if blank else pair.value,
        found,
        evidence,
        reading,
    )


def _scope_finding(grounds: Grounds, pairs: list[Pair]) -> Finding:
    first = _finding(grounds, pairs[0], "若正文只统计本机关、统计表统计全辖区，则都可能正确")
    places = (f"“{_quote(pair.measurement)}”与{figure(pair.value)}" for pair in pairs[1 : _LISTED + 1])
    message = f"{first.message}；正文另有{len(pairs) - 1}处小于统计表（{'、'.join(places)}）"
    evidence = (one for pair in pairs for one in _finding(grounds, pair, BOTH_TRUE).evidence)
    return Finding(
        first.rule,
        first.severity,
        message,
        first.formula,
        first.expected,
        first.found,
        tuple(dict.fromkeys(evidence)),
        first.reading,
    )


def _quote(measurement: Measurement) -> str:
    printed = said(measurement.quantity)
    return printed if measurement.indicator == printed else f"{measurement.indicator}{printed}"


def _cell_name(grounds: Grounds, cell: Observation) -> str:
    column = cell.column if cell.column != "total" else None
    return f"{cell.name}·{column_name(grounds.form, column)}" if column is not None else cell.name
