"""The words by which a form's rows and columns are known, indexed once a form."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import repeat
from typing import NamedTuple

from extractor.knowledge.characters import pairs
from extractor.knowledge.forms import Form, Row

COMMON = 16  # rows from which on a bigram tells none apart
WEIGHT = 1_000_000  # of a bigram that one row has
_NO_BITS = repeat(0)
_PLAIN = re.compile(r"[^一-鿿A-Za-z0-9]+|情况|数量?$|总数$|本年度?|政府信息公开(?=申请|工作|专|查|会)|(?:政府)?信息(?=依申请)")


class Holders(NamedTuple):
    """The rows that have a bigram, and what it counts: a rare one tells more. Whole numbers add up to the same in any order."""

    weight: int
    rows: tuple[int, ...]


class RowPhrases(NamedTuple):
    """The phrases of one row as sets of bits, for counting what they share is much quicker so than with sets of bigrams."""

    bits: Mapping[str, int]  # of each bigram: one bit of its own
    phrases: tuple[tuple[int, int], ...]  # each as its bits, and how many they are

    @classmethod
    def of(cls, phrases: Iterable[str]) -> RowPhrases:
        """Number the bigrams of the row's phrases."""
        sets = list(map(bigrams, phrases))
        bits = {pair: 1 << place for place, pair in enumerate(sorted(frozenset().union(*sets)))}
        return cls(bits, tuple((sum(map(bits.__getitem__, pairs)), len(pairs)) for pairs in sets))

    def in_bits(self, pairs: Iterable[str]) -> int:
        """The bits of those of the pairs that the row has."""
        return sum(map(self.bits.get, pairs, _NO_BITS))


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases of one form: of each row as sets of bits, of each column as words, and rows by bigram."""

    rows: tuple[Row, ...]
    of_row: tuple[RowPhrases, ...]
    words: tuple[tuple[str, ...], ...]  # of each row, longest first
    by_bigram: Mapping[str, Holders]
    telling: frozenset[str]  # the bigrams of `by_bigram` and of `marks`
    columns: Mapping[str, tuple[str, ...]]
    names_column: re.Pattern[str]  # finds a word of any column but the total
    marks: tuple[frozenset[str], ...]  # of each row: the bigrams that none of its siblings has
    siblings: tuple[tuple[int, ...], ...]  # of each row: the others of its parent
    leaves: tuple[str, ...]  # of each row: the last part of its id
    said_columns: Callable[[str], frozenset[str]]  # the columns that a text names; every row is asked about the same texts


def bigrams(words: str) -> frozenset[str]:
    """Pairs of neighbouring characters; a single character stands for itself.

    >>> sorted(bigrams("申请数"))
    ['申请', '请数']
    """
    return frozenset(pairs(words)) or frozenset(words)


def plain(words: str) -> str:
    """Words without punctuation, blanks and the tails that say nothing.

    >>> plain("（一）收到申请数")
    '一收到申请'
    """
    return _PLAIN.sub("", words)


def index_phrases(form: Form) -> Phrases:
    """The index of one form; rows without unit and columns are headings and stand for no figure."""
    rows = tuple(row for row in form.rows.values() if row.unit or row.columns)
    words = tuple(map(_words, rows))
    by_bigram: dict[str, set[int]] = defaultdict(set)
    for place, phrases in enumerate(words):
        for pair in {pair for phrase in phrases for pair in bigrams(phrase)}:
            by_bigram[pair].add(place)
    by_bigram = {pair: places for pair, places in by_bigram.items() if len(places) <= COMMON}
    columns = {
        code: tuple(sorted({*column.wordings, *column.aliases, column.name.rpartition("/")[2]}, key=len, reverse=True))
        for code, column in form.columns.items()
    }
    named = sorted({word for code, words in columns.items() if code != "total" for word in words})
    marks, siblings = _tell_apart(rows, words)
    return Phrases(
        marks=marks,
        siblings=siblings,
        leaves=tuple(row.id.rpartition(".")[2] for row in rows),
        said_columns=lru_cache(maxsize=256)(partial(_find_columns, _by_start(columns))),
        rows=rows,
        of_row=tuple(map(RowPhrases.of, words)),
        words=words,
        by_bigram={
            pair: Holders(round(WEIGHT / len(places) ** 0.5), tuple(sorted(places))) for pair, places in by_bigram.items()
        },
        telling=frozenset(by_bigram).union(*marks),
        columns=columns,
        names_column=re.compile("|".join(sorted(map(re.escape, named), key=len, reverse=True)) or "(?!)"),
    )


def _by_start(columns: Mapping[str, Sequence[str]]) -> dict[str, list[tuple[str, str]]]:
    """Each word with its column, by the two characters (or the one) that it begins with."""
    found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for code, words in columns.items():
        for word in words:
            found[word[:2]].append((word, code))
    return dict(found)


def _find_columns(by_start: Mapping[str, Sequence[tuple[str, str]]], text: str) -> frozenset[str]:
    starts = by_start.keys() & {*pairs(text), *text}
    return frozenset([code for start in starts for word, code in by_start[start] if word in text])


def _words(row: Row) -> tuple[str, ...]:
    phrases = {plain(phrase) for phrase in (row.name, *row.aliases, *row.wordings)}
    return tuple(sorted((phrase for phrase in phrases if len(phrase) > 1), key=lambda phrase: (-len(phrase), phrase)))


def _tell_apart(rows: Sequence[Row], words: Sequence[tuple[str, ...]]) -> tuple[tuple[frozenset[str], ...], tuple[tuple[int, ...], ...]]:
    """Of each row: the bigrams that none of its siblings has, and the places of its siblings."""
    parents = [row.id.rpartition(".")[0] for row in rows]
    families: dict[str, list[int]] = defaultdict(list)
    for place, parent in enumerate(parents):
        families[parent].append(place)
    held = [frozenset().union(*map(bigrams, phrases)) for phrases in words]
    siblings = tuple(tuple(other for other in families[parent] if other != place) for place, parent in enumerate(parents))
    marks = tuple(mine.difference(*(held[other] for other in others)) for mine, others in zip(held, siblings, strict=True))
    return marks, siblings
