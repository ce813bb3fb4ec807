"""A passage with the labels that the product reads there, for a person to put right."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from extractor.records import Extraction, Measurement, Quantity, Span
from extractor.training.bridges.graph import (
    CHANGES,
    NAMES,
    PART_OF,
    SHARE_OF,
    Graph,
    Link,
    Mark,
    make_passage,
)
from extractor.training.corpus import Passage


def prelabel(extraction: Extraction, start: int, end: int, header: dict[str, Any]) -> Passage:
    """The passage of that range of the report; links that leave it are left out.

    `header` is the rest of the passage: id, source, annotator, status.
    """
    graph = Graph(extraction.document.text[start:end], header=header)
    for span in _spans(extraction):
        if start <= span.start and span.end <= end:
            graph.marks.append(Mark(_name(span), span.label, span.start - start, span.end - start))
    inside = {mark.id for mark in graph.marks}
    for quantity in extraction.quantities:
        if _name(quantity.span) in inside:
            graph.fields[_name(quantity.span)] = _figure(quantity)
    for measurement in extraction.measurements:
        if _name(measurement.quantity.span) in inside:
            _measure(graph, measurement, extraction)
    graph.links = [link for link in graph.links if {link.source, link.target} <= inside]
    return make_passage(graph, default_id=header["id"])


def _spans(extraction: Extraction) -> list[Span]:
    """Every span, without an INDICATOR that lies over another one."""
    found = [one.span for entities in _entities(extraction) for one in entities]
    taken = [(span.start, span.end) for span in found]
    for measurement in extraction.measurements:
        span = measurement.indicator_span
        if span is not None and not any(start < span.end and span.start < end for start, end in taken):
            found.append(span)
            taken.append((span.start, span.end))
    return found


def _entities(extraction: Extraction) -> Iterable[Iterable[Any]]:
    return extraction.quantities, extraction.dates, extraction.document_numbers, extraction.document_titles


def _name(span: Span) -> str:
    return f"{span.start}-{span.end}"


def _figure(quantity: Quantity) -> dict[str, str]:
    said = {"value": _write(quantity.value), "unit": quantity.unit, "modifier": quantity.modifier}
    if quantity.modifier != "exact":
        said |= {"lower": _write(quantity.lower), "upper": _write(quantity.upper)}
    return {key: value for key, value in said.items() if value is not None}


def _measure(graph: Graph, measurement: Measurement, extraction: Extraction) -> None:
    name = _name(measurement.quantity.span)
    said = graph.fields.setdefault(name, {})
    said["indicator"] = measurement.indicator
    if measurement.row is not None:
        said |= {"row": measurement.row} | (
            {"column": measurement.column} if measurement.column is not None else {}
        )
    for kind, target in ((PART_OF, measurement.of), (SHARE_OF, measurement.share)):
        if target is not None:
            graph.links.append(Link(kind, name, _name(extraction.measurements[target].quantity.span)))
    if measurement.indicator_span is not None:
        graph.links.append(Link(NAMES, _name(measurement.indicator_span), name))
    for change in measurement.changes:
        figure = _name(change.quantity.span)
        if figure == name:
            said["direction"] = change.direction
        else:
            graph.links.append(Link(CHANGES[change.direction], figure, name))
        if change.base:
            graph.fields.setdefault(figure, {})["base"] = change.base


def _write(figure: Decimal | None) -> str | None:
    return f"{figure:f}" if figure is not None else None
