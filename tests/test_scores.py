"""The floor: on held-out the released model is not below the last lines of `models/scores.csv`."""

from pathlib import Path

import pytest

from extractor.knowledge.models import released_version
from extractor.training.evaluate.measure import HELD_OUT, line_of, load_split, measure
from extractor.training.evaluate.scores import falls, floor_of, read_lines

ROOT = Path(__file__).parents[1]
MODELS = ROOT / "models"


@pytest.fixture(scope="module")
def split():
    return load_split(ROOT / "annotations" / HELD_OUT)


def test_the_released_model_is_not_below_the_floor(split):
    floor = floor_of(read_lines(MODELS))
    assert floor is not None
    assert floor.held_out == split.sha256[:12], (
        "held_out is another than that of the last line: run `extractor evaluate`"
    )
    version = released_version(MODELS)
    fallen = falls(line_of(version, split, measure(MODELS, version, split)).figures, floor.figures)
    assert not fallen, (
        f"lower than {floor.model}; `extractor evaluate --against {floor.model}` shows what was lost"
    )
