"""`/v1/annotations…`: what the page corrects with; only for callers whose key has the role of an annotator."""

from __future__ import annotations

from typing import Any, cast

from flask import Response, g, request
from pydantic import BaseModel, ConfigDict, Field

from extractor.output.contract import encode
from extractor.service.asking import (
    FILES,
    FORM,
    JSON,
    TEXTS,
    ExtractRequest,
    FileRequest,
    read_asked,
    read_json,
)
from extractor.service.operations import BINARY, REPORT, Operation
from extractor.service.page.desk import Desk, FaultyError, Kept, StaleError
from extractor.service.problems import ProblemError
from extractor.service.services import get_services
from extractor.service.work import count_reading


class KeptPassage(BaseModel):
    """A passage with the revision that it was read at; empty for one that only the model has seen."""

    model_config = ConfigDict(extra="forbid")

    passage: dict[str, Any] = Field(description="a line of annotations/*.jsonl")
    revision: str = Field(max_length=64)


class Passages(BaseModel):
    """Passages, in order."""

    passages: list[KeptPassage]


class Saved(BaseModel):
    """It is kept; the revision to save it with the next time."""

    revision: str


def cut_report() -> Response:
    """Read a report and answer its passages, pre-labelled, or as an annotator has saved them."""
    desk, services = _desk(), get_services()
    asked = read_asked(request)
    with services.engine.place():
        reading = services.engine.read(asked, seconds=services.settings.limits.wait)
    count_reading(reading)
    return _answer(desk.cut(reading.report.extraction, reading.report.model))


def waiting_passages() -> Response:
    """The passages that wait in the inbox, most instructive first."""
    return _answer(_desk().waiting())


def save_passage() -> Response:
    """Keep a passage as gold, unless it breaks the guideline (422) or somebody has saved it meanwhile (409, with theirs as `kept`)."""
    desk = _desk()
    asked = read_json(KeptPassage, request.get_data(cache=False))
    try:
        revision = desk.save(Kept(asked.passage, asked.revision), g.caller)
    except StaleError as error:
        raise ProblemError(409, str(error), members={"kept": _told(error.kept)}) from None
    except FaultyError as error:
        told = [{"field": wrong, "detail": right} for wrong, right in error.faults]
        raise ProblemError(422, str(error), errors=told) from None
    except OSError as error:
        raise ProblemError(503, f"what was annotated cannot be kept ({error.strerror}); make room, and save it again") from None
    return Response(encode({"revision": revision}), content_type=JSON)


def _desk() -> Desk:
    """Who keeps the annotations, for a caller who may annotate."""
    admit_annotator()
    return cast(Desk, get_services().settings.desk)  # without one, none of this is answered


def admit_annotator() -> None:
    """Let a caller go on whose key has the role; ProblemError 403 else."""
    if g.caller not in get_services().settings.keys.annotators:
        raise ProblemError(403, "this key may not annotate; ask for one whose line ends in :annotator")


def _answer(passages: list[Kept]) -> Response:
    return Response(encode({"passages": [_told(one) for one in passages]}), content_type=JSON)


def _told(kept: Kept) -> dict[str, Any]:
    return {"passage": kept.passage, "revision": kept.revision}


OPERATIONS = (
    Operation("GET", "/v1/annotations", waiting_passages, "annotations", {JSON: Passages}, refusals=(403,)),
    Operation(
        "POST", "/v1/annotations:cut", cut_report, "annotations", {JSON: Passages},
        {JSON: ExtractRequest, **dict.fromkeys(TEXTS, REPORT), **dict.fromkeys(FILES, BINARY), FORM: FileRequest},
        refusals=(400, 403, 408, 411, 413, 415, 422, 503),
    ),
    Operation(
        "POST", "/v1/annotations:save", save_passage, "annotations", {JSON: Saved}, {JSON: KeptPassage},
        refusals=(400, 403, 408, 409, 411, 413, 422, 503),
    ),
)  # fmt: skip
