"""Words that the steps look for around figures, read from `wording.toml`."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar, get_args

from extractor.records import Direction, Modifier

_Label = TypeVar("_Label", bound=str)
_NUMERAL = re.compile(r"[0-9〇零一二两三四五六七八九十百千万亿半双]")
_NOT_INSIDE = r"(?<![0-9.〇零一二三四五六七八九十百千万亿].)"  # 3.2万家 is a figure, 万家灯火 is none
# 12345件 is a figure, 12345热线 is none
_AT_END = r"(?![0-9A-Za-z个件条项人次万亿元余多篇份户家张场期%％]|[.,，][0-9])"


@dataclass(frozen=True, slots=True)
class Wording:
    """All lists, longest word first; a list that is only searched for is a compiled pattern.

    `connectives` matches all that stands in front of an indicator's name (全年共, 并及时), short of a name
    that only begins like one (共享平台). `fixed_terms` finds slogans and words whose numeral is no figure;
    it starts nowhere inside a number, so 3.2万家 is still a figure.
    """

    modifiers_before: Mapping[str, Modifier]
    modifiers_after: Mapping[str, Modifier]
    modifiers_inner: Mapping[str, Modifier]
    change_base: re.Pattern[str]
    change_directions: Mapping[str, Direction]
    parts: tuple[str, ...]
    shares: tuple[str, ...]
    averages: tuple[str, ...]
    totals: tuple[str, ...]
    connectives: re.Pattern[str]
    slogans: tuple[str, ...]
    numeral_words: tuple[str, ...]
    fixed_terms: re.Pattern[str]
    noun_tails: tuple[str, ...]


class WordingError(ValueError):
    """A word list that cannot be used; says file, list, what is wrong and what would be right."""


@cache
def load_wording() -> Wording:
    """Read the lists; WordingError where their file is wrong."""
    path = files(__package__) / "wording.toml"
    return read_wording(path.read_text(encoding="utf-8"), where="knowledge/wording.toml")


def read_wording(toml: str, *, where: str) -> Wording:
    """Read the lists from the text of their file and check them whole."""
    try:
        raw = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise WordingError(f"{where}: not TOML: {error}") from None
    lists = _Lists(raw, where)
    slogans, numeral_words = lists.numerals("slogans"), lists.numerals("numeral_words")
    return Wording(
        modifiers_before=lists.labelled("modifiers_before", get_args(Modifier)),
        modifiers_after=lists.labelled("modifiers_after", get_args(Modifier)),
        modifiers_inner=lists.labelled("modifiers_inner", get_args(Modifier)),
        change_base=lists.expression("change_bases"),
        change_directions=lists.labelled("change_directions", get_args(Direction)),
        parts=lists.words("parts"),
        shares=lists.words("shares"),
        averages=lists.words("averages"),
        totals=lists.words("totals"),
        connectives=lists.connectives(),
        slogans=slogans,
        numeral_words=numeral_words,
        fixed_terms=_fixed_terms((*slogans, *numeral_words)),
        noun_tails=lists.words("noun_tails"),
    )


def alternation(words: Iterable[str]) -> str:
    """Write a regular expression for any of the words, the longest that fits, sharing what they begin with.

    >>> alternation(["增长", "增", "下降", "下跌"])
    '(?:下(?:跌|降)|增(?:长)?)'

    A thousand words cost about as much as ten, because each character is compared once.
    """
    return f"(?:{'|'.join(re.escape(first) + _any_rest(rests) for first, rests in _by_first(words).items())})"


def _by_first(words: Iterable[str]) -> dict[str, list[str]]:
    rests: dict[str, list[str]] = {}
    for word in sorted(set(words)):
        rests.setdefault(word[0], []).append(word[1:])
    return rests


def _any_rest(rests: list[str]) -> str:
    longer = [rest for rest in rests if rest]
    if not longer:
        return ""
    return alternation(longer) + ("?" if len(longer) < len(rests) else "")


def _fixed_terms(words: Iterable[str]) -> re.Pattern[str]:
    """Look back only behind the first character, so that the search can skip to it."""
    return re.compile(
        "|".join(f"{re.escape(first)}{_NOT_INSIDE}{_fixed_rest(r)}" for first, r in _by_first(words).items())
    )


def _fixed_rest(rests: list[str]) -> str:
    """Terms in characters end anywhere; those in digits end where no digit, letter or unit follows."""
    plain = [rest for rest in rests if not rest[-1].isascii()]
    digits = [rest for rest in rests if rest[-1].isascii()]
    choices = ([alternation(plain)] if plain else []) + ([alternation(digits) + _AT_END] if digits else [])
    return f"(?:{'|'.join(choices)})"


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
        """One list whose words all have a numeral in them; any other word there would bar nothing."""
        words = self.words(table)
        if odd := [word for word in words if not _NUMERAL.search(word)]:
            raise self._error(table, f"{odd[0]!r} has no numeral in it; right would be a word like 第三方")
        if short := [word for word in words if len(word) < 2]:
            raise self._error(
                table, f"{short[0]!r} is one character and would bar every figure; leave it out"
            )
        return words

    def labelled(self, table: str, labels: tuple[_Label, ...]) -> dict[str, _Label]:
        """One list per label, turned round: from word to label, longest word first."""
        if unknown := sorted(self.raw.get(table, {}).keys() - set(labels)):
            raise self._error(table, f"{unknown[0]!r} is no label; labels are: {', '.join(labels)}")
        pairs = [
            (word, label)
            for label in labels
            if label in self.raw.get(table, {})
            for word in self.words(table, label)
        ]
        by_word = dict(pairs)
        if not pairs or len(by_word) < len(pairs):
            raise self._error(
                table, "is empty or has a word under two labels; right would be one label a word"
            )
        return dict(sorted(by_word.items(), key=lambda pair: (-len(pair[0]), pair[0])))

    def expression(self, table: str) -> re.Pattern[str]:
        """One list of regular expressions as one; the earlier ones are tried first."""
        for pattern in self.words(table, "patterns"):
            try:
                re.compile(pattern)
            except re.error as error:
                raise self._error(table, f"{pattern!r} is no regular expression: {error}") from None
        return re.compile("|".join(self.raw[table]["patterns"]))

    def connectives(self) -> re.Pattern[str]:
        """One run of connectives with what may stand between them, short of a name that begins like one."""
        words, names = self.words("connectives"), self.words("connectives", "not_these")
        if odd := [name for name in names if not name.startswith(words)]:
            raise self._error(
                "connectives", f"not_these has {odd[0]!r}, which begins with no connective; leave it out"
            )
        return re.compile(rf"(?:(?!{alternation(names)}){alternation(words)}[，、,：:\s]*)+")

    def _error(self, table: str, what: str) -> WordingError:
        return WordingError(f"{self.where}: [{table}] {what}")
