"""What a comparison of two years answers, as pydantic models: they describe the JSON of `compare.contract`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from extractor.records import Severity
from extractor.service.extraction_schema import Figure, Id, Place, Shape


class ComparedDocument(Shape):
    """One of the two reports."""

    id: str
    title: str | None
    issuer: str | None
    year: int | None
    form: str | None
    sha256: str
    text: str = Field(default="", description="only where `include_text` asks for it")


class ComparedEvidence(Shape):
    """The characters of one of the two reports."""

    report: Literal["last", "this"]
    start: Place
    end: Place
    text: str


class YearFinding(Shape):
    """What cannot be, or should be looked at again, between the two years."""

    rule: str
    severity: Severity
    message: str
    formula: str
    expected: Figure | None
    found: Figure | None
    reading: str | None
    evidence: list[ComparedEvidence]
    fingerprint: str
    accepted: bool


class YearChecks(Shape):
    """How many checks were made; `reasons` counts why some could not be."""

    passed: Id
    failed: Id
    not_assessable: Id
    reasons: dict[str, int]


class ComparedIndicator(Shape):
    """An indicator of the prose in both years."""

    name: str
    unit: str
    last: Figure | None
    this: Figure | None
    difference: Figure | None
    rate: Figure | None = Field(description="the difference in percent of last year's figure")
    evidence: list[ComparedEvidence]


class ComparedRow(ComparedIndicator):
    """A cell of the form in both years."""

    row: str | None
    column: str | None


class RepeatedPassage(Shape):
    """A stretch of text that stands in both reports, figures aside."""

    evidence: list[ComparedEvidence]


class ComparedSection(Shape):
    """A section of this year's prose; `repeated` is how much of it last year's report has too, in percent."""

    heading: str
    start: Place
    end: Place
    repeated: Figure
    passages: list[RepeatedPassage]


class Comparison(Shape):
    """Two years of one office, side by side."""

    last: ComparedDocument
    this: ComparedDocument
    findings: list[YearFinding]
    checks: YearChecks
    rows: list[ComparedRow]
    indicators: list[ComparedIndicator]
    sections: list[ComparedSection]
