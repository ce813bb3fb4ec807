"""Two years' reports of one office laid side by side. Each report is written here from its figures."""

import json
import re
from functools import cache

import pytest

from extractor import Pipeline
from extractor.__main__ import main
from extractor.compare import CompareError, Comparison, compare
from extractor.compare.contract import to_contract
from extractor.compare.drawing import render
from extractor.compare.page import render as render_page
from extractor.knowledge.forms import FormError, form_names, load_form
from extractor.knowledge.years import load_years, read_years, rule_terms, same_terms
from extractor.records import Extraction

ROWS = {
    "received": "一、本年新收政府信息公开申请数量",
    "carried_in": "二、上年结转政府信息公开申请数量",
    "granted": "（一）予以公开",
    "not_held": "1.本机关不掌握相关政府信息",
    "results": "（七）总计",
    "carried_out": "四、结转下年度继续办理",
}
PROBLEMS = (
    "过去一年，全县政府信息公开工作有了新的进展，但与群众期待相比还有差距：一是少数部门更新信息不够及时；二是解读形式较少，"
    "图解和视频运用不足；三是基层人员变动频繁，业务能力有待提高。下一步将压实责任，完善机制，加强培训，丰富解读形式，"
    "不断提升公开实效，更好保障群众的知情权、参与权和监督权。"
)
LAST = {
    "received": 84, "carried_in": 6, "granted": 60, "not_held": 25, "results": 85, "carried_out": 5,
    "issued": 7, "repealed": 3, "in_force": 31, "licensing": 12873,
}  # fmt: skip
THIS = {
    "received": 97, "carried_in": 5, "granted": 67, "not_held": 28, "results": 95, "carried_out": 7,
    "issued": 6, "repealed": 2, "in_force": 35, "licensing": 12110,
}  # fmt: skip


def written(year: int, figures: dict[str, int | str], prose: str = "", problems: str = "") -> str:
    """A report of the 2021 form; a figure of "" leaves its cell blank."""
    lines = "\n".join(f"| {name} | {figures[row]} | 0 | 0 | 0 | 0 | 0 | {figures[row]} |" for row, name in ROWS.items())
    return f"""青栌县人民政府{year}年政府信息公开工作年度报告

一、总体情况

{prose or f"{year}年，全县政府信息公开工作平稳有序。"}

二、主动公开政府信息情况

| 第二十条第（一）项 | | | |
|---|---|---|---|
| 信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |
| 行政规范性文件 | {figures["issued"]} | {figures["repealed"]} | {figures["in_force"]} |
| 第二十条第（五）项 | | | |
| 信息内容 | 本年处理决定数量 | | |
| 行政许可 | {figures["licensing"]} | | |

三、收到和处理政府信息公开申请情况

| 勾稽关系 | 自然人 | 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 | 总计 |
|---|---|---|---|---|---|---|---|
{lines}

五、存在的主要问题及改进情况

{problems or f"{year}年的主要问题是公开的时效还不够。"}
"""


@cache
def pipeline() -> Pipeline:
    return Pipeline()


@cache
def read(text: str) -> Extraction:
    return pipeline().extract(text)


def compared(last: str, this: str) -> Comparison:
    return compare(read(last), read(this))


def told(comparison: Comparison) -> list[tuple[str, str]]:
    return [(one.finding.severity, one.finding.rule) for one in comparison.findings]


def test_two_consistent_years_are_quiet() -> None:
    this = "2023年，新收政府信息公开申请97件，较上年增长15.5%（上年为84件），上年结转5件。"
    found = compared(written(2022, LAST), written(2023, THIS, this))
    assert told(found) == []
    assert found.passed > 10


@pytest.mark.parametrize(
    ("change", "prose", "expected"),
    [
        ({"carried_in": 8}, "", ("error", "cross-year-carried")),
        ({"in_force": 34}, "", ("query", "cross-year-in-force")),
        ({"licensing": 1211}, "", ("query", "cross-year-jump")),
        ({"licensing": ""}, "", ("query", "cross-year-left-out")),
        ({}, "2023年，新收政府信息公开申请97件，同比增长18.5%。", ("error", "cross-year-change")),
        ({}, "2023年，新收政府信息公开申请97件，同比下降15.5%。", ("error", "cross-year-change")),
        ({}, "2023年，新收政府信息公开申请97件，同比增长15.4%。", ("query", "cross-year-change")),  # cut off, not rounded
        ({}, "2023年，新收政府信息公开申请97件，上年为48件。", ("error", "cross-year-base")),
        ({}, "2023年，新收政府信息公开申请97件，上年结转5件。2022年收到申请82件。", ("query", "cross-year-base")),
        # the report itself says that another scope is counted now
        ({"carried_in": 8}, "2023年，因机构改革，有关科室划入我县。", ("query", "cross-year-carried")),
    ],
)
def test_what_the_years_contradict_is_found(
    change: dict[str, int | str], prose: str, expected: tuple[str, str]
) -> None:
    found = compared(written(2022, LAST), written(2023, {**THIS, **change}, prose))
    assert told(found) == [expected]
    finding = found.findings[0]
    for one in finding.finding.evidence:
        assert found.this.document.text[one.start : one.end] == one.text
    for one in finding.earlier:
        assert found.last.document.text[one.start : one.end] == one.text
    assert finding.earlier
    assert (finding.finding.reading is None) == (finding.finding.severity == "error")


