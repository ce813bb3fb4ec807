"""One extraction as the JSON that other systems keep; its shape is the contract."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from extractor import __version__
from extractor.knowledge.forms import load_form
from extractor.knowledge.models import Model
from extractor.records import Evidence, Extraction, Finding, Measurement, Observation, Quantity, Span

_encoder = msgspec.json.Encoder(decimal_format="number")


def encode(value: Any) -> bytes:
    """JSON bytes of plain values; a Decimal is written with the digits it has, never as a binary float."""
    return _encoder.encode(value)


def to_contract(extraction: Extraction, model: Model, *, text: bool = True) -> dict[str, Any]:
    """The extraction as plain dicts and lists, `text` left out on request."""
    document, identity = extraction.document, extraction.identity
    entities = _Entities(extraction)
    found: dict[str, Any] = {
        "document": {
            "id": document.id, "title": identity.title, "issuer": identity.issuer, "region": identity.region,
            "year": identity.year, "period": identity.period, "published": identity.published, "form": extraction.form,
            "media_type": document.media_type, "encoding": document.encoding, "sha256": document.sha256,
            "length": len(document.text), "warnings": list(document.warnings),
        },
        "text": document.text,
        "entities": entities.all,
        "measurements": [entities.measurement(m) for m in extraction.measurements],
        "table": _table(extraction),
        "findings": [_finding(finding) for finding in extraction.checks.findings],
        "checks": {
            "passed": extraction.checks.passed, "failed": extraction.checks.failed,
            "not_assessable": extraction.checks.not_assessable, "reasons": dict(extraction.checks.reasons),
        },
        "leftovers": [
            {"entity": entities.ids.get(("QUANTITY", left.span.start)), "why": left.why} for left in extraction.leftovers
        ],
        "provenance": _provenance(extraction, model),
    }  # fmt: skip
    if not text:
        del found["text"]
    return found


class _Entities:
    """Every entity with its id, in the order of the text."""

    def __init__(self, extraction: Extraction) -> None:
        rows: list[tuple[Span, dict[str, Any]]] = [(q.span, _quantity(q)) for q in extraction.quantities]
        rows += [(d.span, {"from": d.first, "to": d.last}) for d in extraction.dates]
        rows += [
            (n.span, {"issuer_code": n.issuer_code, "year": n.year, "serial": n.serial}) for n in extraction.document_numbers
        ]
        rows += [
            (t.span, {"title": t.title, "document_number": t.document_number}) for t in extraction.document_titles
        ]
        rows += [(m.indicator_span, {}) for m in extraction.measurements if m.indicator_span is not None]
        rows.sort(key=lambda row: (row[0].start, row[0].end))
        self.ids = {(span.label, span.start): number for number, (span, _) in enumerate(rows)}
        self.all = [self._entity(number, span, more) for number, (span, more) in enumerate(rows)]

    def _entity(self, number: int, span: Span, more: dict[str, Any]) -> dict[str, Any]:
        if more.get("document_number") is not None:
            more["document_number"] = self.ids["DOCUMENT_NUMBER", more["document_number"].span.start]
        return {
            "id": number, "label": span.label, "start": span.start, "end": span.end, "text": span.text, **more,
            "score": round(span.score, 4),
        }  # fmt: skip

    def measurement(self, measurement: Measurement) -> dict[str, Any]:
        """One measurement with ids for its quantity, indicator and changes."""
        span = measurement.indicator_span
        return {
            "id": measurement.id, "quantity": self.ids["QUANTITY", measurement.quantity.span.start],
            "indicator": measurement.indicator,
            "indicator_entity": None if span is None else self.ids[span.label, span.start],
            "period": measurement.period, "body": measurement.body, "of": measurement.of,
            "changes": [
                {"base": c.base, "direction": c.direction, "quantity": self.ids["QUANTITY", c.quantity.span.start]}
                for c in measurement.changes
            ],
            "share": measurement.share, "average_of": measurement.average_of, "row": measurement.row,
            "column": measurement.column, "score": round(measurement.score, 4),
        }  # fmt: skip


def _quantity(quantity: Quantity) -> dict[str, Any]:
    return {
        "value": quantity.value, "unit": quantity.unit, "printed_value": quantity.printed_value,
        "printed_unit": quantity.printed_unit, "kind": quantity.kind, "modifier": quantity.modifier,
        "modifier_text": quantity.modifier_text, "lower": quantity.lower, "upper": quantity.upper,
    }  # fmt: skip


def _table(extraction: Extraction) -> dict[str, Any] | None:
    table = extraction.table
    if table is None:
        return None
    return {
        "form": table.form,
        "rows": [_cell(cell, extraction.measurements) for cell in table.observations],
        "unrecognised": [
            {"printed_name": row.printed_name, "cells": list(row.cells), "start": row.start, "end": row.end}
            for row in table.unrecognised
        ],
    }


def _cell(cell: Observation, measurements: Sequence[Measurement]) -> dict[str, Any]:
    return {
        "row": cell.row, "column": cell.column, "name": cell.name, "printed_name": cell.printed_name, "unit": cell.unit,
        "state": cell.state, "value": cell.value, "start": cell.start, "end": cell.end,
        "prose": [_spoken(cell, measurements[number]) for number in cell.prose],
    }  # fmt: skip


def _spoken(cell: Observation, measurement: Measurement) -> dict[str, Any]:
    quantity = measurement.quantity
    return {"measurement": measurement.id, "value": quantity.value, "agrees": agrees(cell, quantity)}


def agrees(cell: Observation, quantity: Quantity) -> bool | None:
    """Whether the figure of the prose and the cell can both be true; None where the cell prints no figure."""
    if cell.value is None or quantity.value is None:
        return None
    value = cell.value.scaleb(4) if cell.unit.startswith("万") and quantity.unit == cell.unit[1:] else cell.value
    lower = quantity.lower if quantity.lower is not None else value
    upper = quantity.upper if quantity.upper is not None else value
    return lower - quantity.tolerance <= value <= upper + quantity.tolerance


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule, "severity": finding.severity, "message": finding.message, "formula": finding.formula,
        "expected": finding.expected, "found": finding.found, "reading": finding.reading,
        "evidence": list(map(to_place, finding.evidence)),
    }  # fmt: skip


def to_place(evidence: Evidence) -> dict[str, Any]:
    """A place of the text, and what stands there."""
    return {"start": evidence.start, "end": evidence.end, "text": evidence.text}


def _provenance(extraction: Extraction, model: Model) -> dict[str, Any]:
    form = load_form(extraction.form) if extraction.form is not None else None
    return {
        "extractor": __version__,
        "model": {"name": model.name, "version": model.version, "sha256": model.sha256},
        "form": None if form is None else {"name": form.name, "version": form.version},
    }
