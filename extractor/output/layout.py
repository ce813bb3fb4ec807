"""The filled form in the order and with the numbering that it has on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from extractor.knowledge.forms import Column, Form, Row
from extractor.output.words import load_words
from extractor.records import Observation, Table

_TOKEN = re.compile(r"[一二三四五六七八九十]+|\d+|其中")
_CHINESE = {digit: number for number, digit in enumerate("一二三四五六七八九", 1)}


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line: its label, how deep it stands, and a cell for each column; none for a heading."""

    label: str
    depth: int
    cells: tuple[Observation, ...]
    unit: str = ""
    is_computed: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """Lines under one header. Without `columns`, each line has one value; `sideways`: printed in one row."""

    title: str
    caption: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    sideways: bool = False


def lay_out(form: Form, table: Table) -> tuple[Block, ...]:
    """The form's blocks from top to bottom, every observation of the table in exactly one line."""
    cells: dict[str, list[Observation]] = {}
    for cell in table.observations:
        cells.setdefault(cell.row, []).append(cell)
    blocks: list[Block] = []
    last = ""
    for (name, caption, codes), group in groupby(form.rows.values(), key=_place):
        title = load_words().tables.get(name, f"表{name}") if name else form.title
        columns = tuple(form.columns[code] for code in codes)
        lines = tuple(_lines(list(group), cells))
        sideways = bool(columns) and bool(caption) and not caption.startswith("第")
        blocks.append(Block(title if title != last else "", caption, columns, lines, sideways))
        last = title
    return tuple(_join_sideways(blocks))


def column_label(column: Column) -> str:
    """The last part of a column's name: 法人或其他组织/商业企业 → 商业企业; 本年增/减 is one word."""
    last = column.name.rpartition("/")[2]
    return last if len(last) > 1 else column.name


def column_groups(columns: Sequence[Column]) -> list[tuple[int, int, str]]:
    """First and last column, and name, of each group that stands over several: 法人或其他组织."""
    groups: list[tuple[int, int, str]] = []
    for at, column in enumerate(columns):
        name = column.name.removesuffix(column_label(column)).rstrip("/")
        if groups and name and groups[-1][2] == name and groups[-1][1] == at - 1:
            groups[-1] = (groups[-1][0], at, name)
        elif name:
            groups.append((at, at, name))
    return [group for group in groups if group[1] > group[0]]


def _place(row: Row) -> tuple[str, str, tuple[str, ...]]:
    caption = "" if _sort_key(row) else row.number
    return row.table, caption, row.columns if row.table else ()


def _sort_key(row: Row) -> tuple[int, ...]:
    """三、（三）8 → (3, 3, 8); empty for 第二十条第（一）项 and other captions."""
    if not re.fullmatch(r"(?:[一二三四五六七八九十\d、.()（）]|其中)*", row.number):
        return ()
    return tuple(_ordinal(token) for token in _TOKEN.findall(row.number) if token != "其中")


def _ordinal(token: str) -> int:
    if token.isdecimal():
        return int(token)
    tens, ten, ones = token.rpartition("十")
    return (_CHINESE.get(tens, 1) * 10 if ten else 0) + _CHINESE.get(ones, 0)


def _lines(rows: Sequence[Row], cells: dict[str, list[Observation]]) -> Iterator[Line]:
    total = _total_without_heading(rows)
    for row in sorted(rows, key=_sort_key):
        key = _sort_key(row)
        if total is not None and key[:2] == (*_sort_key(total)[:1], 1) and len(key) == 2:
            yield Line(f"{total.number[0]}、{total.name.removesuffix('总计')}", 0, ())
        label = f"{_prefix(row)}{'总计' if row is total else row.name}"
        depth = max(0, len(key) - 1) + ("其中" in row.number)
        yield Line(label, depth, tuple(cells.get(row.id, ())), row.unit, row.computed)


def _total_without_heading(rows: Sequence[Row]) -> Row | None:
    """The row 三、（七）本年度办理结果总计: on paper a heading 三、本年度办理结果 stands over its parts."""
    keys = {_sort_key(row) for row in rows}
    return next(
        (row for row in rows if len(key := _sort_key(row)) == 2 and key[:1] not in keys and not row.parent),
        None,
    )


def _prefix(row: Row) -> str:
    tokens = _TOKEN.findall(row.number) if _sort_key(row) else []
    if not tokens:
        return ""
    last = tokens[-1]
    if last == "其中":
        return "其中："
    if last.isdecimal():
        return f"{last}."
    return f"{last}、" if len(tokens) == 1 else f"（{last}）"


def _join_sideways(blocks: Sequence[Block]) -> Iterator[Block]:
    """行政复议 and 行政诉讼 stand side by side: one block whose labels carry the captions."""
    for sideways, group in groupby(blocks, key=lambda block: (block.sideways, block.columns)):
        found = list(group)
        if not sideways[0]:
            yield from found
            continue
        lines = [
            Line(_under(block.caption, line.label), 0, line.cells, line.unit)
            for block in found
            for line in block.lines
        ]
        yield Block(found[0].title, "", found[0].columns, tuple(lines), sideways=True)


def _under(caption: str, label: str) -> str:
    return label if caption == label else f"{caption}/{label}"
