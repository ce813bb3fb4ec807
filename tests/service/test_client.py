"""The client against the app, and against services that are busy or gone."""

from decimal import Decimal

import httpx
import pytest

from extractor.client import Client, ServiceError
from tests.service.conftest import LINE, SAMPLE


@pytest.fixture
def client(app):
    with Client("http://service", transport=httpx.WSGITransport(app=app)) as client:
        yield client


def answering(*statuses):
    """A service that answers with these statuses, one after the other; 0 breaks the connection."""
    left = list(statuses)

    def answer(request):
        if (status := left.pop(0)) == 0:
            raise httpx.ConnectError("refused", request=request)
        return httpx.Response(status, json={"title": "told", "detail": "why"}, headers={"Retry-After": "0"})

    return httpx.MockTransport(answer), left


def test_it_asks_for_everything_there_is(client, tmp_path):
    found = client.extract("2021年，办结率99.50%。", id="a", include_text=False)
    assert (found["document"]["id"], "text" in found) == ("a", False)
    assert [one["value"] for one in found["entities"] if one["label"] == "QUANTITY"] == [Decimal("99.50")]
    (tmp_path / "湖滨.txt").write_bytes(SAMPLE)
    assert client.extract_file(tmp_path / "湖滨.txt", parts="table")["document"]["id"] == "湖滨"
    assert [one["document"]["id"] for one in client.extract_batch({"text": LINE, "id": n} for n in "abc")] == ["a", "b", "c"]
    assert client.form(client.forms()[-1]["name"])["name"] == "disclosure-2021"
    assert client.models()["serving"]["version"]
    assert client.compare(SAMPLE.decode().replace("2023", "2022"), SAMPLE.decode())["this"]["year"] == 2023


def test_a_refusal_is_an_error_that_says_why(client):
    with pytest.raises(ServiceError, match="some fields") as refused:
        client.extract(LINE, form="disclosure-1999")
    assert (refused.value.status, refused.value.problem["errors"][0]["field"]) == (422, "form")


@pytest.mark.parametrize("statuses", [(503, 200), (429, 429, 200), (0, 200), (502, 0, 503, 200)])
def test_it_comes_again_where_that_helps(statuses):
    transport, left = answering(*statuses)
    assert Client("http://service", transport=transport).extract(LINE) == {"title": "told", "detail": "why"}
    assert left == []


@pytest.mark.parametrize(("statuses", "error"), [((503,) * 4, ServiceError), ((0,) * 4, httpx.ConnectError), ((422,), ServiceError)])
def test_it_gives_up_in_the_end(statuses, error):
    transport, left = answering(*statuses)
    with pytest.raises(error):
        Client("http://service", transport=transport).extract(LINE)
    assert left == []
