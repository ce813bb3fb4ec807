"""The weights of the model of names by key, template and values, as its file holds them and as serving asks for them.

A feature is a key, a template and up to two values, joined by SEPARATOR (`L.0¦rd¦件¦2`: key L.0, template rd, behind the
figure 件, two words away). 150,000 of them need not be spelt where each stands below what it has in common with others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any

import msgspec

from extractor.knowledge.weights import ModelError

SEPARATOR = "¦"
CLAUSE, NEAR, CLOSE = 6, 3, 2  # words of a clause, and words from the figure, beyond which all is one
CHAINED = "+"  # how a chained feature begins, behind one of
MARKS = ("", "0", "1")  # what it counts: whatever the word before is, where it is dropped, where it is kept

Words = dict[str, float]
Row = list[float]  # by distance
Marked = list[float]  # by place in MARKS

# how the values of each template are read, and how long the lists are that it ends in
_READERS: dict[str, tuple[Callable[[str], Any], ...]] = {
    "a": (int,), "ba": (str,), "bd": (str, int), "bn": (str, int), "e": (str,), "lt": (str, str), "nd": (int, int), "nl": (int, str), "nn": (str,),
    "q": (str,), "rd": (str, int), "role": (str, int), "sd": (str, int), "t": (str,), "tq": (str, str), "ud": (str, int), "ut": (str, str),
    "w": (str,), "wt": (str, str),
    "chained_d": (int,), "chained_p": (str,), "chained_t": (str,), "chained_z": (),
}  # fmt: skip
_LENGTHS = {"nd": CLAUSE + 1} | dict.fromkeys(("bn", "rd", "sd"), NEAR + 1) | dict.fromkeys(("bd", "role", "ud"), CLOSE + 1)


class Templates(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True):
    """The weights of one key, by template; tables of two values lie in tables of the first, and 0 is no weight."""

    a: dict[int, float] = {}
    ba: Words = {}
    bd: dict[str, Row] = {}
    bn: dict[str, Row] = {}
    e: Words = {}
    lt: dict[str, Words] = {}
    nd: dict[int, Row] = {}
    nl: dict[int, Words] = {}
    nn: Words = {}
    q: Words = {}
    rd: dict[str, Row] = {}
    role: dict[str, Row] = {}
    sd: dict[str, Row] = {}
    t: Words = {}
    tq: dict[str, Words] = {}
    ud: dict[str, Row] = {}
    ut: dict[str, Words] = {}
    w: Words = {}
    wt: dict[str, Words] = {}
    chained_d: dict[int, Marked] = {}
    chained_p: dict[str, Marked] = {}
    chained_t: dict[str, Marked] = {}
    chained_z: Marked = []


class NameTable(Mapping[str, float]):
    """The weights by key; who asks for a spelt feature has all of them spelt, once."""

    def __init__(self, keys: dict[str, Templates]) -> None:
        self.keyed = keys

    def __getitem__(self, feature: str) -> float:
        return self._spelt[feature]

    def __iter__(self) -> Iterator[str]:
        return iter(self._spelt)

    def __len__(self) -> int:
        return len(self._spelt)

    @cached_property
    def _spelt(self) -> dict[str, float]:
        return dict(sorted(_spell(self.keyed)))


def by_key(table: Mapping[str, float]) -> dict[str, Templates]:
    """The weights by key; ModelError where a feature is not one of ours.

    >>> by_key({"L.0¦t¦申请": 0.5, "1+L¦t¦申请": 3.0})["L"].chained_t
    {'申请': [0.0, 0.0, 3.0]}
    """
    if isinstance(table, NameTable):
        return table.keyed
    keys: dict[str, Templates] = {}
    for feature, weight in table.items():
        head, *rest = feature.split(SEPARATOR)
        mark, chained, key = head.rpartition(CHAINED)
        template = f"chained_{rest[0]}" if chained and rest else "".join(rest[:1])
        readers = _READERS.get(template)
        if readers is None or len(rest) - 1 != len(readers) or mark not in MARKS:
            raise _stranger(feature)
        values = [read(value) for read, value in zip(readers, rest[1:], strict=True)]
        length = len(MARKS) if chained else _LENGTHS.get(template, 0)
        if chained:
            values.append(MARKS.index(mark))
        if length and not 0 <= values[-1] < length:
            raise _stranger(feature)
        _put(keys.setdefault(key, Templates()), template, values, length, weight)
    return keys


def _put(templates: Templates, template: str, values: list[Any], length: int, weight: float) -> None:
    """Lay a weight where its values lead; `length` is that of the list in the end, 0 where it is a table."""
    first, *more = values
    if not more and length:  # of `chained_z` alone: there is no value before the list
        templates.chained_z = templates.chained_z or [0.0] * length
        templates.chained_z[first] = weight
        return
    table = getattr(templates, template)
    if more:
        table = table.setdefault(first, [0.0] * length if length else {})
    table[values[-1]] = weight


def _spell(keys: Mapping[str, Templates]) -> Iterator[tuple[str, float]]:
    for key, templates in keys.items():
        for template in Templates.__struct_fields__:
            _, chained, short = template.rpartition("chained_")
            for values, weight in _walk(getattr(templates, template)):
                if chained:
                    yield SEPARATOR.join((MARKS[values[-1]] + CHAINED + key, short, *map(str, values[:-1]))), weight
                else:
                    yield SEPARATOR.join((key, short, *map(str, values))), weight


def _walk(table: Any) -> Iterator[tuple[tuple[Any, ...], float]]:
    for value, inner in table.items() if isinstance(table, dict) else enumerate(table):
        if isinstance(inner, dict | list):
            yield from (((value, *values), weight) for values, weight in _walk(inner))
        elif inner:
            yield (value,), inner


def _stranger(feature: str) -> ModelError:
    return ModelError(f"names: {feature!r} is no feature that this program looks at; `extractor train` makes a model that fits")
