"""What kind of file the bytes are; what is no report is refused by name."""

from __future__ import annotations

import re

from extractor.reading.building import ReadError

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
_EXTENSIONS = {
    "txt": PLAIN, "md": MARKDOWN, "markdown": MARKDOWN, "htm": HTML, "html": HTML, "xhtml": HTML,
    "shtml": HTML, "pdf": PDF, "docx": DOCX,
}  # fmt: skip


def media_type_of(name: str) -> str | None:
    """The media type that a file's name tells; None where it tells none.

    >>> media_type_of("lakeside-2021.HTM"), media_type_of("lakeside")
    ('text/html', None)
    """
    return _EXTENSIONS.get(name.rpartition(".")[2].lower())


def find_container(content: bytes) -> str | None:
    """PDF or DOCX where the bytes begin as one, None for text; ReadError where they begin as something else."""
    if b"%PDF-" in content[:1024]:
        return PDF
    if content.startswith(b"PK\x03\x04"):
        return _find_zip_kind(content)
    for start, what in _REFUSED:
        if content.startswith(start):
            raise ReadError(f"the file is {what} · {READABLE}")
    return None


def find_text_kind(text: str, media_type: str | None) -> str:
    """HTML, Markdown or plain text, as the text begins and as `media_type` says."""
    told = (media_type or "").partition(";")[0].strip().lower()
    if told in ("text/html", "application/xhtml+xml") or _HTML_START.match(text, 0, 2000):
        return HTML
    return MARKDOWN if told in ("text/markdown", "text/x-markdown") else PLAIN


def _find_zip_kind(content: bytes) -> str:
    if b"word/document" in content:
        return DOCX
    other = "a ZIP archive without a report; unpack it"
    what = next((what for name, what in _ZIPPED if name in content), other)
    raise ReadError(f"the file is {what} · {READABLE}")
