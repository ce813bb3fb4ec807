"""Sentences as offices write them, and what comes out of the whole pipeline with the released model."""

from __future__ import annotations

import random
import time
from functools import cache

import pytest

from extractor.output.contract import encode, to_contract
from extractor.pipeline import Pipeline
from extractor.records import Extraction, Measurement

QUANTITIES = [
    "2021年，全区共收到政府信息公开申请[95件]，同比增长[27.1%]。",
    "通过“两微一端”发布信息[2.3万余条]，两微一端更新及时。",
    "认真落实三大战略、四场硬仗，进一步统一认识，组织培训[3期]。",
    "地址：湖滨区人民路18号政府大院3号楼515室，邮编：561000，电话：0851-33281099，本年受理[12件]。",
    "依据国令第711号第二十条第（一）项，公开规范性文件[6件]。",
    "三次产业结构为19.0:30.8:50.2，完成投资[51.2亿元]。",
    "经过一番努力，点击量达[3万次]，比上年翻[一番]还多。",
    "一是办好网站[1个]；二是办好公报[6期]。",
    "落实“六个一”要求，双随机、一公开抽查[20户]，12345热线接听[100余次]。",
    "群众等候时间由[42分钟]缩至[19分钟]。",
    "网上办理事项[223](含子项[26项])，当场办理[80项]。",
    "3G用户[61723户]，4G用户[82223户]，H5作品[5件]。",
    "印发《2021年政务公开工作要点》（湖政办发〔2021〕3号），细化任务[28项]。",
]


@cache
def pipeline() -> Pipeline:
    return Pipeline()


def extract(text: str, *, form: str | None = None) -> Extraction:
    return pipeline().extract(text, document_id="test", form=form)


def named(extraction: Extraction, printed: str) -> Measurement:
    return next(m for m in extraction.measurements if m.quantity.span.text == printed)


@pytest.mark.parametrize("marked", QUANTITIES)
def test_just_the_figures_are_accepted(marked: str) -> None:
    extraction = extract(marked.replace("[", "").replace("]", ""))
    drawn = extraction.document.text
    for quantity in reversed(extraction.quantities):
        span = quantity.span
        drawn = f"{drawn[: span.start]}[{span.text}]{drawn[span.end :]}"
    assert drawn == marked


@pytest.mark.parametrize(
    ("text", "part", "whole"),
    [
        ("全年收到申请169件，其中当面申请19件、网络申请86件、信函申请64件。", "86件", "169件"),
        ("发布信息50059条,其中,微博发布22776条,微信发布24609条。", "24609条", "50059条"),
        ("答复申请805件。予以公开258件，占32.0%；不予公开35件，占4.35%。", "35件", "805件"),
        ("不同意公开答复12件(2件涉及商业秘密,10件不是政府信息)。", "10件", "12件"),
    ],
)
def test_a_part_knows_its_whole(text: str, part: str, whole: str) -> None:
    extraction = extract(text)
    of = named(extraction, part).of
    assert of is not None and extraction.measurements[of].quantity.span.text == whole


@pytest.mark.parametrize(
    ("text", "figure", "changed", "base", "direction"),
    [
        ("受理申请169件，同比增长27.07%。", "27.07%", "169件", "同比", "up"),
        ("发生事故209起，同比减少23起，下降9.9%。", "9.9%", "209起", "同比", "down"),
        ("固定电话用户76928户，较上年下降3.8%。", "3.8%", "76928户", "较上年", "down"),
        ("存款余额360.10亿元，同比增加143.43亿元，环比增加46.03亿元。", "46.03亿元", "360.10亿元", "环比", "up"),
        ("交易项目1978宗、交易额213.9亿元，分别比上年增长12.7%和9.5%。", "12.7%", "1978宗", "比上年", "up"),
        ("收到申请129件，较2018年的88件增长46.6%。", "46.6%", "129件", "较2018年", "up"),
        ("登记账号312个，比整治前减少146个。", "146个", "312个", "比整治前", "down"),
        ("平均用时6.4个工作日，比规定时限缩短3.6个工作日。", "3.6个工作日", "6.4个工作日", "比规定时限", "down"),
        ("结余率7.9%，低于上年3.1个百分点。", "3.1个百分点", "7.9%", "上年", "down"),
        ("注册企业8640家，较年初新增1230家。", "1230家", "8640家", "较年初", "up"),
        ("解读文件35篇，同比翻一番。", "一番", "35篇", "同比", "up"),
    ],
)
def test_a_change_belongs_to_its_level(text: str, figure: str, changed: str, base: str, direction: str) -> None:
    changes = {c.quantity.span.text: (m, c) for m in extract(text).measurements for c in m.changes}
    level, change = changes[figure]
    assert (level.quantity.span.text, change.base, change.direction) == (changed, base, direction)


@pytest.mark.parametrize(
    "text",
    [
        "办理审核39件、验收35件，平均办理时限较法定时限缩短12个工作日。",
        "收到询问83件，家长满意率比上学年提高1.4个百分点。",
        "处罚项目上一年为46项，本年减少3项。",
    ],
)
def test_a_change_that_fits_no_level_is_a_figure_of_its_own(text: str) -> None:
    last = extract(text).measurements[-1]
    assert [change.quantity for change in last.changes] == [last.quantity]


