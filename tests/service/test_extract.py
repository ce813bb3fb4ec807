"""`POST /v1/extract` and `/v1/extract:batch`: everything that may come in, and what is refused."""

import gzip
import io
import json
from decimal import Decimal

import pytest

from extractor.output.lines import render
from extractor.output.report import make_report
from extractor.pipeline import Pipeline
from tests.service.conftest import LINE, SAMPLE

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PLAIN = "text/plain; charset=utf-8"


def post(client, body, content_type=PLAIN, address="/v1/extract", **headers):
    return client.post(address, data=body, content_type=content_type, headers=headers)


def refused(response, status):
    """The problem that the answer is, with everything a problem has."""
    assert (response.status_code, response.content_type) == (status, "application/problem+json")
    assert response.json["status"] == status
    assert response.json["request_id"] == response.headers["X-Request-Id"]
    assert {"type", "title", "detail"} <= response.json.keys()
    return response.json


# ---------------------------------------------------------------- what comes in
def test_text_is_answered_with_what_the_command_line_prints(client):
    answer = post(client, SAMPLE, address="/v1/extract?id=anlan-2023")
    pipeline = Pipeline()
    assert answer.data == render(make_report(pipeline.extract(SAMPLE, document_id="anlan-2023"), pipeline.model))


def test_json_names_its_report(client):
    answer = client.post("/v1/extract", json={"text": LINE, "id": "lakeside-2021"})
    assert answer.json["document"]["id"] == "lakeside-2021"
    assert [one["row"] for one in answer.json["measurements"]] == ["requests.received"] * 2


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "big5", "utf-16"])
def test_the_charset_of_the_header_is_believed(client, encoding):
    line = "2021年收到申請95件。" if encoding == "big5" else LINE
    answer = post(client, line.encode(encoding), f"text/plain; charset={encoding}")
    assert answer.json["text"].strip("\ufeff") == line


def test_html_is_read_as_html(client):
    answer = post(client, f"<p>{LINE}</p>".encode(), "text/html; charset=utf-8")
    assert (answer.json["document"]["media_type"], answer.json["text"].strip()) == ("text/html", LINE)


@pytest.mark.parametrize("name", ["湖滨.2021.txt", "../../报告/湖滨.2021.txt"])
def test_a_file_is_named_after_itself(client, name):
    form = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n{LINE}\r\n--x--\r\n'
    answer = post(client, form.encode(), "multipart/form-data; boundary=x")
    assert answer.json["document"]["id"] == "湖滨.2021"


def test_a_file_stays_in_memory(client, monkeypatch):
    monkeypatch.setattr("tempfile.SpooledTemporaryFile", None)
    monkeypatch.setattr("tempfile.TemporaryFile", None)
    answer = client.post("/v1/extract", data={"file": (io.BytesIO(LINE.encode() + b"<!--" + b"x" * 40_000 + b"-->"), "a.html")})
    assert answer.status_code == 200


def test_a_docx_is_read(client):
    docx = pytest.importorskip("docx")
    document, file = docx.Document(), io.BytesIO()
    document.add_paragraph(LINE)
    document.save(file)
    answer = post(client, file.getvalue(), DOCX)
    assert LINE in answer.json["text"]


def test_a_packed_body_is_unpacked(client):
    plain, packed = post(client, SAMPLE), post(client, gzip.compress(SAMPLE), **{"Content-Encoding": "gzip"})
    assert packed.data == plain.data


