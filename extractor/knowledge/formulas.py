"""Parse the formula of a rule into equations over the cells of a form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from extractor.knowledge.forms import Form, FormError, Rule

KINDS = ("table-sum", "table-balance", "reading")
SEVERITIES = ("error", "query")
_SIDES = re.compile(r"\s*(==|<=|>=|~)\s*")
_TERM = re.compile(r"\s*([+-])\s*(?:(parts)\(\s*([\w.]+)\s*\)|([\w.]+)(?:\[\s*(\w+)\s*\])?)")


@dataclass(frozen=True, slots=True)
class Term:
    """One cell with its sign; where it prints no number, its `parts` stand for it."""

    row: str
    column: str | None
    sign: int
    parts: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Equation:
    """One rule for one column or one row: the `left` cells against the `right` ones."""

    rule: Rule
    column: str | None
    left: tuple[Term, ...]
    operator: str
    right: tuple[Term, ...]


class RuleError(FormError):
    """A rule that cannot be used; says file, rule, what is wrong and what would be right."""


class Shape(NamedTuple):
    """What of a form a formula can name: hashable, so that its rules are parsed once."""

    rows: tuple[tuple[str, str | None, tuple[str, ...]], ...]  # row, its parent, its columns
    columns: tuple[str, ...]


class _Place(NamedTuple):
    where: str
    rule: Rule
    shape: Shape


_Sides = tuple[tuple[Term, ...], str, tuple[Term, ...]]


def shape_of(form: Form) -> Shape:
    """The rows and columns of a form."""
    return Shape(tuple((row.id, row.parent, row.columns) for row in form.rows.values()), tuple(form.columns))


@cache
def parse_formulas(rules: tuple[Rule, ...], shape: Shape, where: str) -> tuple[Equation, ...]:
    """The equations of all rules, in order; RuleError where one cannot be used."""
    names = [rule.name for rule in rules]
    for rule in rules:
        if names.count(rule.name) > 1:
            raise RuleError(
                f'{where}: rule "{rule.name}" stands there twice; every rule wants a name of its own'
            )
    return tuple(equation for rule in rules for equation in _equations(_Place(where, rule, shape)))


@cache
def parse_sum(formula: str, shape: Shape, where: str) -> tuple[Term, ...]:
    """The cells of a formula that is only one side."""
    return _read_side(formula, _Place(where, Rule(formula, "reading", formula, None, "query", ""), shape))


def _equations(place: _Place) -> Iterator[Equation]:
    rule = place.rule
    _check_words(place)
    written = _SIDES.split(rule.formula)
    if len(written) != 3:
        raise _wrong(place, f"is {rule.formula!r}", "two sides with one of == <= >= ~ between them")
    sides = _read_side(written[0], place), written[1], _read_side(written[2], place)
    if rule.each == "row":
        yield from _each_row(place, sides)
    elif rule.each == "column":
        yield from _each_column(place, sides)
    else:
        for term in (*sides[0], *sides[2]):
            _check_cell(term, place)
        yield Equation(rule, None, *sides)


def _check_words(place: _Place) -> None:
    rule = place.rule
    allowed = ((rule.kind, KINDS), (rule.severity, SEVERITIES), (rule.each, (None, "row", "column")))
    for word, known in allowed:
        if word not in known:
            raise _wrong(place, f"says {word!r}", f"one of: {', '.join(filter(None, known))}")
    if (rule.kind == "reading") != ("~" in rule.formula):
        raise _wrong(place, f"is of kind {rule.kind!r}", "~ in every reading and in no other rule")


def _read_side(side: str, place: _Place) -> tuple[Term, ...]:
    terms: list[Term] = []
    at, signed = 0, f"+{side}".rstrip()
    while at < len(signed):
        match = _TERM.match(signed, at)
        if match is None:
            unread = signed[at:].lstrip("+").strip()
            raise _wrong(
                place, f"cannot be read at {unread!r}", "row, row[column] or parts(row), with + or -"
            )
        terms += _read_term(match, place)
        at = match.end()
    return tuple(terms)


def _read_term(match: re.Match[str], place: _Place) -> Iterator[Term]:
    sign = -1 if match[1] == "-" else 1
    if match[2]:
        parts = tuple(_below(_known_row(match[3], place), None, sign, place.shape))
        if not parts:
            raise _wrong(place, f"wants the parts of {match[3]!r}", "a row that has rows below it")
        yield from parts
    elif place.rule.each == "row":
        yield Term("", _known_column(match[4], place), sign, ())
    else:
        row = _known_row(match[4], place)
        column = _known_column(match[5], place) if match[5] else None
        yield Term(row, column, sign, tuple(_below(row, column, 1, place.shape)))


def _below(row: str, column: str | None, sign: int, shape: Shape) -> Iterator[Term]:
    for name, parent, _ in shape.rows:
        if parent == row:
            yield Term(name, column, sign, tuple(_below(name, column, 1, shape)))


def _each_row(place: _Place, sides: _Sides) -> Iterator[Equation]:
    left, operator, right = sides
    wanted = {term.column for term in (*left, *right)}
    fitting = [name for name, _, columns in place.shape.rows if wanted <= set(columns)]
    if not fitting:
        raise _wrong(place, "fits no row", "columns that stand together in some row")
    for row in fitting:
        yield Equation(place.rule, None, _in_row(left, row), operator, _in_row(right, row))


def _in_row(terms: Iterable[Term], row: str) -> tuple[Term, ...]:
    return tuple(Term(row, term.column, term.sign, ()) for term in terms)


def _each_column(place: _Place, sides: _Sides) -> Iterator[Equation]:
    left, operator, right = sides
    columns = {name: codes for name, _, codes in place.shape.rows}
    named = [columns[term.row] for term in (*left, *right) if columns[term.row]]
    common = [code for code in place.shape.columns if named and all(code in codes for codes in named)]
    if not common:
        raise _wrong(
            place, "is for each column, but its rows share none", 'rows with one set of columns, or no "each"'
        )
    for code in common:
        yield Equation(place.rule, code, in_column(left, code), operator, in_column(right, code))


def in_column(terms: Iterable[Term], code: str | None) -> tuple[Term, ...]:
    """The same cells in one column, where they name none."""
    return tuple(
        Term(term.row, term.column or code, term.sign, in_column(term.parts, code)) for term in terms
    )


# ---------------------------------------------------------------- what is wrong, and what would be right
def _check_cell(term: Term, place: _Place) -> None:
    columns = next(codes for name, _, codes in place.shape.rows if name == term.row)
    if term.column is None and columns:
        right = f'{term.row}[{columns[0]}], or each = "column"'
        raise _wrong(place, f"names {term.row!r} without a column", right)
    if term.column is not None and term.column not in columns:
        raise _unknown(place, f"{term.row}[{term.column}]", "columns of that row", columns)


def _known_row(name: str, place: _Place) -> str:
    rows = [row for row, _, _ in place.shape.rows]
    if name not in rows:
        raise _unknown(place, name, "rows", rows)
    return name


def _known_column(code: str, place: _Place) -> str:
    if code not in place.shape.columns:
        raise _unknown(place, code, "columns", place.shape.columns)
    return code


def _unknown(place: _Place, name: str, of_what: str, known: Iterable[str]) -> RuleError:
    from difflib import get_close_matches  # noqa: PLC0415 - for what is wrong alone

    everything = list(known)
    near = get_close_matches(name, everything, 1)
    guess = f"; {near[0]!r} is near" if near else ""
    listed = ", ".join(everything) or "none"
    return RuleError(
        f'{place.where}: rule "{place.rule.name}" names {name!r}{guess}; {of_what} are: {listed}'
    )


def _wrong(place: _Place, what: str, right: str) -> RuleError:
    return RuleError(f'{place.where}: rule "{place.rule.name}" {what}; wanted: {right}')