def test_an_earlier_value_is_neither_part_nor_whole() -> None:
    found = extract("收到申请140件，比上年的120件增加20件，其中当面申请40件、网络申请100件。").measurements
    whole = found[0].id
    assert {one.quantity.span.text: one.of for one in found} == {"140件": None, "120件": None, "40件": whole, "100件": whole}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("收回有效票1534张，满意票占87.2%。", "满意票占比"),
        ("大病保险受益2413人，报销比例为63%。", "报销比例"),
        ("收到申请29件，其中网络申请17件，占58.6%。", "网络申请占比"),
        ("收到查询类申请19件，占处理总数31件的61.3%。", "收到查询类申请占比"),
    ],
)
def test_a_share_is_called_by_its_own_subject_or_by_what_it_is_the_share_of(text: str, name: str) -> None:
    assert extract(text).measurements[-1].indicator == name


def test_what_a_ratio_is_called_goes_on_to_the_next() -> None:
    names = [one.indicator for one in extract("向2.87万名高龄老人发放津贴1963万元，办理时限由15个工作日缩短为5个工作日。").measurements]
    assert names[-1] == names[-2] and names[-1].endswith("时限")


@pytest.mark.parametrize(
    ("text", "form", "figure", "cell"),
    [
        ("全年共收到政府信息公开申请95件。", "disclosure-2021", "95件", ("requests.received", "total")),
        ("予以公开12件，不予公开3件，无法提供5件。", "disclosure-2021", "5件", ("requests.results.unable", "total")),
        ("规章、规范性文件分别制发3件和12件。", "disclosure-2021", "12件", ("normative_documents", "issued")),
        ("全年收到申请64件，其中信函申请20件。", "statistics-2014", "20件", ("requests.received.letter", None)),
        ("全市召开新闻发布会43场次。", "statistics-2014", "43场次", ("response.channel.press_conferences", None)),
        (
            "全区受理政府信息公开申请512件，其中自然人申请497件；共办理486件，结转下一年26件。"
            "做好行政复议、行政诉讼案件应诉工作，全区共办理相关案件37件。",
            "disclosure-2021",
            "37件",
            (None, None),
        ),
        ("农家书屋藏书18000本。", "disclosure-2021", "18000本", (None, None)),
        ("带动融合企业108户。", "statistics-2014", "108户", (None, None)),
    ],
)
def test_a_figure_finds_its_cell_or_none(text: str, form: str, figure: str, cell: tuple[str | None, str | None]) -> None:
    measurement = named(extract(text, form=form), figure)
    assert (measurement.row, measurement.column) == cell


def test_a_total_behind_its_parts_is_their_whole_where_they_add_up_to_it() -> None:
    extraction = extract("2021年，收到申请：自然人28件、企业5件，合计33件。新收38件，连同结转3件，共应办41件。维持2件、纠正4件，合计7件。")
    found = {one.quantity.span.text: one for one in extraction.measurements}
    assert found["28件"].of == found["5件"].of == found["33件"].id
    assert (found["33件"].row, found["33件"].column) == ("requests.received", "total")
    assert [found[figure].of for figure in ("38件", "3件", "2件", "4件")] == [None] * 4


def test_a_list_is_paired_by_order() -> None:
    extraction = extract("予以公开、部分公开、不予公开依次为1件、2件、3件。")
    assert [m.indicator for m in extraction.measurements] == ["予以公开", "部分公开", "不予公开"]
    extraction = extract("问题集中在物业管理、房屋质量、加装电梯三个方面，分别为534件、381件、207件。")
    assert [m.indicator for m in extraction.measurements][-2:] == ["房屋质量", "加装电梯"]


@pytest.mark.parametrize("text", ["", " \n", "没有数字。", "🙂" * 50, "《" * 500, "（" * 500, "一" * 500, "9" * 5000])
def test_odd_text_gives_an_empty_answer_and_no_fault(text: str) -> None:
    if not text.strip():
        pytest.skip("an empty report is a ReadError, see test_reading")
    assert isinstance(extract(text).measurements, tuple)


def test_offsets_count_code_points() -> None:
    extraction = extract("🙂𠮷收到申请95件。")
    span = extraction.quantities[0].span
    assert extraction.document.text[span.start : span.end] == span.text == "95件"


def test_the_same_report_gives_the_same_bytes() -> None:
    text = "2021年收到申请95件，其中自然人90件，办结94件。"
    first, second = (encode(to_contract(extract(text), pipeline().model)) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("kind", ["prose", "digits"])
def test_work_grows_with_the_length_and_no_faster(kind: str) -> None:
    """A ratio of two runs, not a time: linear work is 16-fold for 16 times the text, quadratic 256-fold; the best of
    three and a bound between leave a busy machine a factor of five."""
    draw = random.Random(1)
    sentence = "全年公开信息{}条，同比增长{}%，其中网站{}条。\n"
    unit = "".join(sentence.format(*(draw.randint(1, 999) for _ in range(3))) for _ in range(20))
    small = unit if kind == "prose" else "".join(str(draw.randint(0, 9)) for _ in range(10_000))

    def seconds(text: str) -> float:
        def once() -> float:
            begin = time.process_time()
            extract(text)
            return time.process_time() - begin

        return min(once() for _ in range(3))

    assert seconds(small * 16) < 80 * seconds(small)
