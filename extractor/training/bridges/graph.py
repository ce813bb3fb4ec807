"""A passage as other tools know it: spans, links between spans, and fields of a span; and back again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from extractor.knowledge.units import load_units
from extractor.knowledge.wording import load_wording
from extractor.records import Span
from extractor.steps.quantify import quantify
from extractor.training.corpus import Passage
from extractor.training.notation import GUIDELINE_VERSION

PART_OF, SHARE_OF, NAMES = "part_of", "share_of", "names"
CHANGES = {"up": "change_up", "down": "change_down", "flat": "change_flat"}
LINKS = (PART_OF, SHARE_OF, NAMES, *CHANGES.values())
FIGURE = ("value", "unit", "modifier", "lower", "upper", "kind")
MEASURED = ("row", "column", "period", "body")
# what a QUANTITY can say beside its place; `direction` is that of a change whose level is not said
FIELDS = ("indicator", *MEASURED, "base", "direction", *FIGURE)

_DIRECTIONS = {link: direction for direction, link in CHANGES.items()}


class Mark(NamedTuple):
    """A labelled span; `id` is what links name it by, and only lives inside one graph."""

    id: str
    label: str
    start: int
    end: int


class Link(NamedTuple):
    """A link: a part to its whole, a share to its count, an indicator to its figure, a change to what it changes."""

    kind: str
    source: str
    target: str


@dataclass
class Graph:
    """One passage: `fields` by the id of a mark; `header` is everything that is not about a span."""

    text: str
    marks: list[Mark] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    fields: dict[str, dict[str, str]] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)


def make_graph(passage: Passage) -> Graph:
    """The graph of a passage. A measurement is a QUANTITY with the field `indicator`."""
    header = {key: passage[key] for key in passage if key not in ("text", "spans", "measurements")}
    graph = Graph(passage["text"], header=header)
    for span in passage["spans"]:
        graph.marks.append(Mark(str(span["id"]), span["label"], span["start"], span["end"]))
        if given := {key: span[key] for key in FIGURE if span.get(key) is not None}:
            graph.fields[str(span["id"])] = given
    for measurement in passage["measurements"]:
        _add_measurement(graph, measurement)
    return graph


def make_passage(graph: Graph, *, default_id: str) -> Passage:
    """The passage of a graph, spans numbered in the order of the text, measurements in the order of their figures.

    A figure without fields, which another tool has added, is read as the product reads it. A passage without a
    header gets `default_id`, and is gold: a person has seen it in that tool.
    """
    marks = sorted(graph.marks, key=lambda mark: (mark.start, mark.end))
    ids = {mark.id: number for number, mark in enumerate(marks, 1)}
    header = {
        "id": default_id, "cells": [], "source": {"constructions": []}, "annotator": "import",
        "guideline": GUIDELINE_VERSION, "status": "gold", **graph.header,
    }  # fmt: skip
    passage = {
        "id": header.pop("id"), "text": graph.text, "spans": [_span(graph, mark, ids[mark.id]) for mark in marks],
        "measurements": [_measurement(graph, mark, ids) for mark in marks if _is_measured(graph, mark)], **header,
    }  # fmt: skip
    return passage


def canonical(passage: Passage) -> Passage:
    """The passage with its spans numbered and its measurements ordered as `make_passage` does; what round trips keep."""
    return make_passage(make_graph(passage), default_id=passage["id"])


def fill_figures(graph: Graph) -> None:
    """Give figures without a value those that the product reads there."""
    units, wording = load_units(), load_wording()
    for mark in graph.marks:
        if mark.label == "QUANTITY" and "value" not in graph.fields.get(mark.id, {}):
            span = Span("QUANTITY", mark.start, mark.end, graph.text[mark.start : mark.end], 1.0)
            read = quantify(graph.text, span, units, wording)
            figures = {"value": read.value, "lower": read.lower, "upper": read.upper}
            said = {key: format(figure, "f") for key, figure in figures.items() if figure is not None}
            if read.modifier == "exact":
                said = {key: figure for key, figure in said.items() if key == "value"}
            graph.fields[mark.id] = {
                **said,
                "unit": read.unit,
                "modifier": read.modifier,
                **graph.fields.get(mark.id, {}),
            }


def _add_measurement(graph: Graph, measurement: Mapping[str, Any]) -> None:
    quantity = str(measurement["quantity"])
    said = graph.fields.setdefault(quantity, {})
    said["indicator"] = measurement["indicator"]
    said.update({key: measurement[key] for key in MEASURED if measurement[key] is not None})
    ends = (
        (PART_OF, quantity, measurement["of"]),
        (SHARE_OF, quantity, measurement["share"]),
        (NAMES, measurement["indicator_span"], quantity),
    )
    graph.links += [
        Link(kind, str(source), str(target))
        for kind, source, target in ends
        if source is not None and target is not None
    ]
    for change in measurement["changes"]:
        figure = str(change["quantity"])
        if figure == quantity:
            said["direction"] = change["direction"]
        else:
            graph.links.append(Link(CHANGES[change["direction"]], figure, quantity))
        if change["base"] is not None:
            graph.fields.setdefault(figure, {})["base"] = change["base"]


def _span(graph: Graph, mark: Mark, number: int) -> dict[str, Any]:
    said = graph.fields.get(mark.id, {}) if mark.label == "QUANTITY" else {}
    text = graph.text[mark.start : mark.end]
    place = {"id": number, "label": mark.label, "start": mark.start, "end": mark.end, "text": text}
    return place | {key: said[key] for key in FIGURE if key in said}


def _is_measured(graph: Graph, mark: Mark) -> bool:
    if mark.label != "QUANTITY":
        return False
    linked = any(link.kind in (PART_OF, SHARE_OF) and link.source == mark.id for link in graph.links)
    named = any(link.kind not in (PART_OF, SHARE_OF) and link.target == mark.id for link in graph.links)
    said = graph.fields.get(mark.id, {})
    return "indicator" in said or "row" in said or linked or named


def _measurement(graph: Graph, mark: Mark, ids: Mapping[str, int]) -> dict[str, Any]:
    said = graph.fields.get(mark.id, {})
    names = sorted(
        ids[link.source]
        for link in graph.links
        if (link.kind, link.target) == (NAMES, mark.id) and link.source in ids
    )
    words = next((m for m in graph.marks if names and ids[m.id] == names[0]), None)
    return {
        "quantity": ids[mark.id],
        "indicator": said.get("indicator", graph.text[words.start : words.end] if words is not None else ""),
        "indicator_span": names[0] if names else None,
        "of": _target(graph.links, PART_OF, mark.id, ids),
        "share": _target(graph.links, SHARE_OF, mark.id, ids),
        "changes": _changes(graph, mark, ids),
        **{key: said.get(key) for key in MEASURED},
    }  # fmt: skip


def _changes(graph: Graph, mark: Mark, ids: Mapping[str, int]) -> list[dict[str, Any]]:
    found = [
        (ids[link.source], _DIRECTIONS[link.kind], link.source)
        for link in graph.links
        if link.target == mark.id and link.kind in _DIRECTIONS and link.source in ids
    ]
    if (direction := graph.fields.get(mark.id, {}).get("direction")) is not None:
        found.append((ids[mark.id], direction, mark.id))
    return [
        {"base": graph.fields.get(source, {}).get("base"), "direction": direction, "quantity": number}
        for number, direction, source in sorted(found)
    ]


def _target(links: Iterable[Link], kind: str, source: str, ids: Mapping[str, int]) -> int | None:
    return next(
        (
            ids[link.target]
            for link in links
            if (link.kind, link.source) == (kind, source) and link.target in ids
        ),
        None,
    )
