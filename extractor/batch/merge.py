"""The parts' rows of one table as the data set's files, one folder a year."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from extractor.batch.messages import Done, Merge
from extractor.batch.parts import YEAR
from extractor.batch.places import part_file
from extractor.batch.schema import TableSchema, load_schema
from extractor.batch.stored import read_stored

# how Hive, Spark, DuckDB, Arrow and Polars write "none" in a folder's name
UNKNOWN = "__HIVE_DEFAULT_PARTITION__"
# of a row group, in memory; a dozen years are gathered at a time
GROUP_BYTES, GROUP_ROWS = 32_000_000, 1_000_000
FILE_BYTES = 512_000_000  # of a file, in memory


def merge(dataset: Path, task: Merge) -> Done:
    """Write the data set's files of one table; each appears when it is whole, equal rows make equal files."""
    table = load_schema().tables[task.table]
    folder = dataset / task.table
    years: dict[int | None, _Year] = {}
    try:
        for number in range(task.parts):
            for year, rows in _by_year(read_stored(part_file(dataset, number), task.table)):
                if year not in years:
                    years[year] = _Year(folder, table, year)
                years[year].add(rows.drop_columns(YEAR.name))
        if not years:  # a table without rows is a table all the same
            years[None] = _Year(folder, table, None)
            years[None].add(table.arrow.empty_table())
        for one in years.values():
            one.close()
    finally:
        for one in years.values():
            one.abandon()
    return Done()


def _by_year(rows: pa.Table) -> Iterator[tuple[int | None, pa.Table]]:
    of = rows[YEAR.name]
    years = pc.unique(of).to_pylist()
    for year in years:
        alone = len(years) == 1
        yield year, rows if alone else rows.filter(pc.is_null(of) if year is None else pc.equal(of, year))


class _Year:
    """The files of one year: rows are gathered into groups, groups into files."""

    def __init__(self, folder: Path, table: TableSchema, year: int | None) -> None:
        folder = folder / f"year={year or UNKNOWN}" if table.by_year else folder
        self.folder, self.table = folder, table
        self.waiting: list[pa.Table] = []
        self.bytes, self.rows, self.written, self.files = 0, 0, 0, 0
        self.writer: parquet.ParquetWriter | None = None
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob(".*.parquet.*"):
            left.unlink()

    def add(self, rows: pa.Table) -> None:
        """Keep rows, and write them when they are enough for a group."""
        self.waiting.append(rows)
        self.bytes += rows.get_total_buffer_size()
        self.rows += rows.num_rows
        if self.bytes >= GROUP_BYTES or self.rows >= GROUP_ROWS:
            self._flush()

    def close(self) -> None:
        """Write what is left, and let the last file appear."""
        self._flush()
        self._finish()

    def abandon(self) -> None:
        """Remove a file that has not become whole."""
        if self.writer is not None:
            self._beside.unlink(missing_ok=True)

    @property
    def _place(self) -> Path:
        return self.folder / f"{self.files:05}.parquet"

    @property
    def _beside(self) -> Path:
        return self.folder / f".{self.files:05}.parquet.{os.getpid()}"

    def _flush(self) -> None:
        if not self.waiting:
            return
        if self.writer is None:
            self.writer = parquet.ParquetWriter(
                self._beside,
                self.table.arrow,
                compression="zstd",
                compression_level=3,
                write_statistics=self.table.bounded,
            )
        self.writer.write_table(pa.concat_tables(self.waiting).combine_chunks(), row_group_size=GROUP_ROWS)
        self.written += self.bytes
        self.waiting, self.bytes, self.rows = [], 0, 0
        if self.written >= FILE_BYTES:
            self._finish()

    def _finish(self) -> None:
        if self.writer is None:
            return
        self.writer.close()
        with self._beside.open("rb") as file:
            os.fsync(file.fileno())
        self._beside.replace(self._place)
        self.writer, self.written, self.files = None, 0, self.files + 1
