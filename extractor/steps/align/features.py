"""Features of one (figure, cell) pair, as the trained scorer knows them."""

from __future__ import annotations

import re

from extractor.knowledge.forms import Row
from extractor.steps.align.figures import CellCandidate, Figure, Recall
from extractor.steps.align.phrases import Phrases

_JOINED = re.compile(r"[及和与、]|以及")
_OFFICE = re.compile(r"(?:[局办厅委院所署]|办公室|部门|县区?|街道|乡镇?|镇|村|社区|学校|医院|企业|分局|中心|单位|[^一-龥])[（(]?$")
_PIECES = frozenset("件条宗则份篇项起例")  # units that one report uses for the same thing
_CORE = {"requests": "申请", "reconsideration": "复议", "litigation": "诉", "training": "培训", "procurement": "采购", "charges": "收费"}


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
    length, said = len(contained), str(min(len(in_clause), 6))
    held, spelt = str(min(length, 6)), str(cell.named)
    leaf = row.id.rpartition(".")[2]
    group = row.id.split(".")[0]
    column = f"{cell.column}.{spelt}"
    office = str(rest != "" and _OFFICE.search(rest) is not None)
    features = [
        f"row={row.id}", f"leaf={leaf}", f"named={named}", f"spoken={spoken}", f"explained={explained}", f"unit={unit}", f"relation={relation}",
        f"named.explained={named}.{explained}", f"named.spoken={named}.{spoken}", f"contained={held}", f"clause={said}",
        f"contained.explained={held}.{explained}", f"rest={min(len(rest), 6)}", f"office={office}", f"office.explained={office}.{explained}",
        f"column={column}", f"row.column={row.id}.{column}", f"row.unit={row.id}.{unit}", f"row.relation={row.id}.{relation}", f"unit.named={unit}.{named}",
        f"relation.named={relation}.{named}", f"relation.contained={relation}.{min(length, 4)}", f"of={figure.measurement.of is not None}.{relation}",
        f"row.end={leaf}.{figure.indicator[-2:]}", f"row.start={leaf}.{figure.indicator[:2]}", f"rest.end={rest[-2:]}", f"behind={behind[:2]}",
        f"behind1={behind[:1]}",
        f"spoken.clause={spoken}.{said}.{min(length, 3)}", f"lacks={group}.{_CORE.get(group, '') in figure.around}",
        f"behind.n={min(len(behind), 4)}.{explained}", f"row.u={leaf}.{figure.measurement.quantity.unit}",
        f"next={before is not None and before.row + 1 == cell.row}",
        f"same={before is not None and before.row == cell.row and before.column == cell.column}",
        f"again={again}.{column}", f"again.named={again}.{spelt}.{named}.{spoken}", f"again.row={again}.{leaf}.{spelt}",
        f"again.rest={again}.{spelt}.{min(len(figure.indicator), 8)}",
        f"lone={spelt}.{own}.{named}.{spoken}.{again}", f"lone.around={spelt}.{own}.{_spoken_of(row, figure)}.{again}",
        f"row.contained={leaf}.{contained}", f"row.clause={leaf}.{in_clause}",
    ]  # fmt: skip
    if _JOINED.search(figure.indicator):
        features.append(f"joined={explained}.{named}")
    features += [f"own.unit={own}.{unit}", f"own.relation={own}.{relation}"]
    return [*features, *_describe_own(figure, cell, recall, phrases), *_describe_words(figure, row, group)]


def _describe_own(figure: Figure, cell: CellCandidate, recall: Recall, phrases: Phrases) -> list[str]:
    """What the figure's own clause says of the row."""
    leaf, own = phrases.rows[cell.row].id.rpartition(".")[2], recall.own
    word = next((word for word in phrases.words[cell.row] if word in figure.own), "")
    rest, _, behind = figure.own.partition(word) if word else (figure.own, "", "")
    return [
        f"own={own}", f"own.named={own}.{recall.named}.{recall.explained}", f"in_own={min(len(word), 6)}.{min(len(rest), 8)}",
        f"row.own={leaf}.{word}", f"own.rest={rest[-2:]}", f"own.start={rest[:2]}", f"own.behind={behind[:2]}",
        f"own.end={leaf}.{figure.own[-2:]}", f"own.named.spoken={own}.{recall.named}.{recall.spoken}",
    ]  # fmt: skip


def _spoken_of(row: Row, figure: Figure) -> bool:
    """Whether the text before the figure says the row's name."""
    return row.name in figure.around or any(word in figure.around for word in row.wordings)


def _describe_words(figure: Figure, row: Row, group: str) -> list[str]:
    """What was spoken of before, and the words that say that only a part is counted."""
    features = [f"topic={group}.{word}" for word in figure.topics]
    depth = row.id.count(".")
    features += [f"narrow={word}.{depth}" for word in figure.narrow]
    features += [f"narrow.name={word}" for word in figure.narrow if word in figure.indicator]
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
