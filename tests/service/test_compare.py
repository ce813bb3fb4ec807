"""`POST /v1/compare`."""

import io

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


def test_what_cannot_be_compared_is_refused(client):
    refused(client.post("/v1/compare", json={"last": {"text": THIS}, "this": {"text": LAST}}), 422)
    refused(client.post("/v1/compare", json={"last": {"text": THIS}, "this": {}}), 422)
    refused(client.post("/v1/compare", data={"last": (io.BytesIO(SAMPLE), "a.txt")}), 422)
    refused(client.post("/v1/compare", data=LINE, content_type="text/plain"), 415)
