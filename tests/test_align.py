"""Figures of the prose and cells of the form: what is kept between pairs must not change what a pair weighs."""

from __future__ import annotations

from dataclasses import replace
from zlib import crc32

import pytest

from extractor import Pipeline
from extractor.knowledge.forms import load_form
from extractor.knowledge.weights import AspectWeights, LinearModel
from extractor.steps.align import _leave_doubtful, candidate_cells
from extractor.steps.align.features import describe, describe_cell
from extractor.steps.align.figures import Prose, may_have_row, view
from extractor.steps.align.phrases import index_phrases

TEXTS = (
    "2023年新收政府信息公开申请341件，其中自然人265件、商业企业31件；办结309件，予以公开104件，部分公开37件，不予公开68件。",
    "全年制发规范性文件4件，废止2件，现行有效39件；作出行政许可2317件、行政处罚186件。被提起行政复议26件，结果维持16件。",
)


class _Any(dict[str, float]):
    """A weight for every feature, its own."""

    def get(self, key: str, default: float = 0.0) -> float:  # type: ignore[override]
        return crc32(key.encode()) / 2**32 - 0.5


@pytest.mark.parametrize("form", ["disclosure-2021", "statistics-2014"])
def test_a_pair_weighs_what_its_features_weigh(form):
    model, phrases, pipeline = LinearModel(-1.5, _Any()), index_phrases(load_form(form)), Pipeline()
    weights, asked = AspectWeights(model), 0
    for text in TEXTS * 2:  # the second time all aspects are known
        prose = Prose.of(text, phrases)
        for measurement in filter(may_have_row, pipeline.extract(text).measurements):
            figure, before = view(prose, measurement), None
            for cell, recall in candidate_cells(figure, phrases, None, before):
                pair = (figure, cell, recall, phrases, before, before)
                assert weights.margin(*describe(*pair)) == pytest.approx(model.margin(describe_cell(*pair)))
                before, asked = cell, asked + 1
    assert asked > 40


@pytest.mark.parametrize(("scores", "left"), [((0.95, 0.85), [True, False]), ((0.7, 0.85), [False, True]), ((0.95, 0.92), [True, True]), ((0.6,), [True])])
def test_a_cell_is_not_left_to_a_doubtful_figure_beside_a_surer_one(scores, left):
    found = Pipeline().extract("收到申请169件。受理的169件申请均已办结。").measurements[: len(scores)]
    placed = [replace(one, row="requests.received", column="total", score=score) for one, score in zip(found, scores, strict=True)]
    _leave_doubtful(placed, [replace(one, row=None) for one in found])
    assert [one.row is not None for one in placed] == left
