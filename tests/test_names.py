"""What a figure is called: the words around it that the trained model keeps."""

import math
import re

import pytest

from extractor.knowledge.models import load_model
from extractor.knowledge.name_tables import NameTable, by_key
from extractor.knowledge.weights import LinearModel, ModelError, probability
from extractor.steps.relate.name_features import Figure, chain, describe_names
from extractor.steps.relate.name_weights import NameWeights
from extractor.steps.relate.names import Namer
from extractor.steps.relate.pieces import Context, Piece, lay_out
from extractor.steps.relate.scene import mentions
from extractor.steps.segment import load_segmenter
from extractor.training.alignment import align_name
from extractor.training.examples import read_gold

LEVEL = Figure("件", "level", "", "0")


def pieces(*words):
    """Pieces before a figure; punctuation is closed."""
    found, start = [], 0
    for word in words:
        found.append(Piece("L", word, start, word in "，、的"))
        start += len(word)
    return found


def passage(marked):
    """A passage whose quantities stand in square brackets."""
    text, spans = "", []
    for place, part in enumerate(re.split(r"[\[\]]", marked)):
        if place % 2:
            spans.append({"id": place, "label": "QUANTITY", "start": len(text), "end": len(text) + len(part), "text": part})
        text += part
    return {"text": text, "spans": spans, "measurements": [], "cells": []}


def spelt(model, figure, some):
    """What `NameWeights` computes, from the features as training spells them."""
    chance, found = 0.0, []
    for own, chained in describe_names(figure, some):
        cases = []
        for kept in (False, True):
            cases.append(probability(model.margin([*own, *chained, *(chain(one, kept=kept) for one in chained)])))
        chance = (1 - chance) * cases[0] + chance * cases[1]
        found.append(chance)
    return found


@pytest.fixture(scope="module")
def model():
    return load_model().linear["names"]


@pytest.mark.parametrize(
    "text",
    [
        "全年共收到政府信息公开申请[95件]，其中予以公开[50件]、不予公开[12件]；办结[88件]。",
        "（三）推进公共资源配置领域信息公开。制定实施方案，明确责任。全年通过各类平台发布相关信息[5800余条]。",
        "覆盖[26个]单位，培训干部[120人次]。市政府公报编辑[12期]，刊登文件[86件]，赠阅[3.2万册]。",
        "[3件]",
        "申请【\n】[4件]：网上[3件]¦当面[1件]",
    ],
)
def test_tables_weigh_what_the_spelt_features_weigh(model, text):
    gold = read_gold(passage(text), load_segmenter("jieba"))
    weights = NameWeights(model)
    found = mentions(gold.folded, gold.quantities)
    before = ()
    for place, mention in enumerate(found):
        next_left = found[place + 1].left if place + 1 < len(found) else len(gold.text)
        for context in (Context(), Context(("收到", "申请"), before), Context((), ("办结", "申请"), ("公开",))):
            some = lay_out(mention, gold.folded, gold.bounds, next_left, context)
            figure = Figure(mention.quantity.unit, "level", "共", context.kind)
            assert weights.chances(figure, some) == pytest.approx(spelt(model, figure, some), abs=1e-9)
        before = ("收到",)


def test_words_that_are_likelier_kept_than_not_make_the_name():
    keeps = LinearModel(-4.0, {"L.0¦t¦流程图": 8.0, "L.0¦t¦审核": 6.0})
    name = Namer(keeps).choose(LEVEL, pieces("审核", "全市", "权力", "流程图"))
    assert "".join(name.tokens) == "审核流程图"
    assert name.score > 0.9


def test_a_name_that_its_whole_has_is_not_taken_again():
    keeps = LinearModel(-4.0, {"L.0¦t¦公开": 8.0, "L.0¦t¦信息": 8.0, "L.0¦t¦乡镇": 2.0})
    some = pieces("乡镇", "公开", "信息")
    assert "".join(Namer(keeps).choose(LEVEL, some).tokens) == "公开信息"
    assert "".join(Namer(keeps).choose(LEVEL, some, taken=["公开信息"]).tokens) == "乡镇公开信息"


def test_a_word_is_recalled_once_and_not_where_it_stands_at_the_figure():
    keeps = LinearModel(9.0, {})
    some = [Piece("B", "受理", -1), Piece("B", "申请", -1), *pieces("网上", "申请"), Piece("V", "申请", -1), Piece("V", "受理", -1)]
    assert "".join(Namer(keeps).choose(LEVEL, some).tokens) == "受理网上申请"


def test_what_is_denied_is_not_called_by_its_opposite():
    keeps = LinearModel(-4.0, {"L.0¦t¦公开": 8.0, "L.0¦t¦政策": 8.0})
    assert "".join(Namer(keeps).choose(LEVEL, pieces("反映", "不予", "公开")).tokens) == "不予公开"
    assert "".join(Namer(keeps).choose(LEVEL, pieces("不予", "，", "公开", "政策")).tokens) == "公开政策"


