"""Plots as SVG: reliability of the scores, and how a figure grows with what was learned from; altair and vl-convert draw."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from extractor.training.evaluate import CALIBRATED, Evaluation

FONT = "Noto Sans CJK SC, WenQuanYi Zen Hei, Source Han Sans SC, Microsoft YaHei, SimHei, sans-serif"
NAMES = {"QUANTITY": "数量", "row": "行列"}
SIDE = 320


def write_reliability(evaluation: Evaluation, folder: Path) -> Path:
    """Write `reliability.svg`: the share that was right over the score, on the diagonal where a score is a probability."""
    altair: Any = import_module("altair")  # an extra that only plots need, with vl-convert

    rows = [
        {"kind": NAMES[measure], "score": one.score, "right": one.right, "number": one.number}
        for measure in CALIBRATED
        for one in evaluation.reliability(measure)
    ]
    scale = altair.Scale(domain=[0, 1])
    base = altair.Chart(altair.Data(values=rows)).encode(
        x=altair.X("score:Q", scale=scale, title="score（平均）"),
        y=altair.Y("right:Q", scale=scale, title="实际正确的比例"),
        color=altair.Color("kind:N", title=""),
    )
    points = base.mark_point(filled=True).encode(size=altair.Size("number:Q", title="个数"))
    diagonal = altair.Chart(altair.Data(values=[{"x": 0, "y": 0}, {"x": 1, "y": 1}])).mark_line(
        strokeDash=[4, 4], color="#888"
    )
    line = diagonal.encode(x=altair.X("x:Q", scale=scale), y=altair.Y("y:Q", scale=scale))
    return _save(altair.layer(line, base.mark_line(), points), folder / "reliability.svg")


def write_learning(points: Sequence[tuple[str, int, float]], folder: Path, *, measure: str) -> Path:
    """Write `learning.svg` of (order, passages, figure): one line for each order in which passages were learned from."""
    altair: Any = import_module("altair")

    rows = [{"order": order, "passages": passages, "figure": figure} for order, passages, figure in points]
    lines = altair.Chart(altair.Data(values=rows)).encode(
        x=altair.X("passages:Q", title="学过的段数"),
        y=altair.Y("figure:Q", scale=altair.Scale(zero=False), title=measure),
        color=altair.Color("order:N", title=""),
    )
    return _save(altair.layer(lines.mark_line(), lines.mark_point(filled=True)), folder / "learning.svg")


def _save(chart: Any, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    sized = chart.properties(width=SIDE, height=SIDE).configure(font=FONT)
    path.write_text(import_module("vl_convert").vegalite_to_svg(sized.to_json()), encoding="utf-8")
    return path
