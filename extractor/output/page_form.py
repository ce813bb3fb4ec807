"""The filled form as HTML tables, the prose's figures beside their cells."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from extractor.output.layout import Block, Line, column_label, lay_out
from extractor.output.report import Report, disputed, spoken
from extractor.output.words import figure, load_words
from extractor.records import Observation

_VERDICTS = {True: "yes", False: "no", None: "unknown"}


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

    def block(self, block: Block) -> Iterator[str]:
        if block.title:
            yield f"<h3>{escape(block.title)}</h3>"
        heads = [column_label(column) for column in block.columns] or ["数值"]
        named = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
        caption = escape(block.caption or "指标")
        yield f'<table>\n<thead><tr><th scope="col">{caption}</th><th scope="col">单位</th>{named}'
        yield '<th scope="col">正文</th></tr></thead>\n<tbody>'
        for line in block.lines:
            yield self._line(line, len(heads))
        yield "</tbody>\n</table>"

    def _line(self, line: Line, width: int) -> str:
        depth = f"depth-{min(line.depth, 3)}"
        if not line.cells:
            return f'<tr><th scope="row" class="heading {depth}" colspan="{width + 3}">{escape(line.label)}</th></tr>'
        cells = "".join(self._cell(line, cell) for cell in line.cells)
        said = " ".join(filter(None, (self._said(cell, width) for cell in line.cells)))
        return (
            f'<tr><th scope="row" class="{depth}">{escape(line.label)}</th><td class="unit">{escape(line.unit)}</td>'
            f'{cells}<td class="prose">{said}</td></tr>'
        )

    def _cell(self, line: Line, cell: Observation) -> str:
        if cell.state != "printed" or cell.value is None:
            state = "" if line.is_computed else load_words().states.get(cell.state, "")
            return f'<td class="state">{escape(state)}</td>'
        severity = self.disputed.get((cell.start or 0, cell.end or 0))
        look = severity or ("zero" if cell.value == 0 else "")
        anchor = f' id="c{cell.start}"' if severity is not None else ""
        return f'<td class="{look}"{anchor}>{escape(figure(cell.value))}</td>'

    def _said(self, cell: Observation, width: int) -> str:
        form = self.report.form
        column = form.columns.get(cell.column) if form is not None and cell.column is not None else None
        name = f"{column_label(column)}" if column is not None and width > 1 else ""
        words = load_words()
        return "、".join(
            f'{escape(name)}<span class="{_VERDICTS[one.agrees]}">{escape(one.text)}{words.agrees(one.agrees)}</span>'
            for one in spoken(self.report, cell)
        )
