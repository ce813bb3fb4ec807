"""A passage beside what was read in it, the quantities of both paired."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from extractor.records import Extraction, Measurement, Quantity
from extractor.training.corpus import Passage
from extractor.training.examples import prose_end


@dataclass(frozen=True, slots=True)
class Sight:
    """One passage beside its extraction, the quantities of both paired where they overlap."""

    passage: Passage
    extraction: Extraction
    limit: int  # behind it nothing was annotated
    spans: Mapping[int, dict[str, Any]]  # gold spans by id
    pairs: Mapping[int, Quantity]  # by id of the gold span
    measured: Mapping[int, Measurement]  # by start of the quantity

    def found(self, span_id: int) -> Measurement | None:
        """The measurement that was read from a gold quantity."""
        quantity = self.pairs.get(span_id)
        return self.measured.get(quantity.span.start) if quantity is not None else None


def look(passage: Passage, extraction: Extraction) -> Sight:
    """Pair the quantities of both sides."""
    limit = prose_end(passage)
    spans = {span["id"]: span for span in passage["spans"]}
    left = [quantity for quantity in extraction.quantities if quantity.span.start < limit]
    pairs: dict[int, Quantity] = {}
    for span in labelled(passage, "QUANTITY"):
        for quantity in left:
            if quantity.span.start < span["end"] and span["start"] < quantity.span.end:
                pairs[span["id"]] = quantity
                left.remove(quantity)
                break
    measured = {measurement.quantity.span.start: measurement for measurement in extraction.measurements}
    return Sight(passage, extraction, limit, spans, pairs, measured)


def labelled(passage: Passage, label: str) -> list[dict[str, Any]]:
    """The gold spans of a label, in the order of the text."""
    return sorted(
        (span for span in passage["spans"] if span["label"] == label), key=lambda span: int(span["start"])
    )
