"""Plain text and Markdown: the text is kept as it is, and the tables printed in it are found."""

from __future__ import annotations

from extractor.reading.plain.lines import find_line_tables
from extractor.reading.plain.piped import find_piped_tables
from extractor.reading.plain.scan import Line, read_lines
from extractor.records import Grid


def read_plain(text: str) -> tuple[Grid, ...]:
    """Find the printed tables of a text, in order: with bars, in Markdown, in columns, or one cell a line."""
    lines = read_lines(text)
    grids = find_piped_tables(text, lines)
    rest = _outside(lines, grids)
    grids = grids + [grid for run in rest for grid in find_line_tables(run)]
    return tuple(sorted(grids, key=lambda grid: grid.start))


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
