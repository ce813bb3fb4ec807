"""What the aligner looks at: a figure with the words around it, and the cells it may belong to."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import compress, count
from typing import NamedTuple

from extractor.knowledge.characters import pairs
from extractor.records import Measurement
from extractor.steps.align.phrases import Phrases, bigrams, plain

CONTEXT, TOPIC, REACH, BEHIND = 46, 120, 24, 80
_CATEGORY = re.compile(r"类(?:信息|政策|文件|事项|别)?数?$")  # 规范性文件类信息 is published, no 规范性文件 issued
_STOP = re.compile(r"[。；;，,、：:]|\n\s*\n")
_BREAK = re.compile(r"[。；;，,、：:（(）)\n]")
_TOPICS = (
    "申请", "复议", "诉讼", "规范性文件", "规章", "许可", "处罚", "强制", "收费", "采购", "解读", "发布会", "访谈", "舆情", "会议", "培训", "人员",
    "经费", "网站", "微博", "微信", "公报", "答复", "举报", "建议", "提案", "决策", "意见", "监督", "信访", "热线", "咨询", "留言", "备案", "清理",
)  # fmt: skip
_NARROW = (
    "本级", "本机关", "本办", "本局", "办公室", "市直", "县直", "区直", "乡镇", "街道", "涉及", "类", "关于", "方面", "领域", "其中", "新增", "累计", "自",
)  # fmt: skip


class CellCandidate(NamedTuple):
    """One cell that a figure may belong to: place of the row among the form's rows, and its column."""

    row: int
    column: str | None
    named: bool  # whether the prose names the column


class Figure(NamedTuple):
    """What the aligner knows of one measurement."""

    measurement: Measurement
    indicator: str
    clause: str
    own: str  # the words of its own clause
    around: str
    topics: tuple[str, ...]
    narrow: tuple[str, ...]
    indicator_pairs: frozenset[str]
    clause_pairs: frozenset[str]
    own_pairs: frozenset[str]
    near_pairs: frozenset[str]  # of the text around, before and behind, those that tell rows apart
    lead: str  # the two characters before it
    follow: str  # the two characters behind it

    def weighed(self) -> tuple[tuple[frozenset[str], int], ...]:
        """The pairs of its name and of its clauses, with what they count."""
        return (self.indicator_pairs, 2), (self.clause_pairs, 1)


def may_have_row(measurement: Measurement) -> bool:
    """Whether the figure is of a kind that the forms print: a count or an amount, no share, no average."""
    return (
        measurement.quantity.kind in ("count", "money", "measure")
        and measurement.share is None
        and measurement.average_of is None
        and _CATEGORY.search(measurement.indicator) is None
        and not any(change.quantity is measurement.quantity for change in measurement.changes)
    )


class Prose(NamedTuple):
    """A text, and where in it stand pairs of neighbouring characters that tell rows apart, and what is spoken of."""

    text: str
    places: list[int]  # of the pairs
    pairs: list[str]
    topics: list[tuple[int, int]]  # places of words, and their numbers

    @classmethod
    def of(cls, text: str, phrases: Phrases) -> Prose:
        """Look once for all figures."""
        places = list(compress(count(), map(phrases.telling.__contains__, pairs(text))))
        topics = sorted((found.start(), number) for number, word in enumerate(_TOPICS) for found in re.finditer(word, text))
        return cls(text, places, [text[place : place + 2] for place in places], topics)

    def near(self, place: int) -> frozenset[str]:
        """The pairs around a place."""
        start, end = bisect_left(self.places, place - TOPIC), bisect_left(self.places, place + BEHIND)
        return frozenset(self.pairs[start:end])

    def spoken_of(self, start: int, end: int) -> tuple[str, ...]:
        """The topics between two places."""
        first, last = bisect_left(self.topics, (start, 0)), bisect_left(self.topics, (end, 0))
        numbers = {number for place, number in self.topics[first:last] if place + len(_TOPICS[number]) <= end}
        return tuple([_TOPICS[number] for number in sorted(numbers)])


def view(prose: Prose, measurement: Measurement) -> Figure:
    """The words around one measurement: its name, its clause, what was spoken of before."""
    text, (start, end) = prose.text, measurement.clause
    stop = _STOP.search(text, end, end + REACH)
    clause = plain(text[max(start, end - CONTEXT) : stop.start() if stop is not None else end + REACH])
    indicator = plain(measurement.indicator)
    own = plain(_own(text, measurement, stop.start() if stop is not None else end + REACH)) or indicator  # of 分别为3件、5件
    around, topics = text[max(0, end - TOPIC) : end + 10], prose.spoken_of(end - TOPIC, end + 10)
    narrow = tuple([word for word in _NARROW if word in indicator])
    return Figure(
        measurement, indicator, clause, own, around, topics, narrow, bigrams(indicator), bigrams(clause), bigrams(own), prose.near(end),
        text[max(0, measurement.quantity.span.start - 2) : measurement.quantity.span.start], text[end : end + 2],
    )  # fmt: skip


def _own(text: str, measurement: Measurement, stop: int) -> str:
    """The words of the figure's own clause, before and behind it."""
    span = measurement.quantity.span
    start = max(measurement.clause[0], span.start - CONTEXT)
    before = _BREAK.split(text[start : span.start].rstrip("，,、：:（( \n"))[-1]
    return before + text[span.end : stop]
