"""Lines of PDF pages put together to paragraphs; what repeats on every page is left out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from extractor.reading.building import Printed, Writer
from extractor.reading.pdf.words import Word, group_lines, join_line, needs_blank, spots_of
from extractor.reading.plain.lines import find_line_tables
from extractor.reading.plain.scan import read_lines
from extractor.reading.spots import Spot, align, cut
from extractor.records import Box, Grid

_PAGE_NUMBER = re.compile(r"[-—–·\s第]*\d{1,3}\s*(?:页)?(?:[/／\s共]+\d{1,3}\s*页?)?[-—–·\s]*")
_MARGIN = 0.12  # of a page's height
_SAME_PLACE = 8.0  # points
_MARGIN_LINES = 2  # so many lines at the top and at the foot may be head and foot of the page
_ENDS = re.compile(r"[。！？；：:!?]$")
_BEGINS = re.compile(
    r"第[一二三四五六七八九十]+[条章节部]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]"
)


_Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One line of a page with its place; `size` is the height of its letters."""

    text: str
    spots: tuple[Spot, ...]
    left: float
    right: float
    top: float
    size: float
    page: int


def find_lines(words: Sequence[Word], page: int, tables: Sequence[Box]) -> list[PrintedLine]:
    """The lines of a page outside its tables, from top to bottom."""
    outside = [word for word in words if not any(_is_inside(word, table) for table in tables)]
    return [_make_line(line, page) for line in group_lines(outside)]


def drop_repeated(pages: Sequence[tuple[Sequence[PrintedLine], float]]) -> list[list[PrintedLine]]:
    """Leave out page numbers, and heads and feet that stand on at least half of the pages."""
    seen: defaultdict[_Key, list[int]] = defaultdict(list)
    for number, (lines, _) in enumerate(pages):
        for key in {_key(line) for line in _margins(lines)}:
            seen[key].append(number)
    repeated = {key for key, numbers in seen.items() if _is_running(numbers, len(pages))}
    kept = []
    for lines, height in pages:
        margins = _margins(lines)
        gone = [line for line in margins if _key(line) in repeated or _is_page_number(line, height)]
        kept.append([line for line in lines if line not in gone])
    return kept


def _is_running(numbers: Sequence[int], pages: int) -> bool:
    """Say whether what stands on these pages is a running head; a title and a signature may be alike by chance."""
    is_run = any(after - before == 1 for before, after in pairwise(numbers)) or len(numbers) > 2
    return is_run and len(numbers) >= max(2, pages // 2)


def write_lines(lines: Sequence[PrintedLine], writer: Writer) -> None:
    """Write lines as paragraphs; tables without rules among them become grids."""
    text = "\n".join(line.text for line in lines)
    starts = {}
    position = 0
    for number, line in enumerate(lines):
        starts[position] = number
        position += len(line.text) + 1
    grids = find_line_tables(read_lines(text))
    done = 0
    for grid in grids:
        first = max(number for start, number in starts.items() if start <= grid.start)
        last = max(number for start, number in starts.items() if start < grid.end)
        _write_paragraphs(lines[done:first], writer)
        _write_grid(grid, text, lines[first : last + 1], writer)
        done = last + 1
    _write_paragraphs(lines[done:], writer)


def _write_grid(grid: Grid, text: str, lines: Sequence[PrintedLine], writer: Writer) -> None:
    start = grid.start - len(text[: grid.start].rpartition("\n")[2])
    spots = (spot for line in lines for spot in line.spots)
    origins = list(align(spots, text[start : grid.end], start))
    writer.add_grid([
        [Printed((i, j), cell.text, cut(origins, text, cell.start, cell.end)) for j, cell in enumerate(row)]
        for i, row in enumerate(grid.rows)
    ])  # fmt: skip


def _write_paragraphs(lines: Sequence[PrintedLine], writer: Writer) -> None:
    for paragraph in _group(lines):
        text = ""
        for line in paragraph:
            part = re.sub(r" {2,}", " ", line.text)
            text += (" " if text and needs_blank(text[-1], part[:1]) else "") + part
        writer.add_line(text, (spot for line in paragraph for spot in line.spots))


def _group(lines: Sequence[PrintedLine]) -> Iterator[list[PrintedLine]]:
    if not lines:
        return
    left = median(line.left for line in lines)
    right = max(line.right for line in lines)
    paragraph = [lines[0]]
    for before, line in pairwise(lines):
        is_full = before.right > right - 2 * before.size
        is_indented = line.left > left + 0.8 * line.size
        is_same_print = abs(line.size - before.size) < 0.2 * before.size
        if is_full and not is_indented and is_same_print and not _BEGINS.match(line.text):
            paragraph.append(line)
        else:
            yield paragraph
            paragraph = [line]
    yield paragraph


def _is_inside(word: Word, box: Box) -> bool:
    middle = (word["top"] + word["bottom"]) / 2
    return bool(box[1] <= middle < box[3] and box[0] <= word["x0"] < box[2])


def _make_line(line: Sequence[Word], page: int) -> PrintedLine:
    first = line[0]
    size = first["bottom"] - first["top"]
    return PrintedLine(join_line(line, "  "), spots_of(line), first["x0"], line[-1]["x1"], first["top"], size, page)


def _is_page_number(line: PrintedLine, height: float) -> bool:
    is_margin = line.top < _MARGIN * height or line.top > (1 - _MARGIN) * height
    return is_margin and bool(_PAGE_NUMBER.fullmatch(line.text))


def _margins(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    return [*lines[:_MARGIN_LINES], *lines[-_MARGIN_LINES:]]


def _key(line: PrintedLine) -> _Key:
    """The words without their numbers, and the place on the page: a signature is not the head of another page."""
    return re.sub(r"\d+", "#", line.text), round(line.top / _SAME_PLACE)
