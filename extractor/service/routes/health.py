"""`GET /healthz`, `/readyz` and `/metrics`: is the process alive, would it answer, and what has it done."""

from __future__ import annotations

from typing import Literal

from flask import Response
from pydantic import BaseModel

from extractor.output.contract import encode
from extractor.service.meters import CONTENT_TYPE
from extractor.service.operations import TEXT, Operation
from extractor.service.services import get_services


class Alive(BaseModel):
    """It is."""

    status: Literal["alive"]


class Ready(BaseModel):
    """It is, with that model; `fault` says why a newer release does not answer."""

    status: Literal["ready"]
    model: str
    fault: str | None


def healthz() -> Response:
    """The process is alive."""
    return Response(b'{"status":"alive"}', content_type="application/json")


def readyz() -> Response:
    """A model is loaded and has read its probe; 503 before."""
    engine = get_services().engine
    told = {"status": "ready", "model": engine.model.version, "fault": engine.fault}
    return Response(encode(told), content_type="application/json")


def metrics() -> Response:
    """Counters of all workers, for Prometheus."""
    return Response(get_services().meters.render(), content_type=CONTENT_TYPE)


OPERATIONS = (
    Operation("GET", "/healthz", healthz, "operation", {"application/json": Alive}),
    Operation("GET", "/readyz", readyz, "operation", {"application/json": Ready}, refusals=(503,)),
    Operation("GET", "/metrics", metrics, "operation", {"text/plain": TEXT}),
)
