"""Which column of its row a printed value belongs to: by the heads where they are printed, else by count."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from itertools import combinations, pairwise

from extractor.knowledge.forms import Form, Row
from extractor.knowledge.labels import column_names, row_labels
from extractor.knowledge.letters import label_keys
from extractor.steps.tabulate.printed import PrintedValue
from extractor.steps.tabulate.values import CellValue

TOTAL = "total"
_MOST_CUTS = 30_000
_COMPARISON = re.compile(r"上年|去年|上一年|同期|累计|历年|增减|同比|增长|增幅|比上|占比|比例|率$")
_YEAR = re.compile(r"20\d\d(?=年|$)")

Placed = dict[str | None, CellValue]


def place_values(values: Sequence[PrintedValue], row: Row, form: Form) -> Placed | None:
    """Give each value its column code (None for a row without columns); None where that cannot be decided."""
    if not row.columns:
        return _place_single(values)
    values = _drop_repeated(values)
    codes = [find_column(value.heads, row, form) for value in values]
    told = [code for code in codes if code is not None]
    if len(told) == len(set(told)) and (len(told) == len(row.columns) or (told and len(told) == len(values))):
        return {code: value.read for code, value in zip(codes, values, strict=True) if code is not None}
    kept = _drop_blank_edges(values, len(row.columns))
    if len(kept) == len(row.columns):
        return _place_by_count(kept, row, form)
    if len(kept) == 1 and _may_span(kept[0].read):
        return dict.fromkeys(row.columns, kept[0].read)
    if kept and all(value.read.state == "blank" for value in kept):
        return dict.fromkeys(row.columns, kept[0].read)
    return _split_glued(kept, row.columns)


def place_in_line(values: Sequence[PrintedValue], form: Form) -> dict[str, Placed]:
    """Read one line that holds several rows (three groups of five outcomes): by the heads, else by count."""
    if by_heads := _place_rows_by_heads(values, form):
        return by_heads
    for rows in _tables(form):
        count = len(rows) * len(rows[0].columns)
        kept = _drop_blank_edges(values, count)
        if len(kept) != count:
            continue
        is_empty = all(value.read.state == "blank" for value in kept)
        if not is_empty or (len(values) == count and kept[0].heads):
            reads = iter(value.read for value in kept)
            return {row.id: {code: next(reads) for code in row.columns} for row in rows}
    return {}


def find_column(heads: Sequence[str], row: Row, form: Form) -> str | None:
    """The column of the row that the heads name, the lowest head first; None where none does."""
    for head in reversed(heads):
        for code in row.columns:
            column = form.columns[code]
            if head in _head_keys(column.name, column.aliases):
                return code
    return None


@cache
def _head_keys(name: str, aliases: tuple[str, ...]) -> frozenset[str]:
    return frozenset(label_keys(label)[1] for label in column_names(name, aliases))


def _place_single(values: Sequence[PrintedValue]) -> Placed | None:
    filled = [value for value in values if value.read.state != "blank"]
    printed: Sequence[PrintedValue] = filled or values[-1:]
    if len(printed) > 1:
        printed = _keep_own_year(printed)
    return {None: printed[0].read} if len(printed) == 1 else None


def _keep_own_year(values: Sequence[PrintedValue]) -> Sequence[PrintedValue]:
    """Of 2017年 | 2018年 | 增减 keep the report's own year: the figure that is no comparison, else the latest."""
    own = [value for value in values if value.heads and not _COMPARISON.search(value.heads[-1])]
    years = {year[0]: value for value in own if (year := _YEAR.search(value.heads[-1]))}
    if len(own) > 1 and len(years) == len(own):
        return [years[max(years)]]
    return own


def _drop_repeated(values: Sequence[PrintedValue]) -> Sequence[PrintedValue]:
    """Leave out the copies of a cell that spanned columns: the same figure beside itself under the same head."""
    return [
        value for before, value in pairwise([None, *values])
        if value and not (before and value.heads and value.heads == before.heads and value.read[:2] == before.read[:2])
    ]  # fmt: skip


