"""The unit lexicon: what stands behind a number."""

from __future__ import annotations

import pytest

from extractor.knowledge.units import UnitError, load_units, read_units

FOUND = [  # drawn: the unit is looked for where | stands
    ("收到申请|169件，", "169", "件", "count"),
    ("公开|46800条", "46800", "条", "count"),
    ("培训|2873人次", "2873", "人次", "count"),
    ("受理|12件次", "12", "件次", "count"),
    ("举办|15场次", "15", "场次", "count"),
    ("梳理|7大类", "7", "大类", "count"),
    ("涉及|223子项", "223", "子项", "count"),
    ("经费|164.2元", "164.2", "元", "money"),
    ("合同外资|3美元", "3", "美元", "money"),
    ("占比|33.9%", "33.9", "%", "percent"),
    ("占比|33.9％", "33.9", "%", "percent"),
    ("提高|2.1个百分点", "2.1", "个百分点", "percent"),
    ("不足|3‰", "3", "‰", "percent"),
    ("约占|三成", "三", "成", "fraction"),
    ("三|分之一", "", "分之", "fraction"),  # longer than 分, so a fraction is never three minutes
    ("答复时限|15个工作日", "15", "工作日", "duration"),
    ("答复时限|15工作日", "15", "工作日", "duration"),
    ("平均|4.5个小时", "4.5", "个小时", "duration"),
    ("历时|3个月", "3", "个月", "duration"),
    ("前移|2位次", "2", "位次", "rank"),
    ("增长|2.7倍", "2.7", "倍", "multiple"),
    ("翻|两番", "两", "番", "multiple"),
    ("面积|120平方米", "120", "平方米", "measure"),
    ("周转量|300吨公里", "300", "吨公里", "measure"),
    ("用电|5千瓦时", "5", "千瓦时", "measure"),  # 千 belongs to the unit
    ("吞吐|9标准箱", "9", "标准箱", "measure"),
    ("分为|10大项35小项", "10", "大项", "count"),
    ("召集|26个人民团体", "26", "个", "count"),  # the counted noun stays outside
    ("培训|86人，", "86", "人", "count"),
    ("容量|500GB", "500", "GB", "measure"),
    ("单价|30元/平方米", "30", "元/平方米", "money"),
]


@pytest.mark.parametrize(("drawn", "number", "canonical", "kind"), FOUND)
def test_the_longest_unit_behind_the_number_is_found(drawn, number, canonical, kind):
    position = drawn.index("|") + len(number)
    unit = load_units().find(drawn.replace("|", ""), position)
    assert unit is not None
    assert (unit.canonical, unit.kind) == (canonical, kind)


@pytest.mark.parametrize("text", ["", "，", "169", " 件", "的"])
def test_nothing_is_found_where_no_unit_starts(text):
    assert load_units().find(text, 0) is None


@pytest.mark.parametrize(
    "text",
    [
        "3部门",
        "12号码",
        "5线上",
        "7分别",
        "10大项目",
        "2018本级",
        "3家庭",
        "2019元旦",
        "6人员",
        "4期间",
        "9日常",
    ],
)
def test_the_start_of_a_noun_is_no_unit(text):
    assert load_units().find(text, len(text.rstrip("部门号码线上分别大项目本级家庭元旦人员期间日常"))) is None


@pytest.mark.parametrize("unit", sorted(load_units().by_text))
def test_every_unit_is_found_whole(unit):
    assert load_units().find(f"3{unit}，", 1) is load_units().by_text[unit]


@pytest.mark.parametrize(
    "word", ["年", "日", "号", "点", "线", "部", "位", "名", "家", "户", "本", "级", "层", "批"]
)
def test_words_that_start_nouns_say_so(word):
    assert load_units().by_text[word].noun_like


def test_the_lexicon_is_large_and_every_kind_is_there():
    units = load_units().by_text
    assert len(units) >= 300
    assert {unit.kind for unit in units.values()} == {
        "count", "money", "percent", "fraction", "duration", "rank", "multiple", "measure"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("units = [", "knowledge/units.toml: not TOML"),
        ("unit = []", "there is no list `units`"),
        ('units = [{ text = "", kind = "count" }]', "unit 1 has the text ''"),
        ('units = [{ text = "3件", kind = "count" }]', "unit 1 has the text '3件'"),
        ('units = [{ text = "件 次", kind = "count" }]', "unit 1 has the text '件 次'"),
        (
            'units = [{ text = "件", kind = "counts" }]',
            r"unit 1 \(件\) has the kind 'counts'; kinds are: count, money",
        ),
        (
            'units = [{ text = "件", kind = "count", nouns = "件数" }]',
            r"unit 1 \(件\) says 'nouns'; it may say: kind",
        ),
        (
            'units = [{ text = "件", kind = "count", noun = "3" }]',
            "noun = '3'; right would be a word",
        ),
        (
            'units = [{ text = "%", kind = "percent", written = "％" }]',
            "written = '％'; right would be a list",
        ),
        (
            'units = [{ text = "件", kind = "count", noun_like = 1 }]',
            "noun_like = 1; right would be true or false",
        ),
        (
            'units = [{ text = "件", kind = "count" }, { text = "件", kind = "rank" }]',
            "unit 2: '件' is there already",
        ),
    ],
)
def test_a_wrong_entry_is_named(toml, message):
    with pytest.raises(UnitError, match=message):
        read_units(toml, where="knowledge/units.toml")
