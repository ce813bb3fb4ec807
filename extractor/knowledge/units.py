"""Measure words and units, read from `units.toml`."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from extractor.knowledge import FOLDER
from extractor.records import Kind

_KINDS = get_args(Kind)
PIECES = frozenset("件条宗则份篇项起例")  # units that one report uses for the same thing
_KEYS = {"text", "kind", "written", "noun", "noun_like", "not_before"}


@dataclass(frozen=True, slots=True)
class Unit:
    """One spelling of a unit; `noun_like` where the word is also the start of a noun (部 in 三部门).

    It is none where a character of `not_before` follows it (号 in 12号码). `noun` completes the name of a figure whose
    words say none (人次: 参训480人次 → 参训人次).
    """

    text: str
    canonical: str
    kind: Kind
    noun_like: bool
    not_before: frozenset[str]
    noun: str | None = None


@dataclass(frozen=True, slots=True)
class Units:
    """The whole lexicon; `lengths` are those of the units that begin with a character, longest first."""

    by_text: Mapping[str, Unit]
    lengths: Mapping[str, tuple[int, ...]]

    def find(self, text: str, position: int) -> Unit | None:
        """Give the longest unit that starts at `position`, None where none does.

        >>> load_units().find("受理37件次，", 4).text
        '件次'
        >>> load_units().find("答复率98％", 5).canonical
        '%'
        >>> load_units().find("收到37，", 4) is None
        True

        Some units begin with a multiplier (千瓦时, 百分点), so ask before 千 or 百 is taken into the number.
        """
        for length in self.lengths.get(text[position : position + 1], ()):
            end = position + length
            unit = self.by_text.get(text[position:end])
            if unit is not None and text[end : end + 1] not in unit.not_before:
                return unit
        return None


class UnitError(ValueError):
    """A unit lexicon that cannot be used; says file, entry, what is wrong and what would be right."""


@cache
def load_units() -> Units:
    """Read the lexicon; UnitError where its file is wrong."""
    path = FOLDER / "units.toml"
    return read_units(path.read_text(encoding="utf-8"), where="knowledge/units.toml")


def read_units(toml: str, *, where: str) -> Units:
    """Read a lexicon from the text of its file and check it whole."""
    try:
        entries = tomllib.loads(toml)["units"]
    except tomllib.TOMLDecodeError as error:
        raise UnitError(f"{where}: not TOML: {error}") from None
    except KeyError:
        raise UnitError(
            f"{where}: there is no list `units`; right would be: units = [{{ text = … }}]"
        ) from None
    by_text: dict[str, Unit] = {}
    for number, entry in enumerate(entries, 1):
        _check(entry, f"{where}: unit {number}")
        for unit in _spellings(entry):
            if unit.text in by_text:
                raise UnitError(f"{where}: unit {number}: {unit.text!r} is there already; name it once")
            by_text[unit.text] = unit
    return Units(by_text, _lengths(by_text))


def _check(entry: Mapping[str, Any], where: str) -> None:
    text = entry.get("text")
    if not _is_word(text):
        raise UnitError(
            f"{where} has the text {text!r}; right would be a word without blanks or digits in front"
        )
    if entry.get("kind") not in _KINDS:
        raise UnitError(
            f"{where} ({text}) has the kind {entry.get('kind')!r}; kinds are: {', '.join(_KINDS)}"
        )
    if unknown := entry.keys() - _KEYS:
        raise UnitError(
            f"{where} ({text}) says {sorted(unknown)[0]!r}; it may say: {', '.join(sorted(_KEYS))}"
        )
    written = entry.get("written", [])
    if not isinstance(written, list) or not all(_is_word(word) for word in written):
        raise UnitError(f"{where} ({text}) has written = {written!r}; right would be a list of words")
    if not _is_word(entry.get("noun", "的")):
        raise UnitError(f"{where} ({text}) has noun = {entry['noun']!r}; right would be a word")
    if not _is_word(entry.get("not_before", "的")):
        raise UnitError(
            f"{where} ({text}) has not_before = {entry['not_before']!r}; right would be characters"
        )
    if not isinstance(entry.get("noun_like", False), bool):
        raise UnitError(
            f"{where} ({text}) has noun_like = {entry['noun_like']!r}; right would be true or false"
        )


def _is_word(text: object) -> bool:
    return isinstance(text, str) and re.fullmatch(r"[^\s\d]\S*", text) is not None


def _spellings(entry: Mapping[str, Any]) -> Iterable[Unit]:
    for text in (entry["text"], *entry.get("written", ())):
        guards = frozenset(entry.get("not_before", ""))
        yield Unit(text, entry["text"], entry["kind"], entry.get("noun_like", False), guards, entry.get("noun"))


def _lengths(texts: Iterable[str]) -> dict[str, tuple[int, ...]]:
    found: defaultdict[str, set[int]] = defaultdict(set)
    for text in texts:
        found[text[0]].add(len(text))
    return {first: tuple(sorted(lengths, reverse=True)) for first, lengths in found.items()}
