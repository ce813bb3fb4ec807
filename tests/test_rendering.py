"""One report gives the same table, the same prose and the same title from every format and every layout of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from extractor.reading import read
from extractor.steps.identify import identify
from extractor.steps.tabulate import recognise_form, tabulate
from tests.rendering.pages import PAGES
from tests.rendering.papers import PAPERS
from tests.rendering.programs import SOURCES, find_missing, render
from tests.rendering.reports import Report, reports

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
