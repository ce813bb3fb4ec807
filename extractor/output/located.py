"""One extraction as one line of JSON, with the page and box, or the XPath, of everything that stands in the text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any

from extractor.output.contract import encode
from extractor.output.lines import to_values
from extractor.output.report import Report
from extractor.records import Origin


def render(report: Report) -> bytes:
    """The contract's JSON on one line, with `origins` on entities, cells, leftover rows and evidence."""
    return encode(add_origins(to_values(report), report.extraction.document.origins)) + b"\n"


def add_origins(found: dict[str, Any], origins: Sequence[Origin]) -> dict[str, Any]:
    """The same values where each with `start` and `end` has `origins`: `page` and `box`, or `path`; none for plain text."""
    starts = [origin.start for origin in origins]
    for value in _placed(found):
        value["origins"] = [_describe(one) for one in _find(origins, starts, value["start"], value["end"])]
    return found


def _placed(found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from found["entities"]
    if found["table"] is not None:
        yield from (row for row in found["table"]["rows"] if row["start"] is not None)
        yield from found["table"]["unrecognised"]
    for finding in found["findings"]:
        yield from finding["evidence"]


def _find(origins: Sequence[Origin], starts: Sequence[int], start: int, end: int) -> Iterator[Origin]:
    for origin in origins[max(0, bisect_right(starts, start) - 1) :]:
        if origin.start >= end:
            return
        if origin.end > start:
            yield origin.between(start, end)


def _describe(origin: Origin) -> dict[str, Any]:
    if origin.path is not None:
        return {"path": origin.path}
    return {"page": origin.page, "box": list(origin.box or ())}
