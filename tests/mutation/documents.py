"""Slips outside the figures: the year of a 文号, a lost bracket, the statistics period, headings, lost numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from tests.mutation.gold import Report

Slipped = tuple[str, str, int, int, str, tuple[str, ...], tuple[tuple[int, int], ...]]
_ISSUED = re.compile(r"((?:19|20)\d\d)年[^。；\n]{0,40}$")
_PERIOD = re.compile(r"(?:统计期限|统计时段|统计时间|期限|时段|周期)[^。\n]{0,12}?(20\d\d)年1月1日")
_YEAR = re.compile(r"(?<![\d〔\[（(])(20\d\d)年(?=[，,全])")


def document_slips(report: Report, random: Random) -> Iterator[Slipped]:
    """Every decidable slip of that kind, each with what betrays it (nothing where it is impossible by itself)."""
    for start, end in report.numbers:
        yield from _number_slips(report, start, end)
    if (match := _PERIOD.search(report.text)) is not None:
        year = int(match[1])
        yield "wrong year", "period", match.start(1), match.end(1), str(year - 1), ("period",), ()
    years = list(_YEAR.finditer(report.text))
    if years:
        match = random.choice(years)
        yield (
            "year misprinted",
            "prose",
            match.start(1),
            match.end(1),
            match[1][:2] + match[1],
            ("period",),
            (),
        )


def _number_slips(report: Report, start: int, end: int) -> Iterator[Slipped]:
    number = report.text[start:end]
    match = re.search(r"([〔\[﹝（【(])((?:19|20)\d\d)([〕\]﹞）】)])", number)
    if match is None:
        return
    at, year = start + match.start(2), int(match[2])
    yield "year impossible", "文号", at, at + 4, str(year + 12), ("document-number",), ()
    closing = start + match.start(3)
    yield "bracket lost", "文号", closing, closing + 1, "", ("document-number",), ()
    said = _ISSUED.search(report.text[max(0, start - 60) : start])
    if said is not None and int(said[1]) == year and re.search("印发|出台|下发|制定|发布|修订", said[0]):
        place = max(0, start - 60) + said.start(1)
        yield "wrong year", "文号", at, at + 4, str(year - 2), ("document-number",), ((place, place + 4),)
