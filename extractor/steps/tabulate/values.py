"""What a table cell says: a figure, nothing, a dash, or words."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from extractor.knowledge.characters import fold
from extractor.records import Cell, State

MONEY = ("万元", "亿元", "元")
_DASH = re.compile(r"[-/\\_*]{1,6}|无|不适用|暂无|没有|N/?A|〇?无数据")
_NUMBER = re.compile(
    r"(?P<word>增加|新增|净增|增|减少|减|下降|[+↑↓-])?\s*(?P<digits>\d[\d,\s]*(?:\.\s?\d[\d\s]*)?)"
    r"\s*(?P<unit>%|[\u4e00-\u9fff]{1,4}|[(〔][\u4e00-\u9fff]{1,4}[)〕])?\s*(?P<note>[*①-⑳]|[(〔]?注\d?[)〕]?)?"
)
_UNITS = frozenset({
    "%", "件", "条", "次", "个", "篇", "人", "人次", "元", "万元", "亿元", "项", "份", "场", "场次", "期",
    "名", "家", "宗", "起", "批", "部", "本", "册", "件次", "处", "户", "班", "班次", "页", "张", "例", "幅",
})  # fmt: skip
_UNIT_CELL = re.compile(r"[(〔]?(?:单位[::]?)?([\u4e00-\u9fff/、%]{1,4})[)〕]?")
_FIRST = frozenset("增新净减下无不暂没零")
_GAP = re.compile(r"[,\s]")  # between groups of digits
_ZERO = frozenset("零〇Oo")
_DOWN = frozenset({"减少", "减", "下降", "-", "↓"})


class CellValue(NamedTuple):
    """What a cell prints: `start`/`end` hold its digits in the text, `unit` the unit printed beside them."""

    state: State
    value: Decimal | None
    start: int
    end: int
    unit: str = ""


def read_value(cell: Cell) -> CellValue | None:
    """Read a cell as a figure, a blank or a dash; None where it holds words.

    >>> read_value(Cell(10, 15, " 1,136件")).value
    Decimal('1136')
    >>> read_value(Cell(3, 5, "——")).state, read_value(Cell(3, 4, "\u3000")).state
    ('dash', 'blank')
    >>> read_value(Cell(3, 5, "减5")).value, read_value(Cell(3, 7, "4%")).unit
    (Decimal('-5'), '%')
    >>> read_value(Cell(3, 5, "规章")) is None
    True

    A blank is not 0, and a dash is neither.
    """
    bare = cell.text.strip()
    if bare.isdecimal() and bare.isascii():  # most cells
        start = cell.start + cell.text.index(bare)
        return CellValue("printed", Decimal(bare), start, start + len(bare))
    if not bare:
        return CellValue("blank", None, cell.start, cell.end)
    if "\u3400" <= bare[0] <= "\u9fff" and bare[0] not in _FIRST:
        return None
    text = fold(cell.text)
    bare = text.strip()
    if bare in _ZERO:
        return CellValue("printed", Decimal(0), cell.start, cell.end)
    if match := _NUMBER.fullmatch(bare):
        return _read_number(match, cell.start + text.index(bare[0]))
    is_dash = _DASH.fullmatch("".join(bare.split())) is not None
    return CellValue("dash", None, cell.start, cell.end) if is_dash else None


def read_unit(text: str) -> str | None:
    """The unit that a cell names and nothing else: 件, （万元）; None where it is no unit.

    >>> read_unit("（ 万元 ）"), read_unit("规章")
    ('万元', None)
    """
    match = _UNIT_CELL.fullmatch("".join(fold(text).split()))
    return match[1] if match and match[1] in _UNITS else None


def _read_number(match: re.Match[str], origin: int) -> CellValue | None:
    unit = (match["unit"] or "").strip("()〔〕")
    if unit and unit not in _UNITS:
        return None
    value = Decimal(_GAP.sub("", match["digits"]))
    start = match.start("word") if match["word"] in ("+", "-") else match.start("digits")
    end = match.start("digits") + len(match["digits"].rstrip(", \n\r"))
    return CellValue(
        "printed", -value if match["word"] in _DOWN else value, origin + start, origin + end, unit
    )
