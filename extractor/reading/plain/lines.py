"""Tables without bars: columns set off by tabs or blanks, and tables flattened to one cell a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extractor.knowledge.characters import fold
from extractor.knowledge.labels import known_labels
from extractor.knowledge.letters import label_keys
from extractor.reading.plain.scan import Line, cut_cell
from extractor.records import Cell, Grid

_VALUE = r"(?:[+-]?\d[\d,]*(?:\.\d+)?%?|-{1,2}|/|无)"
_VALUES = re.compile(rf"{_VALUE}(?:\s+{_VALUE})*")
_ENDS_IN_VALUES = re.compile(rf"(?:\s+{_VALUE})+$")
_GLUED = re.compile(r"(?<=[\u4e00-\u9fff”》)）])\d[\d,]*(?:\.\d+)?$")
# figures and dashes that lost the borders between them: 2—1———3 (both are cells; no sign is one)
_MIXED = re.compile(r"\s*(?=[\d/-]*\d)(?=[\d/-]*[/-])[\d/-]{3,}$")
_MIXED_CELL = re.compile(r"\d+|[/-]")
_UNIT = re.compile(r"[条件次个篇人项份元]|人次|万元|亿元|场次")
_TRAILING_UNIT = re.compile(r"\s([条件次个篇人项份元]|人次|万元|亿元|场次)$")
_TAB = re.compile(r"\t")
_ANY_BLANK = re.compile(r"\s+")
_LONGEST_UNIT = 2
_BLANKS = re.compile(r"\s{2,}|\u3000+|\t")
_SENTENCE = re.compile(r"[。；！？]|[，,].*[，,].*[，,]")
_LONGEST_LABEL = 70
_LONGEST_LINE = 300
_MAY_END = re.compile(r"[\d%％/／—\-－无)）]")
_WIDEST_GAP = 25  # a flattened head of table three has so many lines without a figure
_FEWEST_VALUES = 3
_LONG_ROW = 5  # table four is one line of figures


class _Read(NamedTuple):
    """A line with what it may be: `kind` "values", "row" (label and values), "label" or "prose"."""

    line: Line
    kind: str
    split: int  # where the values begin, as a place in the line
    known: bool


def find_line_tables(lines: Sequence[Line]) -> list[Grid]:
    """Find runs of short lines that hold figures under known labels; prose broken into lines is none."""
    reads = [_read(line) for line in lines]
    return [_make_grid(run) for run in _find_runs(reads)]


def _read(line: Line) -> _Read:
    if len(line.text) > (_LONGEST_LINE if _MAY_END.match(line.text[-1]) else _LONGEST_LABEL):
        return _Read(line, "prose", 0, False)
    text = fold(line.text)
    if "\t" in line.text:
        return _Read(line, "row", 0, _is_known(text.split("\t")[0]))
    return _read_values(line, text) or _read_words(line, text)


def _read_values(line: Line, text: str) -> _Read | None:
    if _VALUES.fullmatch(text):
        return _Read(line, "values", 0, False)
    for pattern in (_ENDS_IN_VALUES, _GLUED, _MIXED):
        match = pattern.search(text)
        label = text[: match.start()] if match else ""
        if match and len(label) <= _LONGEST_LABEL and not _SENTENCE.search(label):
            known = _is_known(_TRAILING_UNIT.sub("", label))
            if known or pattern is _ENDS_IN_VALUES or (pattern is _MIXED and any(map(_is_known, label.split()))):
                return _Read(line, "row", match.start(), known)
    return None


def _read_words(line: Line, text: str) -> _Read:
    if _UNIT.fullmatch(text):
        return _Read(line, "label", 0, False)
    if len(text) > _LONGEST_LABEL or (_SENTENCE.search(text) and text[0] not in "(注"):
        return _Read(line, "prose", 0, False)
    return _Read(line, "label", 0, _is_known(text) or bool(_cut_head(line)))


def _is_known(label: str) -> bool:
    keys = label_keys(label)
    return keys[1] in known_labels() or keys[2] in known_labels()


def _find_runs(reads: Sequence[_Read]) -> Iterator[Sequence[_Read]]:
    start = end = after = -1
    for place, read in enumerate(reads):
        if read.kind in ("values", "row"):
            if start >= 0 and not _is_gap(reads[end + 1 : place]):
                yield from _accept(reads[after + 1 : end + 1], start - after - 1)
                start, after = -1, end
            start, end = (place if start < 0 else start), place
    if start >= 0:
        yield from _accept(reads[after + 1 : end + 1], start - after - 1)


def _is_gap(between: Sequence[_Read]) -> bool:
    """Say whether lines without figures between two with figures may belong to the same table."""
    if any(read.kind == "prose" for read in between) or len(between) > _WIDEST_GAP:
        return False
    return len(between) <= 3 or 3 * sum(read.known for read in between) >= len(between)


def _accept(reads: Sequence[_Read], start: int) -> Iterator[Sequence[_Read]]:
    """Give the run that begins at `start`, with the heads that stand over it, if it looks like a table."""
    first = start
    for place in range(start - 1, max(start - _WIDEST_GAP, -1), -1):
        if reads[place].kind == "prose":
            break
        if reads[place].known:
            first = place
    run = reads[first:]
    rows = sum(read.kind in ("values", "row") for read in run)
    known = sum(read.known for read in run)
    tabs = sum("\t" in read.line.text for read in run)
    is_enough = rows >= _FEWEST_VALUES or any(_is_long(read) or _cut_head(read.line) for read in run)
    if (is_enough and known >= 2) or (tabs >= 3 and 2 * tabs > len(run)):
        yield run


def _is_long(read: _Read) -> bool:
    return read.kind != "label" and len(read.line.text[read.split :].split()) >= _LONG_ROW


def _make_grid(run: Sequence[_Read]) -> Grid:
    """Figures and units on lines of their own go on with the row above, while it holds one label and figures."""
    rows: list[list[Cell]] = []
    is_open = has_values = False
    for read in run:
        cells = _cut(read)
        is_values = read.kind == "values"
        is_flat = is_values or _is_unit(read.line.text)
        if is_open and is_flat and (len(cells) == 1 or not has_values):
            rows[-1] += cells
            has_values = has_values or is_values
        else:
            rows.append(cells)
            has_values = is_values or any(map(_is_value, cells))
            is_open = not has_values or all(_is_value(cell) or _is_unit(cell.text) for cell in cells[1:])
    return Grid(run[0].line.start, run[-1].line.end, tuple(map(tuple, rows)))


def _is_unit(text: str) -> bool:
    return len(text) <= _LONGEST_UNIT and bool(_UNIT.fullmatch(fold(text)))


def _is_value(cell: Cell) -> bool:
    return bool(_VALUES.fullmatch(fold(cell.text)))


def _cut(read: _Read) -> list[Cell]:
    line = read.line
    if "\t" in line.text:
        return _cut_at(line, _TAB, 0, len(line.text))
    if read.kind == "values":
        return _cut_at(line, _ANY_BLANK, 0, len(line.text))
    label = _cut_at(line, _BLANKS, 0, read.split if read.kind == "row" else len(line.text))
    if read.kind != "row":
        return _cut_head(line) or _cut_unit(line, label)
    return _cut_unit(line, label) + _cut_values(line, read.split)


def _cut_values(line: Line, start: int) -> list[Cell]:
    text = fold(line.text)
    if _MIXED.fullmatch(text, start):
        return [_cell(line, match.start(), match.end()) for match in _MIXED_CELL.finditer(text, start)]
    return _cut_at(line, _ANY_BLANK, start, len(line.text))


def _cut_unit(line: Line, label: list[Cell]) -> list[Cell]:
    """Cut the unit off the end of a label: （二）被依法纠错数 件."""
    last = label[-1]
    unit = _TRAILING_UNIT.search(last.text)
    if unit is None:
        return label
    start, end = last.start - line.start, last.end - line.start
    middle = start + unit.start()
    return [*label[:-1], _cell(line, start, middle), _cell(line, middle, end)]


def _cut_head(line: Line) -> list[Cell]:
    """Cut 信息内容 本年制发件数 本年废止件数 at single blanks, where the words are column heads."""
    cells = _cut_at(line, _ANY_BLANK, 0, len(line.text))
    known = sum(label_keys(cell.text)[1] in known_labels() for cell in cells)
    return cells if known >= max(2, len(cells) / 2) and not _is_known(line.text) else []


def _cut_at(line: Line, separator: re.Pattern[str], start: int, end: int) -> list[Cell]:
    text = line.text
    while start < end and text[start] in " \u3000":
        start += 1
    cells = []
    for match in separator.finditer(text, start, end):
        cells.append(_cell(line, start, match.start()))
        start = match.end()
    return [*cells, _cell(line, start, end)]


def _cell(line: Line, start: int, end: int) -> Cell:
    """The cell between two places of the line."""
    cell = cut_cell(line.text, start, end)
    return Cell(cell.start + line.start, cell.end + line.start, cell.text)
