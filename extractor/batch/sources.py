"""The reports that a run is given: folders, globs, archives, and files that hold many texts."""

from __future__ import annotations

import glob
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from extractor.batch.archives import tar_entries, zip_entries
from extractor.batch.messages import BatchError, Entry
from extractor.batch.names import as_text, write_path
from extractor.batch.texts import line_entries, parquet_entries

Opener = Callable[[Path, str, Path], Iterator[Entry]]
OPENERS: dict[str, Opener] = {
    **dict.fromkeys((".zip",), zip_entries),
    **dict.fromkeys((".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz"), tar_entries),
    **dict.fromkeys((".ndjson", ".jsonl", ".ndjson.gz", ".jsonl.gz"), line_entries),
    **dict.fromkeys((".parquet",), parquet_entries),
}


def find_entries(source: str, spool: Path, without: Path | None = None) -> Iterator[Entry]:
    """Every report of a source, in no order; BatchError where there is nothing at that place.

    A locator is the path as it was given, so the same words in the same folder name the same reports on every
    machine. What stands in the folder `without`, the data set that is being made, is no source. What a compressed
    archive holds is unpacked into `spool` once, because it cannot be read from its middle.
    """
    seen = {_key(without)} if without is not None else set()
    for path in _paths(source):
        if path.is_dir():
            for file in _walk(path, seen):
                yield from _open(file, spool)
        else:
            yield from _open(path, spool)


def _paths(source: str) -> Iterator[Path]:
    if os.path.lexists(source):
        yield Path(source)
        return
    found = [Path(path) for path in glob.iglob(source, recursive=True)] if glob.has_magic(source) else []
    if not found:
        raise BatchError(
            f"{source}: there is nothing; name a folder, a file, an archive, or a glob in quotes"
        )
    yield from found


def _walk(folder: Path, seen: set[tuple[int, int]]) -> Iterator[Path]:
    """Every file under a folder but hidden ones; a folder that is reached twice through links is read once."""
    try:
        key = _key(folder)
        listed = os.scandir(folder)
    except OSError as error:
        raise BatchError(
            f"{folder}: cannot be listed ({error.strerror}); give yourself the right to read it"
        ) from None
    with listed:
        if key in seen:
            return
        seen.add(key)
        for found in listed:
            if found.name.startswith("."):
                continue
            if found.is_dir():
                yield from _walk(Path(found.path), seen)
            else:
                yield Path(found.path)


def _key(folder: Path) -> tuple[int, int]:
    place = folder.stat()
    return place.st_dev, place.st_ino


def _open(path: Path, spool: Path) -> Iterator[Entry]:
    """A file's reports: those that it holds, or itself."""
    locator = as_text(path.as_posix())
    suffixes = "".join(path.suffixes[-2:]).lower()
    opener = OPENERS.get(suffixes) or OPENERS.get(path.suffix.lower())
    if opener is None:
        yield Entry(locator, "file", write_path(path))
    else:
        yield from opener(path.absolute(), locator, spool)
