"""Schemathesis asks everything that the OpenAPI document allows, and much that it does not: what comes back is what it says."""

from collections import Counter

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS

from extractor.service.app import OPERATIONS
from extractor.service.settings import Limits
from tests.service.conftest import make_app


@schemathesis.serializer("application/x-ndjson", "text/markdown", "application/xhtml+xml")
def _write(_, value):
    """Bodies that schemathesis does not know how to write."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


QUICK, THOROUGH = 12, 400  # cases for each operation and each way of asking; six of them have so many: 2,400


@pytest.fixture(scope="module")
def document():
    return schemathesis.openapi.from_wsgi("/openapi.json", make_app(limits=Limits(text=20_000)))


@pytest.fixture(scope="module")
def asked_often():
    """How many cases the thorough test has asked of each operation, printed at its end (pytest -s)."""
    cases = Counter()
    yield cases
    if cases:
        print(f"\n{cases.total()} cases, every answer held to {len(CHECKS.get_all())} checks: {dict(cases)}")


def ask(document, operation, *, way, cases):
    """Ask one operation so often, the right way or a wrong one, and hold every answer to every check; how often it was."""
    asked, number = document[operation.path][operation.method], 0

    @settings(max_examples=cases, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
    @given(case=asked.as_strategy(generation_mode=way))
    def check(case):
        nonlocal number
        number += 1
        response = case.call(headers={"Accept-Encoding": "identity"})
        case.validate_response(response, excluded_checks=[CHECKS.get_one(name) for name in excluded(case, response)])

    check()
    return number


def excluded(case, response):
    """Only of JSON, and without rules of one's own, does the document say exactly what is accepted; 411 and 413 refuse too."""
    asked = {**(case.query or {}), **(case.body if isinstance(case.body, dict) else {})}
    is_json = case.media_type in (None, "application/json")
    if not is_json or "rules" in asked or case.path == "/v1/compare":
        yield "positive_data_acceptance"
    if not is_json or response.status_code in (411, 413):
        yield "negative_data_rejection"


def is_askable(operation, way):
    """An operation without parameters and body cannot be asked wrongly."""
    return way is GenerationMode.POSITIVE or operation.bodies or operation.query or "{" in operation.path


ASKED = [
    pytest.param(operation, way, id=f"{operation.method} {operation.path} {way.value}")
    for operation in OPERATIONS for way in GenerationMode if is_askable(operation, way)
]  # fmt: skip


@pytest.mark.parametrize(("operation", "way"), ASKED)
def test_every_answer_is_what_the_document_says(document, operation, way):
    ask(document, operation, way=way, cases=QUICK)


@pytest.mark.slow
@pytest.mark.parametrize(("operation", "way"), ASKED)
def test_thousands_of_answers_are_what_the_document_says(document, operation, way, asked_often):
    asked_often[f"{operation.method} {operation.path} {way.value}"] = ask(document, operation, way=way, cases=THOROUGH)


@pytest.mark.slow
def test_two_thousand_were_asked(asked_often):
    """It comes after the others in this file."""
    if not asked_often:
        pytest.skip("nothing was asked thoroughly in this run")
    assert asked_often.total() >= 2_000
