"""The filled form, the findings and the prose's figures as an Excel workbook; equal input gives equal bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from extractor.output.places import find_places, formula_in_words
from extractor.output.report import Report, headline, leftover_lines, summary
from extractor.output.sheet_form import write_form
from extractor.output.words import changes_said, load_words, said
from extractor.output.writing import Formats, Value, make_formats, write_value

_MADE = datetime(2000, 1, 1)  # a constant: a workbook must not differ by the day on which it was written
_SAFE = {
    "strings_to_numbers": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "in_memory": True,
}
_FINDINGS = (
    ("序号", 6), ("程度", 8), ("规则", 12), ("说明", 60), ("现为", 12), ("一致时应为", 12), ("可能的解释", 32),
    ("算式", 40), ("原文", 60), ("规则说明", 40), ("状态", 8), ("核可编号", 16),
)  # fmt: skip
_MEASUREMENTS = (
    ("编号", 6), ("指标", 36), ("数值", 14), ("单位", 8), ("原文", 16), ("限定", 8), ("下限", 12), ("上限", 12),
    ("时期", 22), ("主体", 18), ("属于编号", 9), ("增减", 28), ("占比对象编号", 12), ("行", 40), ("列", 16), ("起", 8),
    ("止", 8), ("置信度", 8),
)  # fmt: skip
_DOCUMENTS = (
    ("类型", 8), ("原文", 60), ("标题或文号", 60), ("机关代字", 16), ("年份", 8), ("序号", 8), ("起", 8), ("止", 8),
)  # fmt: skip
_LEFT = (("原文", 24), ("原因", 40))


def render(report: Report) -> bytes:
    """The workbook's bytes: 统计表, 核查结果, 正文指标, 文号与标题, 未归位."""
    written = BytesIO()
    workbook = Workbook(written, _SAFE)
    workbook.set_properties({"title": headline(report), "created": _MADE})
    formats = make_formats(workbook)
    write_form(workbook.add_worksheet("统计表"), report, formats)
    _write_list(workbook.add_worksheet("核查结果"), _FINDINGS, list(_findings(report)), formats)
    _write_list(workbook.add_worksheet("正文指标"), _MEASUREMENTS, list(_measurements(report)), formats)
    _write_list(workbook.add_worksheet("文号与标题"), _DOCUMENTS, list(_documents(report)), formats)
    _write_list(workbook.add_worksheet("未归位"), _LEFT, leftover_lines(report), formats)
    workbook.close()
    return written.getvalue()


def _write_list(
    sheet: Worksheet, columns: Sequence[tuple[str, int]], rows: Sequence[Sequence[Value]], formats: Formats
) -> None:
    for at, (name, width) in enumerate(columns):
        sheet.set_column(at, at, width)
        sheet.write_string(0, at, name, formats.head)
    for number, row in enumerate(rows, 1):
        for at, value in enumerate(row):
            write_value(
                sheet, (number, at), value, formats.text if isinstance(value, str) else formats.number
            )
    sheet.freeze_panes(1, 0)
    if rows:
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _findings(report: Report) -> Iterator[tuple[Value, ...]]:
    words = load_words()
    for number, one in enumerate(report.findings, 1):
        finding = one.finding
        quoted = "\n".join(
            f"{place.label}："
            + "".join(f"【{p.text}】" if p.evidence is not None else p.text for p in place.pieces)
            for place in find_places(report, finding)
        )
        yield (
            number, words.severities[finding.severity], words.rule_name(finding.rule), finding.message,
            finding.found, _short(finding.expected), finding.reading or "",
            formula_in_words(report, finding.formula), quoted, words.rule_text(finding.rule),
            "已核可" if one.accepted else "待核", one.fingerprint,
        )  # fmt: skip
    if not report.findings:
        yield (None, "", "", summary(report))


def _short(value: Decimal | None) -> Decimal | None:
    return round(value, 4) if value is not None else None


def _measurements(report: Report) -> Iterator[tuple[Value, ...]]:
    for one in report.extraction.measurements:
        quantity = one.quantity
        yield (
            one.id, one.indicator, quantity.value, quantity.unit, said(quantity), quantity.modifier_text or "",
            quantity.lower, quantity.upper, one.period or "", one.body or "", one.of, changes_said(one), one.share,
            one.row or "", one.column or "", quantity.span.start, quantity.span.end, Decimal(f"{one.score:.4f}"),
        )  # fmt: skip


def _documents(report: Report) -> Iterator[tuple[Value, ...]]:
    extraction = report.extraction
    rows: list[tuple[int, tuple[Value, ...]]] = []
    for number in extraction.document_numbers:
        span = number.span
        row = (
            "文号",
            span.text,
            span.text,
            number.issuer_code,
            number.year,
            number.serial,
            span.start,
            span.end,
        )
        rows.append((span.start, row))
    for title in extraction.document_titles:
        span = title.span
        of = title.document_number.span.text if title.document_number else ""
        rows.append((span.start, ("标题", span.text, title.title, of, None, None, span.start, span.end)))
    yield from (row for _, row in sorted(rows, key=lambda pair: pair[0]))
