"""`GET /openapi.json` and the page `/docs` that shows it: all its parts come from here and from a package, none from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from flask import Flask, Response, current_app, request, send_from_directory

from extractor.output.contract import encode
from extractor.service.caching import answer_cached
from extractor.service.callers import OPEN
from extractor.service.openapi import make_document
from extractor.service.operations import Operation
from extractor.service.problems import ProblemError
from extractor.service.services import get_services

_SWAGGER = "flask_openapi3_swagger"  # only its files are used, which are Swagger UI's
_ASSETS = {"swagger-ui.css": "css", "swagger-ui-bundle.js": "js"}
_OWN = {"docs.js": "text/javascript; charset=utf-8"}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
_DOCUMENT = "extractor-document"


def openapi() -> Response:
    """The OpenAPI document."""
    document: bytes = current_app.extensions[_DOCUMENT]()
    return answer_cached(request, document)


OPERATIONS = (Operation("GET", "/openapi.json", openapi, "operation", {"application/json": {"type": "object"}}),)


def add_documentation(app: Flask, operations: Iterable[Operation]) -> None:
    """Answer the document, made when it is first asked for, and the page that shows it."""
    with_keys = bool(get_services(app).settings.keys)
    app.extensions[_DOCUMENT] = cache(lambda: encode(make_document(operations, open_paths=OPEN, with_keys=with_keys)))
    app.get("/docs")(_page)
    app.get("/docs/<name>")(_asset)


def _page() -> Response:
    response = Response(files("extractor.service").joinpath("docs.html").read_bytes(), content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = _POLICY
    return response


def _asset(name: str) -> Response:
    if name in _OWN:
        return answer_cached(request, files("extractor.service").joinpath(name).read_bytes(), _OWN[name])
    if name not in _ASSETS:
        raise ProblemError(404, "there is no such part of the page")
    return send_from_directory(_swagger() / _ASSETS[name], name, max_age=86400)


def _swagger() -> Path:
    """The package's folder; it is never imported."""
    spec = find_spec(_SWAGGER)
    if spec is None or not spec.submodule_search_locations:
        raise ProblemError(503, "the page's parts are not installed; /openapi.json is there")
    return Path(spec.submodule_search_locations[0]) / "templates" / "swagger"
