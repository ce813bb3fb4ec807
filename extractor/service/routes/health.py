"""`GET /healthz` and `GET /readyz`: is the process alive, and would it answer."""

from __future__ import annotations

from flask import Flask, Response, jsonify

from extractor.service.problems import ProblemError
from extractor.service.services import get_services


def add_routes(app: Flask) -> None:
    """Answer whoever watches over the service."""
    app.get("/healthz")(healthz)
    app.get("/readyz")(readyz)


def healthz() -> Response:
    """The process is alive."""
    return jsonify(status="alive")


def readyz() -> Response:
    """A model is loaded and has read its probe; 503 before."""
    engine = get_services().engine
    if not engine.is_ready:
        raise ProblemError(503, "the model is not loaded yet; ask again", headers={"Retry-After": "1"})
    return jsonify(status="ready", model=engine.pipeline.model.version, fault=engine.fault)
