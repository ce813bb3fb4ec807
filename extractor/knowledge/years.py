"""What the reports of two years must agree in, read from `years.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from extractor.knowledge import FOLDER
from extractor.knowledge.forms import Form, FormError
from extractor.knowledge.formulas import SEVERITIES, Term
from extractor.knowledge.rules import read_terms

APPLICANTS = "applicant"


@dataclass(frozen=True, slots=True)
class YearRule:
    """Cells of the earlier report that must come to what cells of the later one come to."""

    name: str
    last: str
    this: str
    each: str | None  # "applicant": for each kind of applicant by itself
    severity: str
    text: str


@dataclass(frozen=True, slots=True)
class SameCell:
    """A cell of an older form, and the cells of a newer one that print the same."""

    older: str
    newer: str


@dataclass(frozen=True, slots=True)
class Years:
    """All of them, in the file's order."""

    rules: tuple[YearRule, ...]
    same: tuple[SameCell, ...]


@cache
def load_years() -> Years:
    """The rules that are shipped; FormError where the file is wrong."""
    return read_years((FOLDER / "years.toml").read_text(encoding="utf-8"), where="knowledge/years.toml")


def read_years(toml: str, *, where: str) -> Years:
    """Read the text of such a file; FormError where an entry lacks something or says what is not known."""
    try:
        raw = tomllib.loads(toml)
        rules = tuple(_read_rule(entry) for entry in raw["rules"])
        same = tuple(SameCell(entry["older"], entry["newer"]) for entry in raw["same"])
    except tomllib.TOMLDecodeError as error:
        raise FormError(f"{where}: not TOML: {error}") from None
    except KeyError as error:
        raise FormError(f"{where}: an entry lacks {error}") from None
    for rule in rules:
        if rule.severity not in SEVERITIES or rule.each not in (None, APPLICANTS):
            wanted = f"severity one of {', '.join(SEVERITIES)}; each {APPLICANTS!r} or nothing"
            raise FormError(f"{where}: rule {rule.name!r} says {rule.severity!r}, {rule.each!r}; wanted: {wanted}")
    return Years(rules, same)


def _read_rule(raw: Mapping[str, Any]) -> YearRule:
    severity = raw.get("severity", "query")
    return YearRule(raw["name"], raw["last"], raw["this"], raw.get("each"), severity, raw["text"])


def rule_terms(rule: YearRule, last: Form, this: Form) -> Iterator[tuple[tuple[Term, ...], tuple[Term, ...]]]:
    """The cells of both sides, once for each column that it is for; nothing where a form lacks a row or a column."""
    columns = _columns(rule, last, this)
    for column in columns:
        sides = tuple(_terms(formula, form, column) for formula, form in ((rule.last, last), (rule.this, this)))
        if sides[0] is not None and sides[1] is not None:
            yield sides[0], sides[1]


def _columns(rule: YearRule, last: Form, this: Form) -> tuple[str | None, ...]:
    if rule.each is None:
        return (None,)
    row = this.rows.get(rule.this)
    other = last.rows.get(rule.last)
    if row is None or other is None:
        return ()
    return tuple(column for column in row.columns if column in other.columns)


def _terms(formula: str, form: Form, column: str | None) -> tuple[Term, ...] | None:
    terms = read_terms(formula, form)
    if terms is None:
        return None
    placed = tuple(Term(term.row, term.column or column, term.sign, ()) for term in terms)
    fitting = all(_has(form, term) for term in placed)
    return placed if fitting else None


def same_terms(written: str, form: Form) -> tuple[Term, ...] | None:
    """The cells of one side of a [[same]]; None where the form does not print all of them."""
    return _terms(written, form, None)


def _has(form: Form, term: Term) -> bool:
    columns = form.rows[term.row].columns
    return term.column in columns if columns else term.column is None
