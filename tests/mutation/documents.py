"""Slips outside the figures: the year of a 文号, a lost bracket, the statistics period, headings, lost numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from random import Random

from tests.mutation.gold import Report

Slipped = tuple[str, str, int, int, str, tuple[str, ...], tuple[tuple[int, int], ...]]
_ISSUED = re.compile(r"((?:19|20)\d\d)年[^。；\n]{0,40}$")
_PERIOD = re.compile(r"(?:统计期限|统计时段|统计时间|期限|时段|周期)[^。\n]{0,12}?(20\d\d)年1月1日")
_HEADING = re.compile(r"(?m)^(?:#+ *)?([一二三四五六])、(?=[^\n|]{4,30}$)")
_NOTHING = (
    (
        re.compile("(?:没有|未|无)(?:发生|收到)?行政诉讼"),
        (("litigation", None), ("litigation.direct", "total")),
    ),
    (
        re.compile("(?:没有|未|无)(?:发生)?(?:行政)?复议"),
        (("reconsideration", None), ("reconsideration", "total")),
    ),
    (re.compile("没有举报投诉"), (("complaints", None),)),
    (re.compile("均获维持"), (("reconsideration.corrected", None), ("reconsideration", "corrected"))),
)
_YEAR = re.compile(r"(?<![\d〔\[（(])(20\d\d)年(?=[，,全])")


def document_slips(report: Report, random: Random) -> Iterator[Slipped]:
    """Every decidable slip of that kind, each with what betrays it (nothing where it is impossible by itself)."""
    for start, end in report.numbers:
        yield from _number_slips(report, start, end)
    if (match := _PERIOD.search(report.text)) is not None:
        year = int(match[1])
        yield "wrong year", "period", match.start(1), match.end(1), str(year - 1), ("period",), ()
    yield from _heading_slips(report, random)
    yield from _number_lost(report)
    yield from _nothing_slips(report)
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


def _heading_slips(report: Report, random: Random) -> Iterator[Slipped]:
    """The number of a heading in the middle is lost."""
    found = [match for match in _HEADING.finditer(report.text) if match[1] in "二三四"]
    if [match[1] for match in found[:3]] == ["二", "三", "四"]:
        match = random.choice(found[:2])
        yield "heading lost", "heading", match.start(), match.end(), "", ("sections",), ()


def _number_lost(report: Report) -> Iterator[Slipped]:
    """A figure of a list loses its digits, its measure word stays: 核准企业资质条."""
    for one, other in pairwise(report.spoken):
        unit = one.place.unit
        plain = (
            re.fullmatch(r"[\d,]+\s*" + re.escape(unit), one.place.text)
            if unit in ("条", "件", "篇")
            else None
        )
        told = re.search(
            "收到|公开|发布|办理|受理|审批|制发|出台|办结|答复",
            report.text[one.place.start - 8 : one.place.start],
        )
        near = other.place.unit == unit and 0 < other.place.start - one.place.end < 15
        ends = report.text[one.place.end : one.place.end + 1] in ("，", "；", "、")
        if plain and told and near and ends:
            end = one.place.end - len(unit)
            yield "number lost", "prose", one.place.start, end, "", ("missing",), ()


def _nothing_slips(report: Report) -> Iterator[Slipped]:
    """未发生行政诉讼, and the cell that should print nothing prints 3."""
    for pattern, keys in _NOTHING:
        match = pattern.search(report.text)
        for key in keys if match else ():
            _, place = report.cells.get(key, ("absent", None))
            if match and place is not None and place.text == "0":
                yield (
                    "a figure for nothing",
                    "cell",
                    place.start,
                    place.end,
                    "3",
                    ("nothing",),
                    (match.span(),),
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