@pytest.mark.parametrize(
    "prose",
    [
        "2023年，新收政府信息公开申请97件，较2019年增长40%。",  # another base than last year's report
        "2023年，新收政府信息公开申请97件，12月环比增长3倍。",
        "2023年，新收政府信息公开申请97件，同比增加13件。",
        "2023年，新收政府信息公开申请97件，同比增长15%。",
    ],
)
def test_a_change_that_is_right_or_of_another_base_is_left_alone(prose: str) -> None:
    assert told(compared(written(2022, LAST), written(2023, THIS, prose))) == []


def test_columns_that_break_one_rule_are_told_together() -> None:
    found = compared(written(2022, LAST), written(2023, {**THIS, "carried_in": 8}))
    assert [one.text for one in found.findings[0].finding.evidence] == ["8", "8"]  # total first, then 自然人
    assert [one.text for one in found.findings[0].earlier] == ["5", "5"]


def test_a_section_taken_from_last_year_is_told_whatever_its_figures() -> None:
    this = PROBLEMS.replace("过去一年", "回顾2023年")
    found = compared(written(2022, LAST, problems=PROBLEMS), written(2023, THIS, problems=this))
    assert told(found) == [("query", "cross-year-repeated")]
    (section,) = (one for one in found.sections if one.heading.startswith("五、"))
    assert 90 < section.repeated < 100
    assert "解读形式较少" in section.passages[0].this.text


def test_years_apart_are_compared_without_what_only_neighbours_must_keep() -> None:
    found = compared(written(2020, LAST), written(2023, {**THIS, "carried_in": 8}))
    assert told(found) == []
    assert found.not_assessable["两份报告的年度不相邻"] > 0
    assert any(one.row == "requests.received" and one.difference == 13 for one in found.cells)


def test_another_office_is_never_an_error() -> None:
    other = written(2023, {**THIS, "carried_in": 8}).replace("青栌县", "白杞县")
    assert told(compared(written(2022, LAST), other)) == [("query", "cross-year-carried")]


@pytest.mark.parametrize(("first", "second", "wanted"), [(2023, 2022, "the earlier one first"), (2023, 2023, "both")])
def test_the_wrong_order_is_refused(first: int, second: int, wanted: str) -> None:
    with pytest.raises(CompareError, match=wanted):
        compared(written(first, LAST), written(second, THIS))


def test_forms_of_other_years_are_laid_side_by_side_by_their_rows() -> None:
    old = (
        "青栌县2018年政府信息公开工作年度报告\n\n| 指标 | 单位 | 数量 |\n|---|---|---|\n| 一、主动公开情况 | | |\n"
        "| （一）主动公开政府信息数 | 条 | 900 |\n| 三、依申请公开情况 | | |\n| （一）收到申请数 | 件 | 60 |\n"
        "| （三）申请答复数 | 件 | 58 |\n| 2.同意公开答复数 | 件 | 41 |\n| 四、行政复议数量 | 件 | 5 |\n"
        "| （一）维持具体行政行为数 | 件 | 4 |\n"
    )
    found = compared(old, written(2019, THIS))
    pairs = {one.row: one for one in found.cells if one.last is not None and one.this is not None}
    assert (pairs["requests.received"].last.value, pairs["requests.received"].this.value) == (60, 97)  # type: ignore[union-attr]
    assert pairs["requests.results.granted"].last.value == 41  # type: ignore[union-attr]


def test_what_only_last_years_prose_counts_is_kept_in_sight() -> None:
    found = compared(written(2022, LAST, "2022年，编发政府公报12期。"), written(2023, THIS))
    assert [one.name for one in found.indicators if one.this is None] == ["编发政府公报"]
    assert "编发政府公报12期" in render(found).decode()


def test_the_contract_says_of_every_place_which_report_it_is_of() -> None:
    found = to_contract(compared(written(2022, LAST), written(2023, {**THIS, "carried_in": 8})))
    assert {one["report"] for one in found["findings"][0]["evidence"]} == {"this", "last"}
    assert found["checks"]["failed"] == 1
    row = next(one for one in found["rows"] if (one["row"], one["column"]) == ("requests.received", None))
    assert (row["last"], row["this"], row["difference"], str(row["rate"])) == (84, 97, 13, "15.48")


