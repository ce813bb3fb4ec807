"""Who reports, about which year: openings and endings of reports of many kinds, all written here."""

from __future__ import annotations

import time

import pytest

from extractor.records import Cell, Document, Grid, Identity
from extractor.steps.identify import identify


def report(text: str, *, title: str | None = None, table: str = "") -> Document:
    """A document of this text, with one table of one cell where `table` is found in it."""
    start = text.index(table) if table else 0
    cell = Cell(start, start + len(table), table)
    grids = (Grid(start, cell.end, ((cell,),)),) if table else ()
    return Document("own", text, grids, ((0, len(text)),), "text/plain", "utf-8", "0" * 64, title)


PROVINCE = """云岭省人民政府2018年政府信息公开工作年度报告

本报告由云岭省人民政府办公厅根据《中华人民共和国政府信息公开条例》综合全省各地各部门情况编制。\
报告中所列数据的统计期限自2018年1月1日起至2018年12月31日止。
一、概述
"""
DEPARTMENT = """首页 > 政务公开 > 年度报告
云州市教育局2020年政府信息公开工作年度报告
发布时间:2021-01-22 09:30
根据《中华人民共和国政府信息公开条例》要求，编制本报告。统计期限为2020年1月1日至12月31日。
一、总体情况
2020年，我局公开信息40条。
云州市教育局
2021年1月20日
"""
TOWN = """白石镇
2023 年政府信息公开工作年度报告
白石镇人民政府
（2024年1月9日）
本年度报告由白石镇人民政府党政办公室编制。本报告中所列数据的统计期限自２０２３年１月１日起至202020年12月31日止。
"""
ZONE = """根据《条例》规定，云州高新区管委会组织编制《云州高新区2016年度政府信息公开报告》。
一、主动公开情况
2016年度，管委会公开信息12条。
云州高新技术产业开发区管理委员会
二〇一七年三月十五日
"""
FIRST_YEAR = """青山县二〇〇八年度政府信息公开工作年度报告
数据统计期限从2008年5月1日到2008年12月31日。由县政府办公室汇总编制。
青山县人民政府办公室
二○○九年三月二十六日
"""
DISTRICT = """标题：关于南河区住房和城乡建设局2021年政府信息公开工作年度报告
由区住建局编制。
"""
OFFICE = """湖东市北湖区司法局
关于2019年度政府信息公开
工作的年度报告
本报告由湖东市北湖区司法局编制，数据统计时间为2019.1.1-2019.12.31。
"""
TAX = """国家税务总局云州市税务局2022年政府信息公开工作年度报告
国家税务总局云州市税务局2023年1月18日
"""
BUREAU = """政府信息公开年报
2025年云州市青山县水利局政府信息公开工作年度报告 2025年云州市青山县水利局政府信息公开工作年度报告
日期:2026-01-12
"""
NOTICE = """临江市人民政府办公室关于公布临江市2009年度政府信息公开工作年度报告的通知
临政办发〔2010〕3号
现将《临江市2009年度政府信息公开工作年度报告》印发给你们。
二〇一〇年一月十九日
临江市2009年度政府信息公开工作年度报告
"""
STREET = """东风街道办事处政府信息公开工作年度报告(2024年度)
本报告统计期限自2024年1月1日起至2024年12月31日止，与东风街道办事处联系。
"""
AUTONOMOUS = """东山苗族侗族自治县市场监督管理局2017年度政府信息公开工作年度报告
"""
NATION = """文化资源部2013年政府信息公开工作年度报告
现将我部2013年政府信息公开工作情况报告如下，期限为2013年1月1日—2013年12月31日。
"""
NOTHING = """围绕“三大战略”推进公开，全年公开信息46800条。
一、主动公开
答复申请95件。
"""

