"""Rows: dates, 文号 and titles as printed, and what they say."""

import pytest

from extractor.records import Span
from extractor.steps.resolve import read_date, read_document_number, read_titles


@pytest.mark.parametrize(
    ("printed", "first", "last"),
    [
        ("2018年", "2018-01-01", "2018-12-31"),
        ("2018年度", "2018-01-01", "2018-12-31"),
        ("2018年底", "2018-12-31", "2018-12-31"),
        ("2018年2月", "2018-02-01", "2018-02-28"),
        ("2020年1月1日", "2020-01-01", "2020-01-01"),
        ("2020.1.5", "2020-01-05", "2020-01-05"),
        ("二〇二〇年十二月三十一日", "2020-12-31", "2020-12-31"),
        ("12月31日", "2019-12-31", "2019-12-31"),  # the report's year
        ("5、6月份", "2019-05-01", "2019-06-30"),
        ("1—11月", "2019-01-01", "2019-11-30"),
        ("上半年", "2019-01-01", "2019-06-30"),
        ("前三季度", "2019-01-01", "2019-09-30"),
        ("2017年第四季度", "2017-10-01", "2017-12-31"),
        ("2019—2020年", "2019-01-01", "2020-12-31"),
        ("七月中旬", "2019-07-11", "2019-07-20"),
        ("21年", "2021-01-01", "2021-12-31"),
        ("2月30日", None, None),  # no such day
    ],
)
def test_dates(printed: str, first: str | None, last: str | None) -> None:
    date = read_date(Span("DATE", 0, len(printed), printed, 1.0), 2019)
    assert (date.first, date.last) == (first, last)


@pytest.mark.parametrize(
    ("printed", "code", "year", "serial"),
    [
        ("安府办函〔2018〕70号", "安府办函", 2018, 70),
        ("湖政办发[2021]3号", "湖政办发", 2021, 3),
        ("云教函（2020）115号", "云教函", 2020, 115),
        ("湖政办2018〕43号", "湖政办", 2018, 43),  # one bracket lost
        ("云办发﹝201724号", "云办发", 2017, 24),
        ("湖政办发〔 2021 〕 3 号", "湖政办发", 2021, 3),
    ],
)
def test_document_numbers(printed: str, code: str, year: int, serial: int) -> None:
    number = read_document_number(Span("DOCUMENT_NUMBER", 0, len(printed), printed, 1.0))
    assert (number.issuer_code, number.year, number.serial) == (code, year, serial)


def test_a_title_knows_the_number_printed_behind_it() -> None:
    text = "印发《湖滨区政务公开办法》（湖政办发〔2021〕3号）和《湖滨日报》"
    number = read_document_number(Span("DOCUMENT_NUMBER", 14, 27, text[14:27], 1.0))
    spans = [Span("DOCUMENT_TITLE", 2, 13, text[2:13], 1.0), Span("DOCUMENT_TITLE", 29, 35, text[29:35], 1.0)]
    first, second = read_titles(text, spans, [number])
    assert (first.title, first.document_number, second.document_number) == ("湖滨区政务公开办法", number, None)
