"""The filled form as HTML tables, headed as on paper, the prose's figures beside their cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from extractor.output.layout import Block, Line, column_groups, column_label, lay_out
from extractor.output.report import Report, disputed, spoken
from extractor.output.words import figure, load_words
from extractor.records import Observation

_VERDICTS = {True: "yes", False: "no", None: "unknown"}
_SHOWN = 6  # figures of the prose that stand open beside a row; a cell that sixty sentences speak of is for looking up


def draw_form(report: Report) -> Iterator[str]:
    """The form's blocks, each a table; nothing where no form is known."""
    table = report.extraction.table
    if table is None or report.form is None:
        return
    drawing = _Drawing(report)
    yield '<section id="form">\n<h2>统计表</h2>'
    for block in lay_out(report.form, table):
        yield from drawing.block(block)
    if table.unrecognised:
        yield "<h3>未能对应的行</h3>\n<ul>"
        for row in table.unrecognised:
            yield f"<li>{escape(row.printed_name)}：{escape(' | '.join(row.cells))}</li>"
        yield "</ul>"
    yield "</section>"


class _Drawing:
    """One form while it is being drawn."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.disputed = disputed(report)
        self.named: set[int] = set()

    def block(self, block: Block) -> Iterator[str]:
        if block.title:
            yield f"<h3>{escape(block.title)}</h3>"
        yield '<div class="wide" tabindex="0" role="group" aria-label="统计表"><table>\n<thead>'
        if block.sideways:
            yield from self._sideways(block.lines)
        else:
            yield from _head(block)
            yield "</thead>\n<tbody>"
            for line in block.lines:
                yield self._line(line, len(block.columns) or 1)
        yield "</tbody>\n</table></div>"

    def _line(self, line: Line, width: int) -> str:
        depth = f"depth-{min(line.depth, 3)}"
        if not line.cells:
            return f'<tr><th scope="row" class="heading {depth}" colspan="{width + 3}">{escape(line.label)}</th></tr>'
        cells = "".join(self._cell(line, cell) for cell in line.cells)
        said = _fold([link for cell in line.cells for link in self._said(cell, width)])
        return (
            f'<tr><th scope="row" class="{depth}">{escape(line.label)}</th><td class="unit">{escape(line.unit)}</td>'
            f'{cells}<td class="prose">{said}</td></tr>'
        )

    def _sideways(self, lines: Sequence[Line]) -> Iterator[str]:
        """行政复议 and 行政诉讼 in one row, as on paper: three rows of heads, the figures, then what the prose says."""
        top, middle = [], []
        for name, group in groupby(lines, key=lambda line: line.label.partition("/")[0]):
            parts = [(line.label.partition("/")[2], len(line.cells)) for line in group]
            is_whole = parts[0][0] == ""
            top.append(_span(name, sum(width for _, width in parts), 2 if is_whole else 1))
            middle += [] if is_whole else [_span(part, width, 1) for part, width in parts]
        cells = [(line, cell) for line in lines for cell in line.cells]
        heads = "".join(f'<th scope="col">{escape(self._column(cell))}</th>' for _, cell in cells)
        yield f"<tr>{''.join(top)}</tr><tr>{''.join(middle)}</tr><tr>{heads}</tr></thead>\n<tbody>"
        yield f"<tr>{''.join(self._cell(line, cell) for line, cell in cells)}</tr>"
        said = [f"{escape(line.label)}：{_fold(links)}" for line, cell in cells if (links := self._said(cell, 2))]
        if said:
            yield f'<tr><td class="prose" colspan="{len(cells)}">正文　{"；".join(said)}</td></tr>'

    def _cell(self, line: Line, cell: Observation) -> str:
        if cell.state != "printed" or cell.value is None:
            state = "" if line.is_computed else load_words().states.get(cell.state, "")
            return f'<td class="state">{escape(state)}</td>'
        severity = self.disputed.get((cell.start or 0, cell.end or 0))
        look = severity or ("zero" if cell.value == 0 else "")
        if cell.start is None or cell.start == cell.end or cell.start in self.named:
            return f'<td class="{look}">{escape(figure(cell.value))}</td>'
        self.named.add(cell.start)
        link = f'<a href="#t{cell.start}">{escape(figure(cell.value))}</a>'
        return f'<td class="{look}" id="c{cell.start}">{link}</td>'

    def _said(self, cell: Observation, width: int) -> list[tuple[bool, str]]:
        """What the prose says of the cell: whether it disagrees, and its link."""
        name, words = self._column(cell) if width > 1 else "", load_words()
        return [
            (
                one.agrees is False,
                f'{escape(name)}<a class="{_VERDICTS[one.agrees]}" href="#t{one.start}">{escape(one.text)}{words.agrees(one.agrees)}</a>',
            )
            for one in spoken(self.report, cell)
        ]

    def _column(self, cell: Observation) -> str:
        form = self.report.form
        column = form.columns.get(cell.column) if form is not None and cell.column is not None else None
        return column_label(column) if column is not None else ""


def _fold(links: Sequence[tuple[bool, str]]) -> str:
    """The links in a row, those that disagree first; more than stand open are folded, with how many they are."""
    ordered = [link for disagrees in (True, False) for wrong, link in links if wrong is disagrees]
    if len(ordered) <= _SHOWN + 1:
        return "、".join(ordered)
    return (
        f"{'、'.join(ordered[:_SHOWN])} <details><summary>另{len(ordered) - _SHOWN}处</summary>"
        f"{'、'.join(ordered[_SHOWN:])}</details>"
    )


def _head(block: Block) -> Iterator[str]:
    """One row of heads, or two where a name stands over several columns."""
    groups = {first: (last, name) for first, last, name in column_groups(block.columns)}
    deep = 2 if groups else 1
    over, under = [_span(block.caption or "指标", 1, deep), _span("单位", 1, deep)], []
    at = 0
    while at < len(block.columns):
        last, name = groups.get(at, (at, ""))
        below = [_span(column_label(column), 1, 1 if name else deep) for column in block.columns[at : last + 1]]
        over += [_span(name, last - at + 1, 1)] if name else below
        under += below if name else []
        at = last + 1
    over += [] if block.columns else [_span("数值", 1, deep)]
    over.append(_span("正文", 1, deep))
    yield f"<tr>{''.join(over)}</tr>" + (f"<tr>{''.join(under)}</tr>" if under else "")


def _span(name: str, width: int, depth: int) -> str:
    """A head over so many columns and rows."""
    wide = f' colspan="{width}"' if width > 1 else ""
    deep = f' rowspan="{depth}"' if depth > 1 else ""
    return f'<th scope="{"colgroup" if width > 1 else "col"}"{wide}{deep}>{escape(name)}</th>'
