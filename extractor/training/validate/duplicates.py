"""Texts that are nearly the same: character 5-grams after masking digits, found by MinHash, held to Jaccard."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator
from typing import TYPE_CHECKING, Generic, TypeVar

from extractor.knowledge.characters import fold
from extractor.training.corpus import Passage
from extractor.training.examples import prose_end

if TYPE_CHECKING:
    from datasketch import MinHash

SIZE, THRESHOLD, PERMUTATIONS = 5, 0.7, 128
SHORTEST = 40  # characters; shorter pieces (1件，同比持平, the form's own sentences) are alike by nature
LONGEST = 400  # a longer text, which is a report, is compared paragraph by paragraph

_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_SPACE = re.compile(r"\s+")

Key = TypeVar("Key", bound=Hashable)


def mask(text: str) -> str:
    """The text as it is compared: half-width, without blanks, every figure a 0.

    >>> mask("收到申请 ９５ 件，1,200.5万元")
    '收到申请0件,0万元'
    """
    return _DIGITS.sub("0", _SPACE.sub("", fold(text)))


def grams(masked: str) -> frozenset[str]:
    """The character 5-grams of a masked text."""
    return frozenset(masked[place : place + SIZE] for place in range(max(1, len(masked) - SIZE + 1)))


def likeness(first: frozenset[str], second: frozenset[str]) -> float:
    """Jaccard: what share of all 5-grams both have."""
    return len(first & second) / len(first | second) if first or second else 1.0


def pieces(passage: Passage) -> list[str]:
    """The masked pieces of a passage's prose that are compared: all of it, or paragraph by paragraph."""
    prose = passage["text"][: prose_end(passage)]
    parts = [prose] if len(prose) <= LONGEST else prose.splitlines()
    return [masked for masked in map(mask, parts) if len(masked) >= SHORTEST]


class Index(Generic[Key]):
    """The pieces that were added, asked for those that are nearly the same as another."""

    def __init__(self, threshold: float = THRESHOLD) -> None:
        from datasketch import MinHashLSH  # noqa: PLC0415 - an extra that only training needs

        # a little below, so that the estimate loses none; what it finds is then measured
        self._near = MinHashLSH(threshold=max(threshold - 0.1, 0.1), num_perm=PERMUTATIONS)
        self._threshold = threshold
        self._kept: list[tuple[Key, frozenset[str]]] = []

    def add(self, key: Key, masked: str) -> None:
        """Keep one piece under a key."""
        kept = grams(masked)
        self._near.insert(len(self._kept), _sign(kept))
        self._kept.append((key, kept))

    def find(self, masked: str) -> Iterator[tuple[Key, float]]:
        """Keys of the pieces that are nearly the same, with their likeness, in the order they were added."""
        wanted = grams(masked)
        for place in sorted(self._near.query(_sign(wanted))):
            key, kept = self._kept[place]
            if (alike := likeness(wanted, kept)) >= self._threshold:
                yield key, alike


def _sign(kept: Iterable[str]) -> MinHash:
    from datasketch import MinHash  # noqa: PLC0415

    signature = MinHash(num_perm=PERMUTATIONS, seed=1)
    signature.update_batch([gram.encode() for gram in kept])
    return signature
