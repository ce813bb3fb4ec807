"""The data set's tables as `columns.toml` documents them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

DIGITS, PLACES = 38, 10  # what an exact column holds of a figure; every engine knows 38 digits
TYPES = (
    "string", "int16", "int32", "float64", "bool", "decimal", "strings", "numbers", "ranges", "unrecognised", "changes", "evidence"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its type by our name, the unit of what it holds, and what it says."""

    name: str
    type: str
    unit: str
    text: str


@dataclass(frozen=True, slots=True)
class TableSchema:
    """One table of the data set; `by_year` where its files stand in a folder for each year."""

    name: str
    text: str
    columns: tuple[Column, ...]
    by_year: bool


@dataclass(frozen=True, slots=True)
class Schema:
    """All tables, and the version that a reader asks for."""

    version: int
    tables: dict[str, TableSchema]


class SchemaError(ValueError):
    """`columns.toml` cannot be used; says which entry, what is wrong and what would be right."""


@cache
def load_schema() -> Schema:
    """The released schema."""
    return read_schema((files(__package__) / "columns.toml").read_text(encoding="utf-8"))


def read_schema(toml: str) -> Schema:
    """Read a schema from the text of its file and check it whole."""
    raw = tomllib.loads(toml)
    tables = {}
    for name, table in raw["tables"].items():
        columns = tuple(Column(*entry) for entry in table["columns"])
        for column in columns:
            if column.type not in TYPES:
                known = ", ".join(TYPES)
                raise SchemaError(
                    f"columns.toml: {name}.{column.name} has the type {column.type!r}; types are: {known}"
                )
        tables[name] = TableSchema(name, table["text"], columns, table.get("by_year", True))
    return Schema(raw["version"], tables)
