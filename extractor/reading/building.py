"""What the readers share: the one text while it is written, and the error of a source that cannot be read."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from extractor.records import Cell, Grid


class ReadError(ValueError):
    """A source that cannot be read; says what is wrong and what would be right."""


class Reading(NamedTuple):
    """What a reader gives: the one text, the tables in it, the container's own title, and warnings."""

    text: str
    grids: tuple[Grid, ...]
    title: str | None = None
    warnings: tuple[str, ...] = ()


class Printed(NamedTuple):
    """A table cell before it has a place; cells of the same `key` are one cell that spans rows or columns."""

    key: Hashable
    text: str


@dataclass(slots=True)
class Writer:
    """Writes the one text, line by line, and knows where each cell of each table came to stand."""

    pieces: list[str] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    length: int = 0

    def add_line(self, text: str) -> None:
        """Write one line of prose; a blank one is left out."""
        if text.strip():
            self._write(text.rstrip() + "\n")

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
                places[cell.key] = Cell(self.length, self.length + len(cell.text), cell.text)
                self._write(cell.text)
            self._write("\n")
            grid.append(tuple(places[cell.key] for cell in row))
        self.grids.append(Grid(start, self.length, tuple(row for row in grid if row)))

    def finish(self, title: str | None = None, warnings: tuple[str, ...] = ()) -> Reading:
        """Give the text and its tables."""
        return Reading("".join(self.pieces), tuple(self.grids), title, warnings)

    def _write(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)
