"""`/v1/teaching…`: train, evaluate, release and take back from the page; each is a job beside the service."""

from __future__ import annotations

from typing import Literal, cast

from flask import Response, request
from pydantic import BaseModel, ConfigDict, Field

from extractor.output.contract import encode
from extractor.service.asking import JSON, read_json
from extractor.service.operations import Operation
from extractor.service.page.correcting import admit_annotator
from extractor.service.page.desk import BusyError, LessonError, Teaches
from extractor.service.problems import ProblemError
from extractor.service.services import get_services


class LessonRequest(BaseModel):
    """A job; evaluate and release name a version, and `why` releases one that has become worse."""

    model_config = ConfigDict(extra="forbid")

    action: Literal["train", "evaluate", "release", "rollback"]
    version: str | None = Field(default=None, max_length=200)
    why: str | None = Field(default=None, max_length=500)


class DiscardRequest(BaseModel):
    """A version that is not released."""

    model_config = ConfigDict(extra="forbid")

    version: str = Field(max_length=200)


def teaching_state() -> Response:
    """The last job with its log, the versions, and what was released before."""
    return _answer()


def start_lesson() -> Response:
    """Begin a job beside the service; 409 where one is running."""
    asked = read_json(LessonRequest, request.get_data(cache=False))
    try:
        _teaching().start(asked.action, asked.version, asked.why)
    except BusyError:
        raise ProblemError(409, "a job is running already; wait for it, or cancel it") from None
    except LessonError as error:
        raise ProblemError(422, str(error)) from None
    return _answer()


def cancel_lesson() -> Response:
    """End the job that is running; what it has not finished is not there."""
    _teaching().cancel()
    return _answer()


def discard_version() -> Response:
    """Delete a version that is not released."""
    asked = read_json(DiscardRequest, request.get_data(cache=False))
    try:
        _teaching().discard(asked.version)
    except LessonError as error:
        raise ProblemError(422, str(error)) from None
    return _answer()


def _teaching() -> Teaches:
    admit_annotator()
    return cast(Teaches, get_services().settings.teaching)  # without one, none of this is answered


def _answer() -> Response:
    return Response(encode(_teaching().state()), content_type=JSON)


_STATE = {JSON: {"type": "object"}}
_REFUSALS = (400, 403, 408, 409, 411, 413, 422)
OPERATIONS = (
    Operation("GET", "/v1/teaching", teaching_state, "teaching", _STATE, refusals=(403,)),
    Operation("POST", "/v1/teaching:start", start_lesson, "teaching", _STATE, {JSON: LessonRequest}, refusals=_REFUSALS),
    Operation("POST", "/v1/teaching:cancel", cancel_lesson, "teaching", _STATE, {JSON: {"type": "object"}}, refusals=_REFUSALS),
    Operation("POST", "/v1/teaching:discard", discard_version, "teaching", _STATE, {JSON: DiscardRequest}, refusals=_REFUSALS),
)
