"""Features of one (figure, cell) pair, as the trained scorer knows them."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.knowledge.forms import Row
from extractor.steps.align.figures import CellCandidate, Figure, Recall
from extractor.steps.align.phrases import Phrases

_PIECES = frozenset("件条宗则份篇项起例")  # units that one report uses for the same thing


def describe_cell(  # noqa: PLR0913, PLR0917 - a pair of figure and cell, and what was decided before it
    figure: Figure, cell: CellCandidate, recall: Recall, phrases: Phrases, whole: CellCandidate | None, before: CellCandidate | None
) -> list[str]:
    """Features of one (figure, cell) pair."""
    row = phrases.rows[cell.row]
    named, spoken, own, explained = map(str, recall)
    contained = next((word for word in phrases.words[cell.row] if word in figure.indicator), "")
    in_clause = next((word for word in phrases.words[cell.row] if word in figure.clause), "")
    rest, _, behind = figure.indicator.partition(contained) if contained else (figure.indicator, "", "")
    relation = _relation(cell, row, whole, phrases)
    unit = _unit_relation(figure.measurement.quantity.unit, row.unit)
    again = str(before is not None and before.row == cell.row)
    length, spelt = len(contained), str(cell.named)
    leaf = row.id.rpartition(".")[2]
    features = [
        f"row={row.id}", f"named={named}", f"spoken={spoken}", f"explained={explained}", f"unit={unit}", f"relation={relation}",
        f"named.explained={named}.{explained}", f"named.spoken={named}.{spoken}", f"contained={min(length, 6)}", f"rest={min(len(rest), 6)}",
        f"row.unit={row.id}.{unit}", f"row.relation={row.id}.{relation}", f"unit.named={unit}.{named}",
        f"relation.named={relation}.{named}", f"relation.contained={relation}.{min(length, 4)}", f"row.start={leaf}.{figure.indicator[:2]}",
        f"rest.end={rest[-2:]}", f"behind={behind[:2]}", f"behind1={behind[:1]}", f"behind.n={min(len(behind), 4)}.{explained}",
        f"row.u={leaf}.{figure.measurement.quantity.unit}", f"next={before is not None and before.row + 1 == cell.row}",
        f"same={before is not None and before.row == cell.row and before.column == cell.column}",
        f"again={again}.{cell.column}.{spelt}", f"again.named={again}.{spelt}.{named}.{spoken}", f"again.row={again}.{leaf}.{spelt}",
        f"again.rest={again}.{spelt}.{min(len(figure.indicator), 8)}",
        f"lone={spelt}.{own}.{named}.{spoken}.{again}", f"lone.around={spelt}.{own}.{_spoken_of(row, figure)}.{again}",
        f"row.contained={leaf}.{contained}", f"row.clause={leaf}.{in_clause}", f"own.relation={own}.{relation}",
    ]  # fmt: skip
    features += _describe_own(figure, cell, recall, phrases)
    features += _describe_family(figure, cell, recall, phrases)
    return [*features, *_describe_words(figure, row.id.split(".")[0])]


def _describe_own(figure: Figure, cell: CellCandidate, recall: Recall, phrases: Phrases) -> list[str]:
    """What the figure's own clause says of the row, and the characters beside the figure."""
    leaf, own = phrases.rows[cell.row].id.rpartition(".")[2], recall.own
    word = next((word for word in phrases.words[cell.row] if word in figure.own), "")
    rest, _, behind = figure.own.partition(word) if word else (figure.own, "", "")
    return [
        f"own={own}", f"own.named={own}.{recall.named}.{recall.explained}", f"in_own={min(len(word), 6)}.{min(len(rest), 8)}",
        f"own.start={rest[:2]}", f"own.behind={behind[:2]}", f"own.end={leaf}.{figure.own[-2:]}", f"own.named.spoken={own}.{recall.named}.{recall.spoken}",
        f"lead={figure.lead}", f"follow={figure.follow}",
    ]  # fmt: skip


def _describe_family(figure: Figure, cell: CellCandidate, recall: Recall, phrases: Phrases) -> list[str]:
    """What tells the row from its siblings, how many of them the text around speaks of, and where the column is said."""
    marks = phrases.marks[cell.row]
    mark = "".join(["01"[not marks.isdisjoint(pairs)] for pairs in (figure.own_pairs, figure.indicator_pairs, figure.clause_pairs)])
    near = figure.near_pairs
    kin = min(sum([not phrases.marks[other].isdisjoint(near) for other in phrases.siblings[cell.row]]), 4)
    words = phrases.columns[cell.column] if cell.column is not None else ()
    said = "".join(["01"[_says(place, words)] for place in (figure.own, figure.indicator, figure.clause)])
    rivals = min(sum([_says(figure.own, named) for code, named in phrases.columns.items() if code != cell.column]), 2) if words else 0
    explained = recall.explained
    return [
        f"mark={mark}", f"mark.explained={mark}.{explained}", f"mark.named={mark}.{recall.named}",
        f"kin.explained={kin}.{explained}.{recall.named}", f"kin.row={phrases.rows[cell.row].id}.{kin}", f"said={said}.{cell.column}",
        f"said.rivals={said}.{rivals}.{cell.named}", f"mark.said={mark}.{said}", f"lead1={figure.lead[-1:]}.{mark}",
    ]  # fmt: skip


def _says(text: str, words: Sequence[str]) -> bool:
    for word in words:  # noqa: SIM110 - `any` costs three times as much, and this is asked of every cell
        if word in text:
            return True
    return False


def _spoken_of(row: Row, figure: Figure) -> bool:
    """Whether the text before the figure says the row's name."""
    return row.name in figure.around or any(word in figure.around for word in row.wordings)


def _describe_words(figure: Figure, group: str) -> list[str]:
    """What was spoken of before, and the words of the name that say that only a part is counted."""
    features = [f"topic={group}.{word}" for word in figure.topics]
    features += [f"narrow={word}" for word in figure.narrow]
    if figure.measurement.quantity.modifier != "exact":
        features.append(f"vague={group}")
    return features


def _relation(cell: CellCandidate, row: Row, whole: CellCandidate | None, phrases: Phrases) -> str:
    if whole is None:
        return "-"
    parent = phrases.rows[whole.row].id
    if parent == row.id:
        return "cell" if whole.column == cell.column else "column"
    if row.parent == parent or row.id.startswith(parent + "."):
        return "child"
    return "sibling" if row.parent == phrases.rows[whole.row].parent else "other"


def _unit_relation(printed: str, wanted: str) -> str:
    base = wanted.removeprefix("万")
    if printed == base:
        return "="
    if not printed:
        return "none"
    if printed in _PIECES and base in _PIECES:
        return "~"
    money = ("元", "万元", "美元")
    return "money" if (printed in money) != (base in money) else "≠"
