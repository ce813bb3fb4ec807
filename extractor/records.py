"""The frozen values that flow between the steps.

Every `start`/`end` is a half-open `[start, end)` range of code points in `Document.text`. Every figure is a
`Decimal`. `None` means "not said in the text" and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Label = Literal["QUANTITY", "DATE", "DOCUMENT_NUMBER", "DOCUMENT_TITLE", "INDICATOR"]
Kind = Literal["count", "money", "percent", "fraction", "duration", "rank", "multiple", "measure"]
Modifier = Literal["exact", "about", "nearly", "more_than", "less_than", "at_least", "at_most", "range"]
Direction = Literal["up", "down", "flat"]
State = Literal["printed", "blank", "dash", "absent"]
Severity = Literal["error", "query"]
Box = tuple[float, float, float, float]


# ---------------------------------------------------------------- read
@dataclass(frozen=True, slots=True)
class Cell:
    """One printed table cell: `text` is `Document.text[start:end]`; a blank cell has `start == end`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    """One printed table as rows of cells; a cell that spans rows or columns is repeated in each."""

    start: int
    end: int
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a stretch of the text stands in its file: on a page in a box, or in an element of an HTML page.

    `box` is left, top, right and bottom in points from the page's top left, `edges` where each of its characters
    begins and the last one ends; `path` is an XPath.
    """

    start: int
    end: int
    page: int | None = None  # from 1
    box: Box | None = None
    edges: tuple[float, ...] = ()
    path: str | None = None

    def between(self, start: int, end: int) -> Origin:
        """The same for a part of the stretch; the box is narrowed where the edges of the characters are known."""
        first, last = max(start, self.start), min(end, self.end)
        if self.box is None or not self.edges:
            return Origin(first, last, self.page, self.box, self.edges, self.path)
        edges = self.edges[first - self.start : last - self.start + 1]
        return Origin(first, last, self.page, (edges[0], self.box[1], edges[-1], self.box[3]), edges, self.path)


@dataclass(frozen=True, slots=True)
class Document:
    """A report as read: one text, the tables in it, and the ranges of prose between them."""

    id: str
    text: str
    grids: tuple[Grid, ...]
    prose: tuple[tuple[int, int], ...]
    media_type: str
    encoding: str
    sha256: str
    title: str | None = None  # as the container says it (HTML <title>, DOCX property), if it does
    warnings: tuple[str, ...] = ()
    origins: tuple[Origin, ...] = ()  # in the order of the text; none for plain text and DOCX


@dataclass(frozen=True, slots=True)
class Identity:
    """Who reports, about which year: read from title, heading, signature and statistics period."""

    title: str | None
    issuer: str | None
    region: str | None
    year: int | None
    period: str | None  # "2018-01-01/2018-12-31"
    published: str | None  # ISO 8601 date


# ---------------------------------------------------------------- segment, tag, quantify
@dataclass(frozen=True, slots=True)
class Span:
    """A labelled stretch of the text; `score` is the probability that the label and both borders are right."""

    label: Label
    start: int
    end: int
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit and modifier. `value`, `lower` and `upper` are in the base `unit`.

    `tolerance` is half a unit of the last printed digit where the figure is printed with a multiplier or a
    fraction (3.2万 → 500), else 0. `printed_value` and `printed_unit` are as printed (51877.6, 万元).
    """

    span: Span
    value: Decimal | None
    unit: str
    printed_value: Decimal | None
    printed_unit: str
    kind: Kind
    modifier: Modifier
    modifier_text: str | None
    lower: Decimal | None
    upper: Decimal | None
    tolerance: Decimal


@dataclass(frozen=True, slots=True)
class Date:
    """A date or period, `first` and `last` as ISO 8601 days; None where no year is known or no such day exists."""

    span: Span
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A 文号: 安府办函〔2018〕70号 → issuer_code 安府办函, year 2018, serial 70. None where it cannot be read."""

    span: Span
    issuer_code: str
    year: int | None
    serial: int | None


@dataclass(frozen=True, slots=True)
class DocumentTitle:
    """《…》 with the title between the brackets and the 文号 printed behind it."""

    span: Span
    title: str
    document_number: DocumentNumber | None


# ---------------------------------------------------------------- relate, align
@dataclass(frozen=True, slots=True)
class Change:
    """同比增长27.07%: base 同比, direction up, quantity 27.07%."""

    base: str
    direction: Direction
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class Measurement:
    """A quantity with what it measures. `id` is its place in the report's tuple of measurements.

    `of` is the id of the whole that 其中/含/（…） splits; `split` numbers the several splits of one whole
    (by office 0, by channel 1); `listed` says that the parts are announced as all there are (分别为, 冒号).
    `share` is the id of the measurement that a 占…% is a share of; `average_of` that a 平均每… divides.
    `clause` is the range of the sentence part that holds it.
    """

    id: int
    quantity: Quantity
    indicator: str
    indicator_span: Span | None
    period: str | None
    body: str | None
    clause: tuple[int, int]
    of: int | None = None
    split: int = 0
    listed: bool = False
    changes: tuple[Change, ...] = ()
    share: int | None = None
    average_of: int | None = None
    row: str | None = None
    column: str | None = None
    score: float = 0.0


# ---------------------------------------------------------------- tabulate, check
@dataclass(frozen=True, slots=True)
class Observation:
    """One cell of the form: what the table prints there and which measurements of the prose speak of it."""

    row: str
    column: str | None
    name: str
    printed_name: str | None
    unit: str
    state: State
    value: Decimal | None
    start: int | None
    end: int | None
    prose: tuple[int, ...] = ()  # ids of measurements


@dataclass(frozen=True, slots=True)
class Unrecognised:
    """A printed table row that the form does not name; kept, never dropped."""

    printed_name: str
    cells: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Table:
    """The official form, filled: every cell of the form in the form's order."""

    form: str
    observations: tuple[Observation, ...]
    unrecognised: tuple[Unrecognised, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The characters that a finding rests on."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Two places that cannot both be right ("error") or that someone should look at again ("query")."""

    rule: str
    severity: Severity
    message: str
    formula: str
    expected: Decimal | None
    found: Decimal | None
    evidence: tuple[Evidence, ...]
    reading: str | None = None  # for a query: the reading under which both are right


@dataclass(frozen=True, slots=True)
class Checks:
    """How many checks were made, the findings of those that failed, and why others could not be made, counted."""

    passed: int
    failed: int
    not_assessable: int
    findings: tuple[Finding, ...]
    reasons: tuple[tuple[str, int], ...] = ()  # `not_assessable` by reason


@dataclass(frozen=True, slots=True)
class Leftover:
    """An accepted entity that could not be placed, with the reason."""

    span: Span
    why: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything that was read from one report."""

    document: Document
    identity: Identity
    form: str | None
    quantities: tuple[Quantity, ...]
    dates: tuple[Date, ...]
    document_numbers: tuple[DocumentNumber, ...]
    document_titles: tuple[DocumentTitle, ...]
    measurements: tuple[Measurement, ...]
    table: Table | None
    checks: Checks
    leftovers: tuple[Leftover, ...]
