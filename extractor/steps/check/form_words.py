"""The words of a form, looked up once a form: names that are one row's alone, what names a cell, what stands beside it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache

from extractor.knowledge.characters import pairs
from extractor.knowledge.forms import Column, Form, Row
from extractor.steps.check.grounds import Key

COMMON = 6  # rows that share two characters, which then tell none of them from the others
SHORTEST = 4  # characters of a name that says a row by itself
_TAIL = re.compile(r"(?:总?数量?|件数|情况)$")


class FormWords:
    """The words of one form; cells that are asked for again are looked up."""

    def __init__(self, rows: tuple[Row, ...], columns: tuple[Column, ...]) -> None:
        """`rows` and `columns` are the form's."""
        self.rows = {row.id: row for row in rows}
        self.columns = {column.code: column for column in columns}
        self._names: dict[str, list[tuple[str, Row]]] = {}  # by those two neighbouring characters that fewest have
        names = _names(rows)
        shared = Counter(pair for name in names for pair in pairs_in(name))
        for name, row in names.items():
            self._names.setdefault(min(pairs(name), key=shared.__getitem__), []).append((name, row))
        spread = Counter(pair for row in rows for pair in pairs_of((row.name, *row.wordings)))
        self._common = frozenset(pair for pair, number in spread.items() if number > COMMON)
        self._own: dict[Key, frozenset[str]] = {}
        self._telling: dict[Key, frozenset[str]] = {}
        self._beside: dict[Key, tuple[Key, ...]] = {}
        self._around: dict[Key, frozenset[str]] = {}

    def row_named(self, words: str, pairs: frozenset[str]) -> Row | None:
        """The row with the longest name in the words, of which `pairs` are; None where two are as long."""
        near = self._names.keys() & pairs
        named = [one for pair in near for one in self._names[pair] if one[0] in words]
        if not named:
            return None
        longest = max(len(name) for name, _ in named)
        rows = {row.id: row for name, row in named if len(name) == longest}
        return next(iter(rows.values())) if len(rows) == 1 else None

    def own(self, key: Key) -> frozenset[str]:
        """Pairs of characters that name a cell: its column's where the row has a total, else its row's and column's."""
        if key not in self._own:
            self._own[key] = pairs_of(self._named(key))
        return self._own[key]

    def telling(self, key: Key) -> frozenset[str]:
        """Those of its words that few other rows have."""
        if key not in self._telling:
            self._telling[key] = self.own(key) - self._common
        return self._telling[key]

    def beside(self, key: Key) -> tuple[Key, ...]:
        """The cells that stand beside one in the form: other columns of its row, its sisters, its parts, its whole."""
        if key not in self._beside:
            self._beside[key] = tuple(self._look_beside(key))
        return self._beside[key]

    def around(self, key: Key) -> frozenset[str]:
        """The words of all cells that stand beside one."""
        if key not in self._around:
            self._around[key] = frozenset(pair for other in self.beside(key) for pair in self.own(other))
        return self._around[key]

    def _named(self, key: Key) -> tuple[str, ...]:
        row, column = key
        names = (self.rows[row].name, *self.rows[row].wordings)
        if column in (None, "total"):
            return names
        one = self.columns[column or ""]
        own = (one.name.rpartition("/")[2], *one.wordings)
        return own if "total" in self.rows[row].columns else (*names, *own)

    def _look_beside(self, key: Key) -> Iterable[Key]:
        row, column = key
        if row not in self.rows:
            return
        own = self.rows[row]
        yield from ((row, other) for other in own.columns if other != column)
        for other in self.rows.values():
            related = other.parent in (own.parent, row) or other.id == own.parent
            fits = column in other.columns or (column is None and not other.columns)
            if related and other.id != row and fits:
                yield other.id, column


@cache
def words_of(form: Form) -> FormWords:
    """The words of a form, made once."""
    return FormWords(tuple(form.rows.values()), tuple(form.columns.values()))


def pairs_in(words: str) -> frozenset[str]:
    """Every two neighbouring characters of the words."""
    return frozenset(pairs(words))


def pairs_of(names: Iterable[str]) -> frozenset[str]:
    """Every two neighbouring characters of the names."""
    return frozenset(pair for name in names for pair in pairs(name))


def _names(rows: tuple[Row, ...]) -> Mapping[str, Row]:
    """Every wording that is long enough and of one row only, with its row."""
    found: dict[str, Row | None] = {}
    for row in rows:
        for name in {_TAIL.sub("", one) for one in (row.name, *row.aliases, *row.wordings)}:
            if len(name) >= SHORTEST:
                found[name] = row if found.get(name, row) is row else None
    return {name: row for name, row in found.items() if row is not None}
