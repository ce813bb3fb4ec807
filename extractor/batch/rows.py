"""An extraction as rows of the data set's tables, in the order of their columns."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from hashlib import sha256
from typing import Any

import msgspec

from extractor import __version__
from extractor.batch.schema import DIGITS, PLACES
from extractor.knowledge.forms import load_form
from extractor.knowledge.models import Model
from extractor.output.accepting import review
from extractor.records import Checks, Document, Extraction, Finding, Measurement, Observation, Quantity, Span

Row = tuple[Any, ...]
Rows = dict[str, list[Row]]
_NO_QUANTITY: Row = (None,) * 13
_NO_OTHER: Row = (None,) * 7


def report_id(locator: str) -> str:
    """The stable id of the report at this place.

    >>> report_id("reports/lakeside-2021.txt")
    'ed0c4c0bea7d88b3'
    """
    return sha256(locator.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def to_rows(extraction: Extraction, model: Model, locator: str) -> Rows:
    """Every table's rows of one report; each row begins with the report's id."""
    key = report_id(locator)
    entities = _Entities(key, extraction)
    table = extraction.table
    return {
        "reports": [_report(key, locator, extraction, model)],
        "observations": [_observation(key, at, cell) for at, cell in enumerate(table.observations if table else ())],
        "measurements": [entities.measurement(one) for one in extraction.measurements],
        "entities": entities.rows,
        "findings": list(_findings(key, extraction)),
    }  # fmt: skip


def figure(value: Decimal | None) -> tuple[Decimal | None, str | None]:
    """A figure for arithmetic and with its printed digits; the first is None where a column cannot hold it.

    >>> figure(Decimal("3.20E+6"))
    (Decimal('3.20E+6'), '3.20E+6')
    >>> figure(Decimal("0.00000000001"))
    (None, '1E-11')
    """
    if value is None:
        return None, None
    text = str(value)
    if text.isdigit() and len(text) <= DIGITS - PLACES:  # nearly all are
        return value, text
    exponent = value.as_tuple().exponent
    fits = isinstance(exponent, int) and exponent >= -PLACES and value.adjusted() < DIGITS - PLACES
    return (value if fits else None), text


def _report(key: str, locator: str, extraction: Extraction, model: Model) -> Row:
    document, identity, checks = extraction.document, extraction.identity, extraction.checks
    form = load_form(extraction.form) if extraction.form is not None else None
    unrecognised = extraction.table.unrecognised if extraction.table is not None else ()
    return (
        key, locator, document.id, identity.title, identity.issuer, identity.region, identity.period,
        identity.published, extraction.form, document.media_type, document.encoding, document.sha256,
        len(document.text), document.text, document.title, list(document.warnings),
        [{"start_offset": start, "end_offset": end} for start, end in document.prose], _grids(document), _origins(document),
        [
            {"printed_name": u.printed_name, "cells": list(u.cells), "start_offset": u.start, "end_offset": u.end}
            for u in unrecognised
        ],
        checks.passed, checks.failed, checks.not_assessable, _reasons(checks), __version__, model.version, model.sha256,
        form.version if form is not None else None,
    )  # fmt: skip


def _reasons(checks: Checks) -> str:
    """Why checks could not be made, counted, as a JSON object."""
    return msgspec.json.encode(dict(checks.reasons)).decode()


def _grids(document: Document) -> str:
    """Every cell as its range; its text is what stands there."""
    plain = [
        (grid.start, grid.end, [[(cell.start, cell.end) for cell in row] for row in grid.rows])
        for grid in document.grids
    ]
    return msgspec.json.encode(plain).decode()


def _origins(document: Document) -> str:
    """Every stretch's place in the file, field by field."""
    plain = [(one.start, one.end, one.page, one.box, one.edges, one.path) for one in document.origins]
    return msgspec.json.encode(plain).decode()


def _observation(key: str, at: int, cell: Observation) -> Row:
    return (
        key, at, cell.row, cell.column, cell.name, cell.printed_name, cell.unit, cell.state, *figure(cell.value),
        cell.start, cell.end, cell.prose,
    )  # fmt: skip


class _Entities:
    """The report's labelled spans as rows, in the order of the text, with the numbers that others name them by."""

    def __init__(self, key: str, extraction: Extraction) -> None:
        self.key = key
        why = {(left.span.label, left.span.start, left.span.end): left.why for left in extraction.leftovers}
        found = sorted(_spans(extraction), key=lambda row: (row[0].start, row[0].end, row[0].label))
        self.numbers = {(span.label, span.start, span.end): at for at, (span, _) in enumerate(found)}
        self.rows = [
            (
                key, at, span.label, span.start, span.end, span.text, span.score, *more[:-1],
                self.number(more[-1]), why.get((span.label, span.start, span.end)),
            )
            for at, (span, more) in enumerate(found)
        ]  # fmt: skip

    def number(self, span: Span | None) -> int | None:
        """The number of a span; None of none."""
        return None if span is None else self.numbers[span.label, span.start, span.end]

    def measurement(self, one: Measurement) -> Row:
        quantity = one.quantity
        return (
            self.key, one.id, self.number(quantity.span), one.indicator, self.number(one.indicator_span),
            *figure(quantity.value), quantity.unit, quantity.kind, quantity.modifier, one.period, one.body,
            *one.clause, one.of, one.split, one.listed,
            [
                {"base": c.base, "direction": c.direction, "entity": self.number(c.quantity.span)}
                for c in one.changes
            ],
            one.share, one.average_of, one.row, one.column, one.score,
        )  # fmt: skip


def _spans(extraction: Extraction) -> Iterator[tuple[Span, Row]]:
    """Each span with what is said of it; last comes the span of a title's 文号. An indicator may be said twice."""
    for quantity in extraction.quantities:
        yield quantity.span, (*_quantity(quantity), *_NO_OTHER)
    for date in extraction.dates:
        yield date.span, (*_NO_QUANTITY, date.first, date.last, *_NO_OTHER[2:])
    for number in extraction.document_numbers:
        known = (number.issuer_code, number.year, number.serial)
        yield number.span, (*_NO_QUANTITY, None, None, *known, None, None)
    for title in extraction.document_titles:
        behind = title.document_number.span if title.document_number is not None else None
        yield title.span, (*_NO_QUANTITY, *_NO_OTHER[:5], title.title, behind)
    indicators = {
        (m.indicator_span.start, m.indicator_span.end): m.indicator_span
        for m in extraction.measurements
        if m.indicator_span is not None
    }
    for span in indicators.values():
        yield span, (*_NO_QUANTITY, *_NO_OTHER)


def _quantity(quantity: Quantity) -> Row:
    printed = None if quantity.printed_value is None else str(quantity.printed_value)
    return (
        *figure(quantity.value), quantity.unit, printed, quantity.printed_unit, quantity.kind, quantity.modifier,
        quantity.modifier_text, *figure(quantity.lower), *figure(quantity.upper), str(quantity.tolerance),
    )  # fmt: skip


def _findings(key: str, extraction: Extraction) -> Iterator[Row]:
    marks = {id(one.finding): one.fingerprint for one in review(extraction.checks.findings, frozenset())}
    for at, finding in enumerate(extraction.checks.findings):
        yield _finding(key, at, finding, marks[id(finding)])


def _finding(key: str, at: int, finding: Finding, fingerprint: str) -> Row:
    return (
        key, at, finding.rule, finding.severity, finding.message, finding.formula, *figure(finding.expected),
        *figure(finding.found), finding.reading, fingerprint,
        [{"start_offset": e.start, "end_offset": e.end, "text": e.text} for e in finding.evidence],
    )  # fmt: skip
