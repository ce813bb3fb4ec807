"""Check the table against its own rules: sums and balances over printed cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from extractor.knowledge.formulas import Equation, Term
from extractor.knowledge.rules import parse_rules
from extractor.records import Finding, Observation
from extractor.steps.check.bounds import ZERO
from extractor.steps.check.grounds import (
    Grounds,
    Key,
    Outcome,
    Unchecked,
    column_name,
    evidence_of_cells,
    figure,
    severity,
)  # fmt: skip

LISTED = 8  # a message names this many cells of a sum
USUAL = 3  # sums that hold without their blank cells, from where on a table leaves blank what is nothing
_BROKEN = {"==": "≠", "<=": ">", ">=": "<"}


class Side:
    """The cells of one side of a rule, added up as far as they are printed; `less` are those taken away."""

    __slots__ = ("absent", "blank", "in_one_column", "less", "printed", "value")

    def __init__(self, grounds: Grounds, terms: tuple[Term, ...], column: str | None = None) -> None:
        self.in_one_column = column is not None
        self.value = ZERO
        self.printed: list[Observation] = []
        self.less: list[Observation] = []
        self.blank: list[Observation] = []
        self.absent = 0
        for term in terms:
            self._add(grounds.cells, term, term.sign)

    def _add(self, cells: Mapping[Key, Observation], term: Term, sign: int) -> None:
        cell = cells.get((term.row, term.column))
        if cell is not None and cell.state == "printed" and cell.value is not None:
            self.printed.append(cell)
            if sign < 0:
                self.value -= cell.value
                self.less.append(cell)
            else:
                self.value += cell.value
        elif term.parts:
            for part in term.parts:
                self._add(cells, part, sign)
        elif cell is None or cell.state == "absent":
            self.absent += 1
        elif cell.state == "blank":
            self.blank.append(cell)


def check_table(grounds: Grounds) -> Iterator[Outcome]:
    """One outcome for each rule of the form and each column or row it holds in."""
    if grounds.form is None or grounds.table is None:
        return
    sides = [(equation, _sides(grounds, equation)) for equation in parse_rules(grounds.form) if equation.operator != "~"]
    is_usual = sum(_leaves_blank(*one) for one in sides) >= USUAL
    for equation, (left, right) in sides:
        yield _check(grounds, equation, (left, right), is_usual)


def _sides(grounds: Grounds, equation: Equation) -> tuple[Side, Side]:
    return Side(grounds, equation.left, equation.column), Side(grounds, equation.right, equation.column)


def _leaves_blank(equation: Equation, sides: tuple[Side, Side]) -> bool:
    """Whether a sum holds without its blank cells, so that this table leaves blank what is nothing."""
    left, right = sides
    plain = equation.operator == "==" and left.value == right.value > 0
    return plain and bool(left.printed and right.printed) and bool(left.blank or right.blank)


def _check(grounds: Grounds, equation: Equation, sides: tuple[Side, Side], is_usual: bool) -> Outcome:
    left, right = sides
    if not left.printed or not right.printed:
        return Unchecked.BLANK
    if _holds(equation.operator, left.value, right.value):
        return "passed"
    short = left if left.value < right.value else right
    told = _speaks(grounds, short, equation) or (is_usual and not short.absent)
    if (short.blank or short.absent) and not told:
        return Unchecked.BLANK
    return _finding(grounds, equation, sides)


def _holds(operator: str, left: Decimal, right: Decimal) -> bool:
    if operator == "<=":
        return left <= right
    return left >= right if operator == ">=" else left == right


def _speaks(grounds: Grounds, short: Side, equation: Equation) -> bool:
    """Whether a side that lacks cells still says enough: most are there, and none stands elsewhere."""
    if equation.operator != "==" or len(short.printed) < 2:
        return False
    unread = grounds.table is not None and bool(grounds.table.unrecognised)
    if short.absent and (unread or short.absent >= len(short.printed)):
        return False
    return not short.blank or sum(1 for cell in short.printed if cell.value) >= 2


def _finding(grounds: Grounds, equation: Equation, sides: tuple[Side, Side]) -> Finding:
    left, right = sides
    rule, difference = equation.rule, abs(left.value - right.value)
    short = left if left.value < right.value else right
    reading = rule.text if rule.severity == "query" else _gap(short, difference)
    column = f"“{column_name(grounds.form, equation.column)}”栏：" if equation.column else ""
    described = f"{_describe(grounds, left)}，{_describe(grounds, right)}"
    return Finding(
        rule.kind, severity(reading), f"统计表{column}{described}，相差{figure(difference)}；{rule.text}",
        _formula(equation, left.value, right.value), right.value, left.value,
        evidence_of_cells(grounds, (*left.printed, *right.printed)), reading,
    )  # fmt: skip


def _gap(short: Side, difference: Decimal) -> str | None:
    if short.blank:
        names = "、".join(f"“{cell.name}”" for cell in short.blank[:3])
        return f"若空白的{names}{'等处' if len(short.blank) > 1 else ''}合计应填{figure(difference)}，则一致"
    return f"若表中未列的行合计为{figure(difference)}，则一致" if short.absent else None


def _describe(grounds: Grounds, side: Side) -> str:
    """What a side adds up to: “收到申请数”169件, or “按时办结数”167＋“延期办结数”2，合计169."""
    cells = [cell for cell in side.printed if cell.value] or side.printed[:1]
    named = [f"{_label(grounds, cell, side)}{figure(cell.value or ZERO)}" for cell in cells]
    if len(side.printed) == 1:
        return f"{named[0]}{side.printed[0].unit}"
    listed = "＋".join(named[:LISTED]).replace("＋－", "－")
    more = f"＋…（共{len(named)}项）" if len(named) > LISTED else ""
    return f"{listed}{more}，合计{figure(side.value)}"


def _label(grounds: Grounds, cell: Observation, side: Side) -> str:
    name = cell.name
    if cell.column is not None and not side.in_one_column:
        name = f"{name}·{column_name(grounds.form, cell.column)}"
    return f"－“{name}”" if cell in side.less else f"“{name}”"


def _formula(equation: Equation, left: Decimal, right: Decimal) -> str:
    place = equation.column or (equation.left[0].row if equation.rule.each == "row" else "")
    where = f" [{place}]" if place else ""
    return f"{equation.rule.formula}{where}: {figure(left)} {_BROKEN[equation.operator]} {figure(right)}"