ROWS = [
    (
        PROVINCE,
        Identity(
            "云岭省人民政府2018年政府信息公开工作年度报告",
            "云岭省人民政府办公厅", "云岭省", 2018, "2018-01-01/2018-12-31", None,
        ),
    ),
    (
        DEPARTMENT,
        Identity(
            "云州市教育局2020年政府信息公开工作年度报告",
            "云州市教育局", "云州市", 2020, "2020-01-01/2020-12-31", "2021-01-20",
        ),
    ),
    (
        TOWN,
        Identity(
            "白石镇2023年政府信息公开工作年度报告",
            "白石镇人民政府党政办公室", "白石镇", 2023, "2023-01-01/2023-12-31", "2024-01-09",
        ),
    ),
    (
        ZONE,
        Identity(
            None,
            "云州高新区管委会", "云州高新区", 2016, None, "2017-03-15",
        ),
    ),
    (
        FIRST_YEAR,
        Identity(
            "青山县二〇〇八年度政府信息公开工作年度报告",
            "青山县人民政府办公室", "青山县", 2008, "2008-05-01/2008-12-31", "2009-03-26",
        ),
    ),
    (
        DISTRICT,
        Identity(
            "关于南河区住房和城乡建设局2021年政府信息公开工作年度报告",
            "南河区住房和城乡建设局", "南河区", 2021, None, None,
        ),
    ),
    (
        OFFICE,
        Identity(
            "湖东市北湖区司法局关于2019年度政府信息公开工作的年度报告",
            "湖东市北湖区司法局", "湖东市北湖区", 2019, "2019-01-01/2019-12-31", None,
        ),
    ),
    (
        TAX,
        Identity(
            "国家税务总局云州市税务局2022年政府信息公开工作年度报告",
            "国家税务总局云州市税务局", "云州市", 2022, None, "2023-01-18",
        ),
    ),
    (
        BUREAU,
        Identity(
            "2025年云州市青山县水利局政府信息公开工作年度报告",
            "云州市青山县水利局", "云州市青山县", 2025, None, "2026-01-12",
        ),
    ),
    (
        NOTICE,
        Identity(
            "临江市2009年度政府信息公开工作年度报告",
            "临江市人民政府办公室", "临江市", 2009, None, "2010-01-19",
        ),
    ),
    (
        STREET,
        Identity(
            "东风街道办事处政府信息公开工作年度报告(2024年度)",
            "东风街道办事处", "东风街道", 2024, "2024-01-01/2024-12-31", None,
        ),
    ),
    (
        AUTONOMOUS,
        Identity(
            "东山苗族侗族自治县市场监督管理局2017年度政府信息公开工作年度报告",
            "东山苗族侗族自治县市场监督管理局", "东山苗族侗族自治县", 2017, None, None,
        ),
    ),
    (
        NATION,
        Identity(
            "文化资源部2013年政府信息公开工作年度报告",
            "文化资源部", None, 2013, "2013-01-01/2013-12-31", None,
        ),
    ),
    (
        NOTHING,
        Identity(
            None,
            None, None, None, None, None,
        ),
    ),
    (
        "",
        Identity(
            None,
            None, None, None, None, None,
        ),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "identity"), ROWS)
def test_a_report_says_who_and_when(text, identity):
    assert identify(report(text)) == identity


@pytest.mark.parametrize(
    ("opening", "period"),
    [
        ("数据统计期限自2019年1月1日起至2019年12月31日止", "2019-01-01/2019-12-31"),
        ("统计期限为2019年1月1日至12月31日", "2019-01-01/2019-12-31"),
        ("统计期限从2019年1月1日到2019年12月31日止", "2019-01-01/2019-12-31"),
        ("统计时间：2019年1月1日—2019年12月31日", "2019-01-01/2019-12-31"),
        ("统计期限自2019 年 1 月 1 日\n起至 2019 年 12 月 31 日止", "2019-01-01/2019-12-31"),
        ("统计期限自2019年1月1日起至202019年12月31日止", "2019-01-01/2019-12-31"),  # a year typed twice
        ("统计期限自20199年1月1日起至2019年12月31日止", "2019-01-01/2019-12-31"),
        ("统计期限自2019年1月1日起至2019年12月32日止", None),  # no such day
        ("统计期限自2019年12月31日起至2019年1月1日止", None),  # the wrong way round
        ("统计期限自1月1日至12月31日", None),  # no year is said anywhere
        ("2019年1月1日起施行", None),
    ],
)
def test_the_statistics_period(opening, period):
    assert identify(report(f"本报告所列{opening}。")).period == period


def test_a_period_without_a_year_takes_the_title_s():
    text = "云州市民政局2019年政府信息公开工作年度报告\n统计期限自1月1日起至12月31日止。"
    assert identify(report(text)).period == "2019-01-01/2019-12-31"


