"""HTML tables inside plain text or Markdown, as OCR programs write them; the text stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.reading.plain.scan import cut_cell
from extractor.records import Cell, Grid

_TABLE = re.compile(r"<table\b[^>]{0,400}>", re.IGNORECASE)
_END = re.compile(r"</table\s*>", re.IGNORECASE)
_TAG = re.compile(r"<(?P<close>/)?(?P<name>tr|td|th)\b(?P<attributes>[^>]{0,400})>|<table\b", re.IGNORECASE)
_SPAN = re.compile(r"\b(rowspan|colspan)\s*=\s*[\"']?(\d{1,3})", re.IGNORECASE)
_WIDEST = 60
_MOST_CELLS = 20_000

_Spanned = tuple[Cell, int, int]  # with the rows and columns it spans


def find_tagged_tables(text: str) -> list[Grid]:
    """Find the tables written with tags and lay them out; a table inside a table ends the outer one."""
    grids = []
    position = 0
    while match := _TABLE.search(text, position):
        end = _END.search(text, match.end())
        position = end.end() if end else len(text)
        rows = [row for row in _read_rows(text, match.end(), end.start() if end else len(text)) if row]
        if len(rows) > 1:
            grids.append(Grid(match.start(), position, _expand(rows)))
    return grids


def _read_rows(text: str, start: int, end: int) -> Iterator[list[_Spanned]]:
    row: list[_Spanned] = []
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


def _read_cell(text: str, tag: re.Match[str], end: int) -> _Spanned:
    spans = {name.lower(): int(number) for name, number in _SPAN.findall(tag["attributes"])}
    high, wide = max(1, spans.get("rowspan", 1)), max(1, spans.get("colspan", 1))
    return cut_cell(text, tag.end(), end), high, min(wide, _WIDEST)


def _expand(rows: list[list[_Spanned]]) -> tuple[tuple[Cell, ...], ...]:
    places: dict[tuple[int, int], Cell] = {}
    for number, row in enumerate(rows):
        column = 0
        for cell, high, wide in row:
            while (number, column) in places:
                column += 1
            for down in range(min(high, len(rows) - number) if len(places) < _MOST_CELLS else 1):
                for right in range(wide):
                    places.setdefault((number + down, column + right), cell)
            column += wide
    laid_out: list[list[Cell]] = [[] for _ in rows]
    for (number, _), cell in sorted(places.items(), key=lambda item: item[0]):
        laid_out[number].append(cell)
    return tuple(map(tuple, laid_out))
