"""A part on disk: one ZIP file that holds each table as an Arrow stream, so that it is cheap to write and appears at once."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
from pyarrow import ipc

_PACKED = ipc.IpcWriteOptions(compression="lz4", use_threads=False)
_UNPACKED = ipc.IpcReadOptions(use_threads=False)


class StoredError(OSError):
    """A part that cannot be read back; says what has been done about it."""


def write_tables(path: Path, tables: Iterable[tuple[str, pa.Table]]) -> None:
    """Write a file beside `path`, then rename it; what is there already was the same part."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("wb") as file:
            with zipfile.ZipFile(file, "w") as archive:
                for name, table in tables:
                    archive.writestr(name, _pack(table))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _pack(table: pa.Table) -> memoryview:
    """The table as a stream, made in memory: Arrow writes it in a hundred pieces."""
    packed = pa.BufferOutputStream()
    with ipc.new_stream(packed, table.schema, options=_PACKED) as stream:
        stream.write_table(table)
    return memoryview(packed.getvalue())


def read_stored(path: Path, name: str) -> pa.Table:
    """One table of a part. StoredError where the file is damaged or gone: it is removed, so that the part is read anew."""
    try:
        with zipfile.ZipFile(path) as archive:
            content = archive.read(name)
    except (zipfile.BadZipFile, FileNotFoundError) as error:  # another worker may have found it so
        path.unlink(missing_ok=True)
        raise StoredError(f"{path}: was damaged on the disk ({error}) and is removed") from None
    return ipc.open_stream(content, options=_UNPACKED).read_all()
