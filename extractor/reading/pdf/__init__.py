"""PDF with text: paragraphs joined over lines and pages, ruled tables as grids, heads and feet left out."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from io import BytesIO

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfparser import PDFSyntaxError
from pdfminer.psparser import PSException
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import PdfminerException

from extractor.reading.building import ReadError, Reading, Writer
from extractor.reading.decoding import makes_sense
from extractor.reading.pdf.continued import join_cut_row
from extractor.reading.pdf.paragraphs import PrintedLine, drop_repeated, find_lines, write_lines
from extractor.reading.pdf.tables import RuledTable, find_tables

_MOST_PAGES = 400
_GAP = 1.5  # points between two words
_FEWEST_LETTERS = 20  # on a page; a scan has none
_DAMAGED = "the PDF file is damaged ({}) · open it in a PDF program and save it again"


class _Sheet:
    """What one page holds: its lines outside the tables, and the tables."""

    def __init__(self, page: Page) -> None:
        self.height = float(page.height)
        words = page.extract_words(keep_blank_chars=False, x_tolerance=_GAP, return_chars=True)
        self.tables: list[RuledTable] = find_tables(page, words)
        self.lines: list[PrintedLine] = find_lines(words, page.page_number, [t.box for t in self.tables])
        self.letters = len(page.chars)
        self.images = len(page.images)


def read_pdf(content: bytes) -> Reading:
    """Read a PDF; ReadError where it is a scan, encrypted or damaged."""
    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of every odd font
    try:
        with pdfplumber.open(BytesIO(content)) as pdf:
            if len(pdf.pages) > _MOST_PAGES:
                raise ReadError(
                    f"the PDF has {len(pdf.pages)} pages · give the report alone, at most {_MOST_PAGES}"
                )
            sheets = [_read_sheet(page) for page in pdf.pages]
            title = _read_title(pdf.metadata.get("Title"))
    except PDFPasswordIncorrect:
        raise ReadError("the PDF is encrypted · save it without a password") from None
    except PdfminerException as error:
        reason = error.args[0] if error.args else None
        if isinstance(reason, PDFPasswordIncorrect):
            raise ReadError("the PDF is encrypted · save it without a password") from None
        if isinstance(reason, MemoryError):
            raise reason from None
        raise ReadError(_DAMAGED.format(error)) from None
    except (PDFSyntaxError, PSException, ValueError, KeyError, TypeError, RecursionError) as error:
        if isinstance(error, ReadError):
            raise
        raise ReadError(_DAMAGED.format(error)) from None
    return _write(sheets, title)


def _read_title(told: object) -> str | None:
    """The title of the file; None where there is none or its bytes were not read rightly (ÿþ…)."""
    return told.strip() or None if isinstance(told, str) and makes_sense(told) else None


def _read_sheet(page: Page) -> _Sheet:
    sheet = _Sheet(page)
    page.close()
    return sheet


def _join_tables(
    sheets: Sequence[_Sheet], kept: Sequence[Sequence[PrintedLine]]
) -> list[list[RuledTable]]:
    """The tables of each page; a row cut by the end of a page stands whole on the first of the two."""
    tables = [list(sheet.tables) for sheet in sheets]
    for number in range(1, len(sheets)):
        above, below = tables[number - 1], tables[number]
        if not above or not below:
            continue
        is_last = not any(line.top > above[-1].box[1] for line in kept[number - 1])
        is_first = not any(line.top < below[0].box[1] for line in kept[number])
        if is_last and is_first:
            above[-1], below[0] = join_cut_row(above[-1], below[0])
    return [[table for table in page if table.rows] for page in tables]


def _write(sheets: Sequence[_Sheet], title: str | None) -> Reading:
    letters = sum(sheet.letters for sheet in sheets)
    if letters < _FEWEST_LETTERS or (
        letters < _FEWEST_LETTERS * len(sheets) and any(s.images for s in sheets)
    ):
        what = "is a scan without text" if any(s.images for s in sheets) else "shows no text; it may be a scan or damaged"
        raise ReadError(f"the PDF {what} · run OCR (for example OCRmyPDF with chi_sim) and give its output")
    writer = Writer()
    pending: list[PrintedLine] = []
    kept = drop_repeated([(sheet.lines, sheet.height) for sheet in sheets])
    for tables, lines in zip(_join_tables(sheets, kept), kept, strict=True):
        for table in tables:
            above = [line for line in lines if line.top < table.box[1]]
            write_lines([*pending, *above], writer)
            writer.add_grid(table.rows)
            pending = []
            lines = lines[len(above) :]  # noqa: PLW2901 - what is left of the page
        pending += lines
    write_lines(pending, writer)
    return writer.finish(title)
