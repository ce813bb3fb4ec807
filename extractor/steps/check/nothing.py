"""Check words that say there was nothing (未发生行政诉讼, 均获维持) against the figures of the table and the prose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from extractor.records import Finding, Measurement, Observation
from extractor.steps.check.bounds import ZERO
from extractor.steps.check.grounds import (
    Grounds,
    Key,
    Outcome,
    Unchecked,
    column_name,
    evidence_at,
    evidence_of,
    evidence_of_cells,
    figure,
    said,
)  # fmt: skip

RULE = "prose-table-nothing"
ABOUT = 40  # characters before such words in which another year may be named
_ELSEWHERE = re.compile(r"[上去前]一?年|往年|历年|以来|(?:19|20)\d\d年")
_READING = "若该句只指其中一部分（某一时段、某一单位或某一类），则都可能正确"


def check_nothing(grounds: Grounds) -> Iterator[Outcome]:
    """One outcome for each time that the prose says there was nothing where the form has a row for it."""
    text = grounds.document.text
    for start, end in grounds.document.prose:
        for nothing in grounds.cues.nothing:
            for match in nothing.words.finditer(text, start, end) if text.find(nothing.needs, start, end) >= 0 else ():
                if not _is_of_another_year(grounds, match.start(), match[0]):
                    yield _check(grounds, match.span(), nothing.cells)


def _is_of_another_year(grounds: Grounds, start: int, words: str) -> bool:
    """Whether the sentence speaks of another year than the report's."""
    before = grounds.document.text[max(grounds.sentence_start(start), start - ABOUT) : start]
    own = str(grounds.identity.year or "")
    return any(not own or year[:4] != own for year in _ELSEWHERE.findall(before)) and "结转" not in words


def _check(grounds: Grounds, place: tuple[int, int], keys: tuple[Key, ...]) -> Outcome:
    cells = [
        grounds.cells[key] for key in keys if key in grounds.cells and grounds.cells[key].state != "absent"
    ]
    wrong = [cell for cell in cells if cell.value is not None and cell.value > 0]
    if wrong:
        return _finding(grounds, place, wrong[0])
    spoken = _spoken(grounds, keys)
    if spoken is not None:
        return _spoken_finding(grounds, place, spoken)
    return "passed" if cells else Unchecked.BLANK


def _spoken(grounds: Grounds, keys: tuple[Key, ...]) -> Measurement | None:
    """A figure of the prose, more than 0, that was placed in one of the cells."""
    year = str(grounds.identity.year or "")
    for one in grounds.in_order:
        placed = one.row is not None and (one.row, one.column) in keys
        of_this_year = one.period is None or one.period.startswith(year)
        if placed and of_this_year and one.of is None and (one.quantity.value or ZERO) > 0:
            return one
    return None


def _finding(grounds: Grounds, place: tuple[int, int], cell: Observation) -> Finding:
    words, value = evidence_at(grounds, *place), cell.value or ZERO
    column = cell.column if cell.column not in (None, "total") else None
    name = f"{cell.name}·{column_name(grounds.form, column)}" if column is not None else cell.name
    message = f"正文称“{words.text}”，统计表“{name}”却有{figure(value)}{cell.unit}"
    key = cell.row if cell.column is None else f"{cell.row}[{cell.column}]"
    evidence = (words, *evidence_of_cells(grounds, [cell]))
    return Finding(RULE, "query", message, f"{key} = 0", Decimal(0), value, evidence, _READING)


def _spoken_finding(grounds: Grounds, place: tuple[int, int], one: Measurement) -> Finding:
    words = evidence_at(grounds, *place)
    message = f"正文一处称“{words.text}”，另一处却有“{one.indicator}”{said(one.quantity)}"
    evidence = (words, evidence_of(one.quantity))
    return Finding(
        RULE, "query", message, f"{one.row} = 0", Decimal(0), one.quantity.value, evidence, _READING
    )
