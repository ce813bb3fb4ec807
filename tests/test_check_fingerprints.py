"""What a person has found fine stays fine: fingerprints are the same after a second run and after edits elsewhere."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import pytest

from extractor.output.accepting import review
from extractor.pipeline import Pipeline

SAMPLE = (files("extractor") / "samples" / "anlan-2023.txt").read_text(encoding="utf-8")


@cache
def pipeline() -> Pipeline:
    return Pipeline()


def fingerprints(text: str) -> set[str]:
    return {one.fingerprint for one in review(pipeline().extract(text).checks.findings, frozenset())}


def test_a_second_run_finds_the_same():
    assert fingerprints(SAMPLE) == fingerprints(SAMPLE) != set()


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: f"公开。\n本段与数字无关。\n{text}",
        lambda text: f"{text}\n另，本报告由办公室负责解释。\n",
        lambda text: text.replace("\n\n", "\n\n全局共有职工37人。\n\n", 1),
        lambda text: re.sub(r"(?<=[一-龥])，(?=[一-龥])", "，\n", text, count=3),  # lines broken otherwise
        lambda text: re.sub(r"(\d)(件)", r"\1 \2", text),  # blanks between figure and unit
    ],
    ids=["before", "behind", "another figure", "lines", "blanks"],
)
def test_an_edit_elsewhere_leaves_them_alone(edit):
    assert fingerprints(edit(SAMPLE)) == fingerprints(SAMPLE)


def test_a_corrected_figure_takes_its_finding_away():
    assert fingerprints(SAMPLE.replace("新收341件", "新收314件")) < fingerprints(SAMPLE)
