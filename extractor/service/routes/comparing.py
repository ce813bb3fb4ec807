"""`POST /v1/compare`: two years of one office, side by side."""

from __future__ import annotations

from flask import Request, Response, request
from pydantic import BaseModel, ConfigDict, Field

from extractor.compare import CompareError, compare, contract
from extractor.service.asking import (
    FORM,
    JSON,
    Asked,
    BinaryFile,
    Options,
    ReportText,
    of_file,
    of_text,
    read_json,
    read_values,
)
from extractor.service.comparison_schema import Comparison
from extractor.service.engine import PROBE
from extractor.service.operations import Operation
from extractor.service.problems import ProblemError
from extractor.service.services import get_services
from extractor.service.work import count_reading, place


class CompareRequest(BaseModel):
    """The earlier report and the later one."""

    model_config = ConfigDict(extra="forbid")

    last: ReportText = Field(description="the earlier year's report")
    this: ReportText = Field(description="the later year's report, which is checked against it")


class CompareOptions(BaseModel):
    """What is answered, behind the address."""

    model_config = ConfigDict(extra="forbid")

    include_text: bool = Field(default=False, description="true gives both reports' texts too, which the evidence counts in")


class CompareFiles(BaseModel):
    """The same as files in a form."""

    last: BinaryFile
    this: BinaryFile


def compare_years() -> Response:
    """Lay the reports of two years side by side: what must agree, what changed, what was copied."""
    services, options = get_services(), read_values(CompareOptions, request.args.to_dict())
    last, this = _read_both(request)
    with place():
        readings = [services.engine.read(one, seconds=services.settings.limits.wait) for one in (last, this)]
        for reading in readings:
            count_reading(reading)
        try:
            comparison = compare(*(reading.report.extraction for reading in readings))
        except CompareError as error:
            raise ProblemError(422, str(error)) from None
    render = contract.render_with_texts if options.include_text else contract.render
    return Response(render(comparison), content_type=JSON)


def _read_both(request: Request) -> tuple[Asked, Asked]:
    if request.mimetype == FORM:
        if {name: len(files) for name, files in request.files.lists()} != {"last": 1, "this": 1}:
            raise ProblemError(422, "want two files, in the fields `last` and `this`")
        return of_file(request.files["last"], Options()), of_file(request.files["this"], Options())
    if request.mimetype != JSON:
        raise ProblemError(415, f"the body is {request.mimetype or 'of no media type'}; want {JSON} or {FORM}")
    asked = read_json(CompareRequest, request.get_data(cache=False))
    return of_text(asked.last), of_text(asked.this)


OPERATIONS = (
    Operation(
        "POST", "/v1/compare", compare_years, "reports", {JSON: Comparison}, {JSON: CompareRequest, FORM: CompareFiles},
        query=CompareOptions, refusals=(400, 408, 411, 413, 415, 422, 503),
        examples={JSON: {"last": {"text": PROBE.replace("2021", "2020")}, "this": {"text": PROBE}}},
    ),
)  # fmt: skip
