"""One extraction as the caller wants it: JSON, NDJSON, CSV, XLSX or an HTML page; with an ETag, packed where that is read."""

from __future__ import annotations

import gzip
from hashlib import sha256
from importlib import import_module
from typing import Any, NamedTuple
from urllib.parse import quote

from flask import Request, Response

from extractor import __version__
from extractor.knowledge.models import Model
from extractor.output.contract import encode
from extractor.output.lines import to_values
from extractor.output.report import Report
from extractor.service.asking import Asked, Options, as_bytes
from extractor.service.problems import ProblemError

NDJSON = "application/x-ndjson"
_SMALLEST_PACKED = 1024
_PACKING = 1  # the fastest level: already a tenth of the JSON


class Kind(NamedTuple):
    """A media type that an extraction is answered in: the module that renders it, and the file's end."""

    module: str
    suffix: str
    charset: str = "; charset=utf-8"


KINDS = {
    "application/json": Kind("extractor.output.lines", ".json", ""),
    NDJSON: Kind("extractor.output.lines", ".ndjson", ""),
    "text/csv": Kind("extractor.output.cells_csv", ".csv"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": Kind("extractor.output.workbook", ".xlsx", ""),
    "text/html": Kind("extractor.output.page", ".html"),
}
_AS_VALUES = ("application/json", NDJSON)
_DOWNLOADED = ("text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def choose_kind(request: Request) -> str:
    """The media type that the caller wants most of those there are; ProblemError 406 where it wants none of them."""
    wanted = request.accept_mimetypes
    if not wanted.provided:
        return "application/json"
    kind = wanted.best_match(KINDS)
    if kind is None:
        raise ProblemError(406, f"none of the accepted media types is answered; accept one of {', '.join(KINDS)}")
    return kind


def make_etag(asked: Asked, kind: str, model: Model) -> str:
    """What tells whether the answer would be the same: input, options, media type, program and model."""
    parts = (kind, __version__, model.sha256, str(asked.media_type), str(asked.encoding), asked.id)
    options = asked.options.model_dump_json(include=set(Options.model_fields))
    digest = sha256("\x1f".join((*parts, options)).encode("utf-8", "surrogatepass"))
    digest.update(as_bytes(asked.content))
    if asked.last is not None:
        digest.update(make_etag(asked.last, kind, model).encode())
    return digest.hexdigest()[:32]


def make_answer(report: Report, options: Options, kind: str) -> Response:
    """The whole answer in that media type."""
    response = Response(render(report, options, kind), content_type=kind + KINDS[kind].charset)
    if kind in _DOWNLOADED:
        name = quote(f"{report.extraction.document.id}{KINDS[kind].suffix}", safe="")
        response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


def render(report: Report, options: Options, kind: str) -> bytes:
    """The bytes of one extraction in that media type."""
    if kind in _AS_VALUES:
        return encode(choose_parts(to_values(report), options)) + b"\n"
    module = import_module(KINDS[kind].module)
    rendered: bytes = module.render(report)
    return module.opening() + rendered if hasattr(module, "opening") else rendered


def choose_parts(values: dict[str, Any], options: Options) -> dict[str, Any]:
    """The parts that were asked for; document and provenance always."""
    left_out = set() if options.include_text else {"text"}
    if options.parts is not None:
        left_out |= set(values) - {*options.parts, "document", "provenance"}
    return {name: part for name, part in values.items() if name not in left_out}


def pack(request: Request, response: Response) -> Response:
    """The answer in gzip, where the caller reads it and it is worth it."""
    response.vary.update(("Accept", "Accept-Encoding"))
    if response.is_streamed or response.direct_passthrough or not request.accept_encodings["gzip"]:
        return response
    body = response.get_data()
    if len(body) < _SMALLEST_PACKED or "Content-Encoding" in response.headers:
        return response
    response.set_data(gzip.compress(body, _PACKING, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    return response
