"""Put passages into the order in which they teach most: unsure, new and like many others first, what is there already left out."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import fsum, log1p
from typing import NamedTuple

from extractor.training.corpus import Passage
from extractor.training.validate.duplicates import Index, mask, pieces

SIZE = 3  # characters of the pieces that are new or known


class Ranked(NamedTuple):
    """A passage in its place: expected faults, and the share of its characters' triples that no passage before has."""

    passage: Passage
    uncertainty: float
    novelty: float


def order(candidates: Sequence[tuple[Passage, float]], known: Iterable[Passage]) -> list[Ranked]:
    """The candidates, (passage, uncertainty), by uncertainty × what is new in them; near-duplicates of others and of `known` dropped.

    What is new counts by how many candidates have it too, since what many say is met again. Each choice makes what is like
    it less new, so the next one is chosen against those before.
    """
    index: Index[int] = Index()
    seen: set[str] = set()
    for passage in known:
        _add(passage, index, seen)
    triples = [_triples(passage) for passage, _ in candidates]
    weights = _weigh(triples)
    worth = [uncertainty * _gain(mine, seen, weights) for mine, (_, uncertainty) in zip(triples, candidates, strict=True)]
    waiting = [(-value, place) for place, value in enumerate(worth)]
    heapq.heapify(waiting)
    ranked: list[Ranked] = []
    while waiting:
        _, place = heapq.heappop(waiting)
        passage, uncertainty = candidates[place]
        value = uncertainty * _gain(triples[place], seen, weights)
        if waiting and -value > waiting[0][0]:  # no longer the best: what is new only becomes less
            heapq.heappush(waiting, (-value, place))
        elif not any(True for masked in pieces(passage) for _ in index.find(masked)):
            ranked.append(Ranked(passage, uncertainty, _novelty(triples[place], seen)))
            _add(passage, index, seen)
    return ranked


def _add(passage: Passage, index: Index[int], seen: set[str]) -> None:
    for masked in pieces(passage):
        index.add(len(seen), masked)
    seen |= _triples(passage)


def _weigh(triples: Sequence[set[str]]) -> dict[str, float]:
    """What each triple is worth while it is new: the logarithm of how many candidates have it."""
    return {triple: log1p(count) for triple, count in Counter(one for mine in triples for one in mine).items()}


def _gain(triples: set[str], seen: set[str], weights: Mapping[str, float]) -> float:
    return fsum(weights[triple] for triple in triples - seen)  # exact, so that the order of a set does not matter


def _novelty(triples: set[str], seen: set[str]) -> float:
    return len(triples - seen) / len(triples) if triples else 0.0


def _triples(passage: Passage) -> set[str]:
    masked = mask(passage["text"])
    return {masked[place : place + SIZE] for place in range(len(masked) - SIZE + 1)}