def test_the_title_s_year_stands_where_the_period_says_another():
    found = identify(
        report("云州市民政局2019年政府信息公开工作年度报告\n统计期限自2018年1月1日至2018年12月31日。")
    )
    assert (found.year, found.period) == (2019, "2018-01-01/2018-12-31")


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("云州市民政局202020年政府信息公开工作年度报告\n统计期限自2020年1月1日至2020年12月31日", 2020),
        ("本报告由云州市政府办公室综合2018年度各级政府情况编制而成。", 2018),
        ("2015年，我局公开信息40条。", 2015),
        ("按照《国务院办公厅2015年度政务公开工作要点》要求，公开信息40条。", None),
        ("根据云政办发〔2015〕8号，公开信息40条。", None),
        ("本年公开12015年度计划", None),
    ],
)
def test_the_year_is_found_without_a_title(text, year):
    assert identify(report(text)).year == year


def test_the_caption_of_the_table_says_the_year():
    text = "公开信息40条。" * 400 + "政府信息公开情况统计表（2017年度）\n指标名称"
    assert identify(report(text, table="指标名称")).year == 2017


def test_the_signature_before_the_tables_is_read():
    text = "公开信息40条。" * 400 + "\n云州市财政局\n2018年3月5日\n统计表\n" + "0 |\n" * 2000
    found = identify(report(text, table="0 |\n" * 2000))
    assert (found.issuer, found.region, found.published) == ("云州市财政局", "云州市", "2018-03-05")


def test_the_container_s_title_is_the_last_resort():
    found = identify(
        report("一、总体情况", title="云州市卫生健康委员会2021年政府信息公开工作年度报告_云州市人民政府")
    )
    assert found.title == "云州市卫生健康委员会2021年政府信息公开工作年度报告"
    assert (found.issuer, found.region, found.year) == ("云州市卫生健康委员会", "云州市", 2021)


@pytest.mark.parametrize(
    ("issuer", "region"),
    [
        ("安平省自然资源厅", "安平省"),
        ("云州市市场监督管理局", "云州市"),
        ("云州市住房和城乡建设局", "云州市"),
        ("云州市城市管理局", "云州市"),
        ("云州市乡村振兴局", "云州市"),
        ("云州市民政局", "云州市"),
        ("新乡市教育局", "新乡市"),  # 乡, 镇 and 州 inside a name end nothing
        ("镇江市财政局", "镇江市"),
        ("景德镇市审计局", "景德镇市"),
        ("沧州市教育局", "沧州市"),
        ("广安省沙州市北城区青石镇人民政府", "广安省沙州市北城区青石镇"),
        ("湖镇镇人民政府", "湖镇镇"),
        ("红河哈尼族彝族自治州人民政府", "红河哈尼族彝族自治州"),
        ("新疆维吾尔自治区教育厅", "新疆维吾尔自治区"),
        ("云州经济技术开发区管理委员会", "云州经济技术开发区"),
        ("锡林郭勒盟行政公署", "锡林郭勒盟"),
        ("国家文物研究院", None),
    ],
)
def test_the_region_is_the_name_of_the_place(issuer, region):
    found = identify(report(f"{issuer}2021年政府信息公开工作年度报告"))
    assert (found.issuer, found.region) == (issuer, region)


@pytest.mark.parametrize(
    "line",
    [
        "现将2020年度政府信息公开工作报告公布如下",
        "本报告根据《2020年政府信息公开工作年度报告》格式编制",
        "政府信息公开年报",
        "关于做好2020年政府信息公开工作年度报告编制工作的通知",
        "2020年政府信息公开工作年度报告格式",
        "您当前的位置：首页>教育局2020年政府信息公开工作年度报告",
    ],
)
def test_what_is_no_title(line):
    assert identify(report(f"{line}\n一、总体情况")).title is None


@pytest.mark.parametrize(
    "noise", ["2020年" * 4000, "政府信息公开" * 2000, "报告由" * 4000, "市" * 9000, "9" * 9000, "\n" * 9000]
)
def test_noise_costs_no_more_than_a_report(noise):
    begun = time.perf_counter()
    identify(report(noise))
    assert time.perf_counter() - begun < 0.05


def test_a_report_of_ten_thousand_characters_is_quick():
    text = DEPARTMENT.replace("我局公开信息40条。", "我局公开信息40条。" * 1100)
    document = report(text)
    took = []
    for _ in range(40):
        begun = time.perf_counter()
        identify(document)
        took.append(time.perf_counter() - begun)
    assert min(took) < 0.001  # 0.2 ms on a quiet core
