"""The files that a command is given."""

from __future__ import annotations

import sys
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

STANDARD_INPUT = "-"


class Source(NamedTuple):
    """One report's bytes; `id` is the file's stem, or a hash where it came from standard input."""

    id: str
    content: bytes


class SourceError(ValueError):
    """A file that cannot be opened: what is wrong and what would be right."""


def read_source(name: str) -> Source:
    """One report's bytes; SourceError, which leaves the file's name to the caller, where it cannot be opened."""
    if name != STANDARD_INPUT:
        return Source(Path(name).stem, _open(Path(name)))
    content = sys.stdin.buffer.read()
    return Source(sha256(content).hexdigest()[:12], content)


def read_text(path: Path) -> str:
    """The text of a file that a person wrote for us; SourceError names it."""
    try:
        return _open(path).decode("utf-8-sig")
    except SourceError as error:
        raise SourceError(f"{path}: {error}") from None
    except UnicodeDecodeError:
        raise SourceError(f"{path}: is not UTF-8; save it as UTF-8") from None


def _open(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise SourceError("there is no such file; check the path") from None
    except IsADirectoryError:
        raise SourceError(f"is a folder; name the files in it: {path / '*'}") from None
    except PermissionError:
        raise SourceError("may not be read; give yourself the right to read it") from None
    except (OSError, ValueError) as error:  # a name too long, a null byte in it, a disk that fails
        reason = getattr(error, "strerror", None) or str(error)
        raise SourceError(f"cannot be opened ({reason}); give the path of a report") from None