# ---------------------------------------------------------------- the command line
def test_the_command_prints_json_and_a_table(tmp_path, capfdbinary) -> None:
    last, this = tmp_path / "a-2022.md", tmp_path / "a-2023.md"
    last.write_text(written(2022, LAST), encoding="utf-8")
    this.write_text(written(2023, {**THIS, "carried_in": 8}), encoding="utf-8")
    assert main(["compare", str(last), str(this), "--output", "json"]) == 0
    assert json.loads(capfdbinary.readouterr().out)["this"]["id"] == "a-2023"
    assert main(["compare", str(last), str(this), "-o", str(tmp_path / "out.txt")]) == 0
    assert "矛盾 结转衔接" in (tmp_path / "out.txt").read_text(encoding="utf-8")


def test_the_command_says_what_is_wrong(tmp_path, capsys) -> None:
    one = tmp_path / "a.md"
    one.write_text(written(2023, THIS), encoding="utf-8")
    assert main(["compare", str(tmp_path / "none.md"), str(one)]) == 1
    assert "none.md: there is no such file" in capsys.readouterr().err
    assert main(["compare", str(one), str(one)]) == 2
    assert "both reports are of 2023" in capsys.readouterr().err


# ---------------------------------------------------------------- years.toml
def test_every_rule_and_every_pair_fits_some_forms() -> None:
    forms = [load_form(name) for name in form_names()]
    for rule in load_years().rules:
        assert any(list(rule_terms(rule, one, other)) for one in forms for other in forms), rule.name
    for same in load_years().same:
        assert any(same_terms(same.older, form) for form in forms), same.older
        assert any(same_terms(same.newer, form) for form in forms), same.newer


@pytest.mark.parametrize(
    ("toml", "wanted"),
    [
        ("rules = [", "not TOML"),
        ("same = []", "lacks 'rules'"),
        ('same = []\n[[rules]]\nname = "a"\nlast = "x"\nthis = "x"\ntext = ""\neach = "row"', "wanted"),
    ],
)
def test_a_file_of_rules_that_cannot_be_used_is_refused(toml: str, wanted: str) -> None:
    with pytest.raises(FormError, match=wanted):
        read_years(toml, where="years.toml")


def test_the_page_shows_both_years_and_lets_each_figure_be_found() -> None:
    found = compared(written(2022, LAST, problems=PROBLEMS), written(2023, {**THIS, "carried_in": 8}, problems=PROBLEMS))
    page = render_page(found, pipeline().model).decode()
    names, targets = re.findall(r' id="([^"]+)"', page), re.findall(r'href="#([^"]+)"', page)
    assert len(names) == len(set(names))
    assert targets and set(targets) <= set(names)
    assert not re.search(r"https?://|<script|<link|<img|@import|url\(", page)
    marked = re.findall(r'<mark class="([^"]*)" id="([lt]\d+)"', page)
    assert {place[0] for looks, place in marked if "error" in looks} == {"l", "t"}  # in last year's text and in this one's
    assert {place[0] for looks, place in marked if "repeated" in looks} == {"l", "t"}
    assert "<dt>上年·统计表“结转下年度继续办理”·总计</dt>" in page


def test_the_page_takes_no_report_for_markup() -> None:
    this = "2023年，<script>alert(1)</script>新收政府信息公开申请97件，上年结转5件。"
    page = render_page(compared(written(2022, LAST), written(2023, THIS, this)), pipeline().model).decode()
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_what_a_person_has_accepted_is_no_longer_open() -> None:
    last, this = read(written(2022, LAST)), read(written(2023, {**THIS, "carried_in": 8}))
    (name,) = {one["fingerprint"] for one in to_contract(compare(last, this))["findings"]}
    found = compare(last, this, accepted=frozenset({name}))
    assert [one["accepted"] for one in to_contract(found)["findings"]] == [True]
    for drawn in (render(found).decode(), render_page(found, pipeline().model).decode()):
        assert "两年衔接未发现问题（另有1处已核可）" in drawn
        assert "已核可" in drawn


def test_the_command_keeps_what_was_accepted(tmp_path, capsysbinary) -> None:
    last, this, accepted = (tmp_path / name for name in ("last.md", "this.md", "found.json"))
    last.write_text(written(2022, LAST), encoding="utf-8")
    this.write_text(written(2023, {**THIS, "carried_in": 8}), encoding="utf-8")
    assert main(["compare", str(last), str(this), "--output", "json"]) == 0
    accepted.write_bytes(capsysbinary.readouterr().out)
    page = tmp_path / "page.html"
    assert main(["compare", str(last), str(this), "--output", "html", "--accept", str(accepted), "-o", str(page)]) == 0
    assert "另有1处已核可" in page.read_text(encoding="utf-8")
    accepted.write_text("[1]", encoding="utf-8")
    assert main(["compare", str(last), str(this), "--accept", str(accepted)]) == 2
    assert "entry 1 has no fingerprint" in capsysbinary.readouterr().err.decode()
