"""`POST /v1/plots`: figures over the years as small plots; only where the extra `plots` is installed."""

from __future__ import annotations

import subprocess
import sys
from typing import Annotated

from flask import Response, request
from pydantic import BaseModel, ConfigDict, Field

from extractor.service.asking import JSON, read_json
from extractor.service.operations import TEXT, Operation
from extractor.service.problems import ProblemError
from extractor.service.work import place

SVG = "image/svg+xml"
_MODULE = "extractor.output.pictures"
_SECONDS = 60  # a picture takes two, most of them to start
Name = Annotated[str, Field(max_length=200)]


class Figure(BaseModel):
    """A figure of one panel in one year; none where it is not known."""

    model_config = ConfigDict(extra="forbid")

    panel: Name
    line: Name
    year: Annotated[int, Field(ge=0, le=9999)] | Name
    value: float | None = Field(allow_inf_nan=False)


class PlotsRequest(BaseModel):
    """Figures, a small panel for each name, so many beside each other."""

    model_config = ConfigDict(extra="forbid")

    columns: int = Field(ge=1, le=12)
    figures: list[Figure] = Field(min_length=1, max_length=200)


def draw_plots() -> Response:
    """Draw figures over the years, in a process of their own."""
    asked = read_json(PlotsRequest, request.get_data(cache=False))
    with place():
        return Response(_draw(asked.model_dump_json()), content_type=SVG)


def _draw(asked: str) -> str:
    command = [sys.executable, "-m", _MODULE]
    try:
        drawn = subprocess.run(command, input=asked, capture_output=True, encoding="utf-8", timeout=_SECONDS, check=True)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        raise ProblemError(503, "the plots could not be drawn; the figures beside them are what they would show") from None
    return drawn.stdout


OPERATIONS = (
    Operation("POST", "/v1/plots", draw_plots, "reports", {SVG: TEXT}, {JSON: PlotsRequest}, refusals=(400, 408, 411, 413, 422, 503)),
)
