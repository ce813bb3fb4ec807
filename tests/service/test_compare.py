"""`POST /v1/compare`."""

import io
import json

from jsonschema import Draft202012Validator

from tests.service.conftest import LINE, SAMPLE
from tests.service.test_extract import refused

THIS = SAMPLE.decode()
LAST = THIS.replace("2023", "2022").replace("2024", "2023")


def test_two_years_are_laid_side_by_side(client):
    answer = client.post("/v1/compare", json={"last": {"text": LAST, "id": "a"}, "this": {"text": THIS, "id": "b"}}).json
    assert [(answer[side]["id"], answer[side]["year"]) for side in ("last", "this")] == [("a", 2022), ("b", 2023)]
    assert answer["checks"]["passed"] > 0
    document = client.get("/openapi.json").json
    schema = document["paths"]["/v1/compare"]["post"]["responses"]["200"]["content"]["application/json"]["schema"]
    Draft202012Validator({**schema, "components": document["components"]}).validate(answer)


def test_files_are_compared_too(client):
    files = {"last": (io.BytesIO(LAST.encode()), "2022.txt"), "this": (io.BytesIO(THIS.encode()), "2023.txt")}
    assert client.post("/v1/compare", data=files).json["this"]["id"] == "2023"


def test_an_extraction_with_last_years_report_has_what_a_comparison_finds(client):
    last = LAST.replace("| 二、上年结转", "| 二、 上年结转")
    asked = {"text": THIS, "id": "b", "last": {"text": last}}
    alone = client.post("/v1/extract", json={"text": THIS, "id": "b"})
    answer = client.post("/v1/extract", json=asked)
    compared = client.post("/v1/compare", json={"last": {"text": last}, "this": {"text": THIS, "id": "b"}}).json
    between = {one["fingerprint"]: one for one in answer.json["findings"] if "earlier" in one}
    assert between.keys() == {one["fingerprint"] for one in compared["findings"]}
    assert between, "the two years contradict each other somewhere"
    for one in compared["findings"]:
        assert between[one["fingerprint"]]["rule"] == one["rule"]
        told = [evidence["text"] for evidence in one["evidence"] if evidence["report"] == "last"]
        assert [evidence["text"] for evidence in between[one["fingerprint"]]["earlier"]] == told
        assert all(last[e["start"] : e["end"]] == e["text"] for e in between[one["fingerprint"]]["earlier"])
    assert [one for one in answer.json["findings"] if "earlier" not in one] == alone.json["findings"]
    for name in ("passed", "failed", "not_assessable"):
        assert answer.json["checks"][name] == alone.json["checks"][name] + compared["checks"][name]
    assert answer.headers["ETag"] != alone.headers["ETag"]
    document = client.get("/openapi.json").json
    schema = document["paths"]["/v1/extract"]["post"]["responses"]["200"]["content"]["application/json"]["schema"]
    Draft202012Validator({**schema, "components": document["components"]}).validate(answer.json)


def test_last_years_report_may_be_a_file_and_its_findings_are_in_every_kind_of_answer(client):
    def files():
        return {"file": (io.BytesIO(THIS.encode()), "2023.txt"), "last": (io.BytesIO(LAST.encode()), "2022.txt")}

    (first, *_) = (one for one in client.post("/v1/extract", data=files()).json["findings"] if "earlier" in one)
    assert first["message"] in client.post("/v1/extract", data=files(), headers={"Accept": "text/html"}).text
    accepted = client.post("/v1/extract", data={**files(), "accepted": first["fingerprint"]}).json["findings"]
    assert [one["accepted"] for one in accepted if one["fingerprint"] == first["fingerprint"]] == [True]
    lines = [{"text": THIS, "last": {"text": LAST}}, {"text": LAST, "last": {"text": THIS}}]
    body = "\n".join(json.dumps(line) for line in lines)
    answers = client.post("/v1/extract:batch", data=body, content_type="application/x-ndjson").text.splitlines()
    assert any("earlier" in one for one in json.loads(answers[0])["findings"])
    assert json.loads(answers[1])["status"] == 422, "the years are the wrong way round"


def test_what_cannot_be_compared_is_refused(client):
    refused(client.post("/v1/compare", json={"last": {"text": THIS}, "this": {"text": LAST}}), 422)
    refused(client.post("/v1/compare", json={"last": {"text": THIS}, "this": {}}), 422)
    refused(client.post("/v1/compare", data={"last": (io.BytesIO(SAMPLE), "a.txt")}), 422)
    refused(client.post("/v1/compare", data=LINE, content_type="text/plain"), 415)
