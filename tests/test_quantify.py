"""Rows: what a report prints, and the figure that it is."""

from decimal import Decimal

import pytest

from extractor.knowledge.units import load_units
from extractor.knowledge.wording import load_wording
from extractor.records import Quantity, Span
from extractor.steps.quantify import quantify

# marked text, value, unit, kind, modifier
FIGURES = [
    ("受理申请{169件}", "169", "件", "count", "exact"),
    ("受理申请{１６９件}", "169", "件", "count", "exact"),
    ("公开信息{12,345条}", "12345", "条", "count", "exact"),
    ("公开信息{3 218条}", "3218", "条", "count", "exact"),  # thousands set apart by a blank
    ("办结{351\n件}", "351", "件", "count", "exact"),  # the page breaks the line here
    ("资金{51877.6万元}", "518776000", "元", "money", "exact"),
    ("总值{1.5万亿元}", "1500000000000", "元", "money", "exact"),
    ("合计{1亿2640万元}", "126400000", "元", "money", "exact"),
    ("开放{8千6百卷}档案", "8600", "卷", "count", "exact"),
    ("补贴{1亿2千万元}", "120000000", "元", "money", "exact"),
    ("收到{1万2千余条}", "12000", "条", "count", "more_than"),
    ("抽查{318个次}账号", "318", "个次", "count", "exact"),
    ("投入{一亿二千万元}", "120000000", "元", "money", "exact"),
    ("余额{2348万美元}", "23480000", "美元", "money", "exact"),
    ("用电{2000千瓦时}", "2000", "千瓦时", "measure", "exact"),  # 千 belongs to the unit
    ("阅读{3.2万}", "32000", "", "count", "exact"),
    ("发布{20多万条}", "200000", "条", "count", "more_than"),
    ("发布{46800余条}", "46800", "条", "count", "more_than"),
    ("培训{两千余人次}", "2000", "人次", "count", "more_than"),
    ("培训{百余家}", "100", "家", "count", "more_than"),
    ("近{300个}部门", "300", "个", "count", "nearly"),
    ("最近{3年}", "3", "年", "duration", "exact"),  # 最近 is no 近
    ("约{4900人次}", "4900", "人次", "count", "about"),
    ("不少于{2次}", "2", "次", "count", "at_least"),
    ("印发后{5个工作日}内", "5", "工作日", "duration", "at_most"),
    ("超过{1.2亿次}", "120000000", "次", "count", "more_than"),
    ("{3—5个}县", "3", "个", "count", "range"),
    ("{5至10个工作日}内", "5", "工作日", "duration", "range"),
    ("{三、四个}县", "3", "个", "count", "range"),
    ("{十几个}县", "10", "个", "count", "range"),
    ("{数十次}会议", "20", "次", "count", "range"),
    ("增长{27.07%}", "27.07", "%", "percent", "exact"),
    ("增长{5.5％}", "5.5", "%", "percent", "exact"),
    ("占{百分之三十}", "30", "%", "percent", "exact"),
    ("含盐{30‰}", "30", "‰", "percent", "exact"),
    ("提高{0.7个百分点}", "0.7", "个百分点", "percent", "exact"),
    ("超过{六成五}", "6.5", "成", "fraction", "more_than"),
    ("占{九成多}", "9", "成", "fraction", "more_than"),
    ("下降{两成半}", "2.5", "成", "fraction", "exact"),
    ("是上年的{2.7倍}", "2.7", "倍", "multiple", "exact"),
    ("用时{2小时30分}", "150", "分", "duration", "exact"),
    ("培训{两天半}", "2.5", "天", "duration", "exact"),
    ("增减{-11}", "-11", "", "count", "exact"),
    ("收到{零件}", "0", "件", "count", "exact"),
]


def read(marked: str) -> Quantity:
    start, end = marked.index("{"), marked.index("}") - 1
    text = marked.replace("{", "").replace("}", "")
    return quantify(text, Span("QUANTITY", start, end, text[start:end], 1.0), load_units(), load_wording())


@pytest.mark.parametrize(("marked", "value", "unit", "kind", "modifier"), FIGURES)
def test_each_figure_is_read(marked: str, value: str, unit: str, kind: str, modifier: str) -> None:
    figure = read(marked)
    assert (figure.value, figure.unit, figure.kind, figure.modifier) == (Decimal(value), unit, kind, modifier)


@pytest.mark.parametrize(
    ("marked", "lower", "upper"),
    [
        ("发布{20多万条}", 200000, 300000),
        ("发布{46800余条}", 46800, 46900),
        ("{十几个}县", 11, 19),
        ("{几百条}信息", 200, 900),
        ("{上百家}企业", 100, 1000),
        ("{3—5个}县", 3, 5),
        ("不少于{2次}", 2, None),
        ("不足{30件}", None, 30),
    ],
)
def test_a_vague_figure_has_bounds(marked: str, lower: int | None, upper: int | None) -> None:
    figure = read(marked)
    assert (figure.lower, figure.upper) == (lower, upper)


@pytest.mark.parametrize(
    ("marked", "tolerance"),
    [("{169件}", "0"), ("{51877.6万元}", "500"), ("{3.2万条}", "500"), ("{27.07%}", "0.005"), ("{2000万元}", "5000")],
)
def test_rounding_is_half_the_last_printed_digit(marked: str, tolerance: str) -> None:
    assert read(marked).tolerance == Decimal(tolerance)


def test_the_printed_figure_is_kept_beside_the_value() -> None:
    figure = read("资金{51877.6万元}")
    assert (figure.printed_value, figure.printed_unit) == (Decimal("51877.6"), "万元")