def test_an_answer_is_packed_for_who_reads_it(client):
    packed = post(client, SAMPLE, **{"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == post(client, SAMPLE).data
    assert "Accept-Encoding" in packed.headers["Vary"]


# ---------------------------------------------------------------- options
@pytest.mark.parametrize("where", ["behind the address", "in the form", "in the JSON"])
def test_options_may_stand_anywhere(client, where):
    if where == "behind the address":
        answer = post(client, LINE.encode(), address="/v1/extract?form=disclosure-2021&parts=table,checks&id=a")
    elif where == "in the form":
        data = {"file": (io.BytesIO(LINE.encode()), "x.txt"), "form": "disclosure-2021", "parts": "table,checks", "id": "a"}
        answer = client.post("/v1/extract", data=data)
    else:
        asked = {"text": LINE, "form": "disclosure-2021", "parts": ["table", "checks"], "id": "a"}
        answer = client.post("/v1/extract", json=asked)
    assert answer.json.keys() == {"document", "table", "checks", "provenance"}
    assert (answer.json["document"]["id"], answer.json["table"]["form"]) == ("a", "disclosure-2021")


def test_the_text_is_left_out_on_request(client):
    assert "text" not in post(client, SAMPLE, address="/v1/extract?include_text=false").json


def test_own_rules_are_checked(client):
    rules = '[[rules]]\nname = "few"\nformula = "requests.received <= requests.carried_in"\neach = "column"\ntext = "新收不多于结转"'
    asked = {"text": SAMPLE.decode(), "rules": rules}
    found = client.post("/v1/extract", json=asked).json["findings"]
    assert len(found) > len(post(client, SAMPLE).json["findings"])
    assert refused(client.post("/v1/extract", json={**asked, "rules": "rules = 1"}), 422)["detail"].startswith("rules:")


def test_an_accepted_finding_is_marked(client):
    found = post(client, SAMPLE).json["findings"]
    again = client.post("/v1/extract", json={"text": SAMPLE.decode(), "accepted": [found[0]["fingerprint"]]}).json
    assert [one["accepted"] for one in again["findings"]].count(True) == 1


# ---------------------------------------------------------------- media types and ETag
@pytest.mark.parametrize(
    ("wanted", "start"),
    [
        ("application/json", b'{"document"'),
        ("application/x-ndjson", b'{"document"'),
        ("text/csv", "\ufeffdocument,".encode()),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
        ("text/html", b"<!doctype html>"),
        ("text/*;q=0.5, application/pdf", "\ufeffdocument,".encode()),
        ("*/*", b'{"document"'),
    ],
)
def test_the_caller_chooses_the_media_type(client, wanted, start):
    answer = post(client, SAMPLE, Accept=wanted)
    assert answer.data.lower().startswith(start.lower())


def test_the_same_request_has_the_same_etag(client):
    first, second = post(client, SAMPLE), post(client, SAMPLE)
    assert first.headers["ETag"] == second.headers["ETag"]
    other = [post(client, SAMPLE, Accept="text/csv"), post(client, SAMPLE + b"\n"), post(client, SAMPLE, address="/v1/extract?id=a")]
    assert len({answer.headers["ETag"] for answer in [first, *other]}) == 4
    refused(post(client, SAMPLE, **{"If-None-Match": first.headers["ETag"]}), 412)


# ---------------------------------------------------------------- what is refused
@pytest.mark.parametrize(
    ("body", "content_type", "status", "said"),
    [
        (b"{", "application/json", 400, "no JSON"),
        (b"[]", "application/json", 422, ""),
        (b'{"text": "\xff"}', "application/json", 400, "no JSON"),
        (b"a,b", "text/csv", 415, "text/csv"),
        (b"x", "", 415, "no media type"),
        (b"\x89PNG\r\n", "application/octet-stream", 422, "image"),
        (b"PK\x03\x04word/document", DOCX, 422, ""),
        (b"%PDF-1.7 nothing", "application/pdf", 422, ""),
        (b"x" * 60_001, PLAIN, 413, "60000 at most"),
        (b"x" * 300_001, PLAIN, 413, "300000 at most"),
        (b"--x--", "multipart/form-data; boundary=x", 422, "`file`"),
        (b"x", "multipart/form-data", 422, "`file`"),
    ],
)
def test_what_cannot_be_read_is_refused(client, body, content_type, status, said):
    assert said in refused(post(client, body, content_type), status)["detail"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"text": LINE, "form": "disclosure-1999"}, "form"),
        ({"text": LINE, "parts": ["everything"]}, "parts.0"),
        ({"text": LINE, "url": "http://localhost/"}, "url"),
        ({"text": ""}, "text"),
        ({"text": ["a"]}, "text"),
        ({"id": "a"}, "text"),
    ],
)
def test_a_wrong_field_is_named_and_its_value_is_not_repeated(client, given, field):
    told = refused(client.post("/v1/extract", json=given), 422)
    assert [one["field"] for one in told["errors"]] == [field]
    assert LINE not in json.dumps(told, ensure_ascii=False)


