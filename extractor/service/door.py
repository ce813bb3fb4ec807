"""What every request passes on its way in and every answer on its way out."""

from __future__ import annotations

import re
import sqlite3
import time
from functools import partial
from typing import NamedTuple
from uuid import uuid4

from flask import Flask, Response, g, request

from extractor.service.answering import pack
from extractor.service.bodies import admit_body, has_body
from extractor.service.callers import admit_caller, is_open
from extractor.service.logs import get_log
from extractor.service.meters import Meters
from extractor.service.problems import ProblemError
from extractor.service.rates import Rates
from extractor.service.services import Services, get_services
from extractor.service.turns import FullError
from extractor.service.work import Work

_REQUEST_ID = re.compile(r"[\w.-]{1,64}", re.ASCII)
_NOISE = ("/healthz", "/readyz", "/metrics")  # asked every few seconds: logged only where something is wrong
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    "Cache-Control": "no-store",
}


def add_door(app: Flask) -> None:
    """Let in who may come with a body that is admitted; send everything out with its headers."""
    app.before_request(_come_in)
    app.after_request(_go_out)


def _come_in() -> None:
    g.begun, g.work = time.perf_counter(), Work()
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if _REQUEST_ID.fullmatch(given) else uuid4().hex
    services = get_services()
    admit_caller(request, services.settings.keys)
    if services.rates is not None and not is_open(request.path):
        _admit_rate(services.rates, g.caller or request.remote_addr or "")
    if has_body(request):
        _admit_body(services)


def _admit_body(services: Services) -> None:
    try:
        with services.arriving.place():
            admit_body(request, services.settings.limits)
    except FullError:
        raise ProblemError(503, "too many bodies are on their way; send it again", headers={"Retry-After": "1"}) from None


def _admit_rate(rates: Rates, caller: str) -> None:
    try:
        seconds = rates.come(caller)
    except sqlite3.Error as error:  # a count that cannot be kept must not stop the service
        get_log().warning("rate is not counted", reason=str(error))
        return
    if seconds:
        most = f"{rates.rate.requests} requests in {rates.rate.seconds} seconds"
        raise ProblemError(429, f"{most} at most; come again later", headers={"Retry-After": str(seconds)})


def _go_out(response: Response) -> Response:
    response.headers["X-Request-Id"] = g.get("request_id", "")
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response = pack(request, response)
    served = Served(
        request.method, request.url_rule.rule if request.url_rule is not None else "unknown", response.status_code,
        g.get("request_id", ""), g.get("caller"), g.get("begun", time.perf_counter()), g.get("work", Work()),
    )  # fmt: skip
    note = partial(_note, get_services().meters, served)
    if response.is_streamed:
        response.call_on_close(note)  # a batch ends when its last line has gone, and Flask's context before that
    else:
        note()
    return response


class Served(NamedTuple):
    """A request with its answer: whose it was, how it went, what was read; nothing of what was said."""

    method: str
    route: str
    status: int
    request_id: str
    caller: str | None
    begun: float
    work: Work


def _note(meters: Meters, served: Served) -> None:
    """Count and log the request."""
    seconds = time.perf_counter() - served.begun
    meters.count_request(served.method, served.route, served.status, seconds)
    if served.route in _NOISE and served.status < 400:
        return
    get_log().info(
        "request", request_id=served.request_id, method=served.method, route=served.route, status=served.status,
        milliseconds=round(seconds * 1000, 1), caller=served.caller, reports=served.work.reports,
        characters=served.work.characters,
    )  # fmt: skip
