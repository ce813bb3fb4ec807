"""How the workbook's cells look, and how a value becomes a cell."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Value = Decimal | int | str | None
_DIGITS = 15  # that Excel keeps of a number; longer ones are written as text


class Formats(NamedTuple):
    """The few looks that cells have."""

    title: Format
    head: Format
    text: Format
    number: Format
    error: Format
    query: Format
    faint: Format


def make_formats(workbook: Workbook) -> Formats:
    """The looks, registered with the workbook."""
    cell = {"valign": "top", "border": 1, "border_color": "#BFBFBF"}
    wrapped = {**cell, "text_wrap": True}
    return Formats(
        title=workbook.add_format({"bold": True, "font_size": 13}),
        head=workbook.add_format({**wrapped, "bold": True, "bg_color": "#EDEDED", "align": "center"}),
        text=workbook.add_format(wrapped),
        number=workbook.add_format(cell),
        error=workbook.add_format({**wrapped, "bg_color": "#F8CBAD"}),
        query=workbook.add_format({**wrapped, "bg_color": "#FFE699"}),
        faint=workbook.add_format({"font_color": "#7F7F7F"}),
    )


def write_value(sheet: Worksheet, place: tuple[int, int], value: Value, style: Format) -> None:
    """Write a figure as a number and anything else as text, never as a formula."""
    if isinstance(value, str):
        sheet.write_string(*place, value, style)
    elif value is None:
        sheet.write_blank(*place, None, style)
    elif len(Decimal(value).as_tuple().digits) > _DIGITS:
        sheet.write_string(*place, str(value), style)
    else:
        sheet.write_number(*place, float(value), style)