def _place_by_count(values: Sequence[PrintedValue], row: Row, form: Form) -> Placed | None:
    """Take the form's order; None where heads that are told speak against it and no total speaks for it."""
    placed: Placed = dict(zip(row.columns, (value.read for value in values), strict=True))
    codes = (find_column(value.heads, row, form) for value in values)
    if all(code in (None, own) for code, own in zip(codes, row.columns, strict=True)) or _adds_up(placed):
        return placed
    return None


def _adds_up(placed: Placed) -> bool:
    figures = [read.value or Decimal(0) for read in placed.values()]
    total = placed[TOTAL].value if TOTAL in placed else None
    return bool(total) and sum(figures) == 2 * (total or 0)


def _drop_blank_edges(values: Sequence[PrintedValue], count: int) -> Sequence[PrintedValue]:
    kept = list(values)
    while len(kept) > count and kept[0].read.state == "blank":
        kept.pop(0)
    while len(kept) > count and kept[-1].read.state == "blank":
        kept.pop()
    return kept


def _may_span(read: CellValue) -> bool:
    """Say whether one cell over all columns says the same of each: a blank, a dash or 0."""
    return read.state in ("blank", "dash") or read.value == 0


@lru_cache(maxsize=64)
def _tables(form: Form) -> tuple[tuple[Row, ...], ...]:
    """The tables of a form whose rows all have the same columns, as table four; sorted out once a form."""
    tables: defaultdict[str, list[Row]] = defaultdict(list)
    for row in form.rows.values():
        if row.columns and not row.computed:
            tables[row.table].append(row)
    return tuple(tuple(rows) for rows in tables.values() if len(rows) > 1 and len({row.columns for row in rows}) == 1)


def _place_rows_by_heads(values: Sequence[PrintedValue], form: Form) -> dict[str, Placed]:
    placed: dict[str, Placed] = {}
    for value in values:
        row = _find_row(value.heads, form)
        code = find_column(value.heads, row, form) if row else None
        if row is None or code is None or code in placed.get(row.id, {}):
            return {}
        placed.setdefault(row.id, {})[code] = value.read
    return placed if len(placed) > 1 else {}


def _find_row(heads: Sequence[str], form: Form) -> Row | None:
    index = row_labels(form).exact
    ids = [found[0] for head in reversed(heads) if len(found := index.get(head, ())) == 1]
    return next((form.rows[id] for id in ids if find_column(heads, form.rows[id], form)), None)


def _split_glued(values: Sequence[PrintedValue], columns: Sequence[str]) -> Placed | None:
    """Cut digits that lost their cell borders (206912106) where one single cut makes the total right.

    None where the figures add up as they stand: then it is blank cells that were lost, and their place with them.
    """
    reads = [value.read for value in values]
    digits = [value.cell.text.strip() for value in values]
    if TOTAL not in columns or not all(text.isascii() and text.isdigit() for text in digits):
        return None
    if any(len(text) != read.end - read.start for text, read in zip(digits, reads, strict=True)):
        return None
    places = sum(map(len, digits)) - len(digits)
    if len(reads) >= len(columns) or math.comb(places, len(columns) - len(reads)) not in range(1, _MOST_CUTS):
        return None
    if len(reads) > 1 and sum(read.value or 0 for read in reads) == 2 * (reads[-1].value or 0):
        return None
    total = columns.index(TOTAL)
    fitting = [
        cut for cut in _cuts(reads, digits, len(columns))
        if sum(piece.value or 0 for piece in cut) == 2 * (cut[total].value or 0)
    ]  # fmt: skip
    return dict(zip(columns, fitting[0], strict=True)) if len(fitting) == 1 else None


def _cuts(reads: Sequence[CellValue], digits: Sequence[str], count: int) -> Iterator[list[CellValue]]:
    places = [(which, at) for which, text in enumerate(digits) for at in range(1, len(text))]
    for chosen in combinations(places, count - len(reads)):
        pieces: list[CellValue] = []
        for which, (text, read) in enumerate(zip(digits, reads, strict=True)):
            edges = [0, *(at for cell, at in chosen if cell == which), len(text)]
            pieces += [_piece(text, read, *pair) for pair in pairwise(edges)]
        if all(piece.end - piece.start == len(str(piece.value)) for piece in pieces):  # no 05
            yield pieces


def _piece(text: str, read: CellValue, start: int, end: int) -> CellValue:
    return CellValue("printed", Decimal(text[start:end]), read.start + start, read.start + end, read.unit)
