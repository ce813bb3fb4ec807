"""Check document numbers: in themselves, with their titles, and against the year of issue."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from extractor.records import DocumentNumber, DocumentTitle, Evidence, Finding
from extractor.steps.check.grounds import Grounds, Outcome, Unchecked, evidence_at, severity

FIRST_YEAR = 1949
ALIKE = 0.5
_OPENING, _CLOSING = "〔[﹝（(【［〖", "〕]﹞）)】］〗"
_ISSUED = re.compile(
    r"(?P<year>(?:19|20)\d\d)年[^，。；《》]{0,12}[，,]?[^，。；《》]{0,16}(?:印发|下发|出台|制定|制发|发布|修订|发出)了?[^，。；《》]{0,10}《[^》]*》[（(]?$"
)
_ON_GROUND = re.compile("根据|按照|依据|贯彻|落实|对照|转发|学习")
_YEARS = re.compile(r"(?:19|20)\d\d")
_MARKS = re.compile(r"[\s《》〈〉<>“”（）()、，,]")


def check_document_numbers(grounds: Grounds) -> Iterator[Outcome]:
    """One outcome for each 文号, and one for each number or title that stands with two partners."""
    for number in grounds.document_numbers:
        yield _check_number(grounds, number)
    titled = [title for title in grounds.document_titles if title.document_number is not None]
    for title in titled:
        if title.document_number is not None and title.document_number.year is not None:
            yield _check_title_year(title, title.document_number)
    yield from _two_titles(titled)
    yield from _two_numbers(titled)


def _check_number(grounds: Grounds, number: DocumentNumber) -> Outcome:
    place = (Evidence(number.span.start, number.span.end, number.span.text),)
    if number.serial == 0:
        return _finding(f"文号“{number.span.text}”的序号为0", "serial > 0", place, None)
    opening = sum(number.span.text.count(mark) for mark in _OPENING)
    if opening != sum(number.span.text.count(mark) for mark in _CLOSING):
        return _finding(
            f"文号“{number.span.text}”的括号不完整", "〔year〕", place, "若为排版或识别所失，则文号本身无误"
        )
    if number.year is None:
        return Unchecked.UNREADABLE
    last = grounds.identity.year + 1 if grounds.identity.year is not None else None
    if number.year < FIRST_YEAR or (last is not None and number.year > last):
        return _finding(
            f"文号“{number.span.text}”的年份{number.year}不可能",
            f"{FIRST_YEAR} ≤ {number.year} ≤ {last}",
            place,
            None,
        )
    return _check_issue_year(grounds, number)


def _check_issue_year(grounds: Grounds, number: DocumentNumber) -> Outcome:
    """2018年6月，印发《…》（安府办函〔2017〕70号）: the year said and the year in the number."""
    before = grounds.document.text[max(0, number.span.start - 120) : number.span.start]
    sentence = re.split("[。；\n]", before)[-1]
    match = _ISSUED.search(sentence)
    if match is None or _ON_GROUND.search(sentence[match.start() :].partition("《")[0]) is not None:
        return "passed"
    said = int(match["year"])
    if said == number.year:
        return "passed"
    start = number.span.start - len(sentence) + match.start("year")
    evidence = (
        evidence_at(grounds, number.span.start, number.span.end),
        evidence_at(grounds, start, start + 5),
    )
    message = f"文中称该文件为{said}年印发，文号“{number.span.text}”的年份却是{number.year}"
    return _finding(message, f"{number.year} ≠ {said}", evidence, "若文号为上年编号、次年印发，则都可能正确")


def _check_title_year(title: DocumentTitle, number: DocumentNumber) -> Outcome:
    years = [int(year) for year in _YEARS.findall(title.title)]
    if not years or number.year is None or min(years) - 1 <= number.year <= max(years) + 1:
        return "passed"
    message = f"文件标题“{title.title}”的年份与文号“{number.span.text}”的年份{number.year}相差一年以上"
    return _finding(
        message,
        f"{number.year} ≠ {years[0]}",
        _evidence(title, number),
        "若该文件早于或晚于标题所指年份印发，则都可能正确",
    )


# ---------------------------------------------------------------- partners
def _two_titles(titled: list[DocumentTitle]) -> Iterator[Outcome]:
    """One number behind two titles that are not wordings of one."""
    by_number: dict[tuple[str, int, int], list[DocumentTitle]] = defaultdict(list)
    for title in titled:
        number = title.document_number
        if number is not None and number.year is not None and number.serial is not None:
            by_number[number.issuer_code, number.year, number.serial].append(title)
    for titles in by_number.values():
        for other in titles[1:]:
            if other.document_number == titles[0].document_number or _alike(titles[0].title, other.title):
                yield "passed"
                continue
            message = f"同一文号“{_number(other)}”对应两个标题：“{titles[0].title}”与“{other.title}”"
            evidence = (
                *_evidence(titles[0], titles[0].document_number),
                *_evidence(other, other.document_number),
            )
            yield _finding(message, "文号 → 标题", evidence, "若两个标题是同一文件的正文与附件，则都可能正确")


def _two_numbers(titled: list[DocumentTitle]) -> Iterator[Outcome]:
    """One title with two numbers of one issuer and one year, or of one serial and two years."""
    first: dict[tuple[str, str], DocumentTitle] = {}
    for title in titled:
        number = title.document_number
        if number is None or number.year is None or number.serial is None:
            continue
        other = first.setdefault((_bare(title.title), number.issuer_code), title)
        known = other.document_number
        if known is None or (known.year, known.serial) == (number.year, number.serial):
            continue
        if known.year == number.year or known.serial == number.serial:
            message = f"同一标题“{title.title}”有两个文号：“{known.span.text}”与“{number.span.text}”"
            evidence = (*_evidence(other, known), *_evidence(title, number))
            yield _finding(message, "标题 → 文号", evidence, None)


def _bare(title: str) -> str:
    return _MARKS.sub("", title)


def _alike(first: str, second: str) -> bool:
    a, b = _bare(first), _bare(second)
    if a in b or b in a:
        return True
    pairs, others = (Counter(one[at : at + 2] for at in range(len(one) - 1)) for one in (a, b))
    common = sum((pairs & others).values())
    return 2 * common >= ALIKE * (sum(pairs.values()) + sum(others.values()))


def _number(title: DocumentTitle) -> str:
    return title.document_number.span.text if title.document_number is not None else ""


def _evidence(title: DocumentTitle, number: DocumentNumber | None) -> tuple[Evidence, ...]:
    spans = (title.span,) if number is None else (title.span, number.span)
    return tuple(Evidence(span.start, span.end, span.text) for span in spans)


def _finding(message: str, formula: str, evidence: tuple[Evidence, ...], reading: str | None) -> Finding:
    return Finding("document-number", severity(reading), message, formula, None, None, evidence, reading)
