"""First and last pages as provinces, cities, counties, towns, departments, schools and enterprises write them, 2008 to 2025."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from extractor.pipeline import Pipeline
from extractor.reading import read
from extractor.steps.identify import identify

BODY = "根据《中华人民共和国政府信息公开条例》规定编制本报告。\n一、总体情况\n全年公开信息321条。"
PAGES = tomllib.loads(Path(__file__).with_name("first_pages.toml").read_text(encoding="utf-8"))["pages"]


@pytest.mark.parametrize("told", PAGES, ids=[told["page"][:16] for told in PAGES])
def test_a_first_page_says_who_and_when(told: dict[str, Any]) -> None:
    found = identify(read(told["page"].replace("BODY", BODY), document_id="x"))
    assert {name: getattr(found, name) for name in told if name != "page"} == {
        name: value for name, value in told.items() if name != "page"
    }


# (what stands under the title of 2021, the years that contradict it)
YEARS = [
    ("本报告数据统计期限为2020年1月1日至2020年12月31日。", ["period error"]),
    ("本报告数据统计期限为2021年1月1日至2021年12月31日。", []),
    ("汀州市人民政府2020年政府信息公开工作年度报告", ["period query"]),
    ("汀州市人民政府2020年政府信息公开工作年度报告\n汀州市人民政府2019年政府信息公开工作年度报告", []),  # a list of others
    ("汀州市2020年政府信息公开情况统计表", ["period query"]),
]


@pytest.mark.parametrize(("said", "expected"), YEARS)
def test_a_year_that_is_said_twice_differently_is_a_finding(
    pipeline: Pipeline, said: str, expected: list[str]
) -> None:
    text = f"汀州市人民政府2021年政府信息公开工作年度报告\n{said}\n{BODY}\n"
    assert [f"{one.rule} {one.severity}" for one in pipeline.extract(text).checks.findings] == expected


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline()
