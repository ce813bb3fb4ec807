"""One cell of the form a row, for spreadsheets: UTF-8 with a byte-order mark, safe against formulas."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from extractor.output.report import Report, spoken
from extractor.output.words import figure
from extractor.records import Observation

HEADER = (
    "document", "form", "row", "column", "name", "printed_name", "unit", "state", "value", "prose_value",
    "prose_agrees", "evidence", "start", "end",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_VERDICTS = {True: "yes", False: "no", None: ""}


def opening() -> bytes:
    """What stands once at the start of a file: the byte-order mark, for Excel, and the header."""
    return "\ufeff".encode() + _write(iter([HEADER]))


def render(report: Report) -> bytes:
    """A row for each cell of the form and for each printed row that the form does not name; no header."""
    return _write(_rows(report))


def _rows(report: Report) -> Iterator[tuple[str, ...]]:
    table, document = report.extraction.table, report.extraction.document
    if table is None:
        return
    for cell in table.observations:
        yield (_safe(document.id), table.form, *_cell(report, cell))
    for row in table.unrecognised:
        evidence = _safe(document.text[row.start : row.end])
        cells = _safe(" | ".join(row.cells))
        yield (
            _safe(document.id), table.form, "", "", "", _safe(row.printed_name), "", "unrecognised", cells, "", "",
            evidence, str(row.start), str(row.end),
        )  # fmt: skip


def _cell(report: Report, cell: Observation) -> tuple[str, ...]:
    said = spoken(report, cell)
    text = report.extraction.document.text[cell.start : cell.end] if cell.start is not None else ""
    return (
        cell.row, cell.column or "", _safe(cell.name), _safe(cell.printed_name or ""), cell.unit, cell.state,
        figure(cell.value) if cell.value is not None else "",
        _safe("、".join(one.text for one in said)), "、".join(_VERDICTS[one.agrees] for one in said), _safe(text),
        str(cell.start) if cell.start is not None else "", str(cell.end) if cell.end is not None else "",
    )  # fmt: skip


def _safe(text: str) -> str:
    """Text that a spreadsheet never takes for a formula; a figure like -5 stays as it is.

    >>> _safe("=1+1"), _safe("-5")
    ("'=1+1", '-5')
    """
    return f"'{text}" if text.startswith(_FORMULA) and not _is_figure(text) else text


def _is_figure(text: str) -> bool:
    return text.isascii() and text.removeprefix("-").replace(".", "", 1).isdecimal()


def _write(rows: Iterator[tuple[str, ...]]) -> bytes:
    written = StringIO(newline="")
    csv.writer(written).writerows(rows)
    return written.getvalue().encode("utf-8", "replace")
