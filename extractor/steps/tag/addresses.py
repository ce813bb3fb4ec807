"""Where digits count nothing: web and mail addresses, telephone numbers, times of day, ratios."""

from __future__ import annotations

import re
from collections.abc import Iterator

_ADDRESS = r"https?:/{0,2}[\x21-\x7e]+|www\.[\x21-\x7e]+|"
_DIALLED = (
    r"[0-9](?<![0-9][0-9])(?:(?<=0)[0-9]{2,3}\s?-\s?[0-9]{7,8}(?:-[0-9]{1,4})?"
    r"|(?<!\.[0-9])[0-9]*(?:\.[0-9]+)?(?::[0-9]+(?:\.[0-9]+)?)+)"
)
_BLOCKED = re.compile(_DIALLED)  # a telephone number, a time of day, a ratio
_BLOCKED_WEB = re.compile(_ADDRESS + _DIALLED)
_BLOCKED_MAIL = re.compile(rf"{_ADDRESS}(?<![\w.+-])[\w.+-]+@[\w.-]+|{_DIALLED}")
_REST_OF_MAIL = re.compile(r"[\w.+-]{1,256}@[\w.-]+")


def find_addresses(folded: str) -> Iterator[tuple[int, int]]:
    """Web and mail addresses, telephone numbers, times of day and ratios, whose digits count nothing."""
    if "@" in folded:
        yield from _with_mail(folded)
    elif "http" in folded or "www." in folded:
        yield from (match.span() for match in _BLOCKED_WEB.finditer(folded))
    elif "-" in folded or ":" in folded:
        yield from (match.span() for match in _BLOCKED.finditer(folded))


def _with_mail(folded: str) -> Iterator[tuple[int, int]]:
    """As `find_addresses`; a mail address is looked for where a run of its characters begins, so that each is read once."""
    match = _BLOCKED_MAIL.search(folded)
    while match is not None:
        yield match.span()
        end = match.end()
        match = _BLOCKED_MAIL.match(folded, end) or _REST_OF_MAIL.match(folded, end) or _BLOCKED_MAIL.search(folded, end)
