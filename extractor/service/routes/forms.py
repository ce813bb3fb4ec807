"""`GET /v1/forms` and `GET /v1/forms/{name}`: what rows, units and rules the official forms have."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from pydantic import BaseModel

from extractor.knowledge.forms import Form, form_names, load_form
from extractor.output.contract import encode
from extractor.service.caching import answer_cached
from extractor.service.form_schema import table_schema
from extractor.service.operations import Operation
from extractor.service.problems import ProblemError


class FormTitle(BaseModel):
    """A form by name; the years of the reports that it was prescribed for."""

    name: str
    version: str
    title: str
    first_year: int
    last_year: int | None


class FormTitles(BaseModel):
    """Every form, oldest first."""

    forms: list[FormTitle]


class FormColumn(BaseModel):
    """A column."""

    code: str
    name: str


class FormRow(BaseModel):
    """A row; `unit` is empty for headings, `columns` are codes; a computed row prints no number of its own."""

    id: str
    number: str
    parent: str | None
    name: str
    unit: str
    columns: list[str]
    computed: bool


class FormRule(BaseModel):
    """A 勾稽关系."""

    name: str
    kind: str
    formula: str
    each: str | None
    severity: str
    text: str


class WholeForm(FormTitle):
    """A form with its rows, columns and rules, and the JSON Schema of its `table`."""

    columns: list[FormColumn]
    rows: list[FormRow]
    rules: list[FormRule]
    json_schema: dict[str, Any]


def list_forms() -> Response:
    """The official forms that are known."""
    told = {"forms": [_title(load_form(name)) for name in form_names()]}
    return answer_cached(request, encode(told))


def show_form(name: str) -> Response:
    """One form: rows, units, rules, and the JSON Schema that the `table` of every answer validates against."""
    if name not in form_names():
        raise ProblemError(404, f"this form is not known; known are: {', '.join(form_names())}")
    return answer_cached(request, encode(_whole(load_form(name))))


def _title(form: Form) -> dict[str, Any]:
    return {
        "name": form.name, "version": form.version, "title": form.title, "first_year": form.first_year, "last_year": form.last_year,
    }  # fmt: skip


def _whole(form: Form) -> dict[str, Any]:
    rows = [
        {
            "id": row.id, "number": row.number, "parent": row.parent, "name": row.name, "unit": row.unit,
            "columns": list(row.columns), "computed": row.computed,
        }
        for row in form.rows.values()
    ]  # fmt: skip
    rules = [
        {"name": r.name, "kind": r.kind, "formula": r.formula, "each": r.each, "severity": r.severity, "text": r.text}
        for r in form.rules
    ]
    columns = [{"code": column.code, "name": column.name} for column in form.columns.values()]
    return {**_title(form), "columns": columns, "rows": rows, "rules": rules, "json_schema": table_schema(form)}


OPERATIONS = (
    Operation("GET", "/v1/forms", list_forms, "forms", {"application/json": FormTitles}),
    Operation("GET", "/v1/forms/{name}", show_form, "forms", {"application/json": WholeForm}, refusals=(404,)),
)
