"""Tables of a page as rows of cells, spans repeated; tables that only lay out the page are none."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from lxml.html import HtmlElement

from extractor.reading.building import Printed, holds_prose, looks_like_table
from extractor.reading.html.boilerplate import is_hidden
from extractor.reading.html.inline import InlineText
from extractor.reading.html.paths import Paths
from extractor.reading.spans import MOST_CELLS, WIDEST, Spanned, lay_out, read_span
from extractor.reading.spots import Spot


class Stretch(NamedTuple):
    """Rows of a table that follow each other: a table of figures as `rows`, or prose and layout, where they are empty."""

    elements: Sequence[HtmlElement]
    rows: Sequence[Sequence[Printed]]


def read_table(table: HtmlElement, paths: Paths) -> list[Stretch]:
    """The stretches of a table; nothing where it holds other tables, or none of its rows is of figures or labels."""
    if next(table.iterdescendants("table"), None) is not None:
        return []
    elements = [row for row in table.iterdescendants("tr") if not is_hidden(row) and _own_cells(row)]
    grid = _lay_out([_own_cells(row) for row in elements], paths)
    stretches = []
    for _, numbers in groupby(range(len(grid)), key=lambda number: holds_prose(grid[number])):
        places = list(numbers)
        rows = [grid[number] for number in places]
        stretches.append(Stretch([elements[n] for n in places], rows if looks_like_table(rows) else ()))
    return stretches if any(stretch.rows for stretch in stretches) else []


def _own_cells(row: HtmlElement) -> list[HtmlElement]:
    return [cell for cell in row if cell.tag in ("td", "th") and not is_hidden(cell)]


def _lay_out(rows: Sequence[Sequence[HtmlElement]], paths: Paths) -> list[list[Printed]]:
    """The cells on a grid; a cell that spans rows or columns stands in each of its places."""
    spanned = [
        [_span(cell, (number, place), paths) for place, cell in enumerate(row)] for number, row in enumerate(rows)
    ]
    return [
        [cell or Printed((number, "blank", column), "") for column, cell in enumerate(row)]
        for number, row in enumerate(lay_out(spanned))
    ]


def _span(cell: HtmlElement, key: tuple[int, int], paths: Paths) -> Spanned[Printed]:
    text = _read_cell(cell)
    printed = Printed(key, text, (Spot(text, path=paths.find(cell)),) if text else ())
    across = 1 if cell.get("colspan", "").strip() == "0" else read_span(cell.get("colspan"), WIDEST)
    return Spanned(printed, read_span(cell.get("rowspan"), MOST_CELLS), across)


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
