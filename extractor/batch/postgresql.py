"""A data set into PostgreSQL by COPY, a year a transaction; what is copied again replaces what was there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import adbc_driver_postgresql.dbapi as postgresql
import msgspec
import pyarrow as pa
import pyarrow.compute as pc
from adbc_driver_manager import Error
from pyarrow import parquet

from extractor.batch.arrow import ARROW
from extractor.batch.dataset import read_manifest
from extractor.batch.merge import UNKNOWN
from extractor.batch.messages import BatchError
from extractor.batch.schema import Column, TableSchema, load_schema

SCHEMA = "extractor"
_PLAIN = {
    "string": "text", "int16": "smallint", "int32": "integer", "float64": "double precision", "bool": "boolean",
    "decimal": "numeric(38, 10)",
}  # fmt: skip
_NESTED = "jsonb"
_YEAR = Column("year", "int32", "年", "报告年度")
# PostgreSQL's text holds no NUL; the sign for it takes its place, so that every offset still holds
_NUL, _NUL_SIGN = "\0", "\u2400"


def copy_dataset(dataset: Path, uri: str, on_year: Callable[[str], None]) -> None:
    """Copy every table; `on_year` is told each year before it is copied. BatchError where it cannot be done.

    Rows are known by their report: running it again, or on after it was stopped, changes nothing that is the same.
    """
    read_manifest(dataset)
    with _speaking_plainly(uri), postgresql.connect(uri) as connection, connection.cursor() as cursor:
        _prepare(cursor, uri)
        connection.commit()
        for folder in ("", *_years(dataset)):  # first what has no year
            on_year(folder.partition("=")[2] or "failures")
            _copy_year(cursor, dataset, folder)
            connection.commit()


@contextmanager
def _speaking_plainly(uri: str) -> Iterator[None]:
    """Say what the server says in one line, with the place but without the password that the URI may hold."""
    try:
        yield
    except Error as error:
        place = urlsplit(uri)
        said = " ".join(str(error).split())
        raise BatchError(f"postgresql://{place.hostname or ''}{place.path}: {said}") from None


def _prepare(cursor: postgresql.Cursor, uri: str) -> None:
    """Make what is not there, with what every column holds as its comment; BatchError where an older version is."""
    version = load_schema().version
    cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
    cursor.execute(f"CREATE TABLE IF NOT EXISTS {SCHEMA}.version (version integer NOT NULL)")
    cursor.execute(f"SELECT version FROM {SCHEMA}.version")
    found = cursor.fetchone()
    if found is None:
        cursor.execute(f"INSERT INTO {SCHEMA}.version VALUES ({version})")
    elif found[0] != version:
        raise BatchError(
            f"{urlsplit(uri).hostname}: its tables are of version {found[0]}, this program writes version {version}; "
            f"drop the schema {SCHEMA} there and copy anew"
        )
    for table in load_schema().tables.values():
        for statement in _statements(table):
            cursor.execute(statement)


def _statements(table: TableSchema) -> Iterator[str]:
    columns = _columns(table)
    names = [column.name for column in table.columns]
    key = '"report_id", "number"' if "number" in names else '"report_id"'
    typed = ", ".join(f'"{column.name}" {_type(column)}' for column in columns)
    yield f"CREATE TABLE IF NOT EXISTS {SCHEMA}.{table.name} ({typed}, PRIMARY KEY ({key}))"
    yield f"COMMENT ON TABLE {SCHEMA}.{table.name} IS '{table.text}'"
    for column in columns:
        unit = f"（单位：{column.unit}）" if column.unit else ""
        yield f"COMMENT ON COLUMN {SCHEMA}.{table.name}.\"{column.name}\" IS '{column.text}{unit}'"


def _columns(table: TableSchema) -> tuple[Column, ...]:
    return (*table.columns, _YEAR) if table.by_year else table.columns


def _type(column: Column) -> str:
    return _PLAIN.get(column.type, _NESTED)


def _years(dataset: Path) -> list[str]:
    """The folders of all years, in any table."""
    return sorted(
        {folder.name for name in load_schema().tables for folder in (dataset / name).glob("year=*")}
    )


def _copy_year(cursor: postgresql.Cursor, dataset: Path, folder: str) -> None:
    """Copy beside, take out what those reports had before, put in the new."""
    tables = load_schema().tables
    year = None if folder in ("", f"year={UNKNOWN}") else int(folder.partition("=")[2])
    for table in tables.values():
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.new_{table.name}")
        here = table.by_year == bool(folder)
        files = sorted((dataset / table.name / folder).glob("*.parquet")) if here else []
        cursor.adbc_ingest(f"new_{table.name}", _batches(table, files, year), mode="create", temporary=True)
    ids = "SELECT report_id FROM pg_temp.new_reports UNION SELECT report_id FROM pg_temp.new_failures"
    for table in tables.values():
        cursor.execute(f"DELETE FROM {SCHEMA}.{table.name} WHERE report_id IN ({ids})")
    for table in tables.values():
        taken = ", ".join(f'"{column.name}"::{_type(column)}' for column in _columns(table))
        cursor.execute(f"INSERT INTO {SCHEMA}.{table.name} SELECT {taken} FROM pg_temp.new_{table.name}")


def _batches(table: TableSchema, files: Iterable[Path], year: int | None) -> pa.RecordBatchReader:
    """The rows of some files as COPY takes them: what is nested as JSON, with the year."""
    fields = [
        pa.field(column.name, ARROW[column.type] if column.type in _PLAIN else pa.string())
        for column in table.columns
    ]
    years = [pa.field(_YEAR.name, pa.int32())] if table.by_year else []
    schema = pa.schema([*fields, *years])

    def batches() -> Iterator[pa.RecordBatch]:
        for path in files:
            with parquet.ParquetFile(path) as file:
                for batch in file.iter_batches():
                    columns = [_column(batch[column.name], column) for column in table.columns]
                    columns += [pa.array([year] * batch.num_rows, one.type) for one in years]
                    yield pa.record_batch(columns, schema=schema)

    return pa.RecordBatchReader.from_batches(schema, batches())


def _column(values: pa.Array, column: Column) -> pa.Array:
    if column.type not in _PLAIN:
        written = [msgspec.json.encode(value).decode() for value in values.to_pylist()]
        values = pa.array(written, pa.string())
    is_text = pa.types.is_string(values.type)
    return pc.replace_substring(values, _NUL, _NUL_SIGN) if is_text else values
