"""Words of the prose that bear on whether two figures can both be true, read from `cues.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from extractor.knowledge import FOLDER
from extractor.knowledge.forms import FormError


@dataclass(frozen=True, slots=True)
class Partition:
    """Parts that are all there is: one word of each group; `whole` stands beside the whole, if given.

    `of` are the rows whose total a list of `least` of them or more makes, however far before it stands.
    """

    parts: tuple[re.Pattern[str], ...]
    whole: str
    of: tuple[str, ...]
    least: int
    every: re.Pattern[str]  # the words of all groups

    def group_of(self, name: str) -> int | None:
        """The first group that a word of the name is of; None where no group knows it."""
        if self.every.search(name) is None:
            return None
        return next((at for at, group in enumerate(self.parts) if group.search(name) is not None), None)


@dataclass(frozen=True, slots=True)
class SpokenSum:
    """One figure of the prose that the form prints in several cells: all `words`, none of `unless`."""

    words: tuple[str, ...]
    unless: tuple[str, ...]
    formula: str


@dataclass(frozen=True, slots=True)
class Follower:
    """The row of a figure that stands right behind one of the rows `after` and has one of the words."""

    row: str
    after: frozenset[str]
    words: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Named:
    """Words right before a figure that mean one row, though the form does not use them."""

    row: str
    words: re.Pattern[str]
    is_alone: bool  # only where nothing else stands by the figure

    def holds(self, clause: str) -> bool:
        """Whether the words before and behind a figure, with | between them, say so."""
        if self.is_alone:
            return self.words.fullmatch(clause.removesuffix("|")) is not None
        return self.words.search(clause) is not None


@dataclass(frozen=True, slots=True)
class Within:
    """Words by two neighbouring figures of which the second is taken from the first; none of `unless` by the first."""

    first: re.Pattern[str]
    second: re.Pattern[str]
    unless: re.Pattern[str] | None

    def holds(self, first: str, second: str) -> bool:
        """Whether the words by two figures say so."""
        if self.first.search(first) is None or self.second.search(second) is None:
            return False
        return self.unless is None or self.unless.search(first) is None


@dataclass(frozen=True, slots=True)
class Nothing:
    """Words that say there was nothing, and the cells, as (row, column), that must then print none."""

    words: re.Pattern[str]
    needs: str  # stands in every match
    cells: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class Cues:
    """The words, ready to search with."""

    narrow: re.Pattern[str]
    channels: re.Pattern[str]
    remainder: re.Pattern[str]
    open_lists: re.Pattern[str]
    carried_in: re.Pattern[str]
    apart: Mapping[str, re.Pattern[str]]
    narrower: Mapping[str, re.Pattern[str]]
    partitions: tuple[Partition, ...]
    kinds: re.Pattern[str]  # the words of all groups of those that say `of`
    sums: tuple[SpokenSum, ...]
    follows: tuple[Follower, ...]
    named: tuple[Named, ...]
    names: re.Pattern[str]  # the words of all of them
    followers: re.Pattern[str]  # those of all of `follows`
    within: tuple[Within, ...]
    nothing: tuple[Nothing, ...]
    units: Mapping[str, int]  # units of one number may count the same things


@cache
def load_cues() -> Cues:
    """The cues that are shipped; FormError where the file is wrong."""
    return read_cues(
        (FOLDER / "cues.toml").read_text(encoding="utf-8"), where="knowledge/cues.toml"
    )


def read_cues(toml: str, *, where: str) -> Cues:
    """Read the text of a file of cues and check it whole."""
    try:
        raw = tomllib.loads(toml)
        return Cues(
            narrow=_any_of(raw["narrow"]),
            channels=_any_of(raw["channels"]),
            remainder=_any_of(raw["remainder"]),
            open_lists=_any_of(raw["open_lists"]),
            carried_in=_any_of(raw["carried_in"]),
            apart={entry["row"]: _any_of(entry["words"]) for entry in raw["apart"]},
            narrower={entry["row"]: _any_of(entry["words"]) for entry in raw["narrower"]},
            partitions=tuple(_partition(entry) for entry in raw["partitions"]),
            kinds=_any_of(
                [word for entry in raw["partitions"] if "of" in entry for group in entry["parts"] for word in group]
            ),
            sums=tuple(
                SpokenSum(tuple(entry["words"]), tuple(entry["unless"]), entry["formula"])
                for entry in raw["sums"]
            ),
            follows=tuple(
                Follower(entry["row"], frozenset(entry["after"]), _any_of(entry["words"]))
                for entry in raw["follows"]
            ),
            named=tuple(Named(entry["row"], _any_of(entry["words"]), entry.get("alone", False)) for entry in raw["named"]),
            names=_any_of([word for entry in raw["named"] for word in entry["words"]]),
            followers=_any_of([word for entry in raw["follows"] for word in entry["words"]]),
            within=tuple(_within(entry) for entry in raw["within"]),
            nothing=tuple(
                Nothing(re.compile(entry["words"]), entry["needs"], tuple(map(_cell, entry["cells"])))
                for entry in raw["nothing"]
            ),
            units={unit: number for number, group in enumerate(raw["units"]) for unit in group},
        )
    except tomllib.TOMLDecodeError as error:
        raise FormError(f"{where}: not TOML: {error}") from None
    except KeyError as error:
        raise FormError(f"{where}: lacks {error}") from None
    except re.error as error:
        raise FormError(f"{where}: {error.pattern!r} is no pattern: {error}") from None


def _partition(entry: Mapping[str, Any]) -> Partition:
    parts = tuple(_any_of(words) for words in entry["parts"])
    every = _any_of([word for words in entry["parts"] for word in words])
    return Partition(parts, entry.get("whole", ""), tuple(entry.get("of", ())), entry.get("least", len(parts)), every)


def _within(entry: Mapping[str, Any]) -> Within:
    unless = entry.get("unless")
    return Within(_any_of(entry["first"]), _any_of(entry["second"]), _any_of(unless) if unless else None)


def _cell(written: str) -> tuple[str, str | None]:
    """`reconsideration[total]` → its row and its column."""
    row, _, column = written.rstrip("]").partition("[")
    return row, column or None


def _any_of(words: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words)))
