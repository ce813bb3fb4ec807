"""The weights of the model of names as tables in tables, so that no feature is spelt while serving."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from extractor.knowledge.weights import LinearModel, ModelError, probability
from extractor.steps.relate.name_features import (
    CHAINED,
    CLAUSE,
    NEAR,
    SEPARATOR,
    Figure,
    Neighbours,
    Surroundings,
    survey,
)
from extractor.steps.relate.pieces import Piece

Table = Mapping[Any, Any]
Pair = tuple[float, float]  # what a chained feature counts behind a dropped and behind a kept word
Words = dict[Neighbours, Pair]

_NONE: Table = {}
_NOTHING: Pair = (0.0, 0.0)


# how the values of each template are read
_READERS: dict[str, tuple[Callable[[str], Any], ...]] = {
    "tq": (str, str), "q": (str,), "t": (str,), "e": (str,), "sd": (str, int), "rd": (str, int), "ud": (str, int), "nd": (int, int),
    "nn": (str,), "bd": (str, int), "role": (str, int), "a": (int,), "nl": (int, str), "lt": (str, str),
    "chained_z": (), "chained_t": (str,), "chained_p": (str,), "chained_d": (int,),
}  # fmt: skip


class _Tables(NamedTuple):
    """The weights of one key, by template; tables of two values lie in tables of the first."""

    a: Table = _NONE
    bd: Table = _NONE
    e: Table = _NONE
    lt: Table = _NONE
    nd: Table = _NONE
    nl: Table = _NONE
    nn: Table = _NONE
    q: Table = _NONE
    rd: Table = _NONE
    role: Table = _NONE
    sd: Table = _NONE
    t: Table = _NONE
    tq: Table = _NONE
    ud: Table = _NONE
    chained_d: Table = _NONE
    chained_p: Table = _NONE
    chained_t: Table = _NONE
    chained_z: Pair = _NOTHING


class NameWeights:
    """Says of each word around a figure how likely its name keeps it, as the features of `name_features` weigh."""

    def __init__(self, model: LinearModel) -> None:
        self._bias = model.bias
        trees: dict[str, dict[str, Any]] = {}
        for feature, weight in _merge(model.table).items():
            _plant(trees, feature, weight)
        self._tables = {key: _Tables(**templates) for key, templates in trees.items()}

    def chances(self, figure: Figure, pieces: Sequence[Piece], seen: Words) -> list[float]:
        """The probability of each word that is not closed that the name keeps it, in their order.

        `seen` keeps what each word among its neighbours weighs; one for all figures of a report, which recall the same words.
        """
        around, words = survey(pieces, figure.context)
        chance, found, current = 0.0, [], ""  # the chance is that of the word before
        for neighbours, away in words:
            token, _, _, zone, key = neighbours
            if key != current:
                current, c, z = key, self._tables.get(key, _EMPTY), self._tables.get(zone, _EMPTY)
                places, ends = c.nd.get(around.clause, _NONE), z.lt.get(around.last, _NONE)
                shared = self._shared(figure, around, z, c)
                commons: list[Pair | None] = [None] * (NEAR + 1)
            own = seen.get(neighbours)
            if own is None:
                own = seen[neighbours] = _weigh(neighbours, z, c)
            near = away if away < NEAR else NEAR
            common = commons[near]
            if common is None:
                common = commons[near] = _common(shared, near)
            weight = places.get(away if away < CLAUSE else CLAUSE, 0.0)
            if ends:
                weight += ends.get(token, 0.0)
            dropped, kept = weight + own[0] + common[0], weight + own[1] + common[1]
            chance = (1.0 - chance) * probability(dropped) + chance * probability(kept)
            found.append(chance)
        return found

    def _shared(self, figure: Figure, around: Surroundings, z: _Tables, c: _Tables) -> _Shared:
        """What all words of one key have in common."""
        always: float = self._bias + c.nn.get(around.shape, 0.0) + c.a.get(around.ahead, 0.0) + z.nl.get(around.clause, _NONE).get(around.last, 0.0)
        return _Shared(
            always, (c.rd.get(around.behind, _NONE), z.sd.get(around.last, _NONE)),
            (c.ud.get(figure.unit, _NONE), c.bd.get(figure.between, _NONE), c.role.get(figure.role, _NONE)), c.chained_d,
        )  # fmt: skip


class _Shared(NamedTuple):
    """What words have in common: always, and by their distance, of which the second kind knows only three."""

    always: float
    by_near: tuple[Table, Table]
    by_close: tuple[Table, Table, Table]
    steps: Table


def _common(shared: _Shared, near: int) -> Pair:
    """What words of one key and distance have in common."""
    always, (behind, last), (unit, between, role), steps = shared
    close = near if near < 2 else 2
    weight: float = (
        always + behind.get(near, 0.0) + last.get(near, 0.0) + unit.get(close, 0.0) + between.get(close, 0.0) + role.get(close, 0.0)
    )
    step = steps.get(near, _NOTHING)
    return weight + step[0], weight + step[1]


def _weigh(words: Neighbours, z: _Tables, c: _Tables) -> Pair:
    """What a word among its neighbours weighs, wherever the figure is."""
    token, before, after, _, _ = words
    own: float = z.q.get(after, 0.0) + c.t.get(token, 0.0) + c.e.get(token[-1:], 0.0)
    if token in z.tq:
        own += z.tq[token].get(after, 0.0)
    always, here, behind = z.chained_z, z.chained_t.get(token, _NOTHING), z.chained_p.get(before, _NOTHING)
    return own + always[0] + here[0] + behind[0], own + always[1] + here[1] + behind[1]


def _merge(table: Mapping[str, float]) -> dict[str, float | Pair]:
    """The weights by feature: one of its own, two of a chained one, with what it counts anyway in both."""
    merged: dict[str, float | Pair] = {}
    pairs: dict[str, list[float]] = {}
    for feature, weight in table.items():
        mark, chained, rest = feature.partition(CHAINED)
        if not chained or len(mark) > 1:
            merged[feature] = weight
            continue
        pair = pairs.setdefault(CHAINED + rest, [0.0, 0.0])
        for place in (0, 1) if not mark else (int(mark),):
            pair[place] += weight
    return merged | {feature: (dropped, kept) for feature, (dropped, kept) in pairs.items()}


def _plant(trees: dict[str, dict[str, Any]], feature: str, weight: float | Pair) -> None:
    """Put one weight in its place below its key and template; ModelError where the feature is not one of ours."""
    chained = feature.startswith(CHAINED)
    key, *rest = (feature[1:] if chained else feature).split(SEPARATOR)
    template = "chained_" + rest[0] if chained and rest else rest[0] if rest else ""
    readers, values = _READERS.get(template), rest[1:]
    if readers is None or len(readers) != len(values):
        raise ModelError(f"names: {feature!r} is no feature that this program looks at; `extractor train` makes a model that fits")
    branch: dict[Any, Any] = trees.setdefault(key, {})
    step: Any = template
    for read, value in zip(readers, values, strict=True):
        branch = branch.setdefault(step, {})
        step = value if read is str else read(value)
    branch[step] = weight


_EMPTY = _Tables()
