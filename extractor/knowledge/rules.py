"""The 勾稽关系 of a form, as its TOML or a person's own file writes them.

    requests.received + requests.carried_in == requests.results + requests.carried_out   each = "column"
    requests.results == parts(requests.results)                                          each = "column"
    total == upheld + corrected + other + pending                                        each = "row"
    active.total.normative_documents <= active.total
    requests.received ~ requests.received + requests.carried_in                          kind = "reading"

A name is a row, a row with its column (`regulations[issued]`) or, with `each = "row"`, a column. `parts(row)`
are the rows below it; one that prints no number of its own stands for its own parts. `~` says what prose may
mean besides. `kind` is table-sum (where not said), table-balance or reading, `severity` error (where not
said) or query.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

from extractor.knowledge import FOLDER
from extractor.knowledge.forms import Form, Rule
from extractor.knowledge.formulas import (
    Equation,
    RuleError,
    Term,
    in_column,
    parse_formulas,
    parse_sum,
    shape_of,
)

_ROW = re.compile(r"[a-z_]+(?:\.[a-z_]+)*(?![\w\]])")
_COLUMN = re.compile(r"\[\s*(\w+)\s*\]")


@cache
def parse_rules(form: Form) -> tuple[Equation, ...]:
    """The equations that the form's rules stand for, in the form's order; parsed once and kept."""
    return parse_formulas(form.rules, shape_of(form), f"knowledge/forms/{form.name}.toml")


@cache
def read_terms(formula: str, form: Form, *, where: str = "formula") -> tuple[Term, ...] | None:
    """The cells that a sum names; None where the form lacks one of its rows or columns."""
    if any(row not in form.rows for row in _ROW.findall(formula)):
        return None
    if any(column not in form.columns for column in _COLUMN.findall(formula)):
        return None
    return parse_sum(formula, shape_of(form), where)


@cache
def read_parts(form: Form, row: str, column: str | None) -> tuple[Term, ...]:
    """The cells below one of a row that prints no number of its own."""
    return in_column(parse_sum(f"parts({row})", shape_of(form), row), column)


def read_rules(toml: str, form: Form, *, where: str) -> tuple[Rule, ...]:
    """Read `[[rules]]` from the text of a person's own file and check each against the form.

    `sum_over = "applicant"` is short for: the total of that dimension is the sum of its other columns.
    RuleError where the file, a rule, a row or a column cannot be used.
    """
    try:
        written = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"{where}: not TOML: {error}") from None
    entries = written.get("rules")
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise RuleError(f"{where}: holds no [[rules]]; each wants name, formula and text")
    rules = tuple(_read_rule(entry, form, where) for entry in entries)
    parse_formulas(rules, shape_of(form), where)
    return rules


def _read_rule(entry: Mapping[str, Any], form: Form, where: str) -> Rule:
    name = entry.get("name", "?")
    if "sum_over" in entry:
        entry = {"formula": _sum_over(entry, form, where), "each": "row", **entry}
    if missing := [key for key in ("name", "formula", "text") if not isinstance(entry.get(key), str)]:
        lacking = ", ".join(missing)
        raise RuleError(f'{where}: rule "{name}" lacks {lacking}; each rule wants name, formula and text')
    return Rule(
        entry["name"],
        entry.get("kind", "table-sum"),
        entry["formula"],
        entry.get("each"),
        entry.get("severity", "error"),
        entry["text"],
    )


def _sum_over(entry: Mapping[str, Any], form: Form, where: str) -> str:
    dimensions = _dimensions(form.name)
    columns = dimensions.get(entry["sum_over"], [])
    if "total" not in columns:
        known = ", ".join(name for name, codes in dimensions.items() if "total" in codes) or "none"
        said = f'rule "{entry.get("name", "?")}" sums over {entry["sum_over"]!r}'
        raise RuleError(f"{where}: {said}, which is no dimension with a total; those are: {known}")
    return "total == " + " + ".join(code for code in columns if code != "total")


@cache
def _dimensions(name: str) -> Mapping[str, list[str]]:
    path = FOLDER / "forms" / f"{name}.toml"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    dimensions: Mapping[str, list[str]] = tomllib.loads(text).get("dimensions", {})
    return dimensions
