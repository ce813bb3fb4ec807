"""The official forms: rows, columns, other names and rules, read from `forms/*.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from extractor.knowledge import FOLDER

LATEST = "disclosure-2021"  # whose rows prose without a table and without a year is read by


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a dimension: `applicant.natural_person` 自然人; `wordings` is how prose names it."""

    code: str
    name: str
    aliases: tuple[str, ...]
    wordings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `parent` is a row id; `unit` is empty for headings; `columns` are codes in print order.

    `aliases` are other labels that tables print; `wordings` are other words that prose says it with. A
    `computed` row is a subtotal that the form names but prints no number for.
    """

    id: str
    table: str
    number: str
    parent: str | None
    name: str
    unit: str
    columns: tuple[str, ...]
    aliases: tuple[str, ...]
    wordings: tuple[str, ...]
    computed: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """One 勾稽关系, as written in the form's file; `check` parses the formula."""

    name: str
    kind: str
    formula: str
    each: str | None
    severity: str
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """One official form; `first_year`/`last_year` are the report years it was prescribed for.

    A form is only itself, so that what is made of it can be kept beside it.
    """

    name: str
    version: str
    title: str
    first_year: int
    last_year: int | None
    columns: Mapping[str, Column]
    rows: Mapping[str, Row]
    rules: tuple[Rule, ...]


class FormError(ValueError):
    """A form file that cannot be used; says file, entry, what is wrong and what would be right."""


@cache
def form_names() -> tuple[str, ...]:
    """Names of the forms that are known, oldest first."""
    folder = FOLDER / "forms"
    names = (file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml"))
    return tuple(sorted(names, key=_year))


@cache
def load_form(name: str) -> Form:
    """Read one form; FormError where it is unknown or its file is wrong."""
    path = FOLDER / "forms" / f"{name}.toml"
    if not path.is_file():
        raise FormError(f"form {name!r} is not known; known are: {', '.join(form_names())}")
    return read_form(path.read_text(encoding="utf-8"), where=f"knowledge/forms/{name}.toml")


def form_of_year(year: int | None) -> Form | None:
    """The form whose rows the prose of a report without a table is read by; none before there was any."""
    if year is None:
        return load_form(LATEST)
    forms = map(load_form, form_names())
    return next((form for form in forms if form.first_year <= year and (form.last_year or 9999) >= year), None)


def read_form(toml: str, *, where: str) -> Form:
    """Read a form from the text of its file and check it whole."""
    try:
        raw = tomllib.loads(toml)
        columns = {c["code"]: _read_column(c) for c in raw["columns"]}
        rows = {r["id"]: _read_row(r, raw.get("dimensions", {})) for r in raw["rows"]}
        rules = tuple(_read_rule(r) for r in raw.get("rules", ()))
        years = raw["first_year"], raw.get("last_year")
        form = Form(raw["name"], raw["version"], raw["title"], *years, columns, rows, rules)
    except tomllib.TOMLDecodeError as error:
        raise FormError(f"{where}: not TOML: {error}") from None
    except KeyError as error:
        raise FormError(f"{where}: an entry lacks {error}") from None
    _check(form, where)
    return form


def _year(name: str) -> str:
    return name.rpartition("-")[2]


def _read_column(raw: Mapping[str, Any]) -> Column:
    return Column(raw["code"], raw["name"], tuple(raw.get("aliases", ())), tuple(raw.get("wordings", ())))


def _read_row(raw: Mapping[str, Any], dimensions: Mapping[str, list[str]]) -> Row:
    columns = raw.get("columns", ())
    return Row(
        raw["id"], raw.get("table", ""), raw.get("number", ""), raw.get("parent"), raw["name"],
        raw.get("unit", ""),
        tuple(dimensions[columns]) if isinstance(columns, str) else tuple(columns),
        tuple(raw.get("aliases", ())), tuple(raw.get("wordings", ())), raw.get("computed", False),
    )  # fmt: skip


def _read_rule(raw: Mapping[str, Any]) -> Rule:
    return Rule(
        raw["name"], raw["kind"], raw["formula"], raw.get("each"), raw.get("severity", "error"), raw["text"]
    )


def _check(form: Form, where: str) -> None:
    for row in form.rows.values():
        if row.parent is not None and row.parent not in form.rows:
            raise FormError(f"{where}: row {row.id!r} has the parent {row.parent!r}, which is no row of it")
        for code in row.columns:
            if code not in form.columns:
                known = ", ".join(form.columns)
                raise FormError(f"{where}: row {row.id!r} names the column {code!r}; columns are: {known}")
