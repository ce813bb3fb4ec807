"""Check the numbers of headings and of 一是 … 二是 … lists: none is left out or stands twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from extractor.records import Finding
from extractor.steps.check.grounds import Grounds, Outcome, Unchecked, evidence_at

RULE = "document-number-sections"
LONGEST = 40  # characters of a heading
FEWEST = 3  # numbers of a series that may be told to skip one
_DIGITS = "一二三四五六七八九十"
_HEADING = re.compile(
    rf"[#*\s]*(?P<open>[（(]?)(?P<number>[{_DIGITS}]{{1,3}})(?P<close>[）)、]|[）)]、)\s*(?P<rest>\S[^\n]*)"
)
_CELL = re.compile(r"[|\t]")
_FIRSTLY = re.compile(rf"是(?<=[。；：:;，,\s][{_DIGITS}]是)(?![否指由在有不非])")  # 是 first: quick to find
_READING = "若所缺的部分在附件、图片或表格中，则序号无误"
_TWICE = "若两处分属不同层次，则序号无误"


class _Number(NamedTuple):
    value: int
    start: int
    end: int
    text: str


def check_sections(grounds: Grounds) -> Iterator[Outcome]:
    """One outcome for each series of numbered headings and for each list of 一是 … 二是 …."""
    headings = list(_headings(grounds))
    for is_inner in (False, True):
        series = [number for inner, number in headings if inner == is_inner]
        outer = [number.start for inner, number in headings if is_inner and not inner]
        for one in _runs(series, outer):
            if len(one) >= FEWEST:
                yield _check(grounds, one, "标题")
    for start, end in grounds.document.prose:
        for one in _listed(grounds, start, end):
            if len(one) >= FEWEST:
                yield _check(grounds, one, "列举")


def _headings(grounds: Grounds) -> Iterator[tuple[bool, _Number]]:
    """Headings of the prose that begin a line, 一、 or （一）; a line with cells is a table's."""
    for start, end in grounds.document.prose:
        for match in _heading_lines(grounds.document.text, start, end):
            rest, is_inner = match["rest"].strip(), bool(match["open"])
            closed = is_inner == (match["close"] != "、")
            if closed and _CELL.search(rest) is None and (is_inner or len(rest) <= LONGEST):
                begin = match.start("open")
                yield (
                    is_inner,
                    _Number(_value(match["number"]), begin, match.end("close"), match["number"]),
                )


def _heading_lines(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """What the lines that begin between two places begin with, where that is a number."""
    begin = start if not start or text[start - 1] == "\n" else text.find("\n", start, end) + 1 or end
    while begin < end:
        match = _HEADING.match(text, begin, end)
        if match is not None:
            yield match
        begin = text.find("\n", begin if match is None else match.end(), end) + 1 or end


def _runs(series: list[_Number], borders: list[int]) -> Iterator[list[_Number]]:
    """The series cut where numbering begins anew, and where a heading above it stands."""
    run: list[_Number] = []
    for number in series:
        cut = run and any(run[-1].start < border < number.start for border in borders)
        if run and (number.value == 1 or cut):
            yield run
            run = []
        run.append(number)
    if run:
        yield run


def _listed(grounds: Grounds, start: int, end: int) -> Iterator[list[_Number]]:
    run: list[_Number] = []
    text = grounds.document.text
    for match in _FIRSTLY.finditer(text, start + 1, end):
        begin = match.start() - 1
        number = _Number(_value(text[begin]), begin, match.end(), text[begin])
        if number.value == 1 or (run and "\n\n" in text[run[-1].end : number.start]):
            if run:
                yield run
            run = []
        run.append(number)
    if run:
        yield run


def _check(grounds: Grounds, run: list[_Number], what: str) -> Outcome:
    """Whether a series that begins with 一 goes on one by one; only a single number left out is told."""
    if run[0].value != 1:
        return Unchecked.UNREADABLE
    steps = [(a, b, b.value - a.value) for a, b in pairwise(run)]
    odd = [step for step in steps if step[2] != 1]
    if not odd:
        return "passed"
    before, behind, step = odd[0]
    if len(odd) > 1 or step not in (0, 2):
        return Unchecked.UNREADABLE
    evidence = (
        evidence_at(grounds, before.start, before.end),
        evidence_at(grounds, behind.start, behind.end),
    )
    places = f"“{evidence[0].text}”之后是“{evidence[1].text}”"
    missing = _DIGITS[before.value] if before.value < len(_DIGITS) else str(before.value + 1)
    told = f"缺“{missing}”" if step == 2 else "序号重复"
    reading = _READING if step == 2 else _TWICE
    formula = f"{before.value} → {behind.value}"
    return Finding(
        RULE, "query", f"{what}序号不连续：{places}，{told}", formula, None, None, evidence, reading
    )


def _value(number: str) -> int:
    """十二 → 12."""
    tens, ten, ones = number.rpartition("十")
    return ((_DIGITS.index(tens) + 1 if tens else 1) * 10 if ten else 0) + (
        _DIGITS.index(ones) + 1 if ones else 0
    )
