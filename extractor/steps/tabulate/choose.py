"""Which official form a document fills: by the labels in its tables, then by its year."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from extractor.knowledge.forms import Form
from extractor.knowledge.labels import column_labels, column_names, row_labels
from extractor.knowledge.letters import label_keys
from extractor.records import Document

_FEWEST_ROWS = 3  # so many rows of a form must stand in the tables; one 行政许可 is in any table
_ALIAS_WEIGHT = 0.6
_TIE = 0.5


def recognise_form(document: Document, year: int | None, forms: Sequence[Form]) -> Form | None:
    """The form whose labels stand in the tables; the year decides between equals and where no table speaks.

    None where neither the tables nor the year speak for any.
    """
    keys = {
        label_keys(cell.text)[1] for grid in document.grids for row in grid.rows for cell in row if cell.text
    }
    scores = {form.name: _score(form, keys) for form in forms}
    best = max(scores.values(), default=0.0)
    equals = [form for form in forms if best > 0 and scores[form.name] >= best - _TIE] or list(forms)
    of_year = [form for form in equals if _is_of_year(form, year)]
    if best > 0:
        return (of_year or sorted(equals, key=lambda form: -form.first_year))[0]
    return of_year[0] if of_year else None


def _score(form: Form, keys: set[str]) -> float:
    rows = row_labels(form).exact
    if len({id for key in keys for id in rows.get(key, ())}) < _FEWEST_ROWS:
        return 0.0
    names, heads = _names(form), column_labels(form)
    aliases = {key for key in keys if key in rows or key in heads} - names
    return len(keys & names) + _ALIAS_WEIGHT * len(aliases)


def _is_of_year(form: Form, year: int | None) -> bool:
    return year is not None and form.first_year <= year <= (form.last_year or year)


@lru_cache(maxsize=64)
def _names(form: Form) -> frozenset[str]:
    rows = (row.name for row in form.rows.values())
    columns = (name for column in form.columns.values() for name in column_names(column.name, ()))
    return frozenset(label_keys(label)[1] for label in (*rows, *columns))
