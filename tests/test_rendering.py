"""One report gives the same table, the same prose and the same title from every format and every layout of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from extractor.pipeline import Pipeline
from extractor.reading import read
from extractor.steps.identify import identify
from extractor.steps.tabulate import recognise_form, tabulate
from tests.rendering.pages import PAGES, TEXT_PAGES
from tests.rendering.papers import PAPERS
from tests.rendering.programs import SOURCES, find_missing, render
from tests.rendering.reports import Report, blank_form, reports
from tests.rendering.texts import TEXTS, write

STORED = Path(__file__).parent / "rendering" / "stored"
REPORTS = {report.id: report for report in reports()}
NOISE = ("扫一扫", "分享到", "打印本页", "网站标识码", "首页", "互动交流", "访问量", "2017年年报")


def assert_read(report: Report, content: bytes, media_type: str | None = None) -> None:
    """Every cell of the gold is read, nothing is left over, and the prose is whole."""
    document = read(content, document_id=report.id, media_type=media_type)
    form = recognise_form(document, report.year, (report.form,))
    assert form is not None
    table = tabulate(document, form)
    found = {(one.row, one.column): (one.state, one.value) for one in table.observations}
    assert {key: found[key] for key in report.gold} == report.gold
    assert table.unrecognised == ()
    text = "".join(document.text.split())
    for _, content_of in report.sections:
        for paragraph in content_of if isinstance(content_of, tuple) else ():
            assert "".join(paragraph.split()) in text
    identity = identify(document)
    assert (identity.title, identity.issuer, identity.year) == (report.title, report.issuer, report.year)


@pytest.mark.parametrize("report", reports(), ids=lambda report: report.id)
@pytest.mark.parametrize("make", PAGES.values(), ids=PAGES)
def test_html(make: Callable[[Report], bytes], report: Report) -> None:
    page = make(report)
    assert_read(report, page, "text/html")
    assert not [word for word in NOISE if word in read(page, document_id="x", media_type="text/html").text]


@pytest.mark.parametrize("report", reports(), ids=lambda report: report.id)
@pytest.mark.parametrize("make", PAPERS.values(), ids=PAPERS)
def test_docx(make: Callable[[Report], bytes], report: Report) -> None:
    assert_read(report, make(report))


@pytest.mark.parametrize("path", sorted(STORED.glob("*.pdf")), ids=lambda path: path.stem)
def test_pdf_as_libreoffice_and_chromium_have_written_it(path: Path) -> None:
    assert_read(REPORTS[path.name.split(".")[0]], path.read_bytes())


@pytest.mark.slow
@pytest.mark.skipif(bool(find_missing()), reason=f"not installed: {', '.join(find_missing())}")
@pytest.mark.parametrize("report", reports(), ids=lambda report: report.id)
@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_pdf_as_libreoffice_and_chromium_write_it_here(source, report: Report, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert_read(report, render(source, report, tmp_path))


def read_cells(report: Report, source: bytes | str, media_type: str | None) -> tuple[int, int]:
    """How many cells are read rightly, and how many rows are left over; no cell is read wrongly."""
    document = read(source, document_id=report.id, media_type=media_type)
    table = tabulate(document, report.form)
    found = {(one.row, one.column): (one.state, one.value) for one in table.observations}
    wrong = {key: found[key] for key in report.gold if found[key][0] != "absent" and found[key] != report.gold[key]}
    assert wrong == {}
    return sum(found[key] == value for key, value in report.gold.items()), len(table.unrecognised)


# What a shape loses: blank cells where there is nothing between cells; which of two cuts of glued digits is meant.
LOSE_BLANKS = ("tabs_without_blanks", "lines", "blanks", "pasted", "broken", "glued")
BLANK = ("qinggang-2021", "linquan-2020")  # disclosure reports with blank cells


def assert_as_much_as_is_there(report: Report, shape: str, right: int, left_over: int) -> None:
    if shape == "glued" or (shape in LOSE_BLANKS and report.id in BLANK):
        assert right == len(report.gold) or left_over
    else:
        assert (right, left_over) == (len(report.gold), 0)


@pytest.mark.parametrize("report", reports(), ids=lambda report: report.id)
@pytest.mark.parametrize("shape", TEXTS)
def test_text(shape: str, report: Report) -> None:
    media_type = "text/markdown" if shape in ("markdown", "markdown_once", "transposed") else None
    assert_as_much_as_is_there(report, shape, *read_cells(report, write(report, TEXTS[shape]), media_type))


@pytest.mark.parametrize("report", reports(), ids=lambda report: report.id)
@pytest.mark.parametrize("shape", TEXT_PAGES)
def test_html_whose_tables_are_text(shape: str, report: Report) -> None:
    assert_as_much_as_is_there(report, shape, *read_cells(report, TEXT_PAGES[shape](report), "text/html"))


@pytest.mark.parametrize("make", [*PAGES.values(), *PAPERS.values()], ids=[*PAGES, *PAPERS])
@pytest.mark.parametrize("name", ["luoyan-2023", "linquan-2020"])
def test_a_blank_form_is_all_blank_and_nothing_is_missing(name: str, make: Callable[[Report], bytes]) -> None:
    report = blank_form(REPORTS[name])
    right, left_over = read_cells(report, make(report), None if make in PAPERS.values() else "text/html")
    assert (right, left_over) == (len(report.gold), 0)


def test_rows_that_could_not_be_read_are_told_once(pipeline: Pipeline) -> None:
    report = REPORTS["luoyan-2023"]
    extraction = pipeline.extract(write(report, TEXTS["glued"]))
    (finding,) = extraction.checks.findings
    assert (finding.rule, finding.severity) == ("table-sum", "query")
    assert "“属于四类过程性信息”（242000228）一行的数字分不清各属哪一栏" in finding.message
    assert "242000228" in finding.evidence[0].text
    findings = pipeline.extract(write(REPORTS["qinggang-2021"], TEXTS["lines"])).checks.findings
    (many,) = [one for one in findings if "分不清" in one.message]
    assert len(many.evidence) > 10


def test_a_report_that_adds_up_has_no_errors(pipeline: Pipeline) -> None:
    for report in reports():
        if report.form.name == "disclosure-2021":  # the others have rules that figures drawn at random break
            extraction = pipeline.extract(PAGES["site"](report).decode("gb18030"), document_id=report.id)
            assert [one for one in extraction.checks.findings if one.severity == "error"] == []


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline()
