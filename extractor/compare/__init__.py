"""Lay the report of one year beside that of the year before: what must agree, what changed, what was copied."""

from __future__ import annotations

from collections import Counter
from itertools import chain

from extractor.compare.cells import pair_cells
from extractor.compare.changes import check_changes
from extractor.compare.indicators import pair_indicators
from extractor.compare.oddities import check_copied, check_jumps, check_left_out
from extractor.compare.records import Compared, Comparison, Level, Passage, Section, YearFinding
from extractor.compare.repeated import check_repeated, compare_sections
from extractor.compare.rules import check_rules
from extractor.compare.sides import PASSED, lay_beside
from extractor.records import Extraction

__all__ = ["CompareError", "Compared", "Comparison", "Level", "Passage", "Section", "YearFinding", "compare"]


class CompareError(ValueError):
    """Two reports that cannot be compared; says what is wrong and what would be right."""


def compare(last: Extraction, this: Extraction, *, accepted: frozenset[str] = frozenset()) -> Comparison:
    """The earlier report beside the later one, findings with errors first; CompareError where the order is wrong.

    Reports of any two forms can be compared: cells have one row id for one meaning. Where a report does not say
    its year, or the years are not neighbours, only what needs no neighbouring years is checked. `accepted` are
    fingerprints of findings that a person has found fine.
    """
    _check_order(last, this)
    sides = lay_beside(last, this)
    cells, indicators, sections = tuple(pair_cells(sides)), tuple(pair_indicators(sides)), compare_sections(sides)
    by_place = {(one.row or "", one.column): one for one in cells}
    outcomes = list(
        chain(
            check_rules(sides),
            check_changes(sides, by_place),
            check_left_out(sides, cells),
            check_jumps((*cells, *indicators)),
            check_copied(cells),
            check_repeated(sides, sections),
        )
    )
    findings = sorted((one for one in outcomes if isinstance(one, YearFinding)), key=_order)
    counted = Counter(one for one in outcomes if isinstance(one, str))
    passed = counted.pop(PASSED, 0)
    return Comparison(last, this, cells, indicators, sections, tuple(findings), passed, counted, accepted)


def _check_order(last: Extraction, this: Extraction) -> None:
    first, second = last.identity.year, this.identity.year
    if first is None or second is None or first < second:
        return
    if first == second:
        raise CompareError(f"both reports are of {first}; want the report of one year and that of a later one")
    raise CompareError(f"the first report is of {first}, the second of {second}; want the earlier one first")


def _order(one: YearFinding) -> tuple[bool, str, int]:
    place = min((evidence.start for evidence in one.finding.evidence), default=0)
    return one.finding.severity != "error", one.finding.rule, place
