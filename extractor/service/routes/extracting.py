"""`POST /v1/extract` and `POST /v1/extract:batch`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Response, g, request, stream_with_context

from extractor.output.contract import encode
from extractor.service.answering import KINDS, NDJSON, choose_kind, make_answer, make_etag, render
from extractor.service.asking import (
    FILES,
    FORM,
    JSON,
    TEXTS,
    ExtractRequest,
    FileRequest,
    Options,
    read_asked,
    read_line,
)
from extractor.service.engine import PROBE
from extractor.service.extraction_schema import Extraction
from extractor.service.operations import BINARY, REPORT, TEXT, Operation
from extractor.service.problems import ProblemError, describe
from extractor.service.services import get_services

_LINES = (NDJSON, "application/ndjson", "application/jsonl", "application/x-jsonlines")


def extract() -> Response:
    """Read one report."""
    engine = get_services().engine
    kind = choose_kind(request)
    asked = read_asked(request)
    etag = make_etag(asked, kind, engine.pipeline.model)
    if request.if_none_match.contains_weak(etag):
        raise ProblemError(412, "you have this answer already: it would be the same", headers={"ETag": f'W/"{etag}"'})
    reading = engine.read(asked)
    g.readings.append(reading)
    response = make_answer(reading.report, asked.options, kind)
    response.set_etag(etag, weak=True)
    return response


def extract_batch() -> Response:
    """Read a report a line and answer each on a line of its own, in order, as soon as it is read."""
    if request.mimetype not in _LINES:
        raise ProblemError(415, f"the body is {request.mimetype or 'of no media type'}; want {NDJSON}, one report a line")
    lines = [line for line in request.get_data(cache=False).split(b"\n") if line.strip()]
    if not lines:
        raise ProblemError(422, "the body has no lines; want one report a line")
    if len(lines) > (most := get_services().settings.limits.lines):
        raise ProblemError(413, f"the batch has {len(lines)} reports; {most} at most")
    return Response(stream_with_context(_answer_lines(lines)), content_type=NDJSON)


def _answer_lines(lines: list[bytes]) -> Iterator[bytes]:
    for number, line in enumerate(lines, 1):
        try:
            asked = read_line(line)
            reading = get_services().engine.read_patiently(asked)
        except ProblemError as problem:
            told: dict[str, Any] = describe(problem, g.request_id)
            yield encode({**told, "line": number}) + b"\n"
        else:
            g.readings.append(reading)
            yield render(reading.report, asked.options, NDJSON)


OPERATIONS = (
    Operation(
        "POST", "/v1/extract", extract, "reports",
        {kind: Extraction if kind == JSON else BINARY if "sheet" in kind else TEXT for kind in KINDS},
        {JSON: ExtractRequest, **dict.fromkeys(TEXTS, REPORT), **dict.fromkeys(FILES, BINARY), FORM: FileRequest},
        query=Options, refusals=(400, 406, 411, 412, 413, 415, 422, 503),
        examples={JSON: {"id": "example", "text": PROBE}, "text/plain": PROBE},
    ),
    Operation(
        "POST", "/v1/extract:batch", extract_batch, "reports", {NDJSON: TEXT}, {NDJSON: REPORT},
        refusals=(411, 413, 415, 422), examples={NDJSON: f'{{"id": "first", "text": "{PROBE}"}}\n'},
    ),
)  # fmt: skip
