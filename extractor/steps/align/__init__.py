"""Place figures of the prose in the form's cells; a figure that belongs to no row gets none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from extractor.knowledge.forms import Form, Row
from extractor.knowledge.weights import LinearModel, probability
from extractor.records import Measurement
from extractor.steps.align.phrases import Phrases, bigrams, index_phrases, plain

CANDIDATES, CONTEXT, TOPIC, REACH = 5, 46, 120, 24
SHORTLIST = 0.25  # of the best row's recall, below which a row is not looked at
LEAST = -0.1  # log-odds from which a cell is given; by held-out F1
LEAST_RECALL = 3  # fifths of a phrase that the figure's words must hold
_STOP = re.compile(r"[。；;，,、：:]|\n\s*\n")
_JOINED = re.compile(r"[及和与、]|以及")
OTHER_COLUMN = ("total", "issued", "decisions", "amount", "made", "projects")  # where the prose says no column
_OFFICE = re.compile(r"(?:[局办厅委院所署]|办公室|部门|县区?|街道|乡镇?|镇|村|社区|学校|医院|企业|分局|中心|单位|[^一-龥])[（(]?$")
_TOPICS = (
    "申请", "复议", "诉讼", "规范性文件", "规章", "许可", "处罚", "强制", "收费", "采购", "解读", "发布会", "访谈", "舆情", "会议", "培训", "人员",
    "经费", "网站", "微博", "微信", "公报", "答复", "举报", "建议", "提案", "决策", "意见", "监督", "信访", "热线", "咨询", "留言", "备案", "清理",
)  # fmt: skip
_CORE = {"requests": "申请", "reconsideration": "复议", "litigation": "诉", "training": "培训", "procurement": "采购", "charges": "收费"}
_NARROW = ("本级", "本机关", "本办", "本局", "办公室", "市直", "县直", "区直", "乡镇", "街道", "涉及", "类", "关于", "方面", "领域", "其中", "新增", "累计", "自")


class CellCandidate(NamedTuple):
    """One cell that a figure may belong to: place of the row among the form's rows, and its column."""

    row: int
    column: str | None
    named: bool  # whether the prose names the column


class Recall(NamedTuple):
    """How far the words around a figure and the phrases of a row agree, in fifths."""

    named: int
    spoken: int
    explained: int


@dataclass(frozen=True, slots=True)
class Figure:
    """What the aligner knows of one measurement."""

    measurement: Measurement
    indicator: str
    clause: str
    around: str
    topics: tuple[str, ...]
    narrow: tuple[str, ...]
    indicator_pairs: frozenset[str]
    clause_pairs: frozenset[str]
    pairs: frozenset[str]  # of both


class Aligner:
    """A trained scorer of (figure, cell) pairs, judged in the order of the text."""

    def __init__(self, model: LinearModel) -> None:
        self._model = model
        self._indexes: dict[tuple[str, str], Phrases] = {}

    def align(self, text: str, measurements: Sequence[Measurement], form: Form) -> tuple[Measurement, ...]:
        """The measurements with `row` and `column` where they have a cell, and the probability of the cell."""
        phrases = self._phrases(form)
        cells: dict[int, CellCandidate] = {}
        placed: list[Measurement] = []
        before: CellCandidate | None = None
        for measurement in measurements:
            cell, score = self._place(text, measurement, phrases, cells, before)
            if cell is None:
                placed.append(measurement)
                continue
            before = cells[measurement.id] = cell
            placed.append(
                replace(
                    measurement, row=phrases.rows[cell.row].id, column=cell.column, score=round(score * measurement.score, 4)
                )
            )
        return tuple(placed)

    def _phrases(self, form: Form) -> Phrases:
        key = (form.name, form.version)
        if key not in self._indexes:
            self._indexes[key] = index_phrases(form)
        return self._indexes[key]

    def _place(
        self, text: str, measurement: Measurement, phrases: Phrases, cells: dict[int, CellCandidate], before: CellCandidate | None
    ) -> tuple[CellCandidate | None, float]:
        if not may_have_row(measurement):
            return None, 0.0
        figure = view(text, measurement)
        whole = cells.get(measurement.of) if measurement.of is not None else None
        best, top = None, LEAST
        for cell, recall in candidate_cells(figure, phrases, whole, before):
            margin = self._model.margin(describe_cell(figure, cell, recall, phrases, whole, before))
            if margin > top:
                best, top = cell, margin
        return best, probability(top)


def may_have_row(measurement: Measurement) -> bool:
    """Whether the figure is of a kind that the forms print: a count or an amount, no share, no average."""
    return (
        measurement.quantity.kind in ("count", "money", "measure")
        and measurement.share is None
        and measurement.average_of is None
        and not any(change.quantity is measurement.quantity for change in measurement.changes)
    )


