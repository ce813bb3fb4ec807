"""Accept and label spans: the grammar proposes, a trained linear classifier decides."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

from extractor.knowledge.characters import fold
from extractor.knowledge.units import Units
from extractor.knowledge.weights import LinearModel, probability
from extractor.records import Span
from extractor.steps.tag.features import describe
from extractor.steps.tag.grammar import Candidate, propose

# a year in brackets before 号 is hardly ever anything but a 文号; only where it begins is open
_LEAST = {"QUANTITY": 0.5, "DATE": 0.5, "DOCUMENT_NUMBER": 0.05, "DOCUMENT_TITLE": 0.5}


class Tagger:
    """Finds quantities, dates, document numbers and document titles in one text."""

    def __init__(self, model: LinearModel, units: Units) -> None:
        self._model, self._units = model, units

    def tag(self, text: str, bounds: list[int], prose: Sequence[tuple[int, int]]) -> tuple[Span, ...]:
        """Accepted spans inside the ranges of `prose`, in the order of the text, never overlapping.

        `bounds` are the token borders of `text`.
        """
        folded = fold(text)
        best: list[tuple[float, Candidate]] = []
        group = -1
        top: tuple[float, Candidate | None] = (0.0, None)
        starts = [start for start, _ in prose]
        tables = [(end, start) for (_, end), (start, _) in pairwise([(0, 0), *prose, (len(text), len(text))]) if end < start]
        for candidate in propose(text, folded, bounds, self._units, tables=tables):
            place = bisect_right(starts, candidate.start) - 1
            if place < 0 or candidate.end > prose[place][1]:
                continue
            if candidate.group != group:
                if top[1] is not None:
                    best.append((top[0], top[1]))
                group, top = candidate.group, (0.0, None)
            score = self._score(candidate, text, folded, bounds)
            if score > max(top[0], _LEAST[candidate.label]):
                top = (score, candidate)
        if top[1] is not None:
            best.append((top[0], top[1]))
        return tuple(_spans(best, text))

    def _score(self, candidate: Candidate, text: str, folded: str, bounds: list[int]) -> float:
        return probability(self._model.margin(describe(candidate, text, folded, bounds)))


def _spans(best: Iterable[tuple[float, Candidate]], text: str) -> Iterable[Span]:
    """The surest of those that overlap."""
    kept: list[tuple[float, Candidate]] = []
    for score, candidate in sorted(best, key=lambda pair: pair[1].start):
        while kept and kept[-1][1].end > candidate.start and kept[-1][0] < score:
            kept.pop()
        if not kept or kept[-1][1].end <= candidate.start:
            kept.append((score, candidate))
    for score, (label, start, end, *_) in kept:
        yield Span(label, start, end, text[start:end], score)  # type: ignore[arg-type]
