"""Put passages into the order in which they teach most; what is nearly the same as one that is there is left out."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from extractor.training.corpus import Passage
from extractor.training.suggest.lessons import PLACES, Lesson, Numbers
from extractor.training.validate.duplicates import Index, mask, pieces

SIZE = 3  # characters of the pieces that are new or known
SHARES = {"names": 1.0, "wholes": 0.5, "rows": 1.5, "tagger": 0.25}  # what is worth learning, by how much is still read wrongly
LEARNED = 10.0  # doubts that a feature counts for as seen where the model has a weight for it


class Candidate(NamedTuple):
    """A passage that may be suggested: the faults that are to be expected in it, and what each part would learn from it."""

    passage: Passage
    uncertainty: float
    lessons: Mapping[str, Lesson]


class Ranked(NamedTuple):
    """A passage in its place: expected faults, the share of its characters' triples that no passage before has, and what it teaches."""

    passage: Passage
    uncertainty: float
    novelty: float
    gain: float


def order(candidates: Sequence[Candidate], known: Iterable[Passage], learned: Mapping[str, NDArray[np.bool_]]) -> list[Ranked]:
    """The candidates, those first that teach most beside those before them; near-duplicates of others and of `known` dropped."""
    index: Index[int] = Index()
    seen: set[str] = set()
    for passage in known:
        _add(passage, index, seen)
    gains = _Gains(candidates, learned)
    waiting = [(-gains.of(one), -one.uncertainty, place) for place, one in enumerate(candidates)]
    heapq.heapify(waiting)
    ranked: list[Ranked] = []
    while waiting:
        _, _, place = heapq.heappop(waiting)
        one = candidates[place]
        entry = (-(gain := gains.of(one)), -one.uncertainty, place)
        if waiting and entry > waiting[0]:  # no longer the best: what is left to learn only becomes less
            heapq.heappush(waiting, entry)
        elif not any(True for masked in pieces(one.passage) for _ in index.find(masked)):
            ranked.append(Ranked(one.passage, one.uncertainty, _novelty(one.passage, seen), gain))
            _add(one.passage, index, seen)
            gains.take(one)
    return ranked


class _Gains:
    """How much is learned of every feature: by the logarithm of the doubts in which it has been seen, so ever less.

    What is worth learning of a feature is how often the candidates have it in doubt, since what many say is met again.
    """

    def __init__(self, candidates: Sequence[Candidate], learned: Mapping[str, NDArray[np.bool_]]) -> None:
        self._seen: dict[str, Numbers] = {part: np.where(learned[part], 1.0 + LEARNED, 1.0) for part in SHARES}
        self._worth: dict[str, Numbers] = {part: np.zeros(PLACES) for part in SHARES}
        for one in candidates:
            for part, lesson in one.lessons.items():
                self._worth[part][lesson.places] += lesson.doubts
        for part, share in SHARES.items():
            self._worth[part] *= share / max(float(self._worth[part].sum()), 1.0)

    def of(self, one: Candidate) -> float:
        """What the candidate would teach now."""
        return sum(
            float(self._worth[part][lesson.places] @ np.log1p(lesson.doubts / self._seen[part][lesson.places]))
            for part, lesson in one.lessons.items()
        )

    def take(self, one: Candidate) -> None:
        """Count the candidate as learned from."""
        for part, lesson in one.lessons.items():
            self._seen[part][lesson.places] += lesson.doubts


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
