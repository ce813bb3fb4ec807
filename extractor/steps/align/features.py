"""Features of one (figure, cell) pair, as the trained scorer knows them.

Most are those of its aspects; the others are spelt of the characters around the figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from extractor.knowledge.forms import Row
from extractor.knowledge.weights import Aspect
from extractor.steps.align.aspects import (
    Column,
    Family,
    Lengths,
    Lone,
    Recall,
    Relation,
    Step,
    Unit,
    Words,
)
from extractor.steps.align.figures import CellCandidate, Figure
from extractor.steps.align.phrases import Phrases

_WHOLE = 5  # fifths: all of a phrase is recalled


class Described(NamedTuple):
    """What the scorer sees of one pair: the aspects, in an order that is always the same, and the features that are in none."""

    aspects: tuple[Aspect, ...]
    spelt: list[str]


def describe_cell(  # noqa: PLR0913, PLR0917 - a pair of figure and cell, and what was decided before it
    figure: Figure, cell: CellCandidate, recall: Recall, phrases: Phrases, whole: CellCandidate | None, before: CellCandidate | None
) -> list[str]:
    """Features of one (figure, cell) pair."""
    aspects, spelt = describe(figure, cell, recall, phrases, whole, before)
    return [*(feature for aspect in aspects for feature in aspect.spell()), *spelt]


def describe(  # noqa: PLR0913, PLR0917 - as above
    figure: Figure, cell: CellCandidate, recall: Recall, phrases: Phrases, whole: CellCandidate | None, before: CellCandidate | None
) -> Described:
    """The same, with the features of the aspects still unspelt."""
    row, leaf, words = phrases.rows[cell.row], phrases.leaves[cell.row], phrases.words[cell.row]
    named, spoken, own, explained = recall
    contained = _first_in(figure.indicator, words) if named == _WHOLE else ""  # a word that stands there is recalled whole
    in_clause = _first_in(figure.clause, words) if spoken == _WHOLE else ""
    in_own = _first_in(figure.own, words)
    rest, _, behind = figure.indicator.partition(contained) if contained else (figure.indicator, "", "")
    own_rest, _, own_behind = figure.own.partition(in_own) if in_own else (figure.own, "", "")
    again = before is not None and before.row == cell.row
    same = before is not None and before[:2] == cell[:2]
    following = before is not None and before.row + 1 == cell.row
    mark = _mark(figure, phrases.marks[cell.row])
    aspects = (
        recall,
        Unit(row.id, row.unit, figure.measurement.quantity.unit, named),
        Relation(row.id, _relation(cell, row, whole, phrases), named, own, min(len(contained), 4)),
        Words(leaf, contained, in_clause),
        Lengths(min(len(in_own), 6), min(len(own_rest), 8), min(len(rest), 6), min(len(behind), 4), explained),
        Step(leaf, cell.column, cell.named, min(len(figure.indicator), 8), again, same, following),
        Lone(again, cell.named, named, spoken, own, _spoken_of(row, figure)),
        Family(row.id, mark, _kin(figure, cell.row, phrases), explained, named),
        Column(cell.column, cell.named, *_said(figure, cell.column, phrases), mark),
    )
    spelt = [
        f"row.start={leaf}.{figure.indicator[:2]}", f"rest.end={rest[-2:]}", f"behind={behind[:2]}", f"behind1={behind[:1]}",
        f"own.start={own_rest[:2]}", f"own.behind={own_behind[:2]}", f"own.end={leaf}.{figure.own[-2:]}",
        f"lead={figure.lead}", f"lead1={figure.lead[-1:]}.{mark}", f"follow={figure.follow}",
    ]  # fmt: skip
    return Described(aspects, spelt + _spell_context(figure, row.id.partition(".")[0]))


def _spell_context(figure: Figure, group: str) -> list[str]:
    """What was spoken of before, and the words of the name that say that only a part is counted."""
    features = [f"topic={group}.{word}" for word in figure.topics]
    features += [f"narrow={word}" for word in figure.narrow]
    if figure.measurement.quantity.modifier != "exact":
        features.append(f"vague={group}")
    return features


def _first_in(text: str, words: Sequence[str]) -> str:
    """The first of the words that stands in the text; empty where none does."""
    for word in words:
        if word in text:
            return word
    return ""


def _mark(figure: Figure, marks: frozenset[str]) -> str:
    """Whether what tells the row from its siblings stands in the figure's own clause, in its name, in its clauses."""
    own, indicator, clause = map(marks.isdisjoint, (figure.own_pairs, figure.indicator_pairs, figure.clause_pairs))
    return ("0" if own else "1") + ("0" if indicator else "1") + ("0" if clause else "1")


def _kin(figure: Figure, row: int, phrases: Phrases) -> int:
    """How many siblings of the row the text around speaks of, four at most."""
    near, marks = figure.near_pairs, phrases.marks
    return min(sum([not marks[other].isdisjoint(near) for other in phrases.siblings[row]]), 4)


def _said(figure: Figure, column: str | None, phrases: Phrases) -> tuple[str, int]:
    """Whether own clause, name and clauses say the column, and how many others the own clause says, two at most."""
    if column is None:
        return "000", 0
    own, indicator, clause = map(phrases.said_columns, (figure.own, figure.indicator, figure.clause))
    said = ("1" if column in own else "0") + ("1" if column in indicator else "0") + ("1" if column in clause else "0")
    return said, min(len(own - {column}), 2)


def _spoken_of(row: Row, figure: Figure) -> bool:
    """Whether the text before the figure says the row's name."""
    return row.name in figure.around or _first_in(figure.around, row.wordings) != ""


def _relation(cell: CellCandidate, row: Row, whole: CellCandidate | None, phrases: Phrases) -> str:
    if whole is None:
        return "-"
    parent = phrases.rows[whole.row].id
    if parent == row.id:
        return "cell" if whole.column == cell.column else "column"
    if row.parent == parent or row.id.startswith(parent + "."):
        return "child"
    return "sibling" if row.parent == phrases.rows[whole.row].parent else "other"
