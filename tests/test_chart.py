"""Rows of the form over the years: what is drawn is what the panel says, and a picture without characters is refused."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from extractor.batch import chart
from extractor.batch.chart import ChartError, Wanted, draw, has_chinese_font
from extractor.batch.query import Questions
from extractor.batch.register import load_register
from tests.benchmark.reports import write_report

pytest.importorskip("altair")
pytest.importorskip("vl_convert")
BODY = "安澜市教育局"


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("drawn")
    for number in (2, 3, 5, 10):  # the first office's 2019, 2020 and 2022; the second one's 2019
        name, text = write_report(number)
        (folder / name).write_text(text, encoding="utf-8")
    words = [folder, "--out", folder / "dataset", "--workers", 1]
    subprocess.run([sys.executable, "-m", "extractor", "batch", *map(str, words)], check=True)
    return folder / "dataset"


@pytest.fixture(scope="module")
def questions(dataset: Path) -> Questions:
    return Questions(dataset, load_register())


def points(picture: dict) -> list[tuple]:
    return [(p["line"], p["year"], p["value"]) for p in picture["data"]["values"]]


def test_a_line_is_what_the_panel_says_and_breaks_where_a_year_is_missing(questions):
    asked = questions.ask(
        "SELECT year, value::DOUBLE FROM panel WHERE body = $body AND row_id = 'requests.received' AND column_id = 'total'",
        {"body": BODY},
    )
    drawn = {year: value for _, year, value in points(draw(questions, Wanted(["requests.received"], bodies=[BODY])))}
    assert drawn == {2021: None, **dict(asked.rows)}
    assert sorted(drawn) == [2019, 2020, 2021, 2022]


def test_without_a_body_all_are_added_up_and_how_many_is_said(questions):
    (line,) = {line for line, *_ in points(draw(questions, Wanted(["requests.received"])))}
    assert line == "全部机关合计（每年1–2个）"


def test_panels_stand_in_the_order_that_was_asked(questions):
    rows = ["requests.received", "requests.carried_in"]
    for order in (rows, rows[::-1]):
        picture = draw(questions, Wanted(order))
        assert [name[:2] for name in picture["facet"]["row"]["sort"]] == [
            {"requests.received": "本年", "requests.carried_in": "上年"}[row] for row in order
        ]


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        (Wanted(["requests.receive"]), "is no row of a form"),
        (Wanted(["requests.received"], bodies=["云州市"]), "云州市: no figure in requests.received"),
        (Wanted(["requests.received"], column="upheld"), "no report prints requests.received in the column upheld"),
    ],
)
def test_what_cannot_be_drawn_says_why(questions, wanted, says):
    with pytest.raises(ChartError, match=says):
        draw(questions, wanted)


def call(*words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "extractor", "chart", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_svg_holds_the_words_and_another_ending_is_refused(dataset, tmp_path):
    place = tmp_path / "received.svg"
    assert call(dataset, "requests.received", "--body", BODY, "-o", place).returncode == 0
    svg = place.read_text(encoding="utf-8")
    assert svg.startswith("<svg")
    assert BODY in svg
    assert "本年新收政府信息公开申请数量（件）" in svg
    refused = call(dataset, "requests.received", "-o", tmp_path / "received.jpg")
    assert (refused.returncode, "svg or png" in refused.stderr) == (2, True)


def test_png_needs_a_font_with_chinese_characters(questions, tmp_path, monkeypatch):
    picture = draw(questions, Wanted(["requests.received"]))
    json.dumps(picture)  # plain values only
    monkeypatch.setattr(chart, "_FOLDERS", (str(tmp_path),))
    with (tmp_path / "x.png").open("wb") as file, pytest.raises(ChartError, match="install fonts-noto-cjk"):
        chart.write(picture, "png", file)
    (tmp_path / "NotoSansCJK-Regular.ttc").touch()
    assert has_chinese_font([str(tmp_path)])
