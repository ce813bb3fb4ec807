"""`python -m tests.benchmark.formats`: pages a second of each format, beside the library that reads it, as a Markdown table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

from extractor.reading import read
from extractor.reading.confined import ConfinedReader
from tests.rendering.pages import site_page
from tests.rendering.papers import plain_paper
from tests.rendering.reports import Report, reports

STORED = Path(__file__).parents[1] / "rendering" / "stored"
LEAST_SECONDS, ROUNDS = 0.5, 3


class Peer(NamedTuple):
    """One way to read a file: what it is called, and the function that is timed."""

    name: str
    run: Callable[[bytes], Any]


def bare_html(content: bytes) -> str:
    """The tree and all its text, scripts and menus too; no table is laid out."""
    from lxml.html import document_fromstring

    return str(document_fromstring(content.decode("gb18030")).text_content())


def bare_docx(content: bytes) -> list[Any]:
    """Paragraphs and the text of every cell, as python-docx gives them."""
    from docx import Document

    document = Document(BytesIO(content))
    cells = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    return [paragraph.text for paragraph in document.paragraphs] + cells


def bare_pdf(content: bytes) -> list[Any]:
    """The text of each page and its ruled tables, as pdfplumber gives them."""
    import pdfplumber

    with pdfplumber.open(BytesIO(content)) as file:
        return [(page.extract_text(), page.extract_tables()) for page in file.pages]


def fast_pdf(content: bytes) -> list[str]:
    """The text of each page alone, as pypdfium2 gives it."""
    import pypdfium2

    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content)]


PEERS: Mapping[str, tuple[Peer, ...]] = {
    "HTML": (Peer("lxml, text alone", bare_html),),
    "DOCX": (Peer("python-docx", bare_docx),),
    "PDF": (Peer("pdfplumber, text and tables", bare_pdf), Peer("pypdfium2, text alone", fast_pdf)),
}


def main() -> None:
    """Print pages a second: ours, ours in a child process, and each peer."""
    report = reports()[0]
    pages = count_pages(report)
    print("| pages/s | here | in a child process | beside it |")
    print("|---|---:|---:|---|")
    with ConfinedReader(spares=1) as reader:
        for kind, content in contents(report).items():
            here = pages / best(lambda c: read(c, document_id="x"), content)
            confined = pages / best(lambda c: reader.read(c, document_id="x"), content)
            peers = ", ".join(f"{peer.name}: {pages / best(peer.run, content):,.1f}" for peer in PEERS[kind])
            print(f"| {kind} | {here:,.1f} | {confined:,.1f} | {peers} |")


def contents(report: Report) -> dict[str, bytes]:
    """The same report in each format."""
    return {"HTML": site_page(report), "DOCX": plain_paper(report), "PDF": path_of(report).read_bytes()}


def path_of(report: Report) -> Path:
    """The report as LibreOffice has printed it."""
    return STORED / f"{report.id}.office-plain.pdf"


def count_pages(report: Report) -> int:
    """How many pages the report has on paper."""
    import pypdfium2

    return len(pypdfium2.PdfDocument(path_of(report)))


def best(run: Callable[[bytes], Any], content: bytes) -> float:
    """Seconds of one run, the best of the rounds, each as many runs as fill half a second."""
    run(content)
    times = []
    for _ in range(ROUNDS):
        began, runs = perf_counter(), 0
        while perf_counter() - began < LEAST_SECONDS:
            run(content)
            runs += 1
        times.append((perf_counter() - began) / runs)
    return min(times)


if __name__ == "__main__":
    main()
