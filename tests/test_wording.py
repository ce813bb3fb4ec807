"""The word lists: what the steps look for around figures."""

from __future__ import annotations

import pytest

from extractor.knowledge.wording import WordingError, alternation, load_wording, read_wording

SMALL = """
modifiers_before = { about = ["约"], at_least = ["不少于"] }
modifiers_after = { about = ["左右"] }
modifiers_inner = { more_than = ["余"] }
change_bases = { patterns = ["同比"] }
change_directions = { up = ["增", "增长"], down = ["下降"] }
parts = { words = ["其中"] }
shares = { words = ["占"] }
averages = { words = ["平均"] }
totals = { words = ["共"] }
connectives = { words = ["共", "已"], not_these = ["共享"] }
slogans = { words = ["三大战略", "12345"] }
numeral_words = { words = ["一定"] }
noun_tails = { words = ["数"] }
"""


@pytest.mark.parametrize(
    ("word", "modifier"),
    [
        ("约", "about"),
        ("近", "nearly"),
        ("逾", "more_than"),
        ("不少于", "at_least"),
        ("不超过", "at_most"),
        ("不足", "less_than"),
    ],
)
def test_words_before_a_number_say_how_exact_it_is(word, modifier):
    assert load_wording().modifiers_before[word] == modifier


@pytest.mark.parametrize(
    ("word", "modifier"),
    [("以上", "at_least"), ("左右", "about"), ("以内", "at_most"), ("多", "more_than"), ("内", "at_most")],
)
def test_words_behind_a_unit_say_how_exact_it_is(word, modifier):
    assert load_wording().modifiers_after[word] == modifier


def test_the_longest_word_comes_first():
    words = list(load_wording().change_directions)
    assert words.index("增长") < words.index("增")
    assert words == sorted(words, key=lambda word: (-len(word), word))


@pytest.mark.parametrize(
    ("word", "direction"),
    [
        ("增长", "up"),
        ("翻番", "up"),
        ("减收", "down"),
        ("压缩", "down"),
        ("回落", "down"),
        ("持平", "flat"),
        ("缩短", "down"),
    ],
)
def test_directions(word, direction):
    assert load_wording().change_directions[word] == direction


def test_what_is_newly_added_is_no_change():
    assert "新增" not in load_wording().change_directions


@pytest.mark.parametrize(
    ("sentence", "base"),
    [
        ("受理申请95件，同比增长27.07%", "同比"),
        ("环比下降3%", "环比"),
        ("公开5000条，较2017年增加378条", "较2017年"),
        ("较上年增加12件", "较上年"),
        ("比去年同期减少8件", "比去年同期"),
        ("比2019年底多3个", "比2019年底"),
        ("与上年度相比下降20%", "与上年度相比"),
        ("与去年基本持平", "与去年"),
        ("较上一年度增长5%", "较上一年度"),
        ("相较于2022年增长5%", "相较于2022年"),
        ("收到申请30件，比增12%", "比"),
        ("是去年的2.3倍", "是去年的"),
        ("年均增长8%", "年均"),
        ("较法定时限缩短5天", "较法定时限"),
        ("较二〇一七年增加三项", "较二〇一七年"),
    ],
)
def test_what_a_change_is_measured_against(sentence, base):
    found = load_wording().change_base.search(sentence)
    assert found is not None
    assert found.group() == base


@pytest.mark.parametrize(
    "sentence", ["比例为30%", "2018年公开40条", "与群众面对面", "年均接待300人次", "比较集中"]
)
def test_what_is_no_base_of_a_change(sentence):
    assert load_wording().change_base.search(sentence) is None


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("全年共受理申请", "受理申请"),
        ("截至目前，累计公开政府信息", "公开政府信息"),
        ("并及时回应公众关注热点", "回应公众关注热点"),
        ("我市已建成查阅点", "查阅点"),
        ("共享数据资源", "共享数据资源"),  # begins like 共
        ("新制定规章", "新制定规章"),  # the contract's own name
        ("新出台政策", "出台政策"),
        ("主动公开政府信息", "主动公开政府信息"),
        ("规范性文件", "规范性文件"),
        ("不予公开", "不予公开"),
        ("经费投入", "经费投入"),
        ("全国性社团", "全国性社团"),
    ],
)
def test_connectives_end_where_the_name_begins(phrase, name):
    found = load_wording().connectives.match(phrase)
    assert phrase[found.end() if found else 0 :] == name


