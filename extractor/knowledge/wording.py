"""Words around figures and words that segmenters keep whole, read from `wording.toml`."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from extractor.knowledge import FOLDER
from extractor.records import Modifier

IDEOGRAPHS = re.compile("[\u4e00-\u9fd5]{2,}")  # jieba cuts any other character off by itself
_NUMERAL = re.compile(r"[零一二两三四五六七八九十百千万亿半双]")


@dataclass(frozen=True, slots=True)
class Wording:
    """All lists, longest word first.

    `slogans` and `numeral_words` have a numeral in them that is no figure, and segmenters keep them whole, as
    they keep `terms`. `idle` words stand in no indicator's name; what `acts`, `frames`, `vague` nouns and
    `pointers` alone say of a figure does not tell what was counted.
    """

    modifiers_before: Mapping[str, Modifier]
    modifiers_after: Mapping[str, Modifier]
    slogans: tuple[str, ...]
    numeral_words: tuple[str, ...]
    terms: tuple[str, ...]
    idle: frozenset[str]
    acts: frozenset[str]
    frames: frozenset[str]
    vague: frozenset[str]
    pointers: frozenset[str]


class WordingError(ValueError):
    """A word list that cannot be used; says file, list, what is wrong and what would be right."""


@cache
def load_wording() -> Wording:
    """Read the lists; WordingError where their file is wrong."""
    path = FOLDER / "wording.toml"
    return read_wording(path.read_text(encoding="utf-8"), where="knowledge/wording.toml")


def read_wording(toml: str, *, where: str) -> Wording:
    """Read the lists from the text of their file and check them whole."""
    try:
        raw = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise WordingError(f"{where}: not TOML: {error}") from None
    lists = _Lists(raw, where)
    return Wording(
        modifiers_before=lists.modifiers("modifiers_before"),
        modifiers_after=lists.modifiers("modifiers_after"),
        slogans=lists.numerals("slogans"),
        numeral_words=lists.numerals("numeral_words"),
        terms=lists.words("terms"),
        idle=frozenset(lists.words("idle")),
        acts=frozenset(lists.words("acts")),
        frames=frozenset(lists.words("frames")),
        vague=frozenset(lists.words("vague")),
        pointers=frozenset(lists.words("pointers")),
    )


@dataclass(frozen=True, slots=True)
class _Lists:
    """The raw tables with the checks on them."""

    raw: Mapping[str, Any]
    where: str

    def words(self, table: str, key: str = "words") -> tuple[str, ...]:
        """One list, longest word first; WordingError where it is missing, empty, or has a word twice."""
        entries = self.raw.get(table, {}).get(key)
        if not isinstance(entries, list) or not entries:
            raise self._error(table, f'there is no list `{key}`; right would be: {key} = ["…"]')
        for word in entries:
            if not isinstance(word, str) or not word or word != word.strip():
                raise self._error(table, f"{key} has the word {word!r}; right would be a word without blanks")
        if twice := [word for word, times in Counter(entries).items() if times > 1]:
            raise self._error(table, f"{key} has {twice[0]!r} twice; name it once")
        return tuple(sorted(entries, key=lambda word: (-len(word), word)))

    def numerals(self, table: str) -> tuple[str, ...]:
        """One list of words that a segmenter would cut at the numeral in them."""
        words = self.words(table)
        if odd := [word for word in words if not _NUMERAL.search(word)]:
            raise self._error(table, f"{odd[0]!r} has no numeral in it; right would be a word like 第三方")
        if odd := [word for word in words if not IDEOGRAPHS.fullmatch(word)]:
            raise self._error(table, f"{odd[0]!r} is not two or more ideographs; leave it out")
        return words

    def modifiers(self, table: str) -> dict[str, Modifier]:
        """One list per modifier, turned round: from word to modifier, longest word first."""
        modifiers: tuple[Modifier, ...] = get_args(Modifier)
        if unknown := sorted(self.raw.get(table, {}).keys() - set(modifiers)):
            raise self._error(table, f"{unknown[0]!r} is no modifier; modifiers are: {', '.join(modifiers)}")
        pairs = [
            (word, modifier)
            for modifier in modifiers
            if modifier in self.raw.get(table, {})
            for word in self.words(table, modifier)
        ]
        by_word = dict(pairs)
        if not pairs or len(by_word) < len(pairs):
            raise self._error(
                table, "is empty or has a word under two modifiers; right would be one modifier a word"
            )
        return dict(sorted(by_word.items(), key=lambda pair: (-len(pair[0]), pair[0])))

    def _error(self, table: str, what: str) -> WordingError:
        return WordingError(f"{self.where}: [{table}] {what}")
