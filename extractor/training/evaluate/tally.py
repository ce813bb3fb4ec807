"""Count judgements: precision, recall and F1, over all or by label, construction, form and source."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, get_args

from extractor.records import Label
from extractor.training.corpus import Passage
from extractor.training.evaluate.judge import Judgement

LABELS: tuple[str, ...] = get_args(Label)
# measure: how the tables call it
MEASURES = {
    "figure": "数值+单位", "modifier": "修饰", "DOCUMENT_NUMBER": "文号", "DOCUMENT_TITLE": "标题", "DATE": "日期", "name": "名称",
    "parent": "其中所属", "change": "变化方向", "share": "占比所属", "row": "行列", "negative": "非数量", "cell": "表格",
}  # fmt: skip


class Tally(NamedTuple):
    """How many were right, read and wanted."""

    right: int
    found: int
    wanted: int

    @property
    def precision(self) -> float:
        """Share of what was read that is right."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Share of what was wanted that was read right."""
        return self.right / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        return 2 * self.right / (self.found + self.wanted) if self.found + self.wanted else 0.0


def tally(judgements: Iterable[Judgement]) -> dict[str, Tally]:
    """The tally of each measure."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for one in judgements:
        row = counts[one.measure]
        row[0] += one.right
        row[1] += one.got is not None
        row[2] += one.want is not None
    return {measure: Tally(*row) for measure, row in counts.items()}


def groups_of(passages: Sequence[Passage], sources: Mapping[str, str]) -> dict[str, dict[str, list[str]]]:
    """Ids of the passages by construction, by form and by source; `sources` says each passage's file."""
    found: dict[str, dict[str, list[str]]] = {
        "construction": defaultdict(list),
        "form": defaultdict(list),
        "source": defaultdict(list),
    }
    for passage in passages:
        for construction in passage["source"].get("constructions", ()):
            found["construction"][construction].append(passage["id"])
        found["form"][passage["source"].get("form") or "—"].append(passage["id"])
        found["source"][sources.get(passage["id"], "—")].append(passage["id"])
    return {name: dict(sorted(groups.items())) for name, groups in found.items()}


def source_of(stem: str) -> str:
    """A file's source: w3-02 is the second file of w3."""
    return re.sub(r"-\d{1,2}$", "", stem)


def tally_groups(
    judgements: Iterable[Judgement], groups: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, Tally]]:
    """The tallies of each group of passages."""
    by_passage: dict[str, list[Judgement]] = defaultdict(list)
    for one in judgements:
        by_passage[one.passage].append(one)

    return {group: tally(one for name in ids for one in by_passage[name]) for group, ids in groups.items()}
