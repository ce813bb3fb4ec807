"""Where the pieces of a text stand in its file, kept beside the text while it is put together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from extractor.records import Box, Origin


class Spot(NamedTuple):
    """A piece of text with its place: page, box and the left edges of its characters, or the XPath of its element."""

    text: str
    page: int | None = None
    box: Box | None = None
    edges: tuple[float, ...] = ()
    path: str | None = None


def align(spots: Iterable[Spot], text: str, start: int = 0) -> Iterator[Origin]:
    """Where each piece came to stand in a text that holds them in order, with nothing but blanks between them.

    >>> [origin[:2] for origin in map(lambda o: (o.start, o.end), align([Spot("收到"), Spot("95件")], "收到 95件", 10))]
    [(10, 12), (13, 16)]

    A piece that was left out, as the blank at the end of a line, is passed over.
    """
    position = 0
    for spot in spots:
        place = text.find(spot.text, position)
        if place >= 0 and not text[position:place].strip():
            position = place + len(spot.text)
            yield Origin(start + place, start + position, spot.page, spot.box, spot.edges, spot.path)


def cut(origins: Sequence[Origin], text: str, start: int, end: int) -> tuple[Spot, ...]:
    """The pieces of a stretch of the text again, those at its borders cut."""
    spots = []
    for origin in origins:
        first, last = max(start, origin.start), min(end, origin.end)
        if first < last:
            part = origin.between(first, last)
            spots.append(Spot(text[first:last], part.page, part.box, part.edges, part.path))
    return tuple(spots)
