"""Where a finding's figures stand: quoted in their sentence, or named by row and column of the form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from extractor.output.layout import column_label
from extractor.output.report import Report
from extractor.output.words import rounded
from extractor.records import Evidence, Finding, Observation

_STOP = re.compile("[。！？；\n]")
_CODE = re.compile(r"[a-z_]+(?:\.[a-z_]+)*|[=<>]=")
_PARTS = re.compile(r"parts\(([^()]*)\)")
_SIGNS = {"==": "＝", "<=": "≤", ">=": "≥", "up": "增", "down": "减", "flat": "平"}
_REACH = 48  # characters of a sentence that are quoted on each side


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a quotation; `evidence` is the number of the evidence that it shows, None between them."""

    text: str
    evidence: int | None


@dataclass(frozen=True, slots=True)
class Place:
    """One place: `label` is 正文, or row and column of the form; `pieces` joined are the quotation."""

    label: str
    in_table: bool
    pieces: tuple[Piece, ...]


def find_places(report: Report, finding: Finding) -> tuple[Place, ...]:
    """The places that a finding names, prose first; figures of one sentence are quoted together."""
    cells = {(o.start, o.end): o for o in _observations(report) if o.start is not None}
    numbered = sorted(enumerate(finding.evidence), key=lambda pair: pair[1].start)
    spoken = [(number, one) for number, one in numbered if (one.start, one.end) not in cells]
    printed = [(number, one) for number, one in enumerate(finding.evidence) if (one.start, one.end) in cells]
    table = [
        Place(cell_label(report, cells[one.start, one.end]), True, (Piece(one.text, number),))
        for number, one in printed
    ]
    return (*_quote(report.extraction.document.text, spoken), *table)


def cell_label(report: Report, cell: Observation) -> str:
    """The cell as people name it: 统计表“一、本年新收政府信息公开申请数量”总计."""
    column = report.form.columns.get(cell.column) if report.form and cell.column else None
    return f"统计表“{cell.name}”" + (f"·{column_label(column)}" if column else "")


def formula_in_words(report: Report, formula: str) -> str:
    """The arithmetic with the names of rows and columns in place of their codes."""
    form = report.form
    names = {row.id: row.name for row in form.rows.values()} if form else {}
    names |= {code: column_label(column) for code, column in form.columns.items()} if form else {}
    named = _CODE.sub(lambda code: names.get(code[0], _SIGNS.get(code[0], code[0])), formula)
    return _PARTS.sub(r"\1的各分项之和", named)


def remedies(finding: Finding) -> tuple[str, ...]:
    """What would make the two places consistent, or the reading under which they are."""
    lines = []
    if finding.expected is not None and finding.found is not None:
        lines.append(f"以另一处为准，{rounded(finding.found)}应为{rounded(finding.expected)}")
    if finding.reading is not None:
        lines.append(finding.reading)
    return tuple(lines)


def _observations(report: Report) -> tuple[Observation, ...]:
    table = report.extraction.table
    return table.observations if table is not None else ()


def _quote(text: str, evidence: list[tuple[int, Evidence]]) -> Iterator[Place]:
    group: list[tuple[int, Evidence]] = []
    for number, one in evidence:
        if group and not _are_near(text, group[-1][1], one):
            yield Place("正文", False, tuple(_pieces(text, group)))
            group = []
        group.append((number, one))
    if group:
        yield Place("正文", False, tuple(_pieces(text, group)))


def _are_near(text: str, first: Evidence, second: Evidence) -> bool:
    between = text[first.end : second.start]
    return len(between) <= _REACH and not _STOP.search(between)


def _pieces(text: str, group: list[tuple[int, Evidence]]) -> Iterator[Piece]:
    start, end = _around(text, group[0][1].start, group[-1][1].end)
    yield from _plain(_cut_before(text, start) + text[start : group[0][1].start])
    for (number, one), (_, following) in pairwise([*group, (0, Evidence(end, end, ""))]):
        yield Piece(one.text, number)
        yield from _plain(text[one.end : following.start])
    yield from _plain(_cut_behind(text, end))


def _cut_before(text: str, start: int) -> str:
    return "…" if start and not _STOP.match(text[start - 1]) else ""


def _cut_behind(text: str, end: int) -> str:
    return "…" if end < len(text) and not _STOP.match(text[end]) else ""


def _plain(text: str) -> Iterator[Piece]:
    if text:
        yield Piece(text, None)


def _around(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around a stretch, at most `_REACH` characters on each side."""
    before = text[max(0, start - _REACH) : start]
    stops = [stop.end() for stop in _STOP.finditer(before)]
    after = _STOP.search(text, end, end + _REACH)
    return start - len(before) + (stops[-1] if stops else 0), after.start() if after else min(
        len(text), end + _REACH
    )
