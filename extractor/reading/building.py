"""What the readers share: the one text while it is written, and the error of a source that cannot be read."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from extractor.knowledge.labels import known_labels
from extractor.knowledge.letters import label_keys
from extractor.reading.spots import Spot, align
from extractor.records import Cell, Grid, Origin

_VALUE = re.compile(r"[+-]?[\d\s.,，．]*\d[\d\s.,，．]*[%％]?|[-—/／]")  # no date: 2021-01-20
_BREAK = re.compile(r"[ \t\f\u00a0]*[\r\n][\s\u00a0]*")
_BLANKS = re.compile(r"[ \t\f\u00a0\u200b\ufeff\u2002\u2003\u2009]+")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad\x07]")
_FEWEST_CELLS = 3
_LONGEST_CELL = 300


class ReadError(ValueError):
    """A source that cannot be read; says what is wrong and what would be right."""


class Reading(NamedTuple):
    """What a reader gives: the one text, the tables in it, the container's own title, warnings, and where all stood."""

    text: str
    grids: tuple[Grid, ...]
    title: str | None = None
    warnings: tuple[str, ...] = ()
    origins: tuple[Origin, ...] = ()


class Printed(NamedTuple):
    """A table cell before it has a place; cells of the same `key` are one cell that spans rows or columns."""

    key: Hashable
    text: str
    spots: tuple[Spot, ...] = ()


@dataclass(slots=True)
class Writer:
    """Writes the one text, line by line, and knows where each cell of each table came to stand."""

    pieces: list[str] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    origins: list[Origin] = field(default_factory=list)
    length: int = 0

    def add_line(self, text: str, spots: Iterable[Spot] = ()) -> None:
        """Write one line of prose; a blank one is left out."""
        if text.strip():
            self.origins += align(spots, text, self.length)
            self._write(text.rstrip(" \u3000\u00a0\r\n") + "\n")  # a tab ends a blank cell

    def add_grid(self, rows: Sequence[Sequence[Printed]]) -> None:
        """Write a table: each row a line, its cells set off by tabs, each cell once."""
        start = self.length
        places: dict[Hashable, Cell] = {}
        grid: list[tuple[Cell, ...]] = []
        for row in rows:
            new = list(dict.fromkeys(cell for cell in row if cell.key not in places))
            for number, cell in enumerate(new):
                if number:
                    self._write("\t")
                self.origins += align(cell.spots, cell.text, self.length)
                places[cell.key] = Cell(self.length, self.length + len(cell.text), cell.text)
                self._write(cell.text)
            self._write("\n")
            grid.append(tuple(places[cell.key] for cell in row))
        self.grids.append(Grid(start, self.length, tuple(row for row in grid if row)))

    def finish(self, title: str | None = None, warnings: tuple[str, ...] = ()) -> Reading:
        """Give the text, its tables, and where they stood."""
        return Reading("".join(self.pieces), tuple(self.grids), title, warnings, tuple(self.origins))

    def _write(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)


def looks_like_table(rows: Sequence[Sequence[Printed]]) -> bool:
    """Say whether rows of cells are a table of figures or a form, and not the layout of a page or a frame of prose."""
    texts = {cell.key: cell.text for row in rows for cell in row}.values()
    if len(texts) < _FEWEST_CELLS or max(map(len, rows), default=0) < 2 or any(map(holds_prose, rows)):
        return False
    known = sum(label_keys(text)[1] in known_labels() for text in texts if text)
    return known >= _FEWEST_CELLS or any(map(is_value, texts))


def holds_prose(row: Iterable[Printed]) -> bool:
    """Say whether a row of a table is no row of figures or labels: one of its cells is as long as a paragraph."""
    return any(len(cell.text) > _LONGEST_CELL for cell in row)


def is_value(text: str) -> bool:
    """Say whether a cell holds a figure or a dash and nothing else: no words, no date.

    >>> is_value("1,136"), is_value("—"), is_value("规章"), is_value("2021-01-20"), is_value("")
    (True, True, False, False, False)
    """
    return bool(_VALUE.fullmatch(text))


def join_wrapped(text: str) -> str:
    r"""Take out the line breaks that only wrap a line; between ideographs nothing comes in their place.

    >>> join_wrapped("政府信\n    息公开\u00a0\u00a0申请 95\n件"), join_wrapped("12\n34")
    ('政府信息公开 申请 95件', '12 34')
    """
    shown = _BREAK.sub(_join, _INVISIBLE.sub("", text).strip())
    return _BLANKS.sub(" ", shown).strip(" \t\u3000")


def _join(match: re.Match[str]) -> str:
    before, after = match.string[match.start() - 1], match.string[match.end() : match.end() + 1]
    return " " if before.isascii() and after.isascii() else ""
