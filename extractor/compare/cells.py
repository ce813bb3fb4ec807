"""The cells of two forms side by side: by row id, and by `years.toml` where a form prints them otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.compare.records import Compared
from extractor.compare.sides import Sides, level_of
from extractor.knowledge.forms import Form, Row
from extractor.knowledge.formulas import Term
from extractor.knowledge.years import load_years, same_terms

TOTAL = "total"
Terms = tuple[Term, ...]


def pair_cells(sides: Sides) -> Iterator[Compared]:
    """Every cell that a report prints a figure in: in the later form's order, then what only the earlier form has."""
    told: set[Term] = set()
    for form in (sides.this_form, sides.last_form):
        for row, column in _places(form):
            last, this = (_terms(one, row, column) for one in (sides.last_form, sides.this_form))
            if last and told.issuperset(last):
                continue
            told.update(last)
            compared = _compare(sides, (row, column), form, (last, this))
            if compared.last is not None or compared.this is not None:
                yield compared


def _places(form: Form | None) -> Iterator[tuple[Row, str | None]]:
    for row in form.rows.values() if form is not None else ():
        if row.unit:
            yield from ((row, column) for column in (row.columns or (None,)))


def _compare(sides: Sides, place: tuple[Row, str | None], form: Form | None, both: tuple[Terms, Terms]) -> Compared:
    row, column = place
    last = level_of(sides.last_cells, both[0], sides.last.document.text)
    this = level_of(sides.this_cells, both[1], sides.this.document.text)
    own = None if column == TOTAL else column
    shown = form.columns[own].name.rpartition("/")[2] if form is not None and own is not None else ""
    unit = "元" if row.unit == "万元" else row.unit
    name = f"{row.name}·{shown}" if shown else row.name
    return Compared(row.id, own, name, unit, last, this, own is None or TOTAL not in row.columns)


def _terms(form: Form | None, row: Row, column: str | None) -> Terms:
    """The cells of a form that print what this one prints; none where it has no such cell."""
    if form is None:
        return ()
    own = _term(form, row.id, column)
    if own is not None:
        return (own,)
    written = row.id if column is None else f"{row.id}[{column}]"
    for same in load_years().same:
        other = same.newer if same.older == written else same.older if same.newer == written else None
        terms = same_terms(other, form) if other is not None else None
        if terms is not None:
            return terms
    return ()


def _term(form: Form, row: str, column: str | None) -> Term | None:
    """The cell itself; a row of one figure and the total of a row with columns are one thing."""
    columns = form.rows[row].columns if row in form.rows else None
    if columns is None or not form.rows[row].unit:
        return None
    wanted = column or (TOTAL if columns else None)
    if wanted == TOTAL and not columns:
        wanted = None
    return Term(row, wanted, 1, ()) if (wanted in columns if columns else wanted is None) else None
