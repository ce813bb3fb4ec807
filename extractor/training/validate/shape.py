"""The fields of one annotated passage and their types; what the values must be is checked beside."""

from __future__ import annotations

from msgspec import Struct


class SpanShape(Struct, forbid_unknown_fields=True):
    """A labelled span; the last fields are a QUANTITY's."""

    id: int
    label: str
    start: int
    end: int
    text: str
    value: str | None = None
    unit: str | None = None
    modifier: str | None = None
    lower: str | None = None
    upper: str | None = None
    kind: str | None = None
    score: float | None = None  # of a suggested span


class ChangeShape(Struct, forbid_unknown_fields=True):
    """One change of a measurement."""

    base: str | None
    direction: str
    quantity: int


class MeasurementShape(Struct, forbid_unknown_fields=True):
    """What one quantity measures; `quantity`, `indicator_span`, `of` and `share` are ids of spans."""

    quantity: int
    indicator: str
    indicator_span: int | None
    of: int | None
    share: int | None
    changes: list[ChangeShape]
    row: str | None
    column: str | None
    period: str | None
    body: str | None
    score: float | None = None  # of a suggested measurement


class CellShape(Struct, forbid_unknown_fields=True):
    """One cell of the printed table."""

    row: str
    column: str | None
    state: str
    value: str | None


class SourceShape(Struct):
    """Where the passage is from; more fields may stand here."""

    office: str | None = None
    year: str | None = None
    form: str | None = None
    kind: str | None = None
    constructions: list[str] = []


class PassageShape(Struct, forbid_unknown_fields=True):
    """One line of an annotation file."""

    id: str
    text: str
    spans: list[SpanShape]
    measurements: list[MeasurementShape]
    cells: list[CellShape]
    source: SourceShape
    annotator: str
    guideline: str
    status: str
    suggestion: dict[str, float] | None = None  # why it was suggested: uncertainty, novelty
