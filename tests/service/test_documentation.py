"""The OpenAPI document and the forms' schemas say what is really answered."""

import json
import re

import jsonschema
import pytest
from jsonschema import Draft202012Validator

from extractor.knowledge.forms import form_names, load_form
from extractor.service.app import OPERATIONS
from extractor.service.callers import is_open
from tests.service.conftest import LINE, SAMPLE


@pytest.fixture(scope="module")
def document(app):
    return app.test_client().get("/openapi.json").json


def validator(document, schema):
    """Of a schema inside the document."""
    return Draft202012Validator({**schema, "components": document["components"]})


def answered(document, path, method="post", media_type="application/json"):
    return document["paths"][path][method]["responses"]["200"]["content"][media_type]["schema"]


def test_every_address_is_in_the_document(app, document):
    rules = {(m, re.sub(r"<(\w+)>", r"{\1}", rule.rule)) for rule in app.url_map.iter_rules() for m in rule.methods - {"HEAD", "OPTIONS"}}
    told = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert ("GET", "/docs") in rules - told
    assert all(method == "GET" and is_open(path) for method, path in rules - told)  # pages for people
    assert told <= rules
    assert len(told) == len(OPERATIONS)


def test_every_schema_is_one(document):
    for name, schema in document["components"]["schemas"].items():
        Draft202012Validator.check_schema(schema)
        assert "$defs" not in json.dumps(schema), name


@pytest.mark.parametrize("form", form_names())
def test_an_answer_is_what_the_document_and_the_form_say(client, document, form):
    answer = client.post(f"/v1/extract?form={form}", data=SAMPLE, content_type="text/plain").json
    validator(document, answered(document, "/v1/extract")).validate(answer)
    Draft202012Validator(client.get(f"/v1/forms/{form}").json["json_schema"]).validate(answer["table"])


@pytest.mark.parametrize("text", [LINE, "无。", "2021年，办结率99.5%，较上年提高1.2个百分点，印发《关于湖的通知》（湖政办〔2021〕3号）。"])
def test_prose_alone_is_what_the_document_says(client, document, text):
    answer = client.post("/v1/extract", json={"text": text}).json
    validator(document, answered(document, "/v1/extract")).validate(answer)


def test_a_field_that_the_document_does_not_know_is_noticed(client, document):
    answer = client.post("/v1/extract", json={"text": LINE}).json
    answer["entities"][0]["colour"] = "red"
    with pytest.raises(jsonschema.ValidationError):
        validator(document, answered(document, "/v1/extract")).validate(answer)


def test_a_moved_row_or_another_unit_is_noticed(client):
    schema = client.get("/v1/forms/disclosure-2021").json["json_schema"]
    table = client.post("/v1/extract", data=SAMPLE, content_type="text/plain").json["table"]
    rows = table["rows"]
    for wrong in ([rows[1], rows[0], *rows[2:]], rows[:-1], [{**rows[0], "unit": "次"}, *rows[1:]]):
        with pytest.raises(jsonschema.ValidationError):
            Draft202012Validator(schema).validate({**table, "rows": wrong})


@pytest.mark.parametrize("address", ["/v1/forms", "/v1/forms/statistics-2014", "/v1/models", "/healthz", "/readyz"])
def test_every_other_answer_is_what_the_document_says(client, document, address):
    path = re.sub(r"statistics-2014", "{name}", address)
    validator(document, answered(document, path, "get")).validate(client.get(address).json)


def test_a_problem_is_what_the_document_says(client, document):
    problem = client.post("/v1/extract", json={"x": 1}).json
    validator(document, {"$ref": "#/components/schemas/ProblemDetails"}).validate(problem)


@pytest.mark.parametrize("address", ["/v1/forms", "/v1/forms/disclosure-2021", "/v1/models", "/openapi.json"])
def test_who_has_it_already_is_told_so(client, address):
    etag = client.get(address).headers["ETag"]
    again = client.get(address, headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")


def test_a_form_is_told_whole(client):
    told, form = client.get("/v1/forms/disclosure-2021").json, load_form("disclosure-2021")
    assert [row["id"] for row in told["rows"]] == list(form.rows)
    assert [rule["formula"] for rule in told["rules"]] == [rule.formula for rule in form.rules]
    assert client.get("/v1/forms/disclosure-1999").status_code == 404


def test_the_page_asks_nobody_else(client):
    page = client.get("/docs")
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    for asset in re.findall(r'(?:src|href)="(docs/[^"]+)"', page.text):
        answer = client.get(f"/{asset}")
        assert answer.status_code == 200
        assert asset.endswith("bundle.js") or "http" not in answer.text.replace("http://www.w3.org", "")[:2000]
    assert not re.search(r"https?://", page.text)
    assert client.get("/docs/..%2Fapp.py").status_code == 404
