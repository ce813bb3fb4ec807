"""Ask a data set in SQL: DuckDB reads its files in place, with the views that stand ready."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from extractor.batch.dataset import read_manifest
from extractor.batch.register import Register
from extractor.batch.schema import Column, load_schema
from extractor.batch.views import describe_columns, load_views

_CHUNK = 10_000


class QueryError(ValueError):
    """A question that cannot be answered; says what DuckDB says of it, and what can be asked."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The columns of an answer with what they hold, and its rows; each row is read when it is asked for."""

    columns: tuple[Column, ...]
    rows: Iterator[tuple[Any, ...]]


class Questions:
    """A data set that can be asked; its bodies are resolved by a register when it is opened."""

    def __init__(self, dataset: Path, register: Register) -> None:
        """DatasetError where the folder holds no whole data set of this version."""
        read_manifest(dataset)
        self._connection = duckdb.connect(":memory:")
        for table in load_schema().tables.values():
            place = str(dataset / table.name / "**" / "*.parquet").replace("'", "''")
            years = "hive_partitioning = true, hive_types = {'year': INTEGER}"
            options = years if table.by_year else "hive_partitioning = false"
            self._connection.execute(
                f"CREATE VIEW {table.name} AS SELECT * FROM read_parquet('{place}', {options})"
            )
        self._register(register)
        for view in load_views().values():
            self._connection.execute(f"CREATE VIEW {view.name} AS {view.sql}")

    def ask(self, question: str, values: Mapping[str, Any] | None = None) -> Answer:
        """The answer to a question in SQL, or the whole of the table or view of that name; `values` are its `$name`s."""
        name = question.strip()
        whole = name in load_views() or name in load_schema().tables
        try:
            found = self._connection.cursor().execute(
                f"SELECT * FROM {name}" if whole else question, dict(values or {})
            )
        except duckdb.Error as error:
            raise QueryError(f"{_first_line(error)}; {_known()}") from None
        if found.description is None:
            raise QueryError(f"that asks nothing; {_known()}")
        names = tuple(column[0] for column in found.description)
        return Answer(describe_columns(names, name if whole else None), _rows(found))

    def _register(self, register: Register) -> None:
        """The table `register`: each pair of issuer and region that reports name, with the body that it is."""
        pairs = self._connection.execute(
            "SELECT DISTINCT issuer, region FROM reports ORDER BY ALL"
        ).fetchall()
        self._connection.execute(
            "CREATE TABLE register (issuer VARCHAR, region VARCHAR, body_id VARCHAR, body VARCHAR, level VARCHAR, "
            "region_code VARCHAR, successor VARCHAR, why VARCHAR)"
        )
        rows = [(issuer, region, *register.resolve(issuer, region)) for issuer, region in pairs]
        if rows:
            self._connection.executemany("INSERT INTO register VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)


def _rows(found: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    try:
        while chunk := found.fetchmany(_CHUNK):
            yield from chunk
    except duckdb.Error as error:
        raise QueryError(_first_line(error)) from None


def _first_line(error: duckdb.Error) -> str:
    return " ".join(str(error).split("\n\n")[0].split())


def _known() -> str:
    return f"tables and views are: {', '.join((*load_schema().tables, *load_views()))}"
