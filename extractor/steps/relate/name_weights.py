"""The weights of the model of names as tables in tables, so that no feature is spelt while serving."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from extractor.knowledge.weights import LinearModel, WeightsError, probability
from extractor.steps.relate.name_features import CHAINED, SEPARATOR, Figure, Neighbours, Surroundings, survey
from extractor.steps.relate.pieces import Piece

Table = Mapping[Any, Any]
Pair = tuple[float, float]  # what a chained feature counts behind a dropped and behind a kept word
Words = dict[Neighbours, Pair]

_NONE: Table = {}
_NOTHING: Pair = (0.0, 0.0)


def _truth(word: str) -> bool:
    return word == "True"


# how the values of each template are read
_READERS: dict[str, tuple[Callable[[str], Any], ...]] = {
    "tq": (str, str), "q": (str,), "d": (int,), "t": (str,), "e": (str,), "ld": (int, int), "sd": (str, int), "rd": (str, int),
    "ud": (str, int), "nd": (int, int), "nn": (str,), "bd": (str, int), "role": (str, int), "same": (_truth,), "a": (int,),
    "qe": (str, str), "inside": (_truth,), "nl": (int, str), "lt": (str, str),
    "chained_z": (), "chained_t": (str,), "chained_p": (str,), "chained_d": (int,), "chained_pt": (str, str),
}  # fmt: skip


class _Tables(NamedTuple):
    """The weights of one key, by template; tables of two values lie in tables of the first."""

    a: Table = _NONE
    bd: Table = _NONE
    d: Table = _NONE
    e: Table = _NONE
    inside: Table = _NONE
    ld: Table = _NONE
    lt: Table = _NONE
    nd: Table = _NONE
    nl: Table = _NONE
    nn: Table = _NONE
    q: Table = _NONE
    qe: Table = _NONE
    rd: Table = _NONE
    role: Table = _NONE
    same: Table = _NONE
    sd: Table = _NONE
    t: Table = _NONE
    tq: Table = _NONE
    ud: Table = _NONE
    chained_d: Table = _NONE
    chained_p: Table = _NONE
    chained_pt: Table = _NONE
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
        around, spots = survey(pieces, figure.context)
        last, clause, recalled = around.last, around.clause, around.recalled
        shared: dict[tuple[str, int], float] = {}
        chance, found = 0.0, []  # of the word before
        for words, away in spots:
            token, _, _, zone, key = words
            weighed = seen.get(words)
            if weighed is None:
                weighed = seen[words] = self._weigh(words)
            z, c, near = self._tables.get(zone, _EMPTY), self._tables.get(key, _EMPTY), away if away < 3 else 3
            common = shared.get((key, near))
            if common is None:
                common = shared[key, near] = self._bias + _share(figure, around, c, near)
            common += (
                c.d.get(away if away < 8 else 8, 0.0) + c.ld.get(len(token) if len(token) < 4 else 4, _NONE).get(near, 0.0)
                + z.sd.get(last, _NONE).get(near, 0.0) + c.nd.get(clause, _NONE).get(away if away < 6 else 6, 0.0)
                + z.same.get(last == token, 0.0) + z.inside.get(zone in "LR" and token in recalled, 0.0)
            )  # fmt: skip
            if zone[0] in "WV":
                common += z.nl.get(clause, _NONE).get(last, 0.0) + z.lt.get(last, _NONE).get(token, 0.0)
            step = c.chained_d.get(near, _NOTHING)
            dropped, kept = probability(common + weighed[0] + step[0]), probability(common + weighed[1] + step[1])
            chance = (1.0 - chance) * dropped + chance * kept
            found.append(chance)
        return found

    def _weigh(self, words: Neighbours) -> Pair:
        """What a word among its neighbours weighs, wherever the figure is."""
        token, before, after, zone, key = words
        z, c, tail = self._tables.get(zone, _EMPTY), self._tables.get(key, _EMPTY), token[-1:]
        own: float = (
            z.tq.get(token, _NONE).get(after, 0.0) + z.q.get(after, 0.0) + c.t.get(token, 0.0) + c.e.get(tail, 0.0)
            + z.qe.get(after[:1], _NONE).get(tail, 0.0)
        )  # fmt: skip
        pairs = (
            z.chained_z, z.chained_t.get(token, _NOTHING), z.chained_p.get(before, _NOTHING),
            z.chained_pt.get(before, _NONE).get(token, _NOTHING),
        )  # fmt: skip
        return own + sum(pair[0] for pair in pairs), own + sum(pair[1] for pair in pairs)


def _share(figure: Figure, around: Surroundings, tables: _Tables, near: int) -> float:
    """What all words of one key and distance have in common."""
    close = min(near, 2)
    weight: float = (
        tables.rd.get(around.behind, _NONE).get(near, 0.0) + tables.ud.get(figure.unit, _NONE).get(close, 0.0)
        + tables.nn.get(around.shape, 0.0) + tables.bd.get(figure.between, _NONE).get(close, 0.0)
        + tables.role.get(figure.role, _NONE).get(close, 0.0) + tables.a.get(around.ahead, 0.0)
    )  # fmt: skip
    return weight


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
    """Put one weight in its place below its key and template; WeightsError where the feature is not one of ours."""
    chained = feature.startswith(CHAINED)
    key, *rest = (feature[1:] if chained else feature).split(SEPARATOR)
    template = "chained_" + rest[0] if chained and rest else rest[0] if rest else ""
    readers, values = _READERS.get(template), rest[1:]
    if readers is None or len(readers) != len(values):
        raise WeightsError(f"names: {feature!r} is no feature that this program looks at; `extractor train` makes a model that fits")
    branch: dict[Any, Any] = trees.setdefault(key, {})
    step: Any = template
    for read, value in zip(readers, values, strict=True):
        branch = branch.setdefault(step, {})
        step = value if read is str else read(value)
    branch[step] = weight


_EMPTY = _Tables()
