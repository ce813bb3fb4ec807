"""The workbook's first sheet: the official form as on paper, with a column of evidence."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from extractor.output.layout import Block, Line, column_groups, column_label, lay_out
from extractor.output.report import Report, disputed, headline, spoken_text, summary
from extractor.output.words import load_words
from extractor.output.writing import Formats, write_value
from extractor.records import Observation

_EVIDENCE = (("原文行名", 36), ("原文位置", 16), ("正文", 36))
_HEAD_ROWS = 3  # title, source, sum of the checks: they stay in sight


def write_form(sheet: Worksheet, report: Report, formats: Formats) -> None:
    """Fill the sheet; without a known form it says so."""
    sheet.write_string(0, 0, headline(report), formats.title)
    sheet.write_string(1, 0, report.extraction.document.id, formats.faint)
    sheet.write_string(2, 0, summary(report), formats.faint)
    sheet.freeze_panes(_HEAD_ROWS, 1)
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 1, 6)
    table = report.extraction.table
    if table is None or report.form is None:
        sheet.write_string(_HEAD_ROWS, 0, "未识别出统计表的格式", formats.text)
        return
    FormSheet(sheet, report, formats, lay_out(report.form, table)).write()


class FormSheet:
    """The form while it is being written, top to bottom."""

    def __init__(self, sheet: Worksheet, report: Report, formats: Formats, blocks: Sequence[Block]) -> None:
        self.sheet, self.report, self.formats, self.blocks = sheet, report, formats, blocks
        self.width = max((len(block.columns) for block in blocks), default=0) or 1
        self.evidence = 2 + self.width
        self.disputed = disputed(report)
        self.at = _HEAD_ROWS

    def write(self) -> None:
        """Write every block, then the printed rows that the form does not name."""
        self.sheet.set_column(2, 1 + self.width, 11)
        for at, (_, width) in enumerate(_EVIDENCE, self.evidence):
            self.sheet.set_column(at, at, width)
        for block in self.blocks:
            self._write_head(block)
            for line in block.lines:
                self._write_line(line)
            self.at += 1
        self._write_unrecognised()
        self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)

    def _write_head(self, block: Block) -> None:
        if block.title:
            self.sheet.write_string(self.at, 0, block.title, self.formats.title)
            self.at += 1
        groups = column_groups(block.columns)
        top = self.at
        bottom = top + bool(groups)
        self._merge((top, bottom), (0, 0), block.caption or "指标")
        self._merge((top, bottom), (1, 1), "单位")
        for at, column in enumerate(block.columns, 2):
            grouped = any(first <= at - 2 <= last for first, last, _ in groups)
            self._merge((bottom if grouped else top, bottom), (at, at), column_label(column))
        for first, last, name in groups:
            self._merge((top, top), (first + 2, last + 2), name)
        if not block.columns:
            self._merge((top, bottom), (2, 2), "数值")
        for at, (name, _) in enumerate(_EVIDENCE, self.evidence):
            self._merge((top, bottom), (at, at), name)
        self.at = bottom + 1

    def _merge(self, rows: tuple[int, int], columns: tuple[int, int], text: str) -> None:
        if rows[0] == rows[1] and columns[0] == columns[1]:
            self.sheet.write_string(rows[0], columns[0], text, self.formats.head)
        else:
            self.sheet.merge_range(rows[0], columns[0], rows[1], columns[1], text, self.formats.head)

    def _write_line(self, line: Line) -> None:
        self.sheet.write_string(self.at, 0, "　" * line.depth + line.label, self.formats.text)
        self.sheet.write_string(self.at, 1, line.unit if line.cells else "", self.formats.text)
        for at, cell in enumerate(line.cells, 2):
            self._write_cell((self.at, at), line, cell)
        printed = next((cell.printed_name for cell in line.cells if cell.printed_name), "")
        said = "；".join(filter(None, (self._said(cell) for cell in line.cells)))
        for at, text in enumerate((printed, _position(line.cells), said), self.evidence):
            self.sheet.write_string(self.at, at, text or "", self.formats.text)
        self.at += 1

    def _write_cell(self, place: tuple[int, int], line: Line, cell: Observation) -> None:
        if cell.state == "printed" and cell.value is not None:
            write_value(self.sheet, place, cell.value, self._look(cell))
        else:
            state = "" if line.is_computed else load_words().states.get(cell.state, "")
            self.sheet.write_string(*place, state, self.formats.text)

    def _look(self, cell: Observation) -> Format:
        severity = self.disputed.get((cell.start or 0, cell.end or 0))
        if severity is None:
            return self.formats.number
        return self.formats.error if severity == "error" else self.formats.query

    def _said(self, cell: Observation) -> str:
        said = spoken_text(self.report, cell)
        form = self.report.form
        column = form.columns.get(cell.column) if form is not None and cell.column is not None else None
        return f"{column_label(column)}：{said}" if said and column is not None else said

    def _write_unrecognised(self) -> None:
        table = self.report.extraction.table
        for row in table.unrecognised if table is not None else ():
            self.sheet.write_string(self.at, 0, f"未能对应：{row.printed_name}", self.formats.text)
            self.sheet.write_string(self.at, 2, " | ".join(row.cells), self.formats.text)
            self.sheet.write_string(self.at, self.evidence + 1, f"{row.start}–{row.end}", self.formats.text)
            self.at += 1


def _position(cells: Sequence[Observation]) -> str:
    """Where the line's figures stand in the text, in characters."""
    starts = [cell.start for cell in cells if cell.start is not None]
    ends = [cell.end for cell in cells if cell.end is not None]
    return f"{min(starts)}–{max(ends)}" if starts and ends else ""
