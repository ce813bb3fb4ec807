"""Which whole a figure may be a part of, and what is seen of a pair of them."""

import re

import pytest

from extractor.knowledge.characters import fold
from extractor.knowledge.units import load_units
from extractor.knowledge.wording import load_wording
from extractor.records import Span
from extractor.steps.quantify import quantify
from extractor.steps.relate import collect_levels
from extractor.steps.relate.drafts import draft_all
from extractor.steps.relate.own_words import says
from extractor.steps.relate.scene import mentions
from extractor.steps.relate.wholes import candidate_wholes, closing_sums, describe_wholes

TUPLES = "交易[842个]、[318亿元]。工程[600个]、[200亿元]，采购[242个]、[118亿元]"


def read_levels(marked):
    """The levels of a text whose quantities stand in square brackets, and the text without them."""
    text, spans = "", []
    for place, part in enumerate(re.split(r"[\[\]]", marked)):
        spans += [Span("QUANTITY", len(text), len(text) + len(part), part, 1.0)] if place % 2 else []
        text += part
    quantities = [quantify(text, span, load_units(), load_wording()) for span in spans]
    return collect_levels(draft_all(mentions(fold(text), quantities), fold(text))), text


def features(levels, text, place, whole):
    """What is seen of the level at `place` and one that may be its whole."""
    described = dict(describe_wholes(levels, place, fold(text), closing_sums(levels)))
    return described[whole].features


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("收到[10件]，当面[1件]，网上[9件]", 2),
        ("收到[10件]，当面[1件]，网上[9件]，信函[0件]，传真[0件]", 4),
        ("收到[10件]，答复[10件]，信函[0件]", -1),
        ("收到[10件]，当面[1件]，网上[7件]", -1),
    ],
)
def test_parts_add_up_to_a_whole_and_parts_of_none_go_on(text, closed):
    levels, _ = read_levels(text)
    assert closing_sums(levels)[0] == closed


def test_the_whole_of_the_figure_before_in_the_same_unit_may_hold_a_figure_too():
    levels, text = read_levels(TUPLES)
    levels[2].of, levels[3].of = 0, 1
    assert candidate_wholes(levels, 5, 1)[0] == 3 and 1 in candidate_wholes(levels, 5, 1)
    assert any(one.startswith("peer=True.True") for one in features(levels, text, 5, 1))
    assert any(one.startswith("peer=False.True") for one in features(levels, text, 5, 3))


@pytest.mark.parametrize(
    ("text", "anchor"),
    [
        ("收到[36件]。在答复的[9件]申请中，同意公开[7件]", "only.True"),
        ("收到[36件]。在答复的[9件]申请后，工作中，同意公开[7件]", "False.False"),
    ],
)
def test_a_figure_within_which_others_are_counted_opens_a_scope(text, anchor):
    levels, bare = read_levels(text)
    assert f"anchor={anchor}" in features(levels, bare, 2, 1)


@pytest.mark.parametrize(("tokens", "said"), [(["今年", "2018"], "0"), (["全市", "公示"], "1"), (["发布", "有关", "信息"], "2p"), (["公报"], "3")])
def test_own_words_say_how_much_a_name_needs_from_before(tokens, said):
    assert says(tokens) == said
