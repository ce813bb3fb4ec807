"""Check the years and days that a report states: its period, its heading, and impossible ones."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from decimal import Decimal

from extractor.records import Evidence, Finding
from extractor.steps.check.grounds import Grounds, Outcome, evidence_at, severity

LONGEST = 80  # characters of a heading
FIRST_PAGE = 1500  # characters
NOISE = "若为排版或识别所致，则原文年份无误"
_YEAR = re.compile(r"年(?<=[0-9]{4}年)(?:([0-9]{1,2})月(?:([0-9]{1,2})日)?)?")  # 年 first: quick to find
_NUMBER = re.compile(r"[0-9]{4,6}\Z")
_TABLE = "统计表"
_HEADING = re.compile(r"[^。，；《》]{0,30}?((?:19|20)[0-9]{2})年?度?[^。，；《》]{0,20}统计表\s*")
_BEFORE = set(".,，〔[（(0123456789")


def check_periods(grounds: Grounds) -> Iterator[Outcome]:
    """Outcomes for the statistics period, the table's heading, the day of publication and odd years."""
    yield from _check_statistics_period(grounds)
    yield from _check_heading(grounds)
    yield from _check_title(grounds)
    yield from _check_publication(grounds)
    yield from _check_written_years(grounds)


def _check_statistics_period(grounds: Grounds) -> Iterator[Outcome]:
    year, period = grounds.identity.year, grounds.identity.period
    if year is None or period is None or "/" not in period:
        return
    first, last = period.split("/")
    if first[:4] == last[:4] == str(year):
        yield "passed"
        return
    evidence = _evidence_of_days(grounds, first, last)
    message = f"报告年度为{year}年，统计期限却是{first}至{last}"
    certain = _is_titled(grounds, year) and str(year) not in (first[:4], last[:4])
    reading = None if certain else "若统计期限跨年，或报告年度另有所指，则都可能正确"
    yield _finding(message, f"{period} ≠ {year}", (year, int(last[:4])), (evidence, reading))


def _is_titled(grounds: Grounds, year: int) -> bool:
    return f"{year}年" in (grounds.identity.title or "")


def _evidence_of_days(grounds: Grounds, first: str, last: str) -> tuple[Evidence, ...]:
    """The days as the report writes them; those of another year than its own where there are any."""
    year = str(grounds.identity.year)
    wanted = [day for day in (first, last) if day[:4] != year]
    dates = [date for date in grounds.dates if {date.first, date.last} & {first, last}]
    dates = [date for date in dates if {date.first, date.last} & set(wanted)] or dates
    return tuple(evidence_at(grounds, date.span.start, date.span.end) for date in dates[:2])


def _check_heading(grounds: Grounds) -> Iterator[Outcome]:
    if grounds.identity.year is None or grounds.table is None:
        return
    text, at = grounds.document.text, grounds.document.text.find(_TABLE)
    while at >= 0:
        start, end = text.rfind("\n", 0, at) + 1, (text.find("\n", at) + 1 or len(text) + 1) - 1
        match = _HEADING.fullmatch(text, start, end) if end - start <= LONGEST else None
        if match is not None:
            yield _check_heading_year(grounds, (match.start(1), match.end(1)))
        at = text.find(_TABLE, end)


def _check_heading_year(grounds: Grounds, place: tuple[int, int]) -> Outcome:
    heading = evidence_at(grounds, *place)
    own, year = grounds.identity.year, int(heading.text)
    if own is None or year == own:
        return "passed"
    message = f"报告年度为{own}年，统计表标题却写{year}年"
    return _finding(
        message, f"{year} ≠ {own}", (own, year), ((heading,), "若所附为另一年度的统计表，则标题无误")
    )


def _check_title(grounds: Grounds) -> Iterator[Outcome]:
    """Outcomes for the title said again with another year; several years are a list of other reports."""
    own, title = grounds.identity.year, grounds.identity.title
    if own is None or title is None or str(own) not in title:
        return
    before, _, behind = title.partition(str(own))
    again = re.compile(rf"(?m)^\s*{re.escape(before)}((?:19|20)[0-9]{{2}}){re.escape(behind)}\s*$")
    places = {match[1]: match for match in again.finditer(grounds.document.text, 0, FIRST_PAGE)}
    others = [match for year, match in places.items() if int(year) != own]
    if len(others) == 1:
        evidence = evidence_at(grounds, others[0].start(1), others[0].end(1))
        message = f"标题写{own}年，另一处标题却写{evidence.text}年"
        reading = "若所列为另一年度的报告，则标题无误"
        yield _finding(message, f"{evidence.text} ≠ {own}", (own, int(evidence.text)), ((evidence,), reading))


def _check_publication(grounds: Grounds) -> Iterator[Outcome]:
    year, published = grounds.identity.year, grounds.identity.published
    if year is None or published is None:
        return
    if int(published[:4]) >= year:
        yield "passed"
        return
    evidence = tuple(
        evidence_at(grounds, d.span.start, d.span.end) for d in grounds.dates if d.first == published
    )[:1]
    message = f"{year}年度的报告落款日期却是{published}"
    yield _finding(
        message,
        f"{published} < {year}",
        (year, int(published[:4])),
        (evidence, "若报告年度另有所指，则都可能正确"),
    )


def _check_written_years(grounds: Grounds) -> Iterator[Outcome]:
    text = grounds.document.text
    for match in _YEAR.finditer(text):
        number = _NUMBER.search(text, max(0, match.start() - 6), match.start())
        if number is None or (number.start() and text[number.start() - 1] in _BEFORE):
            continue
        digits, month, day = number[0], match[1], match[2]
        place = number.start(), match.end()
        if len(digits) > 4 and digits.startswith(("19", "20")):
            yield _odd_finding(grounds, place, f"年份“{digits}年”写错", digits)
        elif len(digits) == 4 and month is not None and not _is_day(int(digits), int(month), int(day or 1)):
            said = text[slice(*place)]
            yield _odd_finding(grounds, place, f"“{said}”不是可能的日期", said)
        elif len(digits) == 4 and not 1000 <= int(digits) <= 2100 and int(digits[:2]) in (2, 21, 22, 23, 12):
            yield _odd_finding(grounds, place, f"年份“{digits}年”不可能", digits)


def _is_day(year: int, month: int, day: int) -> bool:
    return 1 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def _odd_finding(grounds: Grounds, place: tuple[int, int], message: str, formula: str) -> Finding:
    return _finding(message, formula, (None, None), ((evidence_at(grounds, *place),), NOISE))


def _finding(
    message: str,
    formula: str,
    years: tuple[int | None, int | None],
    grounds: tuple[tuple[Evidence, ...], str | None],
) -> Finding:
    evidence, reading = grounds
    expected, found = (Decimal(year) if year is not None else None for year in years)
    return Finding("period", severity(reading), message, formula, expected, found, evidence, reading)
