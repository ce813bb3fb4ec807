"""Every character and every cell knows its place in the file: page and box in a PDF, an element in a page."""

from __future__ import annotations

import json
from pathlib import Path

import pdfplumber
import pytest
from lxml.html import document_fromstring

from extractor.output.located import render
from extractor.output.report import make_report
from extractor.pipeline import Pipeline
from extractor.reading import read
from extractor.records import Document
from tests.rendering.pages import PAGES, TEXT_PAGES
from tests.rendering.reports import reports

STORED = Path(__file__).parent / "rendering" / "stored"
PDFS = ("luoyan-2023.office-plain", "qinggang-2021.browser-split", "shuiyun-2019.office-framed", "baishi-2016.browser-plain")
DECODED = {"word": "gb18030", "site": "gb18030"}


def squeeze(text: str) -> str:
    return "".join(text.split())


def assert_all_is_placed(document: Document) -> None:
    placed = {place for origin in document.origins for place in range(origin.start, origin.end)}
    assert [c for place, c in enumerate(document.text) if c.strip() and place not in placed] == []
    assert [one.start for one in document.origins] == sorted(one.start for one in document.origins)


@pytest.mark.parametrize("name", PDFS)
def test_the_box_of_a_pdf_holds_the_words(name: str) -> None:
    path = STORED / f"{name}.pdf"
    document = read(path.read_bytes(), document_id=name)
    assert_all_is_placed(document)
    with pdfplumber.open(path) as file:
        for origin in document.origins[::7]:
            assert origin.page is not None
            assert origin.box is not None
            left, top, right, bottom = origin.box
            inside = [
                letter["text"] for letter in file.pages[origin.page - 1].chars
                if left - 0.2 < letter["x0"] and letter["x1"] < right + 0.2
                and top - 0.2 < letter["top"] and letter["bottom"] < bottom + 0.2
            ]  # fmt: skip
            assert squeeze("".join(inside)) == squeeze(document.text[origin.start : origin.end])


def test_a_part_of_a_line_has_its_own_box() -> None:
    document = read((STORED / f"{PDFS[0]}.pdf").read_bytes(), document_id="x")
    origin = next(one for one in document.origins if one.end - one.start > 8)
    part = origin.between(origin.start + 2, origin.start + 5)
    assert origin.box is not None
    assert part.box is not None
    assert part.box[0] == origin.edges[2]
    assert part.box[2] == origin.edges[5]
    assert part.box[1::2] == origin.box[1::2]


@pytest.mark.parametrize("name", [*PAGES, *TEXT_PAGES])
def test_the_xpath_of_a_page_leads_to_the_words(name: str) -> None:
    source = {**PAGES, **TEXT_PAGES}[name](reports()[0])
    document = read(source, document_id="x", media_type="text/html")
    assert_all_is_placed(document)
    root = document_fromstring(source.decode(DECODED.get(name, "utf-8")))
    for origin in document.origins:
        (element,) = root.xpath(origin.path)
        assert squeeze(document.text[origin.start : origin.end]) in squeeze(element.text_content())


def test_the_json_gives_the_places_of_what_it_names_where_it_is_asked() -> None:
    pipeline = Pipeline()
    page = PAGES["plain"](reports()[0]).decode().replace(">224<", ">225<")
    report = make_report(pipeline.extract(read(page, document_id="x", media_type="text/html")), pipeline.model)
    found = json.loads(render(report))
    root = document_fromstring(page)
    evidence = [one for finding in found["findings"] for one in finding["evidence"]]
    cells = [row for row in found["table"]["rows"] if row["state"] == "printed"]
    assert evidence
    for one in [*evidence, *cells, *found["entities"]]:
        (origin,) = one["origins"]
        (element,) = root.xpath(origin["path"])
        shown = one.get("text") or found["text"][one["start"] : one["end"]]
        assert squeeze(shown) in squeeze(element.text_content())
