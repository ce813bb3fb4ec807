"""Tables drawn with rules on a PDF page: cells on a grid, with what each spans, and the text inside each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pdfplumber.page import Page
from pdfplumber.table import Table, merge_edges

from extractor.reading.building import Printed, looks_like_table
from extractor.reading.pdf.words import Word, group_lines, join_lines, spots_of
from extractor.reading.spots import Spot
from extractor.records import Box

_NEAR = 2.5  # edges closer than this are one
_LOWEST = 7.0  # a line of print is higher
_SHORTEST_RULE = 15.0
_FEWEST_RULES = 3
_DRAWN = {"intersection_tolerance": 4}  # snapping moves a column of two tables by as much
_WIDE = 0.5  # of the table's width: what may be a frame around other cells


@dataclass(frozen=True, slots=True)
class RuledTable:
    """One table of a page: its box, the edges of its columns, and its rows."""

    box: Box
    columns: list[float]
    rows: list[list[Printed]]


def find_tables(page: Page, words: Sequence[Word]) -> list[RuledTable]:
    """Find the ruled tables of a page, from top to bottom; frames around prose are none."""
    settings = {**_DRAWN, "explicit_horizontal_lines": _find_open_ends(page)}
    groups = (boxes for table in page.find_tables(settings) for boxes in _split(_drop_frames(table)))
    tables = [found for boxes in groups if (found := _read_table(boxes, words))]
    return sorted(tables, key=lambda table: table.box[1])


def _find_open_ends(page: Page) -> list[float]:
    """Where several upright rules end together: a table over two pages is often left open there."""
    drawn = [edge for edge in page.edges if edge["orientation"] == "v"]
    whole = merge_edges(drawn, _NEAR, _NEAR, _NEAR, _NEAR)
    upright = [edge for edge in whole if edge["bottom"] - edge["top"] > _SHORTEST_RULE]
    ends = Counter(round(edge[side]) for edge in upright for side in ("top", "bottom"))
    return [
        float(end) for end, count in ends.items()
        if count >= _FEWEST_RULES
        and not any(edge["top"] < end - _NEAR and edge["bottom"] > end + _NEAR for edge in upright)
    ]  # fmt: skip


def _drop_frames(table: Table) -> list[Box]:
    """The cells of a table; a box around other cells is none, but the frame of a page or of a report."""
    boxes = [box for box in table.cells if box[2] - box[0] > _NEAR and box[3] - box[1] > _NEAR]
    sides = {box[0] for box in boxes}, {box[2] for box in boxes}
    wide = {box for box in boxes if box[2] - box[0] > _WIDE * (max(sides[1]) - min(sides[0]))}
    return [box for box in boxes if box not in wide or not any(_holds(box, other) for other in boxes)]


def _holds(frame: Box, box: Box) -> bool:
    return frame != box and (
        frame[0] - _NEAR < box[0] < box[2] < frame[2] + _NEAR and frame[1] - _NEAR < box[1] < box[3] < frame[3] + _NEAR
    )


def _split(boxes: Sequence[Box]) -> Iterator[list[Box]]:
    """Cut the cells where a stretch of the page holds none: two tables that only a frame holds together."""
    group: list[Box] = []
    end = 0.0
    for box in sorted(boxes, key=lambda box: box[1]):
        if group and box[1] > end + _NEAR:
            yield group
            group = []
        group.append(box)
        end = max(end, box[3])
    if group:
        yield group


def _read_table(boxes: Sequence[Box], words: Sequence[Word]) -> RuledTable | None:
    columns = _edges(edge for box in boxes for edge in (box[0], box[2]))
    rows = _edges(edge for box in boxes for edge in (box[1], box[3]))
    if len(columns) < 3 or len(rows) < 2:
        return None
    boxes = _add_open_cells(boxes, rows, columns)
    grid = _lay_out(_read_cells(boxes, words), boxes, rows, columns)
    for number in _find_slivers(grid, rows):
        del grid[number], rows[number]
    first, last = _trim(grid)
    if not looks_like_table(grid[first:last]):
        return None
    return RuledTable((columns[0], rows[first], columns[-1], rows[last]), columns, grid[first:last])


def _lay_out(
    texts: Sequence[tuple[str, tuple[Spot, ...]]], boxes: Sequence[Box], rows: Sequence[float], columns: Sequence[float]
) -> list[list[Printed]]:
    grid = [
        [Printed((number, column), "") for column in range(len(columns) - 1)]
        for number in range(len(rows) - 1)
    ]
    for key, (box, (text, spots)) in enumerate(zip(boxes, texts, strict=True)):
        for number in _covered(rows, box[1], box[3]):
            for column in _covered(columns, box[0], box[2]):
                grid[number][column] = Printed(key, text, spots)
    return grid


def _find_slivers(grid: Sequence[Sequence[Printed]], edges: Sequence[float]) -> list[int]:
    """Rows, the last first, that are too low for print and hold no words of their own: rules that do not quite meet."""
    keys = [set(), *({cell.key for cell in row if cell.text} for row in grid), set()]
    return [
        number for number, (top, bottom) in reversed(list(enumerate(pairwise(edges))))
        if bottom - top < _LOWEST and keys[number + 1] <= keys[number] | keys[number + 2]
    ]  # fmt: skip


def _add_open_cells(boxes: Sequence[Box], rows: Sequence[float], columns: Sequence[float]) -> list[Box]:
    """Add the places of the grid that no cell covers, because one of their rules is missing."""
    taken = {
        (r, c)
        for box in boxes
        for r in _covered(rows, box[1], box[3])
        for c in _covered(columns, box[0], box[2])
    }
    places = ((r, c) for r in range(len(rows) - 1) for c in range(len(columns) - 1))
    return [
        *boxes,
        *((columns[c], rows[r], columns[c + 1], rows[r + 1]) for r, c in places if (r, c) not in taken),
    ]


def _edges(values: Iterable[float]) -> list[float]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > _NEAR:
            edges.append(value)
    return edges


def _covered(edges: Sequence[float], low: float, high: float) -> list[int]:
    return [i for i, (a, b) in enumerate(pairwise(edges)) if low - _NEAR < (a + b) / 2 < high + _NEAR]


def _trim(grid: Sequence[Sequence[Printed]]) -> tuple[int, int]:
    """Leave out frames of prose and headings above and below: rows of one cell."""
    first, last = 0, len(grid)
    while first < last and len(set(grid[first])) == 1:
        first += 1
    while last > first and len(set(grid[last - 1])) == 1:
        last -= 1
    return first, last


def _read_cells(boxes: Sequence[Box], words: Sequence[Word]) -> list[tuple[str, tuple[Spot, ...]]]:
    inside: list[list[Word]] = [[] for _ in boxes]
    for word in words:
        across, down = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
        for number, box in enumerate(boxes):
            if box[0] <= across < box[2] and box[1] <= down < box[3]:
                inside[number].append(word)
                break
    lines = [group_lines(words) for words in inside]
    return [(join_lines(cell), spots_of(word for line in cell for word in line)) for cell in lines]
