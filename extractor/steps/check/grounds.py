"""What the checks stand on: the report indexed once, and how a finding is worded and evidenced."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import accumulate
from typing import Literal, NamedTuple

from extractor.knowledge.cues import Cues
from extractor.knowledge.forms import Form
from extractor.records import (
    Change,
    Date,
    Document,
    DocumentNumber,
    DocumentTitle,
    Evidence,
    Finding,
    Identity,
    Measurement,
    Observation,
    Quantity,
    Severity,
    Table,
)  # fmt: skip

Key = tuple[str, str | None]


class Unchecked(StrEnum):
    """Why something could not be checked; `output/words.toml` says each in Chinese."""

    BLANK = "a cell is blank or not printed"
    INEXACT = "a figure is not exact enough"
    UNLIKE = "figures of another kind or year"
    OF_ANOTHER = "the figure may be of something else"
    INCOMPLETE = "the list may leave something out"
    CROSSING = "the parts may overlap"
    NO_WHOLE = "the whole is not said"
    NO_BASE = "the earlier figure is not said"
    UNREADABLE = "the number cannot be read"
    TOLD_TOGETHER = "told together with another finding"


Outcome = Finding | Literal["passed"] | Unchecked
REACH = 200  # characters to either side that a sentence is read


class Levels(NamedTuple):
    """A level and the earlier one; `certain` where the text itself sets them side by side.

    `changes` are those that stand between or behind them; empty where they are the figures' own.
    """

    now: Measurement
    before: Measurement
    certain: bool
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Grounds:
    """The report as the checks see it; `sentence_ends` are sorted positions."""

    document: Document
    identity: Identity
    measurements: Mapping[int, Measurement]
    table: Table | None
    form: Form | None
    document_numbers: tuple[DocumentNumber, ...]
    document_titles: tuple[DocumentTitle, ...]
    dates: tuple[Date, ...]
    cues: Cues
    cells: Mapping[Key, Observation]
    shares: Mapping[int, Measurement]
    sentence_ends: list[int]
    sentences: list[int]  # of the measurements, by id: the number of the sentence
    starts: list[int]  # of the measurements
    in_order: tuple[Measurement, ...]
    figures: tuple[Measurement, ...]  # those that are amounts of their own, in order
    levels: Mapping[int, Levels]  # by the id of the later
    amounts: tuple[
        tuple[Measurement, Change, Change], ...
    ]  # levels with an amount and a rate that no link gives them

    def sentence(self, measurement: Measurement) -> int:
        """The number of the sentence that holds it."""
        return self.sentences[measurement.id]

    def is_one_sentence(self, measurements: Iterable[Measurement]) -> bool:
        """Whether all of them stand in one sentence."""
        return len({self.sentence(measurement) for measurement in measurements}) == 1

    def sentence_text(self, position: int) -> str:
        """The words of the sentence around a position, not too far from it."""
        at, start = bisect_left(self.sentence_ends, position), self.sentence_start(position)
        end = self.sentence_ends[at] if at < len(self.sentence_ends) else len(self.document.text)
        return self.document.text[max(start, position - REACH) : min(end, position + REACH)]

    def sentence_start(self, position: int) -> int:
        """Where the sentence around a position begins."""
        at = bisect_left(self.sentence_ends, position)
        return self.sentence_ends[at - 1] + 1 if at else 0

    def near(self, position: int, distance: int) -> tuple[Measurement, ...]:
        """The measurements whose figures stand so many characters before or behind a position, in order."""
        first = bisect_left(self.starts, position - distance)
        return self.in_order[first : bisect_left(self.starts, position + distance)]

    def clause_text(self, measurement: Measurement) -> str:
        """The words of the sentence part that holds it."""
        return self.document.text[slice(*measurement.clause)]

    def cell_of(self, measurement: Measurement) -> Observation | None:
        """The cell that the measurement speaks of; where no column is said, that of the total."""
        if measurement.row is None:
            return None
        columns = (measurement.column,) if measurement.column is not None else ("total", None)
        return next(
            (self.cells[measurement.row, c] for c in columns if (measurement.row, c) in self.cells), None
        )


def sentence_ends(text: str) -> list[int]:
    r"""The place of each 。, ！ and line break.

    >>> sentence_ends("收到3件。\n办结2件！")
    [4, 5, 10]
    """
    *sentences, _ = text.replace("！", "。").replace("\n", "。").split("。")
    return [end + number for number, end in enumerate(accumulate(map(len, sentences)))]


def index_shares(measurements: Iterable[Measurement]) -> Mapping[int, Measurement]:
    """The 占…% of each measurement that has one."""
    return {m.share: m for m in measurements if m.share is not None and m.quantity.kind == "percent"}


def index_cells(table: Table | None) -> Mapping[Key, Observation]:
    """The table's cells by row and column."""
    return {(cell.row, cell.column): cell for cell in table.observations} if table is not None else {}


# ---------------------------------------------------------------- wording
def figure(value: Decimal) -> str:
    """A figure as people write it.

    >>> figure(Decimal("1.690E+2"))
    '169'
    """
    plain = format(value, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def said(quantity: Quantity) -> str:
    """The figure as printed, line breaks left out."""
    return re.sub(r"\s", "", quantity.span.text)


def name_of(measurement: Measurement) -> str:
    """What the figure measures, in quotes; nothing where that is not known."""
    return f"“{measurement.indicator}”" if measurement.indicator else ""


def column_name(form: Form | None, code: str) -> str:
    """The column as the table's head prints it last: 法人或其他组织/商业企业 → 商业企业."""
    return form.columns[code].name.rpartition("/")[2] if form is not None and code in form.columns else code


def severity(reading: str | None) -> Severity:
    """Certainly wrong, unless a reading would make both figures true."""
    return "error" if reading is None else "query"


# ---------------------------------------------------------------- evidence
def evidence_of(quantity: Quantity) -> Evidence:
    """The figure's own characters."""
    return Evidence(quantity.span.start, quantity.span.end, quantity.span.text)


def evidence_at(grounds: Grounds, start: int, end: int) -> Evidence:
    """Any stretch of the text."""
    return Evidence(start, end, grounds.document.text[start:end])


def evidence_of_cells(grounds: Grounds, cells: Iterable[Observation]) -> tuple[Evidence, ...]:
    """The printed characters of each cell that has some, each once."""
    places = ((cell.start, cell.end) for cell in cells)
    known = dict.fromkeys((start, end) for start, end in places if start is not None and end is not None)
    return tuple(evidence_at(grounds, start, end) for start, end in known)
