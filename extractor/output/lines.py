"""One extraction as one line of JSON, its findings with the fingerprints by which a person accepts them."""

from __future__ import annotations

from typing import Any

from extractor.output.accepting import Reviewed
from extractor.output.contract import encode, to_contract, to_place
from extractor.output.report import Report


def render(report: Report) -> bytes:
    """The contract's JSON on one line."""
    return encode(to_values(report)) + b"\n"


def to_values(report: Report) -> dict[str, Any]:
    """The contract's plain values, with `fingerprint` and `accepted` on every finding, and `earlier` on those between years."""
    found = to_contract(report.extraction, report.model)
    places = {id(finding): at for at, finding in enumerate(report.extraction.checks.findings)}
    written = found["findings"]
    found["findings"] = [
        {
            **written[places[id(one.finding)]], "fingerprint": one.fingerprint, "accepted": one.accepted,
            **_earlier(report, one),
        }
        for one in report.findings
    ]  # fmt: skip
    return found


def _earlier(report: Report, one: Reviewed) -> dict[str, Any]:
    """Where last year's text says the other half of it; nothing where the finding is of this year alone."""
    if one.fingerprint not in report.earlier:
        return {}
    return {"earlier": list(map(to_place, report.earlier[one.fingerprint]))}
