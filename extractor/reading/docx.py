"""DOCX: paragraphs and tables in the order of the page, tracked changes accepted, text boxes behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import groupby
from zipfile import BadZipFile, ZipFile

from lxml import etree

from extractor.reading.building import (
    Printed,
    ReadError,
    Reading,
    Writer,
    holds_prose,
    join_wrapped,
    looks_like_table,
)

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_GONE = {
    _W + "del",
    _W + "moveFrom",
    _W + "delText",
    _W + "instrText",
    _W + "txbxContent",
    _W + "rPr",
    _FALLBACK,
}
_PRINTS = {_W + "tab": "\t", _W + "br": "\n", _W + "cr": "\n", _W + "noBreakHyphen": "-"}
_FEWEST_TABS = 2  # a row of a table that is set with tabs; one tab sets off a number or a date
_MAIN = re.compile(r"word/document\d*\.xml")
_MOST_UNPACKED = 40_000_000  # a tree of it takes ten times as much; a report has a hundredth
_DAMAGED = "the DOCX file is damaged ({}) · open it in Word or LibreOffice and save it again"


def read_docx(content: bytes) -> Reading:
    """Read a DOCX file; ReadError where it is damaged, encrypted or far larger than it claims."""
    main, core = _unpack(content)
    body = _parse(main).find(_W + "body")
    page = _Page()
    if body is not None:
        page.walk(body)
    page.end_line()
    if not page.writer.length:
        raise ReadError("the DOCX file holds no text; it may be a scan · give the text OCR reads from it")
    title = _parse(core).findtext(_TITLE) if core else None
    return page.writer.finish(title.strip() or None if title else None)


def _unpack(content: bytes) -> tuple[bytes, bytes | None]:
    try:
        with ZipFile(BytesIO(content)) as archive:
            names = {entry.filename: entry for entry in archive.infolist()}
            name = next(filter(_MAIN.fullmatch, names), None)
            if name is None:
                raise ReadError(_DAMAGED.format("it has no word/document.xml"))
            wanted = [name, *(["docProps/core.xml"] if "docProps/core.xml" in names else [])]
            if sum(names[n].file_size for n in wanted) > _MOST_UNPACKED:
                raise ReadError(
                    f"the DOCX file unpacks to more than {_MOST_UNPACKED:,} bytes · give the report alone"
                )
            parts = [archive.read(n) for n in wanted]
    except (BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise ReadError(_DAMAGED.format(error)) from None
    return parts[0], parts[1] if len(parts) > 1 else None


def _parse(part: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(part, parser)
    except etree.XMLSyntaxError as error:
        if getattr(error, "code", None) == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from None
        raise ReadError(_DAMAGED.format(error.msg)) from None


class _Page:
    """Walks the body and writes lines and tables."""

    def __init__(self) -> None:
        self.writer = Writer()
        self.line: list[str] = []

    def walk(self, parent: etree._Element) -> None:
        for element in parent:
            if element.tag == _W + "p":
                self._add_paragraph(element)
            elif element.tag == _W + "tbl":
                self._add_table(element)
            elif element.tag not in _GONE and element.tag != _W + "sectPr":
                self.walk(element)  # a content control, or an accepted insertion

    def end_line(self) -> None:
        for line in "".join(self.line).split("\n"):
            is_row = line.strip().count("\t") >= _FEWEST_TABS
            self.writer.add_line(line.strip(" \u3000") if is_row else line.replace("\t", " ").strip(" \u3000"))
        self.line.clear()

    def _add_paragraph(self, paragraph: etree._Element) -> None:
        self.line.extend(_runs(paragraph))
        if paragraph.find(f"{_W}pPr/{_W}rPr/{_W}del") is None:  # else its mark was deleted: the next goes on
            self.end_line()
        for box in _boxes(paragraph):
            self.walk(box)

    def _add_table(self, table: etree._Element) -> None:
        elements = [row for row in table.iterfind(f".//{_W}tr") if row.find(f"{_W}trPr/{_W}del") is None]
        rows = [] if table.find(f".//{_W}tc//{_W}tbl") is not None else _expand(elements)
        if not rows:
            elements = table.findall(f"{_W}tr")
        for _, numbers in groupby(range(len(elements)), key=lambda n: bool(rows) and holds_prose(rows[n])):
            places = list(numbers)
            stretch = [rows[number] for number in places] if rows else []
            if stretch and looks_like_table(stretch):
                self.end_line()
                self.writer.add_grid(stretch)
                continue
            for number in places:
                for cell in elements[number].iterfind(f".//{_W}tc" if rows else f"{_W}tc"):
                    self.walk(cell)


def _runs(element: etree._Element) -> Iterator[str]:
    for child in element:
        if child.tag == _W + "t":
            yield child.text or ""
        elif child.tag in _PRINTS:
            yield _PRINTS[child.tag]
        elif child.tag == _W + "r" and child.find(f"{_W}rPr/{_W}vanish") is not None:
            continue
        elif child.tag not in _GONE and child.tag != _W + "pPr":
            yield from _runs(child)


def _boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    """The text boxes that hang on a paragraph; the copies for old programs are left out."""
    for box in paragraph.iter(_W + "txbxContent"):
        if not any(ancestor.tag == _FALLBACK for ancestor in box.iterancestors()):
            yield box


def _expand(rows: Sequence[etree._Element]) -> list[list[Printed]]:
    """Lay cells out on a grid; a merged cell stands in each of its places."""
    grid: list[list[Printed]] = []
    for row in rows:
        before = _number(row, f"{_W}trPr/{_W}gridBefore")
        printed = [Printed((len(grid), column), "") for column in range(before)]
        for cell in row.iterfind(f".//{_W}tc"):
            above = grid[-1][len(printed) :][:1] if grid else []
            printed += _read_cell(cell, (len(grid), len(printed)), above)
        grid.append(printed)
    return grid


def _read_cell(cell: etree._Element, key: tuple[int, int], above: Sequence[Printed]) -> Sequence[Printed]:
    wide = max(1, min(_number(cell, f"{_W}tcPr/{_W}gridSpan", 1), 100))
    merge = cell.find(f"{_W}tcPr/{_W}vMerge")
    if merge is not None and merge.get(_W + "val", "continue") == "continue" and above:
        return [above[0]] * wide
    lines = ["".join(_runs(paragraph)) for paragraph in cell.iter(_W + "p")]
    return [Printed(key, join_wrapped("\n".join(lines)))] * wide


def _number(element: etree._Element, path: str, default: int = 0) -> int:
    found = element.find(path)
    told = found.get(_W + "val", "") if found is not None else ""
    return int(told) if told.isdecimal() and len(told) < 5 else default
