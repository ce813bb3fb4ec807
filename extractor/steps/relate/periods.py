"""Which time a figure is of."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from extractor.records import Date, Identity
from extractor.steps.relate.scene import Mention


class Periods:
    """The period of a figure: the last date of its sentence that is no base of comparison, else the report's year."""

    def __init__(self, text: str, dates: Sequence[Date], identity: Identity) -> None:
        kept = [
            date
            for date in dates
            if date.first is not None
            and not text[max(0, date.span.start - 3) : date.span.start].rstrip("于了").endswith(("较", "比", "与", "和", "同"))
        ]
        self._starts = [date.span.start for date in kept]
        self._dates = kept
        self._year = str(identity.year) if identity.year is not None else None

    def find(self, mention: Mention, begin: int) -> str | None:
        """Of the figure whose sentence begins at `begin`."""
        place = bisect_right(self._starts, mention.left) - 1
        if place >= 0 and self._starts[place] >= begin:
            date = self._dates[place]
            return _iso(date.first or "", date.last or "")
        return self._year


def _iso(first: str, last: str) -> str:
    if first[:4] == last[:4] and first[4:] == "-01-01" and last[4:] == "-12-31":
        return first[:4]
    if first == last:
        return first
    return f"{first}/{last}"
