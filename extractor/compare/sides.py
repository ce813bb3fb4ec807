"""The two reports as the cross-year checks see them, and how a finding between them is made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from extractor.compare.records import Level, YearFinding
from extractor.knowledge.forms import Form, load_form
from extractor.knowledge.formulas import Term
from extractor.records import Evidence, Extraction, Finding, Observation, Severity
from extractor.steps.check.bounds import ZERO, Bounds
from extractor.steps.check.grounds import index_cells

Key = tuple[str, str | None]
Outcome = YearFinding | str  # PASSED, or why it could not be checked
PASSED = "passed"
NOT_ADJACENT = "两份报告的年度不相邻"
NOT_PRINTED = "有一份报告没有印出这个数字"
_CHANGED_SCOPE = re.compile(
    "机构改革|职能划转|划转|合并统计|统计口径|口径调整|统计范围|行政区划调整|撤并|更正|同口径|可比口径|调整后"
)
_OFFICE = re.compile(r"[\s（）()]|人民政府|政府|办公室|办公厅")


@dataclass(frozen=True, slots=True)
class Sides:
    """Both reports with their forms and their cells by place; the total's column is None in every form."""

    last: Extraction
    this: Extraction
    last_cells: Mapping[Key, Observation]
    this_cells: Mapping[Key, Observation]
    last_form: Form | None
    this_form: Form | None

    @property
    def are_adjacent(self) -> bool:
        """Whether the later report is of the very next year."""
        first, second = self.last.identity.year, self.this.identity.year
        return first is not None and second is not None and second - first == 1

    @property
    def doubt(self) -> str | None:
        """The reading under which figures of the two years need not agree, where the reports give reason for one."""
        one, other = self.last.identity, self.this.identity
        if not _is_same(one.issuer, other.issuer) and not _is_same(one.region, other.region):
            return "若两份报告不属于同一单位，则都可能正确"
        match = _CHANGED_SCOPE.search(self.this.document.text)
        return f"若统计范围有变（文中提到“{match[0]}”），则都可能正确" if match is not None else None


def lay_beside(last: Extraction, this: Extraction) -> Sides:
    """Two reports as sides of one comparison."""
    forms = [load_form(one.form) if one.form is not None else None for one in (last, this)]
    return Sides(last, this, index_cells(last.table), index_cells(this.table), *forms)


def level_of(cells: Mapping[Key, Observation], terms: Iterable[Term], text: str) -> Level | None:
    """What the cells come to, in the base unit; None where one of them prints no figure."""
    value, evidence = ZERO, list[Evidence]()
    for term in terms:
        cell = cells.get((term.row, term.column))
        if cell is None or cell.value is None or cell.start is None or cell.end is None:
            return None
        value += term.sign * in_base_unit(cell)
        evidence.append(Evidence(cell.start, cell.end, text[cell.start : cell.end]))
    if not evidence:
        return None
    return Level(value, Bounds(value, value), tuple(evidence))


def in_base_unit(cell: Observation) -> Decimal:
    """The cell's figure, 万元 as 元."""
    value = cell.value if cell.value is not None else ZERO
    return value.scaleb(4) if cell.unit == "万元" else value


def make_finding(  # noqa: PLR0913
    rule: str, message: str, formula: str, *, last: Level, this: Level, reading: str | None
) -> YearFinding:
    """A finding that sets a level of last year against one of this year: the first is what was to be expected."""
    severity: Severity = "error" if reading is None else "query"
    finding = Finding(
        f"cross-year-{rule}", severity, message, formula, last.value, this.value, this.evidence, reading
    )  # fmt: skip
    return YearFinding(finding, last.evidence)


def _is_same(first: str | None, second: str | None) -> bool:
    if not first or not second:
        return False
    one, other = _OFFICE.sub("", first), _OFFICE.sub("", second)
    return bool(one) and bool(other) and (one in other or other in one)
