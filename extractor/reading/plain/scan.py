"""The lines of a text with their places, and cells cut from them."""

from __future__ import annotations

import re
from typing import NamedTuple

from extractor.records import Cell

_LINE = re.compile(r"[^\r\n\f\v\u0085\u2028\u2029]+")
_BLANK_BUT_TAB = " \u3000\u00a0\ufeff"
_BLANK = _BLANK_BUT_TAB + "\t"
_EDGE = " \t\r\n\f\v\u3000\u00a0\ufeff*`"


class Line(NamedTuple):
    """One line that is not blank; `text` is without the blanks around it, `start`/`end` hold it.

    Tabs behind others stay: each ends a blank cell.
    """

    start: int
    end: int
    text: str


def read_lines(text: str) -> list[Line]:
    """Cut a text into its lines; blank ones are left out."""
    lines = []
    for match in _LINE.finditer(text):
        printed, start = match[0], match.start()
        bare = printed.strip(_BLANK)
        if bare and bare != printed:
            place = printed.index(bare[0])
            start += place
            if "\t" in bare:
                bare = printed[place:].rstrip(_BLANK_BUT_TAB)
        if bare:
            lines.append(Line(start, start + len(bare), bare))
    return lines


def cut_cell(text: str, start: int, end: int) -> Cell:
    """The cell between two places, without the blanks and Markdown emphasis at its edges.

    >>> cut_cell("| **713** |", 1, 10)
    Cell(start=4, end=7, text='713')
    """
    printed = text[start:end]
    bare = printed.strip(_EDGE)
    if not bare:
        return Cell(start, start, "")
    start += printed.index(bare)
    return Cell(start, start + len(bare), bare)
