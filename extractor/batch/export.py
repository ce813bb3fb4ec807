"""An answer as CSV or as a workbook, with a dictionary of its columns."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from io import TextIOWrapper
from typing import Any, BinaryIO

import msgspec

from extractor.batch.query import Answer
from extractor.batch.schema import Column

MOST_ROWS = 1_048_576 - 1  # of an Excel sheet, below the head
_MADE = datetime(2000, 1, 1)  # a constant: a workbook must not differ by the day on which it was written
_OPTIONS = {
    "strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True,
}  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_HEADS = ("列", "单位", "说明")


class ExportError(ValueError):
    """An answer that the format cannot hold; says what would be right."""


def plain(value: Any) -> str:
    """A value as a cell's text: a figure without the zeros that only fill its column, a list as JSON.

    >>> plain(Decimal("1032.6000000000")), plain(Decimal("3200000.0000000000")), plain(None)
    ('1032.6', '3200000', '')
    """
    match value:
        case None:
            return ""
        case Decimal():
            return _digits(value)
        case list() | dict():
            return msgspec.json.encode(value).decode()
    return str(value)


def write_csv(answer: Answer, to: BinaryIO) -> None:
    """Every row, under a head of names; UTF-8 with a byte-order mark, text never begins as a formula does."""
    text = TextIOWrapper(to, encoding="utf-8-sig", errors="replace", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([column.name for column in answer.columns])
    writer.writerows([_safe(value) for value in row] for row in answer.rows)
    text.detach()


def write_dictionary(columns: Iterable[Column], to: BinaryIO) -> None:
    """What each column holds, as CSV."""
    rows = ((column.name, column.unit, column.text) for column in columns)
    write_csv(Answer(tuple(Column(name, "", "", "") for name in _HEADS), iter(rows)), to)


def write_xlsx(answer: Answer, to: BinaryIO) -> None:
    """A workbook with the rows and, on a second sheet, what each column holds; ExportError beyond a sheet's rows."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - only a workbook needs it

    from extractor.output.writing import make_formats, write_value  # noqa: PLC0415

    workbook = Workbook(to, _OPTIONS)
    workbook.set_properties({"created": _MADE})
    formats = make_formats(workbook)
    dictionary = [(column.name, column.unit, column.text) for column in answer.columns]
    names = [column.name for column in answer.columns]
    for title, heads, rows in (
        ("数据", names, _bounded(answer.rows)),
        ("数据字典", _HEADS, iter(dictionary)),
    ):
        sheet = workbook.add_worksheet(title)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(heads) - 1, 20)
        for at, name in enumerate(heads):
            sheet.write_string(0, at, name, formats.head)
        for number, row in enumerate(rows, 1):
            for at, value in enumerate(row):
                cell = _cell(value)
                write_value(
                    sheet, (number, at), cell, formats.text if isinstance(cell, str) else formats.number
                )
    workbook.close()


def _bounded(rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    for number, row in enumerate(rows, 1):
        if number > MOST_ROWS:
            raise ExportError(
                f"more than {MOST_ROWS:,} rows, which no Excel sheet holds; ask for fewer, or write CSV"
            )
        yield row


def _cell(value: Any) -> Decimal | int | str | None:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return Decimal(_digits(value))
    return value if isinstance(value, int) or value is None else plain(value)


def _digits(value: Decimal) -> str:
    return format(value.normalize(), "f") if value else "0"


def _safe(value: Any) -> str:
    text = plain(value)
    return (
        f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) and not _is_figure(text) else text
    )


def _is_figure(text: str) -> bool:
    return text.isascii() and text.removeprefix("-").replace(".", "", 1).isdecimal()
