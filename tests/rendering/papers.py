"""A report as DOCX, in the layouts that offices make with Word."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO

from docx import Document
from docx.document import Document as Paper
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.table import _Cell

from tests.rendering.pages import cut_table
from tests.rendering.reports import Report
from tests.rendering.tables import Table, lay_out


def plain_paper(report: Report) -> bytes:
    """Headings, paragraphs and tables with merged cells; a running head and a page number."""
    paper = _paper(10.5)
    paper.sections[0].header.paragraphs[0].text = report.issuer
    paper.sections[0].footer.paragraphs[0].text = "- 1 -"
    paper.add_heading(report.title, 0)
    _write(paper, report, 0)
    return _save(paper)


def landscape_paper(report: Report) -> bytes:
    """On its side, in small print, tables cut over pages with their heads again; the title over two lines."""
    paper = _paper(9)
    section = paper.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    paper.add_paragraph(report.issuer)
    paper.add_paragraph(report.title.removeprefix(report.issuer))
    _write(paper, report, 12)
    return _save(paper)


def framed_paper(report: Report) -> bytes:
    """The whole report stands in one cell of a table, as templates of some offices have it."""
    paper = _paper(8)
    frame = paper.add_table(1, 1, style="Table Grid").cell(0, 0)
    frame.paragraphs[0].text = report.title
    _write(frame, report, 0)
    return _save(paper)


PAPERS: Mapping[str, Callable[[Report], bytes]] = {
    "plain": plain_paper, "landscape": landscape_paper, "framed": framed_paper,
}  # fmt: skip


def _paper(size: float) -> Paper:
    paper = Document()
    style = paper.styles["Normal"]
    style.font.name, style.font.size = "WenQuanYi Zen Hei", Pt(size)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "WenQuanYi Zen Hei")
    return paper


def _write(place: Paper | _Cell, report: Report, cut: int) -> None:
    for heading, content in report.sections:
        if heading:
            place.add_paragraph().add_run(heading).bold = True
        if isinstance(content, tuple):
            for paragraph in content:
                place.add_paragraph("　　" + paragraph)
        else:
            for table in cut_table(content, cut):
                _draw(place, table)
                place.add_paragraph()
    place.add_paragraph(report.issuer)
    place.add_paragraph(report.signed)


def _draw(place: Paper | _Cell, table: Table) -> None:
    boxes = list(lay_out(table))
    width = max(column + box.across for _, column, box in boxes)
    drawn = place.add_table(len(table), width)
    drawn.style = "Table Grid"
    grid = [list(row.cells) for row in drawn.rows]
    for row, column, box in boxes:
        cell = grid[row][column]
        if box.across > 1 or box.down > 1:
            cell = cell.merge(grid[row + box.down - 1][column + box.across - 1])
        cell.text = box.text


def _save(paper: Paper) -> bytes:
    file = BytesIO()
    paper.save(file)
    return file.getvalue()
