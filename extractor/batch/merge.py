"""The parts' rows of one table as the data set's files, one folder a year."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pyarrow as pa
from pyarrow import parquet

from extractor.batch.arrow import arrow_schema, bounded_columns
from extractor.batch.messages import Done, Merge
from extractor.batch.parts import YEARS
from extractor.batch.places import part_file
from extractor.batch.schema import load_schema
from extractor.batch.stored import read_stored

# how Hive, Spark, DuckDB, Arrow and Polars write "none" in a folder's name
UNKNOWN = "__HIVE_DEFAULT_PARTITION__"
GATHERED_BYTES = 128_000_000  # of parts, in memory; a year's rows in them are a row group
FILE_BYTES = 512_000_000  # of a file, in memory


def merge(dataset: Path, task: Merge) -> Done:
    """Write the files of some parts' rows of one table; each appears when it is whole, equal rows make equal files."""
    folder, name = dataset / task.table, f"{task.first:08}"
    for left in folder.rglob(f"*{name}-*.parquet*"):  # by a merge that was stopped
        left.unlink()
    years: dict[int | None, _Year] = {}
    try:
        for parts in _gather(dataset, task):
            for year, rows in _by_year(parts).items():
                if year not in years:
                    years[year] = _Year(dataset, task, year)
                years[year].write(pa.concat_tables(rows))
        if not years and task.first == 0:  # a table without rows is a table all the same
            years[None] = _Year(dataset, task, None)
            years[None].write(arrow_schema(task.table).empty_table())
        for one in years.values():
            one.close()
    finally:
        for one in years.values():
            one.abandon()
    return Done(rows={task.table: sum(one.rows for one in years.values())})


def _gather(dataset: Path, task: Merge) -> Iterator[list[pa.Table]]:
    """The parts' tables, as many at a time as memory is meant to hold."""
    gathered: list[pa.Table] = []
    size = 0
    for number in range(task.first, task.end):
        gathered.append(read_stored(part_file(dataset, number), task.table))
        size += gathered[-1].nbytes
        if size >= GATHERED_BYTES:
            yield gathered
            gathered, size = [], 0
    yield gathered


def _by_year(parts: list[pa.Table]) -> dict[int | None, list[pa.Table]]:
    """Each year's rows of every part; nothing is copied."""
    years: dict[int | None, list[pa.Table]] = {}
    for part in parts:
        start = 0
        for year, rows in msgspec.json.decode(part.schema.metadata[YEARS]):
            years.setdefault(year, []).append(part.slice(start, rows))
            start += rows
    return years


class _Year:
    """The files of one year of a merge; a new one is begun when one is long enough."""

    def __init__(self, dataset: Path, task: Merge, year: int | None) -> None:
        table = load_schema().tables[task.table]
        self.folder = dataset / table.name / (f"year={year or UNKNOWN}" if table.by_year else "")
        self.table, self.first = table.name, task.first
        self.rows, self.bytes, self.files = 0, 0, 0
        self.writer: parquet.ParquetWriter | None = None
        self.folder.mkdir(parents=True, exist_ok=True)

    def write(self, rows: pa.Table) -> None:
        """Write rows as one group."""
        if self.writer is None:
            self.writer = parquet.ParquetWriter(
                self._beside,
                arrow_schema(self.table),
                compression="zstd",
                compression_level=3,
                write_statistics=bounded_columns(self.table),
            )
        self.writer.write_table(rows.combine_chunks(), row_group_size=max(1, rows.num_rows))
        self.rows += rows.num_rows
        self.bytes += rows.nbytes
        if self.bytes >= FILE_BYTES:
            self.close()

    def close(self) -> None:
        """Let the file appear that is being written."""
        if self.writer is None:
            return
        self.writer.close()
        with self._beside.open("rb") as file:
            os.fsync(file.fileno())
        self._beside.replace(self.folder / self._name)
        self.writer, self.bytes, self.files = None, 0, self.files + 1

    def abandon(self) -> None:
        """Remove a file that has not become whole."""
        if self.writer is not None:
            self._beside.unlink(missing_ok=True)

    @property
    def _name(self) -> str:
        """Sorted by name, files stand in the order of the parts."""
        return f"{self.first:08}-{self.files:05}.parquet"

    @property
    def _beside(self) -> Path:
        return self.folder / f".{self._name}.{os.getpid()}"
