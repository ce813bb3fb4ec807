"""Names of files as text: old disks and archives hold names that are no UTF-8."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote_from_bytes, unquote_to_bytes


def as_text(name: str) -> str:
    """A name as people read it: what is no UTF-8 is read as Chinese Windows writes it.

    >>> as_text("湖滨区.txt".encode("gbk").decode("utf-8", "surrogateescape"))
    '湖滨区.txt'
    """
    written = name.encode("utf-8", "surrogateescape")
    try:
        return written.decode()
    except UnicodeDecodeError:
        return written.decode("gb18030", "backslashreplace")


def write_path(path: Path) -> str:
    """A path that can stand in JSON and leads back to the same file, whatever its bytes."""
    return quote_from_bytes(os.fsencode(path.absolute()))


def read_path(written: str) -> Path:
    """The path again."""
    return Path(os.fsdecode(unquote_to_bytes(written)))
