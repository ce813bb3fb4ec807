"""Tables drawn with bars: Markdown, boxes, and cells that end with a bar, one or several a line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.knowledge.labels import known_labels, known_rows
from extractor.knowledge.letters import label_keys
from extractor.reading.plain.scan import Line, cut_cell
from extractor.records import Cell, Grid

_BARS = "|｜│┃║"
_BAR = re.compile(rf"[{_BARS}](?<!\\\|)")
_RULE = re.compile(r"[\s|｜│┃║:+=\-─━═┄┈—┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝┏┳┓┣╋┫┗┻┛]+")
_MARKDOWN_RULE = re.compile(r"[\s|｜:+=-]*[-=][\s|｜:+=-]*")
_NO_LABEL = re.compile(r"[\d\s.,，%％+\-—/]*|[条件次个篇人项份]|人次|万元|元|亿元")
_LONGEST_WRAP = 2  # a cell may run over so many lines without a bar
_WIDEST = 20
_FEWEST_CELLS = 4


def find_piped_tables(text: str, lines: Sequence[Line]) -> list[Grid]:
    """Find the runs of lines with bars and cut each into rows of cells."""
    grids = []
    for block in _find_blocks(lines):
        rows = _read_block(text, block)
        if sum(map(len, rows)) >= _FEWEST_CELLS:
            grids.append(Grid(block[0].start, block[-1].end, tuple(rows)))
    return grids


def _find_blocks(lines: Sequence[Line]) -> list[list[Line]]:
    blocks: list[list[Line]] = []
    current: list[Line] = []
    loose: list[Line] = []
    for line in lines:
        if _BAR.search(line.text) or (current and _is_rule(line)):
            current += [*loose, line]
            loose = []
        elif current:
            loose.append(line)
            if len(loose) > _LONGEST_WRAP or len(line.text) > 60 or _closes_row(current[-1]):
                blocks.append(current)
                current, loose = [], []
    return [block for block in [*blocks, current] if len(block) > 1]


def _closes_row(line: Line) -> bool:
    """A line that begins and ends with a bar is a whole row: what follows is not its wrapped cell."""
    return line.text[0] in _BARS and line.text[-1] in _BARS and len(line.text) > 2


def _is_rule(line: Line) -> bool:
    return bool(_RULE.fullmatch(line.text))


def _read_block(text: str, block: Sequence[Line]) -> list[tuple[Cell, ...]]:
    drawn = [line for line in block if _BAR.search(line.text)]
    single = sum([line.text[-1] in _BARS and len(_BAR.findall(line.text)) == 1 for line in drawn])
    if 2 * single > len(drawn):
        return _read_stream(text, block)
    lines = [line for number, line in enumerate(block) if not _is_drawn_rule(line, number)]
    return [row for line in lines if (row := _read_row(text, line))]


def _is_drawn_rule(line: Line, number: int) -> bool:
    """Say whether a line is drawn between rows; a row of single dashes is one only below the first row."""
    if any(mark in line.text for mark in "─━═┌├└╔╠╚╟"):
        return _is_rule(line)
    return bool(_MARKDOWN_RULE.fullmatch(line.text)) and ("--" in line.text or number == 1)


def _read_row(text: str, line: Line) -> tuple[Cell, ...]:
    edges = [match.start() + line.start for match in _BAR.finditer(line.text)]
    starts = ([] if edges and edges[0] == line.start else [line.start - 1]) + edges
    ends = edges[1:] if edges and edges[0] == line.start else edges
    if not ends or ends[-1] != line.end - 1:
        ends = [*ends, line.end]
    return tuple(cut_cell(text, start + 1, end) for start, end in zip(starts, ends, strict=False))


def _read_stream(text: str, block: Sequence[Line]) -> list[tuple[Cell, ...]]:
    """Cells that each end with a bar, whatever the lines: the width of the table is found from what fits."""
    bars = [match.start() for match in _BAR.finditer(text, block[0].start, block[-1].end)]
    starts = [block[0].start, *(bar + 1 for bar in bars)]
    cells = [cut_cell(text, start, end) for start, end in zip(starts, bars, strict=False)]
    are_bare = [_NO_LABEL.fullmatch(cell.text) is not None for cell in cells]
    width = _find_width(cells, are_bare)
    if width is None:
        return _cut_at_labels(cells, are_bare)
    return [tuple(cells[i : i + width]) for i in range(0, len(cells), width)]


def _find_width(cells: Sequence[Cell], are_bare: Sequence[bool]) -> int | None:
    """The number of columns under which each row begins with a label; None where none fits all rows."""
    known = known_rows()
    is_known = [label_keys(cell.text)[1] in known for cell in cells]
    for width in range(2, min(_WIDEST, len(cells)) + 1):
        begins_with_label = len(cells) % width == 0 and not any(are_bare[::width])
        if begins_with_label and 2 * sum(is_known[::width]) >= sum(is_known):
            return width
    return None


def _is_head(cell: Cell) -> bool:
    key = label_keys(cell.text)[0]
    return key in known_labels() and key not in known_rows()


def _cut_at_labels(cells: Sequence[Cell], are_bare: Sequence[bool]) -> list[tuple[Cell, ...]]:
    rows: list[list[Cell]] = []
    has_figure = False
    for cell, is_bare in zip(cells, are_bare, strict=True):
        if not rows or (not is_bare and (has_figure or (_is_head(rows[-1][-1]) and not _is_head(cell)))):
            rows.append([])
            has_figure = False
        rows[-1].append(cell)
        has_figure = has_figure or is_bare
    return [tuple(row) for row in rows]
