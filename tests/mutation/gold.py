"""Own-written reports with their gold: the figures of the prose with their links, and the cells of the table."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from extractor.knowledge.forms import Form, load_form
from extractor.pipeline import Pipeline
from extractor.records import Extraction
from extractor.training.notation import read_passages
from tests.mutation.figures import Place

ROOT = Path(__file__).parents[2]
REPORTS = Path(__file__).parent / "reports"
PLAIN = ("exact", "more_than")


@dataclass(frozen=True)
class Change:
    """A change of a figure."""

    place: Place
    direction: str


@dataclass(frozen=True)
class Spoken:
    """A figure of the prose with its links; ids are those of the gold's quantities."""

    id: int
    place: Place
    name: str
    row: str | None
    column: str | None
    of: int | None
    share: int | None
    changes: tuple[Change, ...]
    is_plain: bool


@dataclass(frozen=True, eq=False)
class Report:
    """One report; `is_trained_on` where the released model has seen it."""

    id: str
    text: str
    form: Form | None
    spoken: tuple[Spoken, ...]
    cells: dict[
        tuple[str, str | None], tuple[str, Place | None]
    ]  # state, and place where a figure is printed
    numbers: tuple[tuple[int, int], ...]
    is_consistent: bool
    is_trained_on: bool


@cache
def pipeline() -> Pipeline:
    """The released pipeline, or that of the models in $MUTATION_MODELS, loaded once a process."""
    folder = os.environ.get("MUTATION_MODELS")
    return Pipeline.load(Path(folder)) if folder else Pipeline()


def load_reports() -> tuple[Report, ...]:
    """The whole reports of `annotations/` and those of this folder, which no model was trained on."""
    return tuple(_read(passage, trained) for passage, trained in _passages())


def _passages() -> Iterator[tuple[dict[str, Any], bool]]:
    for folder, trained in (("train", True), ("held_out", False)):
        for path in sorted((ROOT / "annotations" / folder).glob("r*-*.jsonl")):
            for line in path.read_text(encoding="utf-8").splitlines():
                passage = json.loads(line)
                if passage["cells"] and passage["source"].get("form"):
                    yield passage, trained
    for path in sorted(REPORTS.glob("*.txt")):
        for passage in read_passages(path.read_text(encoding="utf-8"), where=path.name):
            yield passage, False


def _read(passage: dict[str, Any], trained: bool) -> Report:
    spans = {span["id"]: span for span in passage["spans"]}
    form = load_form(passage["source"]["form"])
    extraction = pipeline().extract(passage["text"], document_id=passage["id"])
    spoken = tuple(_spoken(one, spans) for one in passage["measurements"])
    numbers = tuple((s["start"], s["end"]) for s in spans.values() if s["label"] == "DOCUMENT_NUMBER")
    consistent = "planted" not in passage["source"]["constructions"]
    return Report(
        passage["id"],
        passage["text"],
        form,
        spoken,
        _cells(passage, form, extraction),
        numbers,
        consistent,
        trained,
    )


def _spoken(written: dict[str, Any], spans: dict[int, dict[str, Any]]) -> Spoken:
    span = spans[written["quantity"]]
    changes = tuple(
        Change(_place(spans[one["quantity"]]), one["direction"])
        for one in written["changes"]
        if spans[one["quantity"]].get("modifier", "exact") in PLAIN
    )
    return Spoken(
        written["quantity"], _place(span), written["indicator"] or "", written["row"], written["column"],
        written["of"], written["share"], changes, span.get("modifier", "exact") in PLAIN,
    )  # fmt: skip


def _place(span: dict[str, Any]) -> Place:
    return Place(span["start"], span["end"], span["text"], "prose", span.get("unit", ""))


def _cells(
    passage: dict[str, Any], form: Form, extraction: Extraction
) -> dict[tuple[str, str | None], tuple[str, Place | None]]:
    """The gold's cells, each where the table prints it; a cell that is not read as the gold says is left out."""
    read = (
        {(o.row, o.column): o for o in extraction.table.observations} if extraction.table is not None else {}
    )
    found: dict[tuple[str, str | None], tuple[str, Place | None]] = {}
    for cell in passage["cells"]:
        key = cell["row"], cell["column"]
        seen = read.get(key)
        if cell["state"] != "printed":
            found[key] = cell["state"], None
        elif seen is not None and seen.start is not None and seen.end is not None:
            printed = passage["text"][seen.start : seen.end]
            power = 4 if form.rows[cell["row"]].unit.startswith("万") else 0
            found[key] = (
                "printed",
                Place(seen.start, seen.end, printed, "cell", form.rows[cell["row"]].unit, power),
            )
        else:
            found[key] = "unread", None
    return found
