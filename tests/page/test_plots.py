"""Small plots over HTTP: the words of the figures in SVG, a process of its own for the drawing, and refusals that say why."""

import pytest

from extractor.output.pictures import can_draw
from extractor.service.page import plotting
from tests.service.conftest import make_app

FIGURES = [{"panel": "本年新收（件）", "line": "", "year": year, "value": value} for year, value in ((2022, 309), (2023, 314))]


@pytest.fixture(scope="module")
def client():
    return make_app(plots=True).test_client()


def test_figures_come_back_as_svg_with_their_words(client):
    if not can_draw():
        pytest.skip("the extra `plots` is wanted")
    answer = client.post("/v1/plots", json={"columns": 3, "figures": FIGURES})
    assert answer.status_code == 200
    assert answer.mimetype == "image/svg+xml"
    assert answer.text.startswith("<svg")
    for word in ("本年新收（件）", "2022", "2023", "Noto Sans CJK SC"):
        assert word in answer.text
    assert "<script" not in answer.text


@pytest.mark.parametrize("asked", [
    {"columns": 3, "figures": []},
    {"columns": 0, "figures": FIGURES},
    {"columns": 3, "figures": [{**FIGURES[0], "colour": "red"}]},
    {"columns": 3, "figures": [{**FIGURES[0], "value": "many"}]},
])  # fmt: skip
def test_what_cannot_be_drawn_is_refused(client, asked):
    answer = client.post("/v1/plots", json=asked)
    assert answer.status_code == 422
    assert answer.json["errors"]


def test_a_drawing_that_fails_says_that_the_figures_are_there(client, monkeypatch):
    monkeypatch.setattr(plotting, "_MODULE", "extractor.output.no_such_module")
    answer = client.post("/v1/plots", json={"columns": 3, "figures": FIGURES})
    assert answer.status_code == 503
    assert "the figures beside them" in answer.json["detail"]


def test_without_the_extra_nothing_is_offered(app):
    assert app.test_client().post("/v1/plots", json={"columns": 3, "figures": FIGURES}).status_code == 404
    page = app.test_client().get("/").text
    assert 'id="page-year-plots"' in page
    assert "data-offered" not in page
    assert 'data-offered="yes"' in make_app(plots=True).test_client().get("/").text
