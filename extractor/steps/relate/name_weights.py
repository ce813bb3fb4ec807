"""The weights of the model of names as tables in tables, so that no feature is spelt while serving."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import exp
from typing import Any, NamedTuple

from extractor.knowledge.weights import LinearModel, ModelError
from extractor.steps.relate.name_features import (
    CHAINED,
    CLAUSE,
    CLOSE,
    NEAR,
    SEPARATOR,
    Figure,
    Surroundings,
    survey,
)
from extractor.steps.relate.pieces import Piece

LEAST = -700.0  # log-odds from which on `exp` cannot overflow
MOST_KEPT = 4_096  # words of each key; a report asks for some hundred
# plain dicts and lists, which compiled code reads at once
Words = dict[str, float]
Row = list[float]  # by distance
Pair = list[float]  # what a chained feature counts behind a dropped and behind a kept word

_NO_WORDS: Words = {}
_NO_COUNTS: dict[int, float] = {}
_NO_TABLES: dict[Any, Words] = {}
_NO_ROWS: dict[Any, Row] = {}
_NO_PAIRS: dict[str, Pair] = {}
_NOTHING: Pair = [0.0, 0.0]
_NOWHERE: Row = [0.0] * (CLAUSE + 1)


# how the values of each template are read
_READERS: dict[str, tuple[Callable[[str], Any], ...]] = {
    "tq": (str, str), "q": (str,), "t": (str,), "e": (str,), "sd": (str, int), "rd": (str, int), "ud": (str, int), "nd": (int, int),
    "nn": (str,), "bd": (str, int), "role": (str, int), "a": (int,), "ba": (str,), "bn": (str, int), "nl": (int, str), "lt": (str, str), "ut": (str, str),
    "chained_z": (), "chained_t": (str,), "chained_p": (str,), "chained_d": (int,),
}  # fmt: skip


class _Tables(NamedTuple):
    """The weights of one key, by template; tables of two values lie in tables of the first."""

    a: dict[int, float] = _NO_COUNTS
    ba: Words = _NO_WORDS
    bn: dict[str, Row] = _NO_ROWS
    bd: dict[str, Row] = _NO_ROWS
    e: Words = _NO_WORDS
    lt: dict[str, Words] = _NO_TABLES
    nd: dict[int, Row] = _NO_ROWS
    nl: dict[int, Words] = _NO_TABLES
    nn: Words = _NO_WORDS
    q: Words = _NO_WORDS
    rd: dict[str, Row] = _NO_ROWS
    role: dict[str, Row] = _NO_ROWS
    sd: dict[str, Row] = _NO_ROWS
    t: Words = _NO_WORDS
    tq: dict[str, Words] = _NO_TABLES
    ud: dict[str, Row] = _NO_ROWS
    ut: dict[str, Words] = _NO_TABLES
    chained_d: Sequence[Pair] = (_NOTHING,) * (NEAR + 1)
    chained_p: dict[str, Pair] = _NO_PAIRS
    chained_t: dict[str, Pair] = _NO_PAIRS
    chained_z: Pair = _NOTHING


class Kept(NamedTuple):
    """What a word of one key weighs: behind a dropped word, behind a kept one, and with the token behind it."""

    dropped: float
    kept: float
    pairs: Words


class _Key(NamedTuple):
    """The weights of one key and of its zone, and the words of it that have been weighed."""

    zone: _Tables
    own: _Tables
    words: dict[str, Kept]


class NameWeights:
    """Says of each word around a figure how likely its name keeps it, as the features of `name_features` weigh."""

    def __init__(self, model: LinearModel) -> None:
        self._bias = model.bias
        self._tables = {key: _Tables(**templates) for key, templates in _plant(model.table).items()}
        self._keys: dict[str, _Key] = {}

    def chances(self, figure: Figure, pieces: Sequence[Piece]) -> list[float]:
        """The probability of each word that is not closed that the name keeps it, in their order."""
        around, runs = survey(pieces, figure.context)
        chance, found = 0.0, []  # the chance is that of the word before
        for zone, key, words in runs:
            z, c, known = self._keys.get(key) or self._open(zone, key)
            places, ends = c.nd.get(around.clause, _NOWHERE), z.lt.get(around.last, _NO_WORDS)
            counted = z.ut.get(figure.unit, _NO_WORDS)
            commons = self._commons(figure, around, z, c)
            nexts, steps = z.q, z.chained_p
            for token, before, after, away in words:
                own = known.get(token)
                if own is None:
                    own = _keep(token, z, c, known)
                dropped, kept, pairs = own
                common = commons[away if away < NEAR else NEAR]
                weight = places[away if away < CLAUSE else CLAUSE] + nexts.get(after, 0.0)
                if pairs:
                    weight += pairs.get(after, 0.0)
                if counted:
                    weight += counted.get(token, 0.0)
                if ends:
                    weight += ends.get(token, 0.0)
                step = steps.get(before, _NOTHING)
                dropped, kept = weight + dropped + step[0] + common[0], weight + kept + step[1] + common[1]
                chance = (1.0 - chance) * (1.0 / (1.0 + exp(-dropped)) if dropped > LEAST else 0.0) + chance * (
                    1.0 / (1.0 + exp(-kept)) if kept > LEAST else 0.0
                )  # `probability`, which is too short to be called for every word
                found.append(chance)
        return found

    def _open(self, zone: str, key: str) -> _Key:
        opened = self._keys[key] = _Key(self._tables.get(zone, _EMPTY), self._tables.get(key, _EMPTY), {})
        return opened

    def _commons(self, figure: Figure, around: Surroundings, z: _Tables, c: _Tables) -> list[tuple[float, float]]:
        """What all words of one key have in common, by how far they are from the figure."""
        always: float = self._bias + c.nn.get(around.shape, 0.0) + c.a.get(around.ahead, 0.0) + c.ba.get(around.says, 0.0)
        if z.nl:
            always += z.nl.get(around.clause, _NO_WORDS).get(around.last, 0.0)
        by_distance = zip(
            c.chained_d, c.rd.get(around.behind, _NOWHERE), z.sd.get(around.last, _NOWHERE), c.bn.get(around.says, _NOWHERE), c.ud.get(figure.unit, _NOWHERE),
            c.bd.get(figure.between, _NOWHERE), c.role.get(figure.role, _NOWHERE), strict=False,
        )  # fmt: skip
        return [
            ((weight := always + behind + last + said + unit + between + role) + dropped, weight + kept)
            for (dropped, kept), behind, last, said, unit, between, role in by_distance
        ]


def _keep(token: str, z: _Tables, c: _Tables, known: dict[str, Kept]) -> Kept:
    """What a word weighs wherever it stands; kept, since the same words come again in every report."""
    if len(known) >= MOST_KEPT:
        known.clear()
    own: float = c.t.get(token, 0.0) + c.e.get(token[-1:], 0.0)
    always, here = z.chained_z, z.chained_t.get(token, _NOTHING)
    kept = known[token] = Kept(own + always[0] + here[0], own + always[1] + here[1], z.tq.get(token, _NO_WORDS))
    return kept


class _Bed(NamedTuple):
    """Where the weights of one key and template go."""

    table: dict[Any, Any]
    readers: tuple[Callable[[str], Any], ...]
    sides: tuple[int, ...]  # of a chained feature, behind what it counts: a dropped word, a kept one, or both


def _plant(table: Mapping[str, float]) -> dict[str, dict[str, Any]]:
    """The weights by key, template and values; ModelError where a feature is not one of ours."""
    trees: dict[str, dict[str, Any]] = {}
    beds: dict[tuple[str, ...], _Bed] = {}
    for feature, weight in table.items():
        parts = feature.split(SEPARATOR)
        head = tuple(parts[:2])
        bed = beds.get(head)
        if bed is None:
            bed = beds[head] = _make_bed(trees, head, feature)
        branch, readers, sides = bed
        if len(parts) - 2 != len(readers):
            raise _stranger(feature)
        values = parts[2:]
        last: Any = "" if not readers else values[-1] if readers[-1] is str else readers[-1](values[-1])
        if len(readers) == 2:
            first = values[0] if readers[0] is str else readers[0](values[0])
            if readers[1] is int:  # distances, few and all small: a list is quicker to ask than a table
                if not 0 <= last <= CLAUSE:
                    raise _stranger(feature)
                branch.setdefault(first, [0.0] * (CLAUSE + 1))[last] = weight
                continue
            branch = branch.setdefault(first, {})
        if not sides:
            branch[last] = weight
            continue
        pair = branch.setdefault(last, [0.0, 0.0])
        for side in sides:
            pair[side] += weight
    for templates in trees.values():
        _finish(templates)
    return trees


def _finish(templates: dict[str, Any]) -> None:
    """Give lists their last places, and what has one value its own."""
    for template in ("ud", "bd", "role"):
        for row in templates.get(template, _NO_ROWS).values():
            row[NEAR] = row[CLOSE]  # beyond it all is one
    if "chained_d" in templates:
        templates["chained_d"] = [templates["chained_d"].get(near, _NOTHING) for near in range(NEAR + 1)]
    if "chained_z" in templates:
        templates["chained_z"] = templates["chained_z"][""]


def _make_bed(trees: dict[str, dict[str, Any]], head: tuple[str, ...], feature: str) -> _Bed:
    mark, chained, rest = head[0].partition(CHAINED)
    key = rest if chained else head[0]
    template = ("chained_" if chained else "") + head[-1]
    readers = _READERS.get(template)
    if readers is None or len(head) < 2 or mark not in ("", "0", "1", key):
        raise _stranger(feature)
    sides = () if not chained else (0, 1) if not mark else (int(mark),)
    return _Bed(trees.setdefault(key, {}).setdefault(template, {}), readers, sides)


def _stranger(feature: str) -> ModelError:
    return ModelError(f"names: {feature!r} is no feature that this program looks at; `extractor train` makes a model that fits")


_EMPTY = _Tables()
