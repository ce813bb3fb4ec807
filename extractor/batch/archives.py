"""The reports in ZIP and tar archives, each by the place where a worker finds it."""

from __future__ import annotations

import shutil
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from lzma import LZMAError
from pathlib import Path

from extractor.batch.messages import Entry
from extractor.batch.names import as_text, write_path

DAMAGED = (EOFError, LZMAError, OSError, tarfile.TarError, zipfile.BadZipFile, zlib.error)


def broken(locator: str, error: Exception) -> Entry:
    """An archive that cannot be read, or not to its end, as a report that fails."""
    said = " ".join(str(error).split()) or type(error).__name__
    return Entry(
        locator, "broken", "", f"the archive is damaged ({said}); what stands before is read, get it anew"
    )


def open_zip(path: Path | str) -> zipfile.ZipFile:
    """A ZIP file whose names are read as Chinese Windows writes them where they are not marked as UTF-8."""
    try:
        return zipfile.ZipFile(path, metadata_encoding="gb18030")
    except UnicodeDecodeError:
        return zipfile.ZipFile(path)


def zip_entries(path: Path, locator: str, spool: Path) -> Iterator[Entry]:
    """Every file in a ZIP archive."""
    try:
        with open_zip(path) as archive:
            for member in archive.infolist():
                if not member.is_dir() and not _is_hidden(member.filename):
                    yield Entry(f"{locator}/{member.filename}", "member", write_path(path), member.filename)
    except DAMAGED as error:
        yield broken(locator, error)


def tar_entries(path: Path, locator: str, spool: Path) -> Iterator[Entry]:
    """Every file in a tar archive; a compressed one is unpacked into `spool`, one file that holds all of them."""
    try:
        with tarfile.open(path, "r:" if path.suffix.lower() == ".tar" else "r|*") as archive:
            plain = path.suffix.lower() == ".tar"
            yield from (_members if plain else _unpacked)(archive, locator, path if plain else spool)
    except DAMAGED as error:
        yield broken(locator, error)


def _members(archive: tarfile.TarFile, locator: str, path: Path) -> Iterator[Entry]:
    for member in archive:
        archive.members.clear()  # type: ignore[attr-defined]  # it would keep every one
        if member.isreg() and not member.issparse() and not _is_hidden(member.name):
            yield Entry(
                f"{locator}/{as_text(member.name)}",
                "slice",
                write_path(path),
                "",
                member.offset_data,
                member.size,
            )


def _unpacked(archive: tarfile.TarFile, locator: str, spool: Path) -> Iterator[Entry]:
    with spool.open("ab") as unpacked:
        for member in archive:
            archive.members.clear()  # type: ignore[attr-defined]
            content = archive.extractfile(member) if member.isreg() else None
            if content is None or _is_hidden(member.name):
                continue
            start = unpacked.tell()
            shutil.copyfileobj(content, unpacked)
            unpacked.flush()
            yield Entry(
                f"{locator}/{as_text(member.name)}",
                "slice",
                write_path(spool),
                "",
                start,
                unpacked.tell() - start,
            )


def _is_hidden(name: str) -> bool:
    """Whether a member is no report but what an archiver put beside (.DS_Store, __MACOSX/…)."""
    return name.rpartition("/")[2].startswith(".") or name.startswith("__MACOSX/")
