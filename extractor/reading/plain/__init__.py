"""Plain text and Markdown: the text is kept as it is, and the tables printed in it are found."""

from __future__ import annotations

from collections.abc import Iterable

from extractor.reading.plain.lines import find_line_tables
from extractor.reading.plain.piped import find_piped_tables
from extractor.reading.plain.scan import Line, read_lines
from extractor.reading.plain.tagged import find_tagged_tables
from extractor.records import Grid


def read_plain(text: str) -> tuple[Grid, ...]:
    """Find the printed tables of a text, in order: with bars, in Markdown, in columns, with tags, or one cell a line."""
    return find_tables(text, find_tagged_tables(text))


def find_tables(text: str, grids: Iterable[Grid]) -> tuple[Grid, ...]:
    """The grids that are known, and those that are printed in the lines between them, in order."""
    lines = read_lines(text)
    found = list(grids)
    found += [grid for run in _outside(lines, found) for grid in find_piped_tables(text, run)]
    found += [grid for run in _outside(lines, found) for grid in find_line_tables(run)]
    return tuple(sorted(found, key=lambda grid: grid.start))


def _outside(lines: list[Line], grids: list[Grid]) -> list[list[Line]]:
    """The runs of lines between the grids."""
    runs: list[list[Line]] = [[]]
    edges = iter(sorted((grid.start, grid.end) for grid in grids))
    edge = next(edges, None)
    for line in lines:
        while edge and line.start >= edge[1]:
            edge = next(edges, None)
        if edge and line.end > edge[0]:
            if runs[-1]:
                runs.append([])
        else:
            runs[-1].append(line)
    return runs
