"""The aspects of a (figure, cell) pair: a few facts each, of which some of its features are spelt.

The same facts come again in every report, so that what an aspect weighs can be kept.
"""

from __future__ import annotations

from typing import NamedTuple

from extractor.knowledge.units import PIECES

_MONEY = ("元", "万元", "美元")


class Recall(NamedTuple):
    """How far the words around a figure and the phrases of a row agree, in fifths."""

    named: int  # of the best phrase in the name
    spoken: int  # of the best phrase in the clauses around
    own: int  # of the best phrase in the figure's own clause
    explained: int  # of the name by a phrase

    def spell(self) -> list[str]:
        """Each alone, and with the others."""
        named, spoken, own, explained = self
        return [
            f"named={named}", f"spoken={spoken}", f"explained={explained}", f"named.explained={named}.{explained}",
            f"named.spoken={named}.{spoken}", f"own={own}", f"own.named={own}.{named}.{explained}",
            f"own.named.spoken={own}.{named}.{spoken}",
        ]  # fmt: skip


class Unit(NamedTuple):
    """The row, and the unit that it wants and the figure has."""

    row: str
    wanted: str
    printed: str
    named: int

    def spell(self) -> list[str]:
        """Its features."""
        row, unit = self.row, _unit_relation(self.printed, self.wanted)
        return [
            f"row={row}", f"unit={unit}", f"row.unit={row}.{unit}", f"unit.named={unit}.{self.named}",
            f"row.u={row.rpartition('.')[2]}.{self.printed}",
        ]  # fmt: skip


class Relation(NamedTuple):
    """How the cell is related to that of the figure's whole."""

    row: str
    relation: str
    named: int
    own: int
    contained: int  # characters of the row's word in the name, four at most

    def spell(self) -> list[str]:
        """Its features."""
        row, relation, named, own, contained = self
        return [
            f"relation={relation}", f"row.relation={row}.{relation}", f"relation.named={relation}.{named}",
            f"relation.contained={relation}.{contained}", f"own.relation={own}.{relation}",
        ]  # fmt: skip


class Words(NamedTuple):
    """Which word of the row stands in the name, and which in the clauses."""

    leaf: str
    contained: str
    in_clause: str

    def spell(self) -> list[str]:
        """Its features."""
        leaf, contained, in_clause = self
        return [f"contained={min(len(contained), 6)}", f"row.contained={leaf}.{contained}", f"row.clause={leaf}.{in_clause}"]


class Lengths(NamedTuple):
    """How many characters stand beside the row's word: in the figure's own clause, and in the name."""

    in_own: int
    own_rest: int
    rest: int
    behind: int
    explained: int

    def spell(self) -> list[str]:
        """Its features."""
        in_own, own_rest, rest, behind, explained = self
        return [f"in_own={in_own}.{own_rest}", f"rest={rest}", f"behind.n={behind}.{explained}"]


class Step(NamedTuple):
    """Where the cell stands from the one placed before it."""

    leaf: str
    column: str | None
    spelt: bool  # whether the prose names the column
    length: int  # of the name, eight at most
    again: bool  # a cell of the same row
    same: bool  # the same cell
    following: bool  # a cell of the next row

    def spell(self) -> list[str]:
        """Its features."""
        leaf, column, spelt, length, again, same, following = self
        return [
            f"next={following}", f"same={same}", f"again={again}.{column}.{spelt}", f"again.row={again}.{leaf}.{spelt}",
            f"again.rest={again}.{spelt}.{length}",
        ]  # fmt: skip


class Lone(NamedTuple):
    """What speaks for the row where only its column is named."""

    again: bool
    spelt: bool
    named: int
    spoken: int
    own: int
    around: bool  # whether the text before the figure says the row's name

    def spell(self) -> list[str]:
        """Its features."""
        again, spelt, named, spoken, own, around = self
        return [
            f"again.named={again}.{spelt}.{named}.{spoken}", f"lone={spelt}.{own}.{named}.{spoken}.{again}",
            f"lone.around={spelt}.{own}.{around}.{again}",
        ]  # fmt: skip


class Family(NamedTuple):
    """What tells the row from its siblings, and how many of them the text around speaks of."""

    row: str
    mark: str
    kin: int
    explained: int
    named: int

    def spell(self) -> list[str]:
        """Its features."""
        row, mark, kin, explained, named = self
        return [
            f"mark={mark}", f"mark.explained={mark}.{explained}", f"mark.named={mark}.{named}",
            f"kin.explained={kin}.{explained}.{named}", f"kin.row={row}.{kin}",
        ]  # fmt: skip


class Column(NamedTuple):
    """Where the column is said, and how many others are."""

    column: str | None
    spelt: bool
    said: str
    rivals: int
    mark: str

    def spell(self) -> list[str]:
        """Its features."""
        column, spelt, said, rivals, mark = self
        return [f"said={said}.{column}", f"said.rivals={said}.{rivals}.{spelt}", f"mark.said={mark}.{said}"]


def _unit_relation(printed: str, wanted: str) -> str:
    base = wanted.removeprefix("万")
    if printed == base:
        return "="
    if not printed:
        return "none"
    if printed in PIECES and base in PIECES:
        return "~"
    return "money" if (printed in _MONEY) != (base in _MONEY) else "≠"
