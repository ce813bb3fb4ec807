"""What comes out of two reports of one office laid side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from extractor.records import Evidence, Extraction, Finding
from extractor.steps.check.bounds import HUNDRED, Bounds

LARGEST = Decimal(10) ** 6  # percent; a rate beyond it says nothing


@dataclass(frozen=True, slots=True)
class Level:
    """A figure of one report, in the base unit, what it can mean, and the characters that it rests on."""

    value: Decimal
    bounds: Bounds
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """One cell of the form, or one indicator of the prose, in both years; None where a report gives no figure.

    `row` is None for an indicator of the prose; `column` is None for a row of one figure and for its total;
    `is_whole` says that it is no part of a total beside it.
    """

    row: str | None
    column: str | None
    name: str
    unit: str
    last: Level | None
    this: Level | None
    is_whole: bool = True

    @property
    def difference(self) -> Decimal | None:
        """How much more it is than last year; None where a year is missing."""
        return self.this.value - self.last.value if self.last is not None and self.this is not None else None

    @property
    def rate(self) -> Decimal | None:
        """The difference in percent of last year's figure, to two places; None where that is 0 or missing."""
        if self.difference is None or self.last is None or not self.last.value:
            return None
        rate = self.difference * HUNDRED / self.last.value
        return round(rate, 2) if abs(rate) < LARGEST else None


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of this year's text that last year's has too, figures aside."""

    last: Evidence
    this: Evidence


@dataclass(frozen=True, slots=True)
class Section:
    """One section of this year's prose: how much of it last year's report has too, in percent of its characters."""

    heading: str
    start: int
    end: int
    repeated: Decimal
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class YearFinding:
    """A finding between two years: its own evidence is of this year's report, `earlier` of last year's."""

    finding: Finding
    earlier: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two reports, earlier and later, laid side by side; `not_assessable` counts what could not be checked, by reason.

    `accepted` are fingerprints of findings that a person has found fine.
    """

    last: Extraction
    this: Extraction
    cells: tuple[Compared, ...]
    indicators: tuple[Compared, ...]
    sections: tuple[Section, ...]
    findings: tuple[YearFinding, ...]
    passed: int
    not_assessable: Mapping[str, int]
    accepted: frozenset[str] = frozenset()
