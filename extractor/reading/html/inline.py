"""Runs of inline text as a browser shows them, without the line breaks of the source."""

from __future__ import annotations

import re

_BREAK = re.compile(r"[ \t\f\u00a0]*[\r\n][\s\u00a0]*")
_BLANKS = re.compile(r"[ \t\f\u00a0\u200b\ufeff\u2002\u2003\u2009]+")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad]")
_EDGES = " \t\u3000"


class InlineText:
    """Collects the pieces of a line; a line break of the source between ideographs is nothing."""

    def __init__(self) -> None:
        self._pieces: list[str] = []

    def add(self, text: str) -> None:
        """Add a piece as it stands in the source."""
        self._pieces.append(text)

    def add_break(self) -> None:
        """Add a line break that is to be joined, as between two blocks in a table cell."""
        self._pieces.append("\n")

    def take(self) -> str:
        r"""Give the line and begin the next.

        >>> line = InlineText()
        >>> line.add("政府信\n    息公开\u00a0\u00a0申请 95\n件")
        >>> line.take()
        '政府信息公开 申请 95件'
        """
        text = _INVISIBLE.sub("", "".join(self._pieces))
        self._pieces.clear()
        return _BLANKS.sub(" ", _BREAK.sub(_join, text)).strip(_EDGES)


def _join(match: re.Match[str]) -> str:
    before = match.string[match.start() - 1 : match.start()]
    after = match.string[match.end() : match.end() + 1]
    return " " if before.isascii() and after.isascii() and before and after else ""
