"""How much of each section of this year's prose last year's report has too.

Exact: every stretch of eight characters, blanks and figures aside, is looked up in last year's prose. Two reports
are small enough for that; MinHash would only estimate the same number.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby, pairwise
from typing import NamedTuple

from extractor.compare.records import Level, Passage, Section
from extractor.compare.sides import PASSED, Outcome, Sides, make_finding
from extractor.records import Document, Evidence
from extractor.steps.check.bounds import HUNDRED, Bounds

SHINGLE = 8  # characters that two texts seldom share by chance
SHORTEST = 120  # characters of a section of which anything can be said
LONG = 40  # characters of a passage that is shown
MOST = Decimal(80)  # percent
_HEADING = re.compile(r"^[#*\s]*[一二三四五六七八九十]{1,3}、[^\n|。]{2,40}$", re.MULTILINE)
_SKIPPED = re.compile(r"[\s\d０-９.．,，%％]")
_AS_EVERY_YEAR = "若各年情况本就相同（如固定表述），则无误"


class _Plain(NamedTuple):
    """A text without blanks and figures; `places` are where its characters stand in the report."""

    text: str
    places: list[int]


def compare_sections(sides: Sides) -> tuple[Section, ...]:
    """The sections of this year's prose, in order, each with what is repeated from last year."""
    earlier = _plain(sides.last.document, 0, len(sides.last.document.text))
    known = {earlier.text[at : at + SHINGLE]: at for at in range(len(earlier.text) - SHINGLE + 1)}
    return tuple(_compare(sides, section, (earlier, known)) for section in _sections(sides.this.document))


def check_repeated(sides: Sides, sections: tuple[Section, ...]) -> Iterator[Outcome]:
    """One outcome for each section that is long enough."""
    for section in sections:
        if section.repeated < MOST:
            yield PASSED
            continue
        shown = [passage for passage in section.passages if len(passage.this.text) >= LONG]
        last, this = (
            Level(HUNDRED, Bounds(MOST, HUNDRED), places)
            for places in (tuple(one.last for one in shown), tuple(one.this for one in shown))
        )
        message = f"“{section.heading}”一节有{section.repeated}%的文字与上年报告相同（数字不计）"
        formula = f"{section.repeated}% ≥ {MOST}%"
        yield make_finding("repeated", message, formula, last=last, this=this, reading=_AS_EVERY_YEAR)


def _sections(document: Document) -> Iterator[tuple[str, int, int]]:
    """Heading, start and end of each section that is long enough; what stands before the first heading is 引言."""
    starts = [(match.start(), match[0].strip("#* \n")) for match in _HEADING.finditer(document.text)]
    starts = [(0, "引言"), *((start, name) for start, name in starts if _is_prose(document, start))]
    for (start, heading), (end, _) in pairwise([*starts, (len(document.text), "")]):
        if len(_plain(document, start, end).text) >= SHORTEST:
            yield heading, start, end


def _is_prose(document: Document, position: int) -> bool:
    at = bisect_left(document.prose, (position + 1,)) - 1
    return at >= 0 and document.prose[at][0] <= position < document.prose[at][1]


def _plain(document: Document, start: int, end: int) -> _Plain:
    ranges = ((max(start, first), min(end, last)) for first, last in document.prose)
    places = [at for first, last in ranges for at in range(first, last) if not _SKIPPED.match(document.text[at])]
    return _Plain("".join(document.text[at] for at in places), places)


def _compare(
    sides: Sides, section: tuple[str, int, int], earlier: tuple[_Plain, dict[str, int]]
) -> Section:
    heading, start, end = section
    own, (last, known) = _plain(sides.this.document, start, end), earlier
    found = [known.get(own.text[at : at + SHINGLE]) for at in range(len(own.text) - SHINGLE + 1)]
    covered = {at + step for at, place in enumerate(found) if place is not None for step in range(SHINGLE)}
    share = round(Decimal(len(covered)) * HUNDRED / len(own.text), 1)
    passages = tuple(_passages(sides, (own, last), found))
    return Section(heading, start, end, share, passages)


def _passages(sides: Sides, texts: tuple[_Plain, _Plain], found: list[int | None]) -> Iterator[Passage]:
    """Stretches of the section that stand in last year's report in one piece."""
    own, last = texts
    placed = [(at, place) for at, place in enumerate(found) if place is not None]
    for _, group in groupby(enumerate(placed), key=lambda one: (one[1][0] - one[0], one[1][1] - one[1][0])):
        run = [place for _, place in group]
        (first, there), (final, _) = run[0], run[-1]
        length = final - first + SHINGLE
        if length >= LONG:
            yield Passage(
                _evidence(sides.last.document, last.places[there], last.places[there + length - 1] + 1),
                _evidence(sides.this.document, own.places[first], own.places[final + SHINGLE - 1] + 1),
            )


def _evidence(document: Document, start: int, end: int) -> Evidence:
    return Evidence(start, end, document.text[start:end])
