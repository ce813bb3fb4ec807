"""Cut the prose of a report into passages of a few sentences, each a stretch of the very text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.records import Document

LONGEST = 220  # characters of a passage, unless one sentence alone is longer
# a heading of Markdown, which is left out, a line end behind a sentence, or an empty line
_BREAK = re.compile(
    r"^[ \t]*#{1,6} [^\n]*(?:\n\s*|$)|(?:(?<=[。！？；;!?：:])|(?<=\n))[ \t　]*\r?\n\s*", re.MULTILINE
)
_SENTENCE = re.compile(r"[^。！？!?]*[。！？!?]+[”’）)]*|[^。！？!?]+$")


def cut(document: Document) -> Iterator[tuple[int, int]]:
    """Ranges of the passages, in the order of the text; headings go with what follows them.

    A line that does not end a sentence goes on in the next one, as in text that was copied from a PDF.
    """
    for start, end in document.prose:
        for first, last in _paragraphs(document.text, start, end):
            for begin, close in _join(document.text, list(_sentences(document.text, first, last))):
                if begin < close:
                    yield begin, close


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in _BREAK.finditer(text, start, end):
        yield start, match.start()
        start = match.end()
    yield start, end


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in _SENTENCE.finditer(text[start:end]):
        yield start + match.start(), start + match.end()


def _join(text: str, sentences: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Neighbouring sentences put together up to the length, blanks at the ends left out."""
    begin = last = None
    for start, end in sentences:
        if begin is not None and last is not None and end - begin > LONGEST:
            yield _strip(text, begin, last)
            begin = None
        begin, last = (start if begin is None else begin), end
    if begin is not None and last is not None:
        yield _strip(text, begin, last)


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    bare = text[start:end]
    return start + len(bare) - len(bare.lstrip()), start + len(bare.rstrip())