def view(text: str, measurement: Measurement) -> Figure:
    """The words around one measurement: its name, its clause, what was spoken of before."""
    start, end = measurement.clause
    stop = _STOP.search(text, end, end + REACH)
    clause = plain(text[max(start, end - CONTEXT) : stop.start() if stop is not None else end + REACH])
    indicator = plain(measurement.indicator)
    around = text[max(0, end - TOPIC) : end + 10]
    topics = tuple([word for word in _TOPICS if word in around])
    narrow = tuple([word for word in _NARROW if word in clause])
    name, said = bigrams(indicator), bigrams(clause)
    return Figure(measurement, indicator, clause, around, topics, narrow, name, said, name | said)


def candidate_cells(
    figure: Figure, phrases: Phrases, whole: CellCandidate | None, before: CellCandidate | None
) -> Iterator[tuple[CellCandidate, Recall]]:
    """The cells whose words the figure's own words recall best; for a part also those of its whole's row."""
    best = _shortlist(figure, phrases)
    if whole is not None and whole.row not in best:
        best.append(whole.row)
    for row in best:
        recall = _recall(figure, phrases.of_row[row])
        if (whole is not None and whole.row == row) or max(recall.named, recall.spoken) >= LEAST_RECALL:
            for cell in _columns(row, phrases.rows[row], figure, phrases):
                yield cell, recall
    if before is not None and before.row not in best:
        # 规范性文件制发71件，废止103件: the row goes on, another column is named
        named = [cell for cell in _columns(before.row, phrases.rows[before.row], figure, phrases) if cell.named]
        if named:
            recall = _recall(figure, phrases.of_row[before.row])
            for cell in named:
                yield cell, recall


def _shortlist(figure: Figure, phrases: Phrases) -> list[int]:
    """Places of the rows that share most with the figure's words, best first; a rare pair of characters tells more."""
    scores: dict[int, float] = {}
    for pairs, factor in ((figure.indicator_pairs, 2.0), (figure.clause_pairs, 1.0)):
        for pair in pairs & phrases.known:
            weight = factor * phrases.weight[pair]
            for row in phrases.by_bigram[pair]:
                scores[row] = scores.get(row, 0.0) + weight
    if not scores:
        return []
    least = max(scores.values()) * SHORTLIST
    ordered = sorted([(-score, row) for row, score in scores.items() if score >= least])
    return [row for _, row in ordered[:CANDIDATES]]


def _recall(figure: Figure, phrases: Iterable[frozenset[str]]) -> Recall:
    """How much of its best phrase the name and the clause hold, and how much of the name a phrase explains."""
    name, clause, both = figure.indicator_pairs, figure.clause_pairs, figure.pairs
    named = spoken = 0.0
    explained = 0
    for phrase in phrases:
        if phrase.isdisjoint(both):
            continue
        size, common = len(phrase), len(phrase & name)
        if common > explained:  # noqa: PLR1730 - `max` costs three times as much, and this is the innermost loop
            explained = common
        if (share := common / size) > named:
            named = share
        if (share := len(phrase & clause) / size) > spoken:
            spoken = share
    return Recall(int(named * 5), int(spoken * 5), int(5 * explained / max(len(name), 1)))


def _columns(place: int, row: Row, figure: Figure, phrases: Phrases) -> Iterator[CellCandidate]:
    if not row.columns:
        yield CellCandidate(place, None, False)
        return
    default = next((code for code in OTHER_COLUMN if code in row.columns), row.columns[0])
    yield CellCandidate(place, default, False)
    for code in row.columns:
        if code != "total" and any(word in figure.clause or word in figure.indicator for word in phrases.columns[code]):
            yield CellCandidate(place, code, True)


def describe_cell(  # noqa: PLR0913, PLR0917 - a pair of figure and cell, and what was decided before it
    figure: Figure, cell: CellCandidate, recall: Recall, phrases: Phrases, whole: CellCandidate | None, before: CellCandidate | None
) -> list[str]:
    """Features of one (figure, cell) pair."""
    row = phrases.rows[cell.row]
    named, spoken, explained = map(str, recall)
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
        f"row.end={leaf}.{figure.indicator[-2:]}", f"row.start={leaf}.{figure.indicator[:2]}", f"rest.end={rest[-2:]}", f"behind={behind[:2]}", f"behind1={behind[:1]}",
        f"spoken.clause={spoken}.{said}.{min(length, 3)}", f"lacks={group}.{_CORE.get(group, '') in figure.around}",
        f"behind.n={min(len(behind), 4)}.{explained}", f"row.u={leaf}.{figure.measurement.quantity.unit}",
        f"next={before is not None and before.row + 1 == cell.row}", f"same={before is not None and before.row == cell.row and before.column == cell.column}",
        f"again={again}.{column}", f"again.named={again}.{spelt}.{named}.{spoken}", f"again.row={again}.{leaf}.{spelt}",
        f"again.rest={again}.{spelt}.{min(len(figure.indicator), 8)}",
        f"row.contained={leaf}.{contained}", f"row.clause={leaf}.{in_clause}",
    ]  # fmt: skip
    if _JOINED.search(figure.indicator):
        features.append(f"joined={explained}.{named}")
    features += [f"topic={group}.{word}" for word in figure.topics]
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
    money = ("元", "万元", "美元")
    return "money" if (printed in money) != (base in money) else "≠"
