"""What one extraction answers, as pydantic models: they describe the JSON of `output.contract`, which a test holds to them."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from extractor.records import Direction, Kind, Label, Modifier, Severity, State

Figure = Annotated[
    Decimal,
    WithJsonSchema({"type": "number", "description": "written with the digits that are printed; read it as a decimal"}),
]
Place = Annotated[int, Field(ge=0, description="in code points of `text`")]
Id = Annotated[int, Field(ge=0)]
Score = Annotated[float, Field(ge=0, le=1, description="probability that it is right")]


class Shape(BaseModel):
    """A part of an answer; nothing beside its fields. Built when the OpenAPI document is first asked for."""

    model_config = ConfigDict(extra="forbid", defer_build=True)


class Document(Shape):
    """What was read."""

    id: str
    title: str | None
    issuer: str | None
    region: str | None
    year: int | None
    period: str | None
    published: str | None
    form: str | None = Field(description="the official form that was recognised; null: none that is known")
    media_type: str
    encoding: str
    sha256: str
    length: int = Field(ge=0, description="in code points")
    warnings: list[str]


class Entity(Shape):
    """A labelled span; which other fields it has depends on `label`."""

    id: Id
    label: Label
    start: Place
    end: Place
    text: str
    score: Score
    value: Figure | None = Field(None, description="QUANTITY: in the base unit")
    unit: str | None = None
    printed_value: Figure | None = None
    printed_unit: str | None = None
    kind: Kind | None = None
    modifier: Modifier | None = None
    modifier_text: str | None = None
    lower: Figure | None = None
    upper: Figure | None = None
    from_: str | None = Field(None, alias="from", description="DATE: first day, ISO 8601")
    to: str | None = None
    issuer_code: str | None = Field(None, description="DOCUMENT_NUMBER: 安府办函")
    year: int | None = None
    serial: int | None = None
    title: str | None = Field(None, description="DOCUMENT_TITLE: between the brackets")
    document_number: Id | None = None


class Change(Shape):
    """同比增长27.07%."""

    base: str
    direction: Direction
    quantity: Id


class Measurement(Shape):
    """A quantity with what it measures, as the prose says it."""

    id: Id
    quantity: Id
    indicator: str
    indicator_entity: Id | None
    period: str | None
    body: str | None
    of: Id | None = Field(description="the measurement that 其中/含 splits")
    changes: list[Change]
    share: Id | None = Field(description="the measurement that a 占…% is a share of")
    average_of: Id | None
    row: str | None
    column: str | None
    score: Score


class Spoken(Shape):
    """What the prose says of a cell."""

    measurement: Id
    value: Figure | None
    agrees: bool | None


class Cell(Shape):
    """One cell of the form."""

    row: str
    column: str | None
    name: str
    printed_name: str | None
    unit: str
    state: State
    value: Figure | None
    start: Place | None
    end: Place | None
    prose: list[Spoken]


class Unrecognised(Shape):
    """A printed row that the form does not name."""

    printed_name: str
    cells: list[str]
    start: Place
    end: Place


class Table(Shape):
    """The official form, filled; `GET /v1/forms/{name}` has a stricter schema of each."""

    form: str
    rows: list[Cell]
    unrecognised: list[Unrecognised]


class Evidence(Shape):
    """The characters that a finding rests on."""

    start: Place
    end: Place
    text: str


class Finding(Shape):
    """Two places that cannot both be right (error), or that someone should look at again (query)."""

    rule: str
    severity: Severity
    message: str
    formula: str
    expected: Figure | None
    found: Figure | None
    reading: str | None = Field(description="query: the reading under which both are right")
    evidence: list[Evidence]
    fingerprint: str = Field(description="outlives edits elsewhere; `accepted` takes it")
    accepted: bool
    earlier: list[Evidence] | None = Field(
        default=None, description="only of findings between two years: the places in the text of `last`"
    )


class Checks(Shape):
    """How many checks were made."""

    passed: Id
    failed: Id
    not_assessable: Id
    reasons: dict[str, int] = Field(description="`not_assessable` by reason")


class Leftover(Shape):
    """An entity that could not be placed."""

    entity: Id | None
    why: str


class ModelName(Shape):
    """The trained model that was used."""

    name: str
    version: str
    sha256: str


class FormName(Shape):
    """The form that was filled."""

    name: str
    version: str


class Provenance(Shape):
    """What made this answer."""

    extractor: str
    model: ModelName
    form: FormName | None


class Extraction(Shape):
    """One report, read; parts that were not asked for are left out."""

    document: Document
    text: str | None = None
    entities: list[Entity] | None = None
    measurements: list[Measurement] | None = None
    table: Table | None = None
    findings: list[Finding] | None = None
    checks: Checks | None = None
    leftovers: list[Leftover] | None = None
    provenance: Provenance


class FieldProblem(BaseModel):
    """What is wrong with one field."""

    field: str
    detail: str


class ProblemDetails(BaseModel):
    """ProblemError details (RFC 9457)."""

    model_config = ConfigDict(json_schema_extra={"required": ["type", "title", "status", "detail", "request_id"]})

    type: str
    title: str
    status: int
    detail: str
    request_id: str
    line: int | None = Field(None, description="of a batch: which line")
    id: str | None = Field(None, description="of a batch: the id that the line gave")
    errors: list[FieldProblem] | None = None


def schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """The JSON Schema of a model, alone."""
    return model.model_json_schema(by_alias=True)
