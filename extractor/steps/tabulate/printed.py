"""The printed rows of the tables: what stands in each row as label, what as value, under which heads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extractor.knowledge.forms import Form
from extractor.knowledge.labels import aside_heads, column_labels, general_heads, ordinal_heads
from extractor.knowledge.letters import label_keys
from extractor.records import Cell, Document, Grid
from extractor.steps.tabulate.turned import turn_back
from extractor.steps.tabulate.values import MONEY, CellValue, read_unit, read_value

_TALLEST_HEAD = 8  # rows
_HEADING_LINES = 2
_LONGEST_HEADING = 60


class PrintedValue(NamedTuple):
    """One value cell, with the heads of its column from top to bottom, as letters only."""

    cell: Cell
    read: CellValue
    heads: tuple[str, ...]


class PrintedRow(NamedTuple):
    """One row as printed: its label cells, its value cells, and the unit cell where there is one.

    A row without values is a heading, or a piece of a label that its cell has cut.
    """

    labels: tuple[Cell, ...]
    values: tuple[PrintedValue, ...]
    unit: str
    start: int
    end: int


class _Heads(NamedTuple):
    """The heads over one column from top to bottom, and what they say of the cells under them."""

    keys: tuple[str, ...]
    number_rows: bool
    name_words: bool
    name_money: bool

    @classmethod
    def of(cls, keys: tuple[str, ...]) -> _Heads:
        """Ask once what would be asked of every cell of the column."""
        ordinal, aside = not ordinal_heads().isdisjoint(keys), not aside_heads().isdisjoint(keys)
        return cls(keys, ordinal, aside, any("元" in key for key in keys))


_NO_HEADS = _Heads((), number_rows=False, name_words=False, name_money=False)


class _Piece(NamedTuple):
    column: int
    cell: Cell
    read: CellValue | None


def read_rows(document: Document, form: Form) -> Iterator[PrintedRow]:
    """Read all rows of all grids in order; a heading right above a grid is a row without values."""
    columns = column_labels(form)
    heads = general_heads() | aside_heads() | ordinal_heads() | columns
    last = 0
    for grid in document.grids:
        yield from _read_headings(document.text, last, grid.start)
        yield from _read_grid(turn_back(grid, form), heads, columns)
        last = grid.end


def _read_headings(text: str, start: int, end: int) -> Iterator[PrintedRow]:
    gap = text[max(start, end - 300) : end]
    origin = end - len(gap)
    lines = [m for m in re.finditer(r"[^\r\n]+", gap) if m[0].strip(" \t\u3000#*")][-_HEADING_LINES:]
    for line in lines:
        if len(line[0]) <= _LONGEST_HEADING and "。" not in line[0]:
            cell = Cell(origin + line.start(), origin + line.end(), line[0])
            yield PrintedRow((cell,), (), "", cell.start, cell.end)


def _read_grid(grid: Grid, head_keys: frozenset[str], columns: frozenset[str]) -> Iterator[PrintedRow]:
    above: list[Sequence[Cell]] = []
    header: tuple[Sequence[Cell], ...] = ()
    stacks: dict[int, dict[int, _Heads]] = {}  # by the width of the row under it
    for cells in grid.rows:
        pieces = _dedupe(cells)
        is_text = not any(piece.read and piece.read.state != "blank" for piece in pieces)
        if is_text and not _is_blank_values(pieces, above, head_keys):
            yield _text_row(pieces)
        else:
            if any(_is_head(cell, head_keys) for row in above for cell in row):
                header, stacks = tuple(above), {}
            if len(cells) not in stacks:
                stacks[len(cells)] = _stack(header, len(cells))
            over = stacks[len(cells)]
            are_moved = pieces[0].read is None and not columns.isdisjoint(over.get(0, _NO_HEADS).keys)
            yield from _read_pieces(pieces, {} if are_moved else over)  # a column's name over a label: cells were lost
        above = [*above[-_TALLEST_HEAD:], cells] if is_text else []


def _dedupe(cells: Sequence[Cell]) -> list[_Piece]:
    pieces: list[_Piece] = []
    last: Cell | None = None
    for column, cell in enumerate(cells):
        if last is None or cell.start != last.start or cell.end != last.end:
            pieces.append(_Piece(column, cell, read_value(cell)))
            last = cell
    return pieces


def _is_blank_values(
    pieces: Sequence[_Piece], above: Sequence[Sequence[Cell]], head_keys: frozenset[str]
) -> bool:
    """Say whether a row without figures is a row of blank cells, not a heading."""
    words = [piece for piece in pieces if piece.read is None]
    blanks = len(pieces) - len(words)
    if not words:
        return blanks >= 3 and any(_is_head(cell, head_keys) for row in above for cell in row)
    return bool(blanks) and not any(_is_head(piece.cell, head_keys) for piece in words)


def _is_head(cell: Cell, head_keys: frozenset[str]) -> bool:
    return label_keys(cell.text)[0] in head_keys


def _stack(header: Sequence[Sequence[Cell]], width: int) -> dict[int, _Heads]:
    """The heads over each column; rows of another width do not stand over this one (cells were lost)."""
    stacks: dict[int, list[str]] = {}
    for row in header:
        for column, cell in enumerate(row if len(row) == width else ()):
            key = label_keys(cell.text)[0]
            stack = stacks.setdefault(column, [])
            if key and stack[-1:] != [key]:
                stack.append(key)
    return {column: _Heads.of(tuple(stack)) for column, stack in stacks.items()}


def _text_row(pieces: Sequence[_Piece]) -> PrintedRow:
    words = [piece.cell for piece in pieces if piece.read is None]
    unit = read_unit(words[-1].text) if len(words) > 1 else None
    labels = tuple(words[:-1] if unit else words)
    return PrintedRow(labels, (), unit or "", pieces[0].cell.start, pieces[-1].cell.end)


def _read_pieces(pieces: Sequence[_Piece], heads: dict[int, _Heads]) -> Iterator[PrintedRow]:
    """Cut a row into label and values; several times where two tables stand side by side."""
    labels: list[Cell] = []
    values: list[PrintedValue] = []
    unit = ""
    for piece in pieces:
        column_heads = heads.get(piece.column, _NO_HEADS)
        if _is_aside(piece, column_heads):
            unit = read_unit(piece.cell.text) or unit
        elif piece.read is not None:
            if labels or piece.read.state != "blank" or not _has_words(pieces):
                values.append(PrintedValue(piece.cell, _add_unit(piece.read, unit, column_heads), column_heads.keys))
        elif printed_unit := read_unit(piece.cell.text) if labels else None:
            unit = printed_unit
        else:
            if labels and any(value.read.state != "blank" for value in values):
                yield _row(labels, values, unit)
                labels, unit = [], ""
            values = []  # a figure before the first label is the row's ordinal
            labels.append(piece.cell)
    yield _row(labels, values, unit)


def _is_aside(piece: _Piece, heads: _Heads) -> bool:
    return heads.number_rows or (heads.name_words and (piece.read is None or piece.read.state != "printed"))


def _add_unit(read: CellValue, unit: str, heads: _Heads) -> CellValue:
    """Take the unit of money from the unit cell or the head （单位：元）; the figure stays as printed."""
    if not unit and not heads.name_money:
        return read
    told = next((money for text in (unit, *reversed(heads.keys)) for money in MONEY if text.endswith(money)), "")
    return read._replace(unit=read.unit or told)


def _has_words(pieces: Sequence[_Piece]) -> bool:
    return any(piece.read is None for piece in pieces)


def _row(labels: Sequence[Cell], values: Sequence[PrintedValue], unit: str) -> PrintedRow:
    cells = [*labels, *(value.cell for value in values)]
    return PrintedRow(tuple(labels), tuple(values), unit, cells[0].start, max(cell.end for cell in cells))
