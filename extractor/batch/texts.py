"""Files that hold many texts: NDJSON and Parquet, with a column or field "text", and "id" where they name it."""

from __future__ import annotations

import gzip
import shutil
import zlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from extractor.batch.archives import broken
from extractor.batch.messages import BatchError, Entry
from extractor.batch.names import write_path


class Text(NamedTuple):
    """One text with the id that the file gives it."""

    text: str
    id: str | None


class TextError(ValueError):
    """A line or row that holds no text; says what is wrong and what would be right."""


def line_entries(path: Path, locator: str, spool: Path) -> Iterator[Entry]:
    """Every line that is not blank; a compressed file is unpacked into `spool`."""
    try:
        offset, plain = 0, path
        if path.suffix.lower() == ".gz":
            offset, plain = _unpack(path, spool)
        with plain.open("rb") as lines:
            lines.seek(offset)
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield Entry(f"{locator}#{number:09}", "line", write_path(plain), "", offset, len(line))
                offset += len(line)
    except (EOFError, OSError, zlib.error) as error:
        yield broken(locator, error)


def _unpack(path: Path, spool: Path) -> tuple[int, Path]:
    """Unpack into a file of its own beside the spool, so that its lines end where it ends."""
    place = spool.with_name(f"{spool.name}-{len(list(spool.parent.glob(f'{spool.name}-*')))}")
    with gzip.open(path) as packed, place.open("xb") as unpacked:
        shutil.copyfileobj(packed, unpacked)
    return 0, place


def parquet_entries(path: Path, locator: str, spool: Path) -> Iterator[Entry]:
    """Every row of a Parquet file; BatchError where it has no column of texts."""
    import pyarrow as pa  # noqa: PLC0415 - only a run over Parquet files needs it here
    from pyarrow import parquet  # noqa: PLC0415

    try:
        with parquet.ParquetFile(path) as file:
            if "text" not in file.schema_arrow.names:
                names = ", ".join(file.schema_arrow.names)
                raise BatchError(f"{path}: has the columns {names}; the texts must stand in one called text")
            groups = [file.metadata.row_group(at).num_rows for at in range(file.num_row_groups)]
    except (pa.ArrowInvalid, OSError) as error:
        yield broken(locator, error)
        return
    number = 0
    for group, rows in enumerate(groups):
        for row in range(rows):
            number += 1
            yield Entry(f"{locator}#{number:09}", "row", write_path(path), "", group, row)


def read_line(line: bytes) -> Text:
    """The text of one line."""
    try:
        found = msgspec.json.decode(line)
    except msgspec.DecodeError as error:
        raise TextError(f'the line is not JSON ({error}); want {{"text": "…", "id": "…"}}') from None
    return _as_text(found if isinstance(found, dict) else {})


def read_row(path: Path, group: int, row: int) -> Text:
    """The text of one row."""
    return _as_text(_row_group(path, group)[row])


@lru_cache(maxsize=1)
def _row_group(path: Path, group: int) -> list[dict[str, Any]]:
    """One group at a time: its rows are asked for one after the other."""
    from pyarrow import parquet  # noqa: PLC0415

    with parquet.ParquetFile(path) as file:
        columns = [name for name in ("text", "id") if name in file.schema_arrow.names]
        rows: list[dict[str, Any]] = file.read_row_group(group, columns=columns).to_pylist()
        return rows


def _as_text(found: dict[str, Any]) -> Text:
    text, key = found.get("text"), found.get("id")
    if not isinstance(text, str):
        raise TextError('there is no "text", or it is no string; want {"text": "…", "id": "…"}')
    return Text(text, None if key is None else str(key))
