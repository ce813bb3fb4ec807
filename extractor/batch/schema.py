"""The data set's tables as `columns.toml` documents them, and the Arrow schemas that files are written with."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import pyarrow as pa

DIGITS, PLACES = 38, 10  # what an exact column holds of a figure; every engine knows 38 digits
VERSION_KEY = b"extractor.schema"
_OFFSETS = [("start_offset", pa.int32()), ("end_offset", pa.int32())]
TYPES = {
    "string": pa.string(), "int16": pa.int16(), "int32": pa.int32(), "float64": pa.float64(), "bool": pa.bool_(),
    "decimal": pa.decimal128(DIGITS, PLACES), "strings": pa.list_(pa.string()), "numbers": pa.list_(pa.int32()),
    "ranges": pa.list_(pa.struct(_OFFSETS)),
    "unrecognised": pa.list_(pa.struct([("printed_name", pa.string()), ("cells", pa.list_(pa.string())), *_OFFSETS])),
    "changes": pa.list_(pa.struct([("base", pa.string()), ("direction", pa.string()), ("entity", pa.int32())])),
    "evidence": pa.list_(pa.struct([*_OFFSETS, ("text", pa.string())])),
}  # fmt: skip


LONG = frozenset(
    {"text", "grids", "origins"}
)  # nobody looks for the least of them, and it would stand in the file


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

    @property
    def arrow(self) -> pa.Schema:
        """The columns as Arrow fields, with the schema's version among the file's own notes."""
        fields = [pa.field(column.name, TYPES[column.type]) for column in self.columns]
        return pa.schema(fields, metadata={VERSION_KEY: str(load_schema().version).encode()})

    @property
    def bounded(self) -> list[str]:
        """The columns whose least and greatest value a file says, so that a reader may skip it."""
        return [
            field.name
            for field in self.arrow
            if not pa.types.is_nested(field.type) and field.name not in LONG
        ]


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
