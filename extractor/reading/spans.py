"""Cells that span rows and columns, laid out on a grid: those of a page, and those of tags in a text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar

WIDEST = 100  # columns
MOST_CELLS = 100_000  # of one table; a report has five hundred
T = TypeVar("T")


class Spanned(NamedTuple, Generic[T]):
    """A cell with the rows and columns it spans."""

    cell: T
    down: int = 1
    across: int = 1


def lay_out(rows: Sequence[Iterable[Spanned[T]]]) -> list[list[T | None]]:
    """Put each cell in each of its places; None where a place has none; nothing where there are far too many.

    >>> lay_out([[Spanned("a", down=2), Spanned("b", across=2)], [Spanned("c")]])
    [['a', 'b', 'b'], ['a', 'c', None]]
    """
    grid: list[dict[int, T]] = [{} for _ in rows]
    count = 0
    for number, row in enumerate(rows):
        column = 0
        for cell, down, across in row:
            while column in grid[number]:
                column += 1
            wide, reached = min(across, WIDEST), grid[number : number + down]
            count += wide * len(reached)
            if count > MOST_CELLS:
                return []
            for places in reached:
                for right in range(wide):
                    places.setdefault(column + right, cell)
            column += wide
    width = max((max(places, default=-1) for places in grid), default=-1) + 1
    return [[places.get(column) for column in range(width)] for places in grid] if width <= MOST_CELLS else []


def read_span(told: str | None, most: int) -> int:
    """The number of a rowspan or colspan attribute; 1 where it is none, `most` where it is 0 (to the end) or more.

    >>> read_span("2", 9), read_span("99999", 9), read_span("0", 9), read_span("all", 9), read_span(None, 9)
    (2, 9, 9, 1, 1)
    """
    plain = (told or "1").strip()
    if not plain.isdecimal() or len(plain) > 6:
        return 1
    return min(int(plain) or most, most)