def test_an_empty_body_is_refused(client):
    length = {"CONTENT_LENGTH": "0"}
    answer = client.post("/v1/extract", content_type=PLAIN, environ_overrides=length)
    assert "empty" in refused(answer, 422)["detail"]


def test_an_option_given_twice_is_refused(client):
    assert refused(post(client, SAMPLE, address="/v1/extract?id=a&id=b"), 422)["errors"][0]["field"] == "id"


def test_a_body_without_a_length_is_refused(client):
    body = io.BytesIO(SAMPLE)
    answer = client.post("/v1/extract", input_stream=body, content_type=PLAIN, headers={"Transfer-Encoding": "chunked"})
    refused(answer, 411)


@pytest.mark.parametrize(
    ("body", "coding", "status"),
    [
        (gzip.compress(b"0" * 400_001), "gzip", 413),  # 400 bytes as sent
        (gzip.compress(SAMPLE)[:-9], "gzip", 400),
        (SAMPLE, "gzip", 400),
        (SAMPLE, "br", 415),
    ],
)
def test_a_body_that_cannot_be_unpacked_is_refused(client, body, coding, status):
    refused(post(client, body, **{"Content-Encoding": coding}), status)


def test_no_answer_that_the_caller_reads(client):
    refused(post(client, SAMPLE, Accept="image/png"), 406)


def test_an_unknown_address_and_method_are_problems(client):
    refused(client.get("/v2/extract"), 404)
    assert "POST" in client.delete("/v1/extract").headers["Allow"]
    refused(client.delete("/v1/extract"), 405)


def test_a_fault_of_ours_is_a_problem_without_a_traceback(app, monkeypatch):
    def fail(*_, **__):
        raise ZeroDivisionError("secret text of a report")

    monkeypatch.setattr("extractor.service.engine.make_report", fail)
    told = refused(post(app.test_client(), SAMPLE), 500)
    assert "secret" not in json.dumps(told)


def test_figures_keep_their_digits(client):
    text = "2021年，投入专项资金51877.60万元，办结率99.50%。"
    found = json.loads(post(client, text.encode()).data, parse_float=Decimal)["entities"]
    assert [one["printed_value"] for one in found if one["label"] == "QUANTITY"] == [Decimal("51877.60"), Decimal("99.50")]


# ---------------------------------------------------------------- batch
def test_a_batch_is_answered_line_by_line_in_order(client):
    lines = [json.dumps({"text": LINE.replace("95", str(number)), "id": f"r{number}"}) for number in range(91, 99)]
    answer = post(client, "\n".join(lines).encode(), "application/x-ndjson", "/v1/extract:batch")
    found = [json.loads(line) for line in answer.data.splitlines()]
    assert [one["document"]["id"] for one in found] == [f"r{number}" for number in range(91, 99)]
    assert [one["entities"][2]["value"] for one in found] == list(range(91, 99))


def test_a_line_that_cannot_be_read_is_a_problem_on_its_line(client):
    lines = [json.dumps({"text": LINE}), "{", json.dumps({"text": LINE, "x": 1}), json.dumps({"text": LINE, "id": "last"})]
    answer = post(client, "\n".join(lines).encode(), "application/x-ndjson", "/v1/extract:batch")
    found = [json.loads(line) for line in answer.data.splitlines()]
    assert [one.get("status", 200) for one in found] == [200, 400, 422, 200]
    assert (found[1]["line"], found[2]["line"], found[3]["document"]["id"]) == (2, 3, "last")


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [(b"\n\n", "application/x-ndjson", 422), (b"{}\n" * 21, "application/x-ndjson", 413), (b"{}", "application/json", 415)],
)
def test_no_batch_is_refused(client, body, content_type, status):
    refused(post(client, body, content_type, "/v1/extract:batch"), status)
