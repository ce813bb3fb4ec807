"""Put passages into the order in which they teach most: unsure and new first, what is there already left out."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
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
    """The candidates, (passage, uncertainty), by uncertainty × novelty; near-duplicates of others and of `known` dropped.

    Each choice makes what is like it less new, so the next one is chosen against those before.
    """
    index: Index[int] = Index()
    seen: set[str] = set()
    for passage in known:
        _add(passage, index, seen)
    waiting = [
        (-uncertainty * _novelty(passage, seen), place)
        for place, (passage, uncertainty) in enumerate(candidates)
    ]
    heapq.heapify(waiting)
    ranked: list[Ranked] = []
    while waiting:
        _, place = heapq.heappop(waiting)
        passage, uncertainty = candidates[place]
        novelty = _novelty(passage, seen)
        if waiting and -uncertainty * novelty > waiting[0][0]:  # no longer the best: novelty only falls
            heapq.heappush(waiting, (-uncertainty * novelty, place))
        elif not any(True for masked in pieces(passage) for _ in index.find(masked)):
            ranked.append(Ranked(passage, uncertainty, novelty))
            _add(passage, index, seen)
    return ranked


def _add(passage: Passage, index: Index[int], seen: set[str]) -> None:
    for masked in pieces(passage):
        index.add(len(seen), masked)
    seen |= _triples(passage)


def _novelty(passage: Passage, seen: set[str]) -> float:
    triples = _triples(passage)
    return len(triples - seen) / len(triples) if triples else 0.0


def _triples(passage: Passage) -> set[str]:
    masked = mask(passage["text"])
    return {masked[place : place + SIZE] for place in range(len(masked) - SIZE + 1)}
