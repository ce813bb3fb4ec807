"""Suggest passages of new reports for annotation: pre-labelled, what teaches most first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from extractor.knowledge.models import Model
from extractor.pipeline import Pipeline
from extractor.records import Document, Extraction
from extractor.steps.segment import load_segmenter
from extractor.training.corpus import Passage
from extractor.training.notation import GUIDELINE_VERSION
from extractor.training.suggest.doubts import Doubt, find_doubts
from extractor.training.suggest.passages import cut
from extractor.training.suggest.prelabel import prelabel

if TYPE_CHECKING:
    from extractor.training.suggest.lessons import Lesson, Lessons

__all__ = ["cut_passages", "suggest"]

NUMERAL = re.compile(r"[0-9０-９一二两三四五六七八九十百千万亿]")
NUMBERING = re.compile(
    r"[（(]?[一二三四五六七八九十0-9]+[）)、.．]\s*"
)  # 二、 of a heading, which alone teaches nothing


def suggest(pipeline: Pipeline, documents: Iterable[Document], known: Iterable[Passage]) -> list[Passage]:
    """The passages of the reports that hold a numeral, in the order in which they teach most.

    `known` are the passages that are annotated or waiting already; what is nearly the same as one of them, or as a
    passage before it, is left out.
    """
    from extractor.training.suggest.lessons import Lessons  # noqa: PLC0415 - numpy comes with it, and a service cuts passages too
    from extractor.training.suggest.order import Candidate, order  # noqa: PLC0415

    lessons = Lessons(pipeline.model)
    candidates = [Candidate(*one) for document in documents for one in _candidates(pipeline, document, lessons)]
    found = []
    for passage, uncertainty, novelty, gain in order(candidates, known, lessons.learned()):
        said = {"uncertainty": round(uncertainty, 4), "novelty": round(novelty, 4), "gain": float(f"{gain:.4g}")}
        passage["suggestion"] = said
        found.append(passage)
    return found


def _candidates(pipeline: Pipeline, document: Document, lessons: Lessons) -> Iterator[tuple[Passage, float, dict[str, Lesson]]]:
    model = pipeline.model
    extraction = pipeline.extract(document)
    doubts = find_doubts(extraction, model.linear, load_segmenter(model.segmenter, model.folder / "pkuseg"))
    for start, end in _ranges(document):
        header = _header(extraction, start, f"{model.name}-{model.version}")
        passage = prelabel(extraction, start, end, header)
        yield passage, _sum(doubts, start, end), lessons.read(passage)


def cut_passages(extraction: Extraction, model: Model) -> list[Passage]:
    """The report's passages that hold a numeral, pre-labelled, in the order of the text, each label with its score."""
    passages = []
    for start, end in _ranges(extraction.document):
        passage = prelabel(extraction, start, end, _header(extraction, start, f"{model.name}-{model.version}"))
        _add_scores(passage, extraction, start)
        passages.append(passage)
    return passages


def _ranges(document: Document) -> Iterator[tuple[int, int]]:
    for start, end in cut(document):
        numbering = NUMBERING.match(document.text, start, end)
        if NUMERAL.search(document.text, numbering.end() if numbering is not None else start, end):
            yield start, end


def _add_scores(passage: Passage, extraction: Extraction, start: int) -> None:
    parts = (extraction.quantities, extraction.dates, extraction.document_numbers, extraction.document_titles)
    scores = {(one.span.label, one.span.start): one.span.score for part in parts for one in part}
    named = [one.indicator_span for one in extraction.measurements if one.indicator_span is not None]
    scores |= {(span.label, span.start): span.score for span in named}
    for span in passage["spans"]:
        span["score"] = round(scores[span["label"], span["start"] + start], 4)


def _header(extraction: Extraction, start: int, model: str) -> dict[str, object]:
    identity = extraction.identity
    source: dict[str, object] = {
        "office": identity.region or identity.issuer, "year": str(identity.year) if identity.year is not None else None,
        "form": extraction.form, "report": extraction.document.id, "start": start, "constructions": [],
    }  # fmt: skip
    return {
        "id": f"{extraction.document.id}-{extraction.document.sha256[:6]}-{start}", "cells": [], "source": source,
        "annotator": model, "guideline": GUIDELINE_VERSION, "status": "suggested",
    }  # fmt: skip


def _sum(doubts: Iterable[Doubt], start: int, end: int) -> float:
    return sum(doubt for place, doubt in doubts if start <= place < end)
