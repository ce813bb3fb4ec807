"""The prose's figures as one list: what each measures, of when, of what, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from extractor.output.layout import column_label
from extractor.output.report import Report
from extractor.output.words import changes_said, figure, said
from extractor.records import Measurement, Observation

_HEADS = ("原文", "指标", "数值", "时期", "主体", "属于", "增减", "统计表", "置信度")


def draw_figures(report: Report) -> Iterator[str]:
    """A line a measurement, `m` and its id naming it; folded, since there may be thousands."""
    measurements = report.extraction.measurements
    if not measurements:
        return
    cells = _cells(report)
    yield f'<section id="figures">\n<h2>正文指标</h2>\n<details><summary>{len(measurements)}项</summary>'
    yield '<div class="wide" tabindex="0" role="group" aria-label="正文指标"><table>\n<thead><tr>'
    yield "".join(f'<th scope="col">{head}</th>' for head in _HEADS) + "</tr></thead>\n<tbody>"
    for one in measurements:
        yield _line(report, one, cells.get(one.id))
    yield "</tbody>\n</table></div></details>\n</section>"


def _line(report: Report, one: Measurement, cell: Observation | None) -> str:
    quantity = one.quantity
    value = f"{figure(quantity.value)} {quantity.unit}" if quantity.value is not None else ""
    told = (
        f'<a href="#t{quantity.span.start}">{escape((quantity.modifier_text or "") + said(quantity))}</a>',
        escape(one.indicator), escape(value), escape((one.period or "").replace("/", " 至 ")), escape(one.body or ""),
        _whole(report, one), escape(changes_said(one)), _place(report, one, cell), f"{one.score:.0%}",
    )  # fmt: skip
    return f'<tr id="m{one.id}">' + "".join(f"<td>{text}</td>" for text in told) + "</tr>"


def _whole(report: Report, one: Measurement) -> str:
    """The measurement that this one is a part, a share or an average of."""
    links = (("其中：", one.of), ("占：", one.share), ("平均：", one.average_of))
    measurements = report.extraction.measurements
    return "；".join(
        f'{name}<a href="#m{of}">{escape(measurements[of].indicator)}{escape(said(measurements[of].quantity))}</a>'
        for name, of in links
        if of is not None
    )


def _place(report: Report, one: Measurement, cell: Observation | None) -> str:
    """Row and column of the form, as a link where the table prints a figure there."""
    form = report.form
    if form is None or one.row is None or one.row not in form.rows:
        return ""
    column = form.columns.get(one.column) if one.column is not None else None
    name = form.rows[one.row].name + (f"·{column_label(column)}" if column is not None else "")
    if cell is None or cell.start is None or cell.start == cell.end or cell.value is None:
        return escape(name)
    return f'<a href="#c{cell.start}">{escape(name)}＝{escape(figure(cell.value))}</a>'


def _cells(report: Report) -> dict[int, Observation]:
    """The cell that each measurement speaks of."""
    table = report.extraction.table
    return {number: cell for cell in (table.observations if table is not None else ()) for number in cell.prose}
