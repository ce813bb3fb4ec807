"""What the product reads in a task, as a prediction that Label Studio shows and a person puts right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from extractor.knowledge.models import Model
from extractor.records import Extraction
from extractor.steps.segment import load_segmenter
from extractor.training.bridges.graph import make_graph
from extractor.training.bridges.label_studio import regions
from extractor.training.labelling.interface import Interface, read_interface
from extractor.training.notation import GUIDELINE_VERSION
from extractor.training.suggest.doubts import find_doubts
from extractor.training.suggest.prelabel import prelabel


def predict(extraction: Extraction, model: Model, config: str) -> dict[str, Any]:
    """One prediction; its score is lower, the more faults the model expects, so that "Uncertainty sampling" asks for those first."""
    version = f"{model.name}-{model.version}"
    text = extraction.document.text
    header = {
        "id": extraction.document.id, "cells": [], "source": {"constructions": []}, "annotator": version,
        "guideline": GUIDELINE_VERSION, "status": "suggested",
    }  # fmt: skip
    graph = make_graph(prelabel(extraction, 0, len(text), header))
    segmenter = load_segmenter(model.segmenter, model.folder / "pkuseg")
    doubt = sum(doubt for _, doubt in find_doubts(extraction, model.linear, segmenter))
    scores = dict(_scores(extraction))
    found = list(_fit(regions(graph), read_interface(config), scores))
    return {"model_version": version, "score": round(1 / (1 + doubt), 4), "result": found}


def _scores(extraction: Extraction) -> Iterator[tuple[tuple[int, int], float]]:
    groups: Iterable[Iterable[Any]] = (
        extraction.quantities, extraction.dates, extraction.document_numbers, extraction.document_titles,
    )  # fmt: skip
    for group in groups:
        for one in group:
            yield (one.span.start, one.span.end), one.span.score
    for measurement in extraction.measurements:
        if (span := measurement.indicator_span) is not None:
            yield (span.start, span.end), span.score


def _fit(found: Iterable[dict[str, Any]], interface: Interface, scores: dict[tuple[int, int], float]) -> Iterator[dict[str, Any]]:
    """The regions that the interface can show, in its names; relations only between those."""
    shown = set()
    for region in found:
        if region["type"] == "labels" and interface.labels.issuperset(region["value"]["labels"]):
            shown.add(region["id"])
            place = region["value"]["start"], region["value"]["end"]
            named = {**region, "from_name": interface.from_name, "to_name": interface.to_name}
            yield {**named, "score": round(scores[place], 4)} if place in scores else named
        elif region["type"] == "textarea" and region["id"] in shown and region["from_name"] in interface.fields:
            yield {**region, "to_name": interface.to_name}
        elif region["type"] == "relation" and shown.issuperset((region["from_id"], region["to_id"])):
            yield region
