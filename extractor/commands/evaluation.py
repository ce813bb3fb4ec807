"""Evaluations as tables for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest

from rich.console import Console
from rich.table import Table

from extractor.training.evaluate import CALIBRATED, Evaluation
from extractor.training.evaluate.calibration import calibration_error
from extractor.training.evaluate.compare import Change, Comparison
from extractor.training.evaluate.measure import Split, Verdict
from extractor.training.evaluate.scores import Fall
from extractor.training.evaluate.tally import LABELS, MEASURES, Tally, groups_of, tally_groups

GROUPS = {"construction": "构式", "form": "格式", "source": "来源"}
NAMES = {**MEASURES, "row_precision": "行列 P", "row_recall": "行列 R"}
WIDEST = 150  # where the output is no terminal


def make_console() -> Console:
    """A console as wide as the terminal; a file is as wide as the tables are."""
    console = Console()
    return console if console.is_terminal else Console(width=WIDEST)


def show(evaluation: Evaluation, split: Split, to: Console) -> None:
    """All tables of one evaluation."""
    tallies = evaluation.tallies()
    to.print(
        _whole(
            "标签（起止与标签都对）",
            {name: tallies[name] for name in LABELS if name in tallies},
            dict.fromkeys(LABELS, ""),
        )
    )
    to.print(_whole("读出的内容", {name: tallies[name] for name in MEASURES if name in tallies}, MEASURES))
    groups = groups_of(split.passages, split.sources)
    for name, title in GROUPS.items():
        to.print(_grouped(title, tally_groups(evaluation.judgements, groups[name]), groups[name]))
    for measure in CALIBRATED:
        to.print(_reliability(measure, evaluation))


def show_comparison(comparisons: Sequence[Comparison], split: Split, examples: int, to: Console) -> None:
    """What was gained and lost against another model, with examples side by side."""
    texts = {passage["id"]: passage["text"] for passage in split.passages}
    table = Table("项目", "得", "失", "McNemar p", title="与另一版本比较")
    for one in comparisons:
        if one.gained or one.lost:
            table.add_row(
                NAMES.get(one.measure, one.measure), str(len(one.gained)), str(len(one.lost)), f"{one.p:.3f}"
            )
    to.print(table)
    for title, changes in zip(("得", "失"), telling_changes(comparisons), strict=True):
        if changes and examples:
            to.print(_examples(title, changes[:examples], texts))


def telling_changes(comparisons: Sequence[Comparison]) -> tuple[list[Change], list[Change]]:
    """What was gained and what was lost, the measures mixed; without those that say what the value says."""
    telling = [one for one in comparisons if one.measure not in ("QUANTITY", "modifier")]
    return _mix([one.gained for one in telling]), _mix([one.lost for one in telling])


def _mix(changes: Sequence[Sequence[Change]]) -> list[Change]:
    return [change for row in zip_longest(*changes) for change in row if change is not None]


def say_fall(fall: Fall) -> str:
    """One figure below the floor, for one line."""
    return f"{NAMES.get(fall.measure, fall.measure)} {fall.floor:.4f} → {fall.now:.4f}"


def say_verdict(verdict: Verdict) -> str:
    """How a version stands to the floor, in one line."""
    if verdict.floor is None:
        return "没有可比的成绩"
    if verdict.falls:
        return f"低于底线（{verdict.floor.model}）：" + "，".join(map(say_fall, verdict.falls))
    return "不低于底线"


def _whole(title: str, tallies: Mapping[str, Tally], names: Mapping[str, str]) -> Table:
    table = Table("", "P", "R", "F1", "对/读出/应有", title=title)
    for measure, one in tallies.items():
        row = (one.precision, one.recall, one.f1)
        table.add_row(names[measure] or measure, *map(_figure, row), f"{one.right}/{one.found}/{one.wanted}")
    return table


def _grouped(
    title: str, tallies: Mapping[str, Mapping[str, Tally]], groups: Mapping[str, Sequence[str]]
) -> Table:
    columns = [measure for measure in MEASURES if any(measure in row for row in tallies.values())]
    headings = [f"{MEASURES[measure]} P/R" if measure == "row" else MEASURES[measure] for measure in columns]
    table = Table("", "段", *headings, title=f"按{title}（F1）")
    for group, row in tallies.items():
        table.add_row(
            group, str(len(groups[group])), *(_cell(measure, row.get(measure)) for measure in columns)
        )
    return table


def _cell(measure: str, one: Tally | None) -> str:
    if one is None or not one.wanted + one.found:
        return "–"
    return f"{_figure(one.precision)}/{_figure(one.recall)}" if measure == "row" else _figure(one.f1)


def _reliability(measure: str, evaluation: Evaluation) -> Table:
    bins = evaluation.reliability(measure)
    name = "数量" if measure == "QUANTITY" else NAMES[measure]
    table = Table(
        "score",
        "个数",
        "平均 score",
        "实际正确",
        title=f"{name}的 score 可信度（ECE {calibration_error(bins):.4f}）",
    )
    for one in bins:
        table.add_row(
            f"{one.low:.1f}–{one.high:.1f}", str(one.number), f"{one.score:.3f}", f"{one.right:.3f}"
        )
    return table


def _examples(title: str, changes: Iterable[Change], texts: Mapping[str, str]) -> Table:
    table = Table("段", "项目", "原文", "应为", "原先", "现在", title=title)
    for before, after in changes:
        text = texts.get(after.passage, "")
        place = (
            ""
            if after.measure == "cell"
            else text[max(0, after.start - 12) : after.start + 10].replace("\n", "⏎")
        )
        table.add_row(
            after.passage,
            NAMES.get(after.measure, after.measure),
            place,
            after.want or "–",
            before.got or "–",
            after.got or "–",
        )
    return table


def _figure(value: float) -> str:
    return f"{value:.3f}".removeprefix("0") if value < 1 else "1.0"
