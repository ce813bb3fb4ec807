"""Runs of inline text as a browser shows them, without the line breaks of the source."""

from __future__ import annotations

from extractor.reading.building import join_wrapped

_TAB = "\ufdd0"  # no character at all, so no page holds it: a tab that is to outlive the joining of lines


class InlineText:
    """Collects the pieces of a line; a line break of the source between ideographs is nothing."""

    def __init__(self) -> None:
        self._pieces: list[str] = []

    def add(self, text: str) -> None:
        """Add a piece as it stands in the source."""
        self._pieces.append(text)

    def add_preserved(self, text: str) -> None:
        """Add a piece whose tabs stay, as between `<pre>` and `</pre>`."""
        self._pieces.append(text.replace("\t", _TAB))

    def add_break(self) -> None:
        """Add a line break that is to be joined, as between two blocks in a table cell."""
        self._pieces.append("\n")

    def take(self) -> str:
        """Give the line and begin the next."""
        text = "".join(self._pieces)
        self._pieces.clear()
        return join_wrapped(text).replace(_TAB, "\t")
