"""The Arrow schemas that the data set's tables are written with."""

from __future__ import annotations

from functools import cache

import pyarrow as pa

from extractor.batch.schema import DIGITS, PLACES, load_schema

VERSION_KEY = b"extractor.schema"
LONG = frozenset({"text", "grids", "origins"})  # nobody looks for the least of them, and it would stand in the file
_OFFSETS = [("start_offset", pa.int32()), ("end_offset", pa.int32())]
ARROW: dict[str, pa.DataType] = {
    "string": pa.string(), "int16": pa.int16(), "int32": pa.int32(), "float64": pa.float64(), "bool": pa.bool_(),
    "decimal": pa.decimal128(DIGITS, PLACES), "strings": pa.list_(pa.string()), "numbers": pa.list_(pa.int32()),
    "ranges": pa.list_(pa.struct(_OFFSETS)),
    "unrecognised": pa.list_(pa.struct([("printed_name", pa.string()), ("cells", pa.list_(pa.string())), *_OFFSETS])),
    "changes": pa.list_(pa.struct([("base", pa.string()), ("direction", pa.string()), ("entity", pa.int32())])),
    "evidence": pa.list_(pa.struct([*_OFFSETS, ("text", pa.string())])),
}  # fmt: skip


@cache
def arrow_schema(table: str) -> pa.Schema:
    """A table's columns as Arrow fields, with the schema's version among the file's own notes."""
    schema = load_schema()
    fields = [pa.field(column.name, ARROW[column.type]) for column in schema.tables[table].columns]
    return pa.schema(fields, metadata={VERSION_KEY: str(schema.version).encode()})


def bounded_columns(table: str) -> list[str]:
    """The columns whose least and greatest value a file says, so that a reader may skip it."""
    fields = arrow_schema(table)
    return [field.name for field in fields if not pa.types.is_nested(field.type) and field.name not in LONG]
