"""Read a report of any kind into one text, its tables, and the prose between them."""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256

from extractor.reading.building import ReadError, Reading
from extractor.reading.decoding import Decoded, decode
from extractor.reading.kinds import (
    DOCX,
    HTML,
    PDF,
    READABLE,
    find_container,
    find_text_kind,
    media_type_of,
)
from extractor.records import Document

__all__ = ["Parse", "ReadError", "media_type_of", "parse", "read"]

Parse = Callable[[str, bytes | str], Reading]

_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,20})", re.I)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_MOST_CONTROLS = 0.01
_SAMPLE = 20_000


def parse(kind: str, content: bytes | str) -> Reading:
    """Read the content of one kind: the bytes of a PDF or DOCX file, the text of all others."""
    if kind == PDF and isinstance(content, bytes):
        from extractor.reading.pdf import read_pdf  # noqa: PLC0415 - a library enters only where it is used

        return read_pdf(content)
    if kind == DOCX and isinstance(content, bytes):
        from extractor.reading.docx import read_docx  # noqa: PLC0415

        return _add_printed_tables(read_docx(content))
    if kind == HTML and isinstance(content, str):
        from extractor.reading.html import read_html  # noqa: PLC0415

        return _add_printed_tables(read_html(content))
    if isinstance(content, bytes):
        raise TypeError(f"{kind} is read from text, not from bytes")
    from extractor.reading.plain import read_plain  # noqa: PLC0415

    return Reading(content, read_plain(content))


def _add_printed_tables(reading: Reading) -> Reading:
    """With the tables that were pasted as lines of text, without rules or tags."""
    from extractor.reading.plain import find_tables  # noqa: PLC0415

    return reading._replace(grids=find_tables(reading.text, reading.grids))


def read(
    source: bytes | str,
    *,
    document_id: str,
    media_type: str | None = None,
    declared_encoding: str | None = None,
    parse: Parse = parse,
) -> Document:
    """Read one report; ReadError where it is empty, damaged, encrypted, a scan, or of another kind.

    >>> read("收到申请95件。".encode("gbk"), document_id="lakeside-2021").text
    '收到申请95件。'

    What the bytes are is told by the bytes; `media_type` (from a header or a file's extension) only decides
    between kinds of text. Files from strangers are read by a `confined.ConfinedReader`, which gives its own `parse`.
    """
    content = source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source
    if not content.strip():
        raise ReadError(f"the file is empty · {READABLE}")
    digest = sha256(content).hexdigest()
    container = None if isinstance(source, str) else find_container(content)
    if container is not None:
        return _make_document(document_id, parse(container, content), (container, "utf-8", digest))
    decoded = _decode(source, declared_encoding)
    if not decoded.text.strip("\ufeff \t\r\n"):
        raise ReadError(f"the file is empty but for a byte-order mark or blanks · {READABLE}")
    kind = find_text_kind(decoded.text, media_type)
    reading = parse(kind, decoded.text)
    reading = reading._replace(warnings=(*decoded.warnings, *reading.warnings))
    return _make_document(document_id, reading, (kind, decoded.encoding, digest))


def _decode(source: bytes | str, declared: str | None) -> Decoded:
    if isinstance(source, str):
        return Decoded(_SURROGATE.sub("\ufffd", source.removeprefix("\ufeff")), "utf-8")
    told = _META.search(source, 0, 4096)
    decoded = decode(source, declared or (told[1].decode("ascii") if told else None))
    controls = len(_CONTROL.findall(decoded.text, 0, _SAMPLE))
    if controls > _MOST_CONTROLS * min(len(decoded.text), _SAMPLE):
        raise ReadError(f"the file is not text ({controls} control characters at its start) · {READABLE}")
    return decoded


def _make_document(document_id: str, reading: Reading, kind: tuple[str, str, str]) -> Document:
    prose: list[tuple[int, int]] = []
    last = 0
    for start, end in [*((grid.start, grid.end) for grid in reading.grids), (len(reading.text), 0)]:
        if reading.text[last:start].strip():
            prose.append((last, start))
        last = end
    return Document(
        document_id, reading.text, reading.grids, tuple(prose), *kind, reading.title, reading.warnings,
        reading.origins,
    )  # fmt: skip
