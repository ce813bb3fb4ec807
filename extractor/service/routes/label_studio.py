"""`/label-studio/…`: the service as an ML backend of Label Studio. Nothing here waits for a training, and no address is fetched."""

from __future__ import annotations

from typing import Any, NoReturn, cast

from flask import Response, request
from pydantic import BaseModel, ConfigDict, Field

from extractor.output.contract import encode
from extractor.service.asking import JSON, Asked, Options, read_json
from extractor.service.labelling import Labelling
from extractor.service.operations import Operation
from extractor.service.problems import ProblemError
from extractor.service.routes.models import find_versions
from extractor.service.services import get_services
from extractor.service.work import count_reading, place

_EMPTY: dict[str, Any] = {"score": 0.0, "result": []}
_BASE = "/label-studio"


class Loose(BaseModel):
    """What Label Studio sends, of which only some is read; fields that it adds later are no fault."""

    model_config = ConfigDict(extra="allow")


class SetupRequest(Loose):
    """Sent after each health check; the token in it is not looked at."""

    project: str | int | None = None


class PredictRequest(Loose):
    """Tasks with the labelling interface of their project."""

    tasks: list[dict[str, Any]] = Field(max_length=10_000)
    label_config: str = Field(max_length=1_000_000)


class Event(Loose):
    """Something has happened in a project."""

    action: str
    project: dict[str, Any] | int | str | None = None


class JobRequest(Loose):
    """A job, by the id that START_TRAINING was answered with."""

    job: str


def label_studio_health() -> Response:
    """The backend is alive."""
    return _answer({"status": "UP", "model_class": "extractor"})


def label_studio_setup() -> Response:
    """The version that predicts; Label Studio asks anew for tasks that have no prediction of it."""
    read_json(SetupRequest, request.get_data(cache=False))
    return _answer({"model_version": _version()})


def label_studio_predict() -> Response:
    """A prediction for each task, in order, with a score that is lowest where the model is least sure."""
    asked = read_json(PredictRequest, request.get_data(cache=False))
    with place():
        return _answer({"results": [_predict(task, asked.label_config) for task in asked.tasks]})


def label_studio_webhook() -> Response:
    """Keep what was annotated, or queue a training; the answer waits for neither."""
    event = read_json(Event, request.get_data(cache=False))
    try:
        job = _labelling().take(event.model_dump())
    except OSError as error:
        raise ProblemError(503, f"what was annotated cannot be kept ({error.strerror}); make room, and save it again") from None
    return _answer({"status": "ok", **({"job": job} if job is not None else {})})


def label_studio_versions() -> Response:
    """The versions that there are, the one that predicts first."""
    others = (f"{one['name']}-{one['version']}" for one in find_versions(get_services().engine.folder))
    return _answer({"versions": list(dict.fromkeys([_version(), *others]))})


def label_studio_job_status() -> Response:
    """How far a training is: queued, started, finished or failed."""
    job = _labelling().job(read_json(JobRequest, request.get_data(cache=False)).job)
    if job is None:
        raise ProblemError(404, "there is no such job")
    return _answer(job)


def _predict(task: dict[str, Any], config: str) -> dict[str, Any]:
    """One task's prediction; an empty one where it has no text or cannot be read, so that none of the others is lost."""
    engine, labelling = get_services().engine, _labelling()
    try:
        text = labelling.find_text(task, config)
        if text is None:
            return {"model_version": _version(), **_EMPTY}
        reading = engine.read(Asked(text, Options(id=str(task.get("id", "task"))[:200]), "text/plain"), seconds=-1)
        count_reading(reading)
        return labelling.predict(reading.report.extraction, reading.report.model, config)
    except ProblemError:
        return {"model_version": _version(), **_EMPTY}
    except ValueError as error:
        _refuse(error)


def _refuse(error: ValueError) -> NoReturn:
    raise ProblemError(422, str(error)) from None


def _version() -> str:
    model = get_services().engine.model
    return f"{model.name}-{model.version}"


def _labelling() -> Labelling:
    return cast(Labelling, get_services().labelling)  # without one, none of this is answered


def _answer(told: dict[str, Any]) -> Response:
    return Response(encode(told), content_type=JSON)


_REFUSALS = (400, 408, 411, 413, 422)
_OBJECT = {JSON: {"type": "object"}}
OPERATIONS = (
    Operation("GET", f"{_BASE}/health", label_studio_health, "label-studio", _OBJECT),
    Operation("POST", f"{_BASE}/setup", label_studio_setup, "label-studio", _OBJECT, {JSON: SetupRequest}, refusals=_REFUSALS),
    Operation(
        "POST", f"{_BASE}/predict", label_studio_predict, "label-studio", _OBJECT, {JSON: PredictRequest}, refusals=(*_REFUSALS, 503)
    ),
    Operation(
        "POST", f"{_BASE}/webhook", label_studio_webhook, "label-studio", _OBJECT, {JSON: Event}, refusals=(*_REFUSALS, 503)
    ),
    Operation("GET", f"{_BASE}/versions", label_studio_versions, "label-studio", _OBJECT),
    Operation(
        "POST", f"{_BASE}/job_status", label_studio_job_status, "label-studio", _OBJECT, {JSON: JobRequest},
        refusals=(*_REFUSALS, 404),
    ),
)  # fmt: skip
