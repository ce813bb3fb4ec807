"""What each part of the model would learn from a passage: the features of its examples, and how much in doubt these are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from extractor.knowledge.models import Model
from extractor.knowledge.units import load_units
from extractor.knowledge.weights import probability
from extractor.steps.relate import Relator
from extractor.steps.segment import load_segmenter
from extractor.training.corpus import Passage
from extractor.training.examples import (
    Gold,
    name_examples,
    read_gold,
    read_rows,
    tagger_examples,
    whole_examples,
)

PLACES = 2**20  # features are counted by the hash of their name, so that thousands of passages fit into memory

Numbers = NDArray[np.float64]


class Lesson(NamedTuple):
    """What one part would learn: places of features, and of each the summed doubt, 4p(1 - p), of the examples that have it."""

    places: NDArray[np.int64]
    doubts: Numbers


class Lessons:
    """Reads pre-labelled passages as the training would, and asks the model how sure it is of every example."""

    def __init__(self, model: Model) -> None:
        self._models, self._relator = model.linear, Relator(model.linear)
        self._segmenter = load_segmenter(model.segmenter, model.folder / "pkuseg")

    def learned(self) -> dict[str, NDArray[np.bool_]]:
        """By part, whether the model has a weight for a feature of that place."""
        found = {}
        for part, model in self._models.items():
            found[part] = np.zeros(PLACES, dtype=np.bool_)
            found[part][[_place(feature) for feature in model.table]] = True
        return found

    def read(self, passage: Passage) -> dict[str, Lesson]:
        """The lessons of a passage by part, taking what is pre-labelled for right."""
        doubts: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
        for part, features in self._examples(read_gold(passage, self._segmenter)):
            likely = probability(self._models[part].margin(features))
            for feature in set(features):
                doubts[part][_place(feature)] += 4 * likely * (1 - likely)
        return {part: _lesson(found) for part, found in doubts.items()}

    def _examples(self, gold: Gold) -> Iterator[tuple[str, list[str]]]:
        for part, examples in (
            ("tagger", tagger_examples(gold, load_units())),
            ("names", name_examples(gold, self._segmenter)),
            ("wholes", whole_examples(gold)),
            ("rows", read_rows(gold, self._relator)),
        ):
            yield from ((part, features) for features, _ in examples)


def _lesson(doubts: Mapping[int, float]) -> Lesson:
    places = sorted(doubts)
    return Lesson(np.array(places, dtype=np.int64), np.array([doubts[place] for place in places], dtype=np.float64))


def _place(feature: str) -> int:
    return crc32(feature.encode()) % PLACES
