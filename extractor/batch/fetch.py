"""One report's content, from the place where a run found it."""

from __future__ import annotations

import zipfile
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from extractor.batch.archives import DAMAGED, open_zip
from extractor.batch.messages import Entry
from extractor.batch.names import read_path
from extractor.batch.texts import Text, TextError, read_line, read_row


class Content(NamedTuple):
    """A report's bytes or text, and the id that it is called by."""

    source: bytes | str
    id: str


class FetchError(ValueError):
    """A report that cannot be had; says what is wrong and what would be right."""


def fetch(entry: Entry) -> Content:
    """Read one report; FetchError where it cannot be had."""
    try:
        return _fetch(entry)
    except FetchError:
        raise
    except FileNotFoundError:
        raise FetchError(
            "the file is gone since the run began; put it back, or begin a new data set"
        ) from None
    except TextError as error:
        raise FetchError(str(error)) from None
    except (*DAMAGED, RuntimeError, NotImplementedError) as error:  # encrypted, or packed in an unknown way
        said = " ".join(str(getattr(error, "strerror", None) or error).split())
        raise FetchError(f"cannot be read ({said}); unpack it or get it anew") from None


def _fetch(entry: Entry) -> Content:
    stem = PurePosixPath(entry.locator).stem
    match entry.kind:
        case "file":
            return Content(read_path(entry.path).read_bytes(), stem)
        case "slice":
            return Content(_slice(entry), stem)
        case "member":
            return Content(_archive(read_path(entry.path)).read(entry.name), stem)
        case "line":
            return _named(read_line(_slice(entry)), entry)
        case "row":
            return _named(read_row(read_path(entry.path), entry.start, entry.size), entry)
    raise FetchError(entry.name)


def _slice(entry: Entry) -> bytes:
    with read_path(entry.path).open("rb") as file:
        file.seek(entry.start)
        return file.read(entry.size)


@lru_cache(maxsize=1)
def _archive(path: Path) -> zipfile.ZipFile:
    """One archive at a time stays open: its members are asked for one after the other."""
    return open_zip(path)


def _named(text: Text, entry: Entry) -> Content:
    """A text under its own id, else under the name of its file and its number: reports#000000012."""
    try:
        text.text.encode()
    except UnicodeEncodeError:
        raise FetchError("holds half of a surrogate pair; write the text as UTF-8") from None
    file, _, number = entry.locator.rpartition("#")
    return Content(text.text, text.id or f"{PurePosixPath(file).stem}#{number}")
