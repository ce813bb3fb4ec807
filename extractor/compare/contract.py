"""A comparison as the JSON that other systems keep."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from extractor.compare.records import Compared, Comparison, Level, Section
from extractor.compare.reviewed import ReviewedYear, review_years
from extractor.output.contract import encode, to_place
from extractor.records import Evidence, Extraction


def render(comparison: Comparison) -> bytes:
    """The contract's JSON on one line."""
    return encode(to_contract(comparison)) + b"\n"


def render_with_texts(comparison: Comparison) -> bytes:
    """The same, with the text of both reports."""
    values = to_contract(comparison)
    for name, extraction in (("last", comparison.last), ("this", comparison.this)):
        values[name]["text"] = extraction.document.text
    return encode(values) + b"\n"


def to_contract(comparison: Comparison) -> dict[str, Any]:
    """The comparison as plain dicts and lists; every evidence says whether it is of the `last` or of `this` report."""
    return {
        "last": _document(comparison.last),
        "this": _document(comparison.this),
        "findings": [_finding(one) for one in review_years(comparison)],
        "checks": {
            "passed": comparison.passed, "failed": len(comparison.findings),
            "not_assessable": sum(comparison.not_assessable.values()), "reasons": dict(comparison.not_assessable),
        },
        "rows": [{"row": one.row, "column": one.column, **_compared(one)} for one in comparison.cells],
        "indicators": [_compared(one) for one in comparison.indicators],
        "sections": [_section(one) for one in comparison.sections],
    }  # fmt: skip


def _document(extraction: Extraction) -> dict[str, Any]:
    document, identity = extraction.document, extraction.identity
    return {
        "id": document.id, "title": identity.title, "issuer": identity.issuer, "year": identity.year,
        "form": extraction.form, "sha256": document.sha256,
    }  # fmt: skip


def _finding(one: ReviewedYear) -> dict[str, Any]:
    finding = one.year.finding
    return {
        "rule": finding.rule, "severity": finding.severity, "message": finding.message, "formula": finding.formula,
        "expected": finding.expected, "found": finding.found, "reading": finding.reading,
        "evidence": [*_evidence(finding.evidence, "this"), *_evidence(one.year.earlier, "last")],
        "fingerprint": one.reviewed.fingerprint, "accepted": one.reviewed.accepted,
    }  # fmt: skip


def _evidence(evidence: Iterable[Evidence], report: str) -> list[dict[str, Any]]:
    return [{"report": report, **to_place(one)} for one in evidence]


def _compared(one: Compared) -> dict[str, Any]:
    return {
        "name": one.name, "unit": one.unit, "last": _value(one.last), "this": _value(one.this),
        "difference": one.difference, "rate": one.rate,
        "evidence": [
            *_evidence(one.this.evidence if one.this is not None else (), "this"),
            *_evidence(one.last.evidence if one.last is not None else (), "last"),
        ],
    }  # fmt: skip


def _value(level: Level | None) -> Decimal | None:
    return level.value if level is not None else None


def _section(section: Section) -> dict[str, Any]:
    return {
        "heading": section.heading, "start": section.start, "end": section.end, "repeated": section.repeated,
        "passages": [
            {"evidence": [*_evidence([one.this], "this"), *_evidence([one.last], "last")]} for one in section.passages
        ],
    }  # fmt: skip