def test_a_name_that_says_only_what_was_done_takes_the_likeliest_thing():
    table = {"L.0¦t¦公示": 9.0, "T0.0¦t¦退耕还林": 3.0, "T0.0¦t¦补助": 2.9, "L.0¦t¦全市": 1.0, "P0.0¦t¦公报": 2.0}
    keeps = LinearModel(-4.0, table)
    topic = [Piece("T", "退耕还林", -1), Piece("T", "补助", -1), Piece("P", "公报", -1)]
    assert "".join(Namer(keeps).choose(LEVEL, [*topic, *pieces("全市", "公示")]).tokens) == "退耕还林补助公示"
    assert "".join(Namer(keeps).choose(LEVEL, pieces("全市", "公示")).tokens) == "公示"


@pytest.mark.parametrize(
    ("marked", "noun"),
    [
        ("全年参训[480人次]", "人次"),
        ("参训人次[480人次]", None),
        ("参训人员[480名]", "人数"),
        ("[480人次]", None),
        ("共[480人次]，", None),
        ("占[三成]", "占比"),
        ("印刷[5册]", None),
    ],
)
def test_the_noun_of_the_unit_may_complete_a_name_that_has_words(marked, noun):
    gold = read_gold(passage(marked), load_segmenter("jieba"))
    (mention,) = mentions(gold.folded, gold.quantities)
    nouns = [piece.token for piece in lay_out(mention, gold.folded, gold.bounds, len(gold.text), Context()) if piece.zone == "U"]
    assert nouns == ([noun] if noun is not None else [])


def test_the_noun_of_the_unit_alone_is_no_name():
    keeps = LinearModel(-4.0, {"U0.0¦t¦人次": 8.0, "L.0¦t¦旁听": 1.0})
    assert "".join(Namer(keeps).choose(LEVEL, [*pieces("全年", "旁听"), Piece("U", "人次", -1)]).tokens) == "旁听人次"


def test_where_no_word_stands_there_is_no_name():
    assert Namer(LinearModel(0.0, {})).choose(LEVEL, pieces("，", "的")) is None


def test_the_words_of_a_name_stand_in_the_text_in_one_piece():
    name = Namer(LinearModel(9.0, {"L.0¦t¦全市": -30.0})).choose(LEVEL, pieces("审核", "全市", "权力", "流程图"))
    assert name.run() == (4, 9)


def test_a_chained_word_weighs_by_whether_the_word_before_was_kept():
    table = {"L.0¦t¦收到": 50.0, "+L¦t¦申请": -1.0, "1+L¦t¦申请": 3.0}
    first, second = NameWeights(LinearModel(0.0, table)).chances(LEVEL, pieces("收到", "申请"))
    assert math.isclose(first, 1.0)
    assert math.isclose(second, probability(2.0))


# one or more of every shape: no list and one by distance, one value and two, numbers and words, behind a dropped and a kept word
SHAPES = {
    "+L¦z": 0.5, "0+L¦z": -0.25, "+L¦t¦申请": 1.0, "1+L¦t¦申请": 3.0, "0+L¦p¦件": 0.125, "1+L.0¦d¦2": 2.0,
    "L.0¦a¦3": 1.5, "L.0¦bd¦共¦0": 0.75, "L.0¦nd¦4¦6": -1.0, "L.0¦t¦申请": 4.0, "L¦tq¦申请¦共": 0.375, "W0¦nl¦2¦到": -2.0, "L¦q¦": 0.25,
}  # fmt: skip


def test_features_by_key_are_the_same_features():
    assert dict(NameTable(by_key(SHAPES))) == SHAPES


def test_the_released_model_holds_its_names_by_key(model):
    assert isinstance(model.table, NameTable)
    assert by_key(dict(model.table)) == model.table.keyed


@pytest.mark.parametrize("feature", ["L.t=申请", "L", "L¦new¦申请", "L¦tq¦申请", "+L¦nd¦3", "L.0¦bd¦共¦9", "2+L¦t¦申请"])
def test_a_feature_that_is_not_ours_is_named(feature):
    with pytest.raises(ModelError, match="no feature that this program looks at"):
        NameWeights(LinearModel(0.0, {feature: 1.0}))


@pytest.mark.parametrize(
    ("name", "words", "kept"),
    [
        ("审核流程图", ("审核", "全市", "流程图"), "审核 流程图"),
        ("申请", ("申请", "公开", "申请"), "申请 2"),
        ("受理的申请", ("受理", "的", "申请"), "受理 申请"),
        ("培训", ("举办", "会议"), ""),
    ],
)
def test_a_gold_name_is_found_among_the_words(name, words, kept):
    some = [piece for piece in pieces(*words) if not piece.closed]
    found = [piece for piece, keep in zip(some, align_name(name, some), strict=True) if keep]
    if kept == "申请 2":
        assert [piece.start for piece in found] == [4]  # of two that fit, the one beside the figure
    else:
        assert " ".join(piece.token for piece in found) == kept
