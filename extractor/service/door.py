"""What every request passes on its way in and every answer on its way out."""

from __future__ import annotations

import re
from uuid import uuid4

from flask import Flask, Response, g, request

from extractor.service.answering import pack
from extractor.service.bodies import admit_body
from extractor.service.callers import admit_caller
from extractor.service.services import get_services

_REQUEST_ID = re.compile(r"[\w.-]{1,64}", re.ASCII)
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
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if _REQUEST_ID.fullmatch(given) else uuid4().hex
    services = get_services()
    admit_caller(request, services.settings.keys)
    admit_body(request, services.settings.limits)


def _go_out(response: Response) -> Response:
    response.headers["X-Request-Id"] = g.get("request_id", "")
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return pack(request, response)
