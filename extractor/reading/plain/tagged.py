"""HTML tables inside plain text or Markdown, as OCR programs write them; the text stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.reading.plain.scan import cut_cell
from extractor.reading.spans import MOST_CELLS, WIDEST, Spanned, lay_out, read_span
from extractor.records import Cell, Grid

_TABLE = re.compile(r"<table\b[^>]{0,400}>", re.IGNORECASE)
_END = re.compile(r"</table\s*>", re.IGNORECASE)
_TAG = re.compile(r"<(?P<close>/)?(?P<name>tr|td|th)\b(?P<attributes>[^>]{0,400})>|<table\b", re.IGNORECASE)
_SPAN = re.compile(r"\b(rowspan|colspan)\s*=\s*[\"']?(\d{1,3})", re.IGNORECASE)



def find_tagged_tables(text: str) -> list[Grid]:
    """Find the tables written with tags and lay them out; a table inside a table ends the outer one."""
    grids = []
    position = 0
    while match := _TABLE.search(text, position):
        end = _END.search(text, match.end())
        position = end.end() if end else len(text)
        rows = [row for row in _read_rows(text, match.end(), end.start() if end else len(text)) if row]
        if len(rows) > 1:
            grids.append(Grid(match.start(), position, _lay_out(rows)))
    return grids


def _read_rows(text: str, start: int, end: int) -> Iterator[list[Spanned[Cell]]]:
    row: list[Spanned[Cell]] = []
    opened: re.Match[str] | None = None
    for tag in _TAG.finditer(text, start, end):
        if opened is not None:
            row.append(_read_cell(text, opened, tag.start()))
        opened = tag if tag["name"] and not tag["close"] and tag["name"].lower() != "tr" else None
        if tag["name"] and tag["name"].lower() == "tr":
            yield row
            row = []
    if opened is not None:
        row.append(_read_cell(text, opened, end))
    yield row


def _read_cell(text: str, tag: re.Match[str], end: int) -> Spanned[Cell]:
    told = {name.lower(): number for name, number in _SPAN.findall(tag["attributes"])}
    down, across = read_span(told.get("rowspan"), MOST_CELLS), read_span(told.get("colspan"), WIDEST)
    return Spanned(cut_cell(text, tag.end(), end), down, across)


def _lay_out(rows: list[list[Spanned[Cell]]]) -> tuple[tuple[Cell, ...], ...]:
    """The cells on a grid; a place without a cell is a blank one, at the end of the cell before it."""
    laid_out = []
    for row in lay_out(rows):
        last = next((cell.start for cell in row if cell), 0)
        cells = []
        for cell in row:
            cells.append(cell or Cell(last, last, ""))
            last = cells[-1].end
        laid_out.append(tuple(cells))
    return tuple(laid_out)
