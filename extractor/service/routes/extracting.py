"""`POST /v1/extract` and `POST /v1/extract:batch`."""

from __future__ import annotations

from collections.abc import Iterator

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
from extractor.service.work import count_reading, place

_LINES = (NDJSON, "application/ndjson", "application/jsonl", "application/x-jsonlines")


def extract() -> Response:
    """Read one report."""
    services = get_services()
    kind = choose_kind(request)
    asked = read_asked(request)
    etag = make_etag(asked, kind, services.engine.model)
    if request.if_none_match.contains_weak(etag):
        raise ProblemError(412, "you have this answer already: it would be the same", headers={"ETag": f'W/"{etag}"'})
    with place():
        reading = services.engine.read(asked, seconds=services.settings.limits.wait)
        count_reading(reading)
        response = make_answer(reading.report, asked.options, kind)
    response.set_etag(etag, weak=True)
    return response


def extract_batch() -> Response:
    """Read a report a line and answer each on a line of its own, in order, as soon as it is read.

    A line that cannot be read is answered with problem details that say which `line` it is.
    """
    if request.mimetype not in _LINES:
        raise ProblemError(415, f"the body is {request.mimetype or 'of no media type'}; want {NDJSON}, one report a line")
    lines = [line for line in request.get_data(cache=False).split(b"\n") if line.strip()]
    if not lines:
        raise ProblemError(422, "the body has no lines; want one report a line")
    if len(lines) > (most := get_services().settings.limits.lines):
        raise ProblemError(413, f"the batch has {len(lines)} reports; {most} at most")
    answers = stream_with_context(_answer_lines(lines))
    next(answers)  # the place is taken, or refused, before the answer begins
    return Response(answers, content_type=NDJSON)


def _answer_lines(lines: list[bytes]) -> Iterator[bytes]:
    with place():
        yield b""
        for number, line in enumerate(lines, 1):
            yield _answer_line(number, line)


def _answer_line(number: int, line: bytes) -> bytes:
    try:
        asked = read_line(line)
        reading = get_services().engine.read(asked, seconds=-1)
    except ProblemError as problem:
        return encode({**describe(problem, g.request_id), "line": number}) + b"\n"
    count_reading(reading)
    return render(reading.report, asked.options, NDJSON)


OPERATIONS = (
    Operation(
        "POST", "/v1/extract", extract, "reports",
        {kind: Extraction if kind == JSON else BINARY if "sheet" in kind else TEXT for kind in KINDS},
        {JSON: ExtractRequest, **dict.fromkeys(TEXTS, REPORT), **dict.fromkeys(FILES, BINARY), FORM: FileRequest},
        query=Options, refusals=(400, 406, 408, 411, 412, 413, 415, 422, 503),
        examples={JSON: {"id": "example", "text": PROBE}, "text/plain": PROBE},
    ),
    Operation(
        "POST", "/v1/extract:batch", extract_batch, "reports", {NDJSON: TEXT}, {NDJSON: REPORT},
        refusals=(400, 408, 411, 413, 415, 422, 503), examples={NDJSON: f'{{"id": "first", "text": "{PROBE}"}}\n'},
    ),
)  # fmt: skip