@pytest.mark.parametrize(
    ("sentence", "terms"),
    [
        ("围绕三大战略推进“六个一”清单", ["三大战略", "六个一"]),
        ("加强两微一端建设，进一步规范", ["两微一端", "进一步"]),
        ("“双随机、一公开”与“双随机一公开”", ["双随机", "双随机一公开"]),
        ("拨打12345热线，5G网络", ["12345", "5G"]),
        ("受理12345件，增长12345.6万元", []),  # a figure that looks like the hotline
        ("第三方评估，第一时间", ["第三方评估", "第一时间"]),
        ("惠及千家万户，百姓满意", ["千家万户", "百姓"]),
        ("覆盖3.2万家企业和三万家商户", []),  # 万家 begins inside the number
        ("三亚市、六安市和四川省", ["三亚市", "六安市", "四川省"]),
        ("一定程度上统一了一些二维码", ["一定", "统一", "一些", "二维码"]),
        ("公开十九大精神、“十四五”规划", ["十九大", "十四五"]),
        ("市县两级共三级甲等医院", ["市县两级", "三级甲等"]),
    ],
)
def test_fixed_terms_are_no_figures(sentence, terms):
    assert [found.group() for found in load_wording().fixed_terms.finditer(sentence)] == terms


@pytest.mark.parametrize(
    "sentence",
    [
        "办理一件，答复两件，补正三次",
        "共三个一类项目中的两项",
        "召开三小时会议，历时十分钟",
        "110件、120件、114条",
        "增长2.0%，存储5GB",
        "查处一起案件，帮扶一户家庭",
        "申请零件",  # none received
        "七大类、八大项、十二大类",
        "四位专家在四周内开展四轮检查",
        "三五个",
    ],
)
def test_figures_are_no_fixed_terms(sentence):
    found = [term.group() for term in load_wording().fixed_terms.finditer(sentence)]
    assert found in ([], ["三个一"])


def test_the_lists_are_long_enough():
    wording = load_wording()
    assert len(wording.slogans) >= 250
    assert len(wording.numeral_words) >= 200
    assert {"其中", "含", "包括", "分别为"} <= set(wording.parts)
    assert {"占", "占比"} <= set(wording.shares)
    assert {"平均", "人均"} <= set(wording.averages)
    assert {"共", "合计", "累计"} <= set(wording.totals)
    assert {"数", "数量", "总数", "情况"} <= set(wording.noun_tails)


def test_alternation_takes_the_longest_word():
    assert alternation(["增长", "增", "下降", "下跌"]) == "(?:下(?:跌|降)|增(?:长)?)"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("about =", "about", r"knowledge/wording.toml: not TOML"),
        ('parts = { words = ["其中"] }', "", r"\[parts\] there is no list `words`"),
        ('["占"]', "[]", r"\[shares\] there is no list `words`"),
        ('["平均"]', '["平均", "平均"]', r"\[averages\] words has '平均' twice"),
        ('["平均"]', '[" 平均"]', r"\[averages\] words has the word ' 平均'"),
        ('["三大战略", "12345"]', '["战略"]', r"\[slogans\] '战略' has no numeral in it"),
        ('["一定"]', '["一"]', r"\[numeral_words\] '一' is one character"),
        ("up =", "upwards =", r"\[change_directions\] 'upwards' is no label; labels are: up, down, flat"),
        ('["下降"]', '["增"]', r"\[change_directions\] is empty or has a word under two labels"),
        ('["同比"]', '["同比("]', r"\[change_bases\] '同比\(' is no regular expression"),
        ('["共享"]', '["分享"]', r"\[connectives\] not_these has '分享', which begins with no connective"),
    ],
)
def test_a_wrong_entry_is_named(old, new, message):
    with pytest.raises(WordingError, match=message):
        read_wording(SMALL.replace(old, new, 1), where="knowledge/wording.toml")


def test_a_small_file_is_read():
    assert read_wording(SMALL, where="here").connectives.match("共已受理").end() == 2
