"""The JSON Schema of one form's table: which cells, in which order, with which names and units."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from extractor.knowledge.forms import Form, Row
from extractor.service.extraction_schema import Cell, Unrecognised
from extractor.steps.tabulate.values import MONEY

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def table_schema(form: Form) -> dict[str, Any]:
    """The schema that the `table` of every answer with this form validates against; cells stand in the form's order."""
    cell, unrecognised = Cell.model_json_schema(), Unrecognised.model_json_schema()
    cells = [_cell(row, column) for row, column in cells_of(form)]
    return {
        "$schema": DIALECT,
        "title": form.title,
        "type": "object",
        "properties": {
            "form": {"const": form.name},
            "rows": {"type": "array", "prefixItems": cells, "minItems": len(cells), "items": False},
            "unrecognised": {"type": "array", "items": {"$ref": "#/$defs/Unrecognised"}},
        },
        "required": ["form", "rows", "unrecognised"],
        "additionalProperties": False,
        "$defs": {**cell.pop("$defs"), "Cell": cell, "Unrecognised": unrecognised},
    }


def cells_of(form: Form) -> Iterator[tuple[Row, str | None]]:
    """Every cell of the form: a row with each of its columns; headings have none."""
    for row in form.rows.values():
        for column in row.columns or ((None,) if row.unit else ()):
            yield row, column


def _cell(row: Row, column: str | None) -> dict[str, Any]:
    unit = {"enum": sorted({row.unit, *MONEY})} if row.unit in ("", *MONEY) else {"const": row.unit}
    said = {"row": {"const": row.id}, "column": {"const": column}, "name": {"const": row.name}, "unit": unit}
    return {"$ref": "#/$defs/Cell", "properties": said}
