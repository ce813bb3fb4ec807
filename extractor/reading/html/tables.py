"""Tables of a page as rows of cells, spans repeated; tables that only lay out the page are none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from lxml.html import HtmlElement

from extractor.reading.building import Printed, holds_prose, looks_like_table
from extractor.reading.html.boilerplate import is_hidden
from extractor.reading.html.inline import InlineText
from extractor.reading.html.paths import Paths
from extractor.reading.spots import Spot

_WIDEST = 100
_MOST_CELLS = 100_000


class Stretch(NamedTuple):
    """Rows of a table that follow each other: a table of figures as `rows`, or prose and layout, where they are empty."""

    elements: Sequence[HtmlElement]
    rows: Sequence[Sequence[Printed]]


def read_table(table: HtmlElement, paths: Paths) -> list[Stretch]:
    """The stretches of a table; nothing where it holds other tables, or none of its rows is of figures or labels."""
    if next(table.iterdescendants("table"), None) is not None:
        return []
    elements = [row for row in table.iterdescendants("tr") if not is_hidden(row) and _own_cells(row)]
    grid = _expand([_own_cells(row) for row in elements], paths)
    stretches = []
    for _, numbers in groupby(range(len(grid)), key=lambda number: holds_prose(grid[number])):
        places = list(numbers)
        rows = [grid[number] for number in places]
        stretches.append(Stretch([elements[n] for n in places], rows if looks_like_table(rows) else ()))
    return stretches if any(stretch.rows for stretch in stretches) else []


def _own_cells(row: HtmlElement) -> list[HtmlElement]:
    return [cell for cell in row if cell.tag in ("td", "th") and not is_hidden(cell)]


def _expand(rows: Sequence[Sequence[HtmlElement]], paths: Paths) -> list[list[Printed]]:
    """Lay cells out on a grid; a cell that spans rows or columns stands in each of its places."""
    places: dict[tuple[int, int], Printed] = {}
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while (number, column) in places:
                column += 1
            text = _read_cell(cell)
            printed = Printed((number, column), text, (Spot(text, path=paths.find(cell)),) if text else ())
            high = _span(cell, "rowspan", len(rows) - number)
            wide = _span(cell, "colspan", _WIDEST)
            if len(places) + high * wide > _MOST_CELLS:
                return []
            for down in range(high):
                for right in range(wide):
                    places.setdefault((number + down, column + right), printed)
            column += wide
    return [list(_row(places, number)) for number in range(len(rows))]


def _row(places: dict[tuple[int, int], Printed], number: int) -> Iterator[Printed]:
    width = 1 + max((column for row, column in places if row == number), default=-1)
    for column in range(width):
        yield places.get((number, column)) or Printed((number, column), "")


def _span(cell: HtmlElement, name: str, most: int) -> int:
    told = (cell.get(name) or "1").strip()
    if not told.isdecimal() or len(told) > 6:
        return 1
    return most if name == "rowspan" and told == "0" else max(1, min(int(told), most))


def _read_cell(cell: HtmlElement) -> str:
    inline = InlineText()
    _collect(cell, inline)
    return inline.take()


def _collect(element: HtmlElement, inline: InlineText) -> None:
    inline.add(element.text or "")
    for child in element:
        if (
            isinstance(child.tag, str)
            and child.tag not in ("script", "style", "template")
            and not is_hidden(child)
        ):
            if child.tag in ("br", "p", "div", "li"):
                inline.add_break()
            _collect(child, inline)
            if child.tag in ("p", "div", "li"):
                inline.add_break()
        inline.add(child.tail or "")
