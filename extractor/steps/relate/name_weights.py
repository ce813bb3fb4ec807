"""The weights of the model of names as tables in tables, so that no feature is spelt while serving."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp
from typing import Any, NamedTuple

from extractor.knowledge.name_tables import CLAUSE, CLOSE, NEAR, Marked, Row, Templates, Words, by_key
from extractor.knowledge.weights import LinearModel
from extractor.steps.relate.name_features import Figure, Surroundings, survey
from extractor.steps.relate.pieces import Piece

LEAST = -700.0  # log-odds from which on `exp` cannot overflow
MOST_KEPT = 4_096  # words of each key; a report asks for some hundred
# plain dicts and lists, which compiled code reads at once
Pair = list[float]  # what a chained feature counts behind a dropped and behind a kept word

_NO_WORDS: Words = {}
_NO_COUNTS: dict[int, float] = {}
_NO_TABLES: dict[Any, Words] = {}
_NO_ROWS: dict[Any, Row] = {}
_NO_PAIRS: dict[str, Pair] = {}
_NOTHING: Pair = [0.0, 0.0]
_UNMARKED: Marked = [0.0, 0.0, 0.0]
_NOWHERE: Row = [0.0] * (CLAUSE + 1)


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
    w: Words = _NO_WORDS
    wt: dict[str, Words] = _NO_TABLES
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
        self._tables = {key: _lay_out(templates) for key, templates in by_key(model.table).items()}
        self._keys: dict[str, _Key] = {}

    def chances(self, figure: Figure, pieces: Sequence[Piece]) -> list[float]:
        """The probability of each word that is not closed that the name keeps it, in their order."""
        around, runs = survey(pieces, figure.context)
        chance, found = 0.0, []  # the chance is that of the word before
        for zone, key, words in runs:
            z, c, known = self._keys.get(key) or self._open(zone, key)
            places, ends = c.nd.get(around.clause, _NOWHERE), z.lt.get(around.last, _NO_WORDS)
            counted = z.ut.get(figure.unit, _NO_WORDS)
            shared = self._bias + c.nn.get(around.shape, 0.0) + c.a.get(around.ahead, 0.0) + c.ba.get(around.says, 0.0)
            if z.nl:
                shared += z.nl.get(around.clause, _NO_WORDS).get(around.last, 0.0)
            rows = _rows(figure, around, z, c)
            nexts, steps, nears = z.q, z.chained_p, c.chained_d
            passed, always, there = "", 0.0, _NO_WORDS  # the way that was looked up last; words on the right and recalled have none
            for token, before, after, away, way in words:
                own = known.get(token)
                if own is None:
                    own = _keep(token, z, c, known)
                dropped, kept, pairs = own
                if way != passed:
                    passed, always, there = way, z.w.get(way, 0.0), z.wt.get(way, _NO_WORDS)
                near = away if away < NEAR else NEAR
                weight = shared + always + places[away if away < CLAUSE else CLAUSE] + nexts.get(after, 0.0)
                for row in rows:
                    weight += row[near]
                if pairs:
                    weight += pairs.get(after, 0.0)
                if counted:
                    weight += counted.get(token, 0.0)
                if ends:
                    weight += ends.get(token, 0.0)
                if there:
                    weight += there.get(token, 0.0)
                step, common = steps.get(before, _NOTHING), nears[near]
                dropped, kept = weight + dropped + step[0] + common[0], weight + kept + step[1] + common[1]
                chance = (1.0 - chance) * (1.0 / (1.0 + exp(-dropped)) if dropped > LEAST else 0.0) + chance * (
                    1.0 / (1.0 + exp(-kept)) if kept > LEAST else 0.0
                )  # `probability`, which is too short to be called for every word
                found.append(chance)
        return found

    def _open(self, zone: str, key: str) -> _Key:
        opened = self._keys[key] = _Key(self._tables.get(zone, _EMPTY), self._tables.get(key, _EMPTY), {})
        return opened


def _rows(figure: Figure, around: Surroundings, z: _Tables, c: _Tables) -> list[Row]:
    """What all words of one key have in common, by how far they are from the figure: the rows that say something."""
    rows = (
        c.rd.get(around.behind, _NOWHERE), z.sd.get(around.last, _NOWHERE), c.bn.get(around.says, _NOWHERE), c.ud.get(figure.unit, _NOWHERE),
        c.bd.get(figure.between, _NOWHERE), c.role.get(figure.role, _NOWHERE),
    )  # fmt: skip
    return [row for row in rows if row is not _NOWHERE]


def _keep(token: str, z: _Tables, c: _Tables, known: dict[str, Kept]) -> Kept:
    """What a word weighs wherever it stands; kept, since the same words come again in every report."""
    if len(known) >= MOST_KEPT:
        known.clear()
    own: float = c.t.get(token, 0.0) + c.e.get(token[-1:], 0.0)
    always, here = z.chained_z, z.chained_t.get(token, _NOTHING)
    kept = known[token] = Kept(own + always[0] + here[0], own + always[1] + here[1], z.tq.get(token, _NO_WORDS))
    return kept


def _lay_out(templates: Templates) -> _Tables:
    """The tables of one key as they are asked for: beyond CLOSE all is one, and a chained weight is summed with what always counts."""
    t = templates
    return _Tables(
        a=t.a, ba=t.ba, bn=t.bn, bd=_far(t.bd), e=t.e, lt=t.lt, nd=t.nd, nl=t.nl, nn=t.nn, q=t.q, rd=t.rd, role=_far(t.role), sd=t.sd,
        t=t.t, tq=t.tq, ud=_far(t.ud), ut=t.ut, w=t.w, wt=t.wt,
        chained_d=[_pair(t.chained_d.get(near, _UNMARKED)) for near in range(NEAR + 1)],
        chained_p={word: _pair(marked) for word, marked in t.chained_p.items()},
        chained_t={word: _pair(marked) for word, marked in t.chained_t.items()},
        chained_z=_pair(t.chained_z or _UNMARKED),
    )  # fmt: skip


def _far(rows: dict[str, Row]) -> dict[str, Row]:
    return {value: [*row, row[CLOSE]] for value, row in rows.items()}


def _pair(marked: Marked) -> Pair:
    always, dropped, kept = marked
    return [always + dropped, always + kept]


_EMPTY = _Tables()
