"""Read a report of any kind into one text, its tables, and the prose between them."""

from __future__ import annotations

import re
from hashlib import sha256

from extractor.reading.building import ReadError, Reading
from extractor.reading.decoding import decode
from extractor.records import Document

__all__ = ["ReadError", "media_type_of", "read"]

PLAIN, MARKDOWN, HTML, PDF = "text/plain", "text/markdown", "text/html", "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
READABLE = "plain text, Markdown, HTML, PDF and DOCX are read"

_REFUSED = (
    (b"\xd0\xcf\x11\xe0", "an old Office or WPS file, or encrypted; save it as DOCX without password"),
    (b"{\\rtf", "an RTF file; save it as DOCX"),
    (b"\x89PNG", "an image; give the text that an OCR program reads from it"),
    (b"\xff\xd8\xff", "an image; give the text that an OCR program reads from it"),
    (b"GIF8", "an image; give the text that an OCR program reads from it"),
    (b"\x1f\x8b", "a compressed file; unpack it"), (b"Rar!", "a RAR archive; unpack it"),
    (b"7z\xbc\xaf", "a 7z archive; unpack it"), (b"\x7fELF", "a program"), (b"MZ\x90", "a program"),
)  # fmt: skip
_ZIPPED = (
    (b"OFD.xml", "an OFD file; save it as PDF"), (b"xl/workbook", "a spreadsheet; save it as HTML"),
    (b"ppt/", "slides; save them as PDF"), (b"content.xml", "an ODF file; save it as DOCX"),
)  # fmt: skip
_HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,20})", re.I)
_EXTENSIONS = {
    "txt": PLAIN, "md": MARKDOWN, "markdown": MARKDOWN, "htm": HTML, "html": HTML, "xhtml": HTML,
    "shtml": HTML, "pdf": PDF, "docx": DOCX,
}  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_MOST_CONTROLS = 0.01
_SAMPLE = 20_000


def read(
    source: bytes | str,
    *,
    document_id: str,
    media_type: str | None = None,
    declared_encoding: str | None = None,
) -> Document:
    """Read one report; ReadError where it is empty, damaged, encrypted, a scan, or of another kind.

    >>> read("收到申请95件。".encode("gbk"), document_id="lakeside-2021").text
    '收到申请95件。'

    What the bytes are is told by the bytes; `media_type` (from a header or a file's extension) only decides
    between kinds of text.
    """
    content = source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source
    if not content.strip():
        raise ReadError(f"the file is empty · {READABLE}")
    kind = None if isinstance(source, str) else _find_container(content)
    if kind == PDF:
        from extractor.reading.pdf import read_pdf  # noqa: PLC0415 - a library enters only where it is used

        kind, encoding, reading = PDF, "utf-8", read_pdf(content)
    elif kind == DOCX:
        from extractor.reading.docx import read_docx  # noqa: PLC0415

        kind, encoding, reading = DOCX, "utf-8", read_docx(content)
    else:
        text, encoding, warnings = _decode(source, declared_encoding)
        kind = _find_text_kind(text, media_type)
        reading = _read_text(text, kind)._replace(warnings=warnings)
    return _make_document(document_id, reading, (kind, encoding, sha256(content).hexdigest()))


def media_type_of(name: str) -> str | None:
    """The media type that a file's name tells; None where it tells none.

    >>> media_type_of("lakeside-2021.HTM"), media_type_of("lakeside")
    ('text/html', None)
    """
    return _EXTENSIONS.get(name.rpartition(".")[2].lower())


def _decode(source: bytes | str, declared: str | None) -> tuple[str, str, tuple[str, ...]]:
    if isinstance(source, str):
        return source.removeprefix("\ufeff"), "utf-8", ()
    told = _META.search(source, 0, 4096)
    decoded = decode(source, declared or (told[1].decode("ascii") if told else None))
    controls = len(_CONTROL.findall(decoded.text, 0, _SAMPLE))
    if controls > _MOST_CONTROLS * min(len(decoded.text), _SAMPLE):
        raise ReadError(f"the file is not text ({controls} control characters at its start) · {READABLE}")
    return decoded.text, decoded.encoding, decoded.warnings


def _find_container(content: bytes) -> str | None:
    if b"%PDF-" in content[:1024]:
        return PDF
    if content.startswith(b"PK\x03\x04"):
        return _find_zip_kind(content)
    for start, what in _REFUSED:
        if content.startswith(start):
            raise ReadError(f"the file is {what} · {READABLE}")
    return None


def _find_zip_kind(content: bytes) -> str:
    if b"word/document" in content:
        return DOCX
    other = "a ZIP archive without a report; unpack it"
    what = next((what for name, what in _ZIPPED if name in content), other)
    raise ReadError(f"the file is {what} · {READABLE}")


def _find_text_kind(text: str, media_type: str | None) -> str:
    told = (media_type or "").partition(";")[0].strip().lower()
    if told in ("text/html", "application/xhtml+xml") or _HTML_START.match(text, 0, 2000):
        return HTML
    return MARKDOWN if told in ("text/markdown", "text/x-markdown") else PLAIN


def _read_text(text: str, kind: str) -> Reading:
    if kind == HTML:
        from extractor.reading.html import read_html  # noqa: PLC0415

        return read_html(text)
    from extractor.reading.plain import read_plain  # noqa: PLC0415

    return Reading(text, read_plain(text))


def _make_document(document_id: str, reading: Reading, kind: tuple[str, str, str]) -> Document:
    prose: list[tuple[int, int]] = []
    last = 0
    for start, end in [*((grid.start, grid.end) for grid in reading.grids), (len(reading.text), 0)]:
        if reading.text[last:start].strip():
            prose.append((last, start))
        last = end
    return Document(
        document_id, reading.text, reading.grids, tuple(prose), *kind, reading.title, reading.warnings
    )
