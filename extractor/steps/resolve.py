"""Read what accepted spans say: days of a date, parts of a 文号, the title in 《》 and the 文号 behind it."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence

from extractor.knowledge.characters import fold
from extractor.records import Date, DocumentNumber, DocumentTitle, Span

_HAN = str.maketrans("〇○零O一二两三四五六七八九", "00001223456789")
_YEAR = re.compile(r"(?P<year>(?:19|20)[0-9]{2}|(?<![0-9])[0-9]{2}(?=\s?年))\s?(?:年|(?=[-./~至、]))")
_MONTHS = re.compile(r"(?P<first>1[0-2]|0?[1-9])(?:月份?)?\s?(?:[-至到、~]\s?(?P<last>1[0-2]|0?[1-9])\s?)?月")
_POINTED = re.compile(r"(?P<year>(?:19|20)[0-9]{2})[-./](?P<month>[0-9]{1,2})[-./](?P<day>[0-9]{1,2})")
_YEARS = re.compile(r"(?P<first>(?:19|20)[0-9]{2})\s?[-~至、]\s?(?P<last>(?:19|20)?[0-9]{2})(?=年|$)")
_DAY = re.compile(r"月份?\s?(?P<day>[0-9]{1,2})\s?[日号]")
_QUARTER = re.compile(r"(?P<all>前)?第?(?P<first>[1-4])(?:、第?(?P<last>[1-4]))?季度")
_NUMBER = re.compile(r"(?P<code>.*?)[〔(<{〈「『]?\s?(?P<year>(?:19|20)[0-9]{2})\s?年?\s?[〕)>}〉」』]?\s?第?\s?(?P<serial>[0-9]{1,5})\s?号?", re.DOTALL)
_PARTS_OF_YEAR = {"上半年": (1, 6), "下半年": (7, 12), "年初": (1, 1), "年底": (12, 12), "年末": (12, 12)}
_PARTS_OF_MONTH = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31), "月初": (1, 1), "月底": (31, 31), "月末": (31, 31)}


def read_date(span: Span, year: int | None) -> Date:
    """The first and last day of one DATE span; `year` is the report's, for dates that say none.

    >>> read_date(Span("DATE", 0, 7, "2018年底", 1.0), None).first
    '2018-12-31'

    Both are None where no year is known or the day does not exist (2月30日).
    """
    words = fold(span.text).replace(" ", "").replace("\n", "")
    if "年" in words or "月" in words or "季" in words:
        words = _arabic(words)
    try:
        first, last = _days(words, year)
    except ValueError:
        return Date(span, None, None)
    return Date(span, first, last)


def _arabic(words: str) -> str:
    def tens(match: re.Match[str]) -> str:
        return f"{match[1] or 1}{match[2] or 0}"

    return re.sub(r"([一二三])?十([一二三四五六七八九])?(?=[月日])", tens, words).translate(_HAN)


def _days(words: str, year: int | None) -> tuple[str, str]:
    if (pointed := _POINTED.match(words)) is not None:
        return _span((int(pointed["year"]), int(pointed["month"]), int(pointed["day"])))
    if (years := _YEARS.match(words)) is not None:
        last = years["last"] if len(years["last"]) == 4 else years["first"][:2] + years["last"]
        return _iso(int(years["first"]), 1, 1), _iso(int(last), 12, 31)
    said = _YEAR.match(words)
    if said is not None:
        year = int(said["year"]) if len(said["year"]) == 4 else 2000 + int(said["year"])
    if year is None:
        raise ValueError(words)
    if (months := _MONTHS.search(words, said.end() if said is not None else 0)) is not None:
        return _in_months(words, year, int(months["first"]), int(months["last"] or months["first"]))
    if (quarter := _QUARTER.search(words)) is not None:
        first, last = int(quarter["first"]), int(quarter["last"] or quarter["first"])
        return _whole(year, 1 if quarter["all"] else 3 * first - 2, 3 * last)
    part = next((months for name, months in _PARTS_OF_YEAR.items() if name in words), (1, 12))
    if part[0] == part[1]:
        return _span((year, part[0], 1 if part[0] == 1 else 31))
    return _whole(year, *part)


def _in_months(words: str, year: int, first: int, last: int) -> tuple[str, str]:
    if (day := _DAY.search(words)) is not None:
        return _span((year, first, int(day["day"])))
    for name, (begin, end) in _PARTS_OF_MONTH.items():
        if name in words:
            longest = monthrange(year, first)[1]
            return _iso(year, first, min(begin, longest)), _iso(year, first, min(end, longest))
    return _whole(year, first, last)


def _whole(year: int, first: int, last: int) -> tuple[str, str]:
    return _iso(year, first, 1), _iso(year, last, monthrange(year, last)[1])


def _span(day: tuple[int, int, int]) -> tuple[str, str]:
    return _iso(*day), _iso(*day)


def _iso(year: int, month: int, day: int) -> str:
    if not (1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        raise ValueError(f"{year}-{month}-{day}")
    return f"{year:04d}-{month:02d}-{day:02d}"


def read_document_number(span: Span) -> DocumentNumber:
    """Issuer's code, year and serial of one 文号.

    >>> number = read_document_number(Span("DOCUMENT_NUMBER", 0, 14, "安府办函〔2018〕70号", 1.0))
    >>> number.issuer_code, number.year, number.serial
    ('安府办函', 2018, 70)
    """
    match = _NUMBER.fullmatch(fold(span.text))
    if match is None:
        return DocumentNumber(span, span.text, None, None)
    code = re.sub(r"\s", "", span.text[: match.end("code")])
    return DocumentNumber(span, code, int(match["year"]), int(match["serial"]))


def read_titles(text: str, spans: Sequence[Span], numbers: Sequence[DocumentNumber]) -> tuple[DocumentTitle, ...]:
    """Titles with the 文号 printed right behind them, in the order of the text."""
    by_start = {number.span.start: number for number in numbers}
    titles = []
    for span in spans:
        place = span.end
        while place < min(len(text), span.end + 4) and text[place] in "（([ 〔\n，,、":
            place += 1
        titles.append(DocumentTitle(span, re.sub(r"\s", "", span.text[1:-1]), by_start.get(place)))
    return tuple(titles)
