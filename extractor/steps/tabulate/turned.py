"""Tables whose rows stand in columns, turned back."""

from __future__ import annotations

from collections.abc import Iterable

from extractor.knowledge.forms import Form
from extractor.knowledge.labels import column_labels, row_labels
from extractor.knowledge.letters import label_keys
from extractor.records import Cell, Grid

_HEADS = 3  # labels stand in so many rows, or columns
_FEWEST = 5  # rows of the form that must be named across; table four names three
_FEWEST_COLUMNS = 10  # columns of the form that must be named down, one a line


def turn_back(grid: Grid, form: Form) -> Grid:
    """The grid with its columns as rows where the form's rows are named across, or its columns down; else as it is."""
    height, width = len(grid.rows), min(map(len, grid.rows), default=0)
    if height < 2 or width < 2 or any(len(row) != width for row in grid.rows):
        return grid
    is_turned = _names_rows_across(grid, form) if width > _FEWEST else _names_columns_down(grid, form)
    return Grid(grid.start, grid.end, tuple(zip(*grid.rows, strict=True))) if is_turned else grid


def _names_rows_across(grid: Grid, form: Form) -> bool:
    across = _count_rows((cell for row in grid.rows[:_HEADS] for cell in row), form)
    return across >= _FEWEST and across >= 2 * _count_rows((c for row in grid.rows for c in row[:_HEADS]), form)


def _names_columns_down(grid: Grid, form: Form) -> bool:
    columns = column_labels(form)
    named = sum(any(label_keys(cell.text)[0] in columns for cell in row[:_HEADS]) for row in grid.rows)
    return named >= _FEWEST_COLUMNS and 2 * named > len(grid.rows)


def _count_rows(cells: Iterable[Cell], form: Form) -> int:
    exact = row_labels(form).exact
    return len({id for cell in cells for id in exact.get(label_keys(cell.text)[1], ())})
