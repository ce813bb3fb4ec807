"""The official form is filled by what the labels say, whatever the table looks like; nothing shifts, nothing is lost."""

from decimal import Decimal

import pytest

from extractor.knowledge.forms import form_names, load_form
from extractor.reading import read
from extractor.records import Observation, Table
from extractor.steps.tabulate import recognise_form, tabulate


def fill(text: str, form: str = "disclosure-2021") -> Table:
    document = read(text, document_id="lakeside")
    table = tabulate(document, load_form(form))
    for cell in table.observations:
        assert (cell.start is None) == (cell.state == "absent")
        if cell.state == "printed":
            shown = document.text[cell.start : cell.end].translate({ord(c): None for c in ",， \n+"})
            assert Decimal(shown) in (cell.value, -(cell.value or 0)), cell
    return table


def shown(table: Table, row: str) -> str:
    """The row's cells in print order: figures, `_` blank, `-` dash, `x` no such cell."""
    return " ".join(_show(cell) for cell in table.observations if cell.row == row)


def _show(cell: Observation) -> str:
    return (
        str(cell.value) if cell.state == "printed" else {"blank": "_", "dash": "-", "absent": "x"}[cell.state]
    )


def tabs(*rows: str) -> str:
    return "\n".join("\t".join(row.split("|")) for row in rows)


# ---------------------------------------------------------------- every cell of the form, in its order
@pytest.mark.parametrize("name", form_names())
def test_every_cell_of_the_form_stands_in_its_order_even_where_nothing_is_printed(name: str) -> None:
    form = load_form(name)
    table = fill("全年没有统计表。", name)
    expected = [
        (row.id, c) for row in form.rows.values() for c in row.columns or ((None,) if row.unit else ())
    ]
    assert [(cell.row, cell.column) for cell in table.observations] == expected
    assert {cell.state for cell in table.observations} == {"absent"}


def test_headings_of_the_2014_form_are_no_cells() -> None:
    rows = {cell.row for cell in fill("无", "statistics-2014").observations}
    assert "active" not in rows
    assert "active.channel" not in rows
    assert "requests.received" in rows


# ---------------------------------------------------------------- labels (why it is odd, the label, the row)
LABELS = [
    ("as the form prints it", "2.其他法律行政法规禁止公开", "refused.prohibited_by_law"),
    ("cut inside by its cell", "2.其他法律行政止公开", "refused.prohibited_by_law"),
    ("cut at its end", "5.要求行政机关确认或重新出具", "not_processed.reissue"),
    ("full-width number", "５．属于三类内部事务信息", "refused.internal_affairs"),
    ("number without a dot", "5属于三类内部事务信息", "refused.internal_affairs"),
    ("number lost", "属于三类内部事务信息", "refused.internal_affairs"),
    ("another number", "9、属于行政查询事项", "refused.administrative_queries"),
    ("a ring around the number", "④保护第三方合法权益", "refused.third_party_rights"),
    ("Kangxi radicals", "6.属于四类过程性信息".replace("行", "⾏"), "refused.process_information"),
    ("blanks inside", "4. 无正当理由 大量反复 申请", "not_processed.excessive"),
    ("one letter misread", "7.属于行政执法秦卷", "refused.enforcement_files"),
    ("straight quotation marks", '3.危及"三安全一稳定"', "refused.security_stability"),
    ("the remark lost", "（二）部分公开", "partly_granted"),
    ("the remark cut off", "（二）部分公开（区分处理的，只计这一情", "partly_granted"),
    ("a shorter name", "2.需另行制作", "unable.must_be_created"),
    ("two levels in one cell", "（三）不予公开 1.属于国家秘密", "refused.state_secret"),
    ("two levels in two cells", "（三）不予公开|1.属于国家秘密", "refused.state_secret"),
    (
        "three levels in three cells",
        "三、本年度办理结果|（四）无法提供|3.补正后申请内容仍不明确",
        "unable.still_unclear",
    ),
    ("an ordinal in front", "17|信访举报投诉类申请", "not_processed.petitions"),
]


@pytest.mark.parametrize(("label", "row"), [r[1:] for r in LABELS], ids=[r[0] for r in LABELS])
def test_a_row_is_known_by_its_label(label: str, row: str) -> None:
    table = fill(
        tabs("一、本年新收政府信息公开申请数量|1|0|0|0|0|0|1", f"{label}|3|4|0|0|1|0|8", "规章|1|2|3")
    )
    assert shown(table, f"requests.results.{row}") == "3 4 0 0 1 0 8"
    assert shown(table, "requests.received") == "1 0 0 0 0 0 1"
    assert table.unrecognised == ()


# Rows of other provinces, or of no form: kept, and never taken for the row that sounds alike.
STRANGE = [
    ("statistics-2014", "政务头条号公开政府信息数"),
    ("statistics-2014", "其中：市政府门户网站公开数"),
    ("statistics-2014", "政府网站访问量"),
    ("statistics-2014", "不予受理行政复议数"),
    ("statistics-2014", "举办政府开放日活动次数"),
    ("disclosure-2021", "行政征收"),
    ("disclosure-2021", "9.属于党务信息"),
    ("disclosure-2021", "本年撤回申请数量"),
]


@pytest.mark.parametrize(("form", "label"), STRANGE)
def test_a_strange_row_is_kept_and_taken_for_no_other(form: str, label: str) -> None:
    known = {"statistics-2014": "3.政务微博公开政府信息数|条|5", "disclosure-2021": "行政许可|5"}[form]
    table = fill(tabs("指标|单位|数", f"{label}|77", known, f"{label}|78"), form)
    assert [(row.printed_name, row.cells) for row in table.unrecognised] == [
        (label, ("77",)),
        (label, ("78",)),
    ]
    assert [cell.value for cell in table.observations if cell.state == "printed"] == [5]


def test_missing_moved_and_doubled_rows_shift_nothing() -> None:
    table = fill(
        tabs(
            "四、结转下年度继续办理|9|0|0|0|0|0|9",
            "7.属于行政执法案卷|7|0|0|0|0|0|7",
            "1.属于国家秘密|1|0|0|0|0|0|1",
            "7.属于行政执法案卷|8|0|0|0|0|0|8",
        )
    )
    assert shown(table, "requests.carried_out") == "9 0 0 0 0 0 9"
    assert shown(table, "requests.results.refused.state_secret") == "1 0 0 0 0 0 1"
    assert shown(table, "requests.results.refused.enforcement_files") == "7 0 0 0 0 0 7"
    assert shown(table, "requests.results.refused.internal_affairs") == "x x x x x x x"
    assert [row.cells[0] for row in table.unrecognised] == ["8"]  # printed twice: a person must look


def test_the_same_words_under_two_headings_are_told_by_the_heading() -> None:
    rows = ["四、行政复议数量|件|9", "（二）被依法纠错数|件|2", "（三）其他情形数|件|3"]
    more = ["五、行政诉讼数量|件|4", "（二）被依法纠错数|件|1", "（三）其他情形数|件|0"]
    table = fill(tabs(*rows, *more), "statistics-2014")
    assert [shown(table, f"{row}.{sub}") for row in ("reconsideration", "litigation") for sub in ("corrected", "other")] == [
        "2", "3", "1", "0",
    ]  # fmt: skip


def test_other_is_a_row_of_its_own_or_one_of_three() -> None:
    one = fill(
        tabs(
            "（五）不予处理|2.重复申请|1|0|0|0|0|0|1", "（六）其他|4|0|0|0|0|0|4", "（七）总计|5|0|0|0|0|0|5"
        )
    )
    assert shown(one, "requests.results.other") == "4 0 0 0 0 0 4"
    three = fill(
        tabs(
            "（六）其他处理|2.逾期未缴纳费用|1|0|0|0|0|0|1",
            "3.其他|4|0|0|0|0|0|4",
            "（七）总计|5|0|0|0|0|0|5",
        )
    )
    assert shown(three, "requests.results.other") == "x x x x x x x"
    assert shown(three, "requests.results.other.other") == "4 0 0 0 0 0 4"


# ---------------------------------------------------------------- values (what is printed, how it is shown)
VALUES = [
    ("0", "0"), ("", "_"), ("　", "_"), ("/", "-"), ("—", "-"), ("——", "-"), ("无", "-"), ("0.00", "0.00"),
    ("1,234", "1234"), ("１，２３４", "1234"), ("1 234", "1234"), ("12件", "12"), ("-3", "-3"), ("减3", "-3"),
    ("+3", "3"), ("3.5%", "3.5"), ("〇", "0"),
]  # fmt: skip


@pytest.mark.parametrize(("printed", "expected"), VALUES)
def test_a_cell_is_read_as_it_is_printed(printed: str, expected: str) -> None:
    html = f"<table><tr><td>信息内容</td><td>本年处理决定数量</td></tr><tr><td>行政许可</td><td>{printed}</td></tr></table>"
    document = read(html + "<p>。</p>", document_id="x", media_type="text/html")
    assert shown(tabulate(document, load_form("disclosure-2021")), "licensing") == expected


UNITS = [
    ("行政事业性收费|本年收费金额（单位：元）|4068.2", "4068.2", "元"),
    ("行政事业性收费|本年收费金额（单位：万元）|4068.2", "4068.2", "万元"),
    ("行政事业性收费|本年收费金额|4068.2元", "4068.2", "元"),
    ("行政事业性收费|本年收费金额|4068.2", "4068.2", "万元"),
]


@pytest.mark.parametrize(("printed", "value", "unit"), UNITS)
def test_money_keeps_the_unit_it_is_printed_in(printed: str, value: str, unit: str) -> None:
    label, head, figure = printed.split("|")
    table = fill(f"| 信息内容 | {head} |\n|---|---|\n| {label} | {figure} |\n| 规章 | 1 |\n")
    cell = next(cell for cell in table.observations if cell.row == "charges")
    assert (str(cell.value), cell.unit) == (value, unit)


# ---------------------------------------------------------------- columns
def test_heads_say_the_column_where_they_are_printed() -> None:
    table = fill("| 类别 | 总计 | 自然人 | 商业企业 | 其他 | 科研机构 | 社会公益组织 | 法律服务机构 |\n|-|-|-|-|-|-|-|-|\n"
                 "| 一、本年新收 | 9 | 5 | 4 | 0 | 0 | 0 | 0 |\n")  # fmt: skip
    assert shown(table, "requests.received") == "5 4 0 0 0 0 9"


def test_invented_heads_are_no_values_and_leave_the_order() -> None:
    table = fill("| 类别 | 数据1 | 数据2 | 数据3 | 数据4 | 数据5 | 数据6 | 总计 |\n|---|---|---|---|---|---|---|---|\n"
                 "| 本年新收 | 5 | 4 | 3 | 2 | 1 | 0 | 15 |\n")  # fmt: skip
    assert shown(table, "requests.received") == "5 4 3 2 1 0 15"


def test_columns_that_are_not_printed_are_absent() -> None:
    table = fill("| 类别 | 自然人 | 总计 |\n|---|---|---|\n| 本年新收 | 5 | 15 |\n| 上年结转 |  | 1 |\n")
    assert shown(table, "requests.received") == "5 x x x x x 15"
    assert shown(table, "requests.carried_in") == "_ x x x x x 1"


OUTCOMES = "结果维持|结果纠正|其他结果|尚未审结|总计"
FIGURES = ("10|1|0|0|0", "0|0|0|0|0", "5|0|0|0|0")
GROUPS = ("行政复议", "行政诉讼（未经复议直接起诉）", "行政诉讼（复议后起诉）")
IN_LINE = tabs(
    "行政复议|行政诉讼", f"{OUTCOMES}|未经复议直接起诉|复议后起诉", f"{OUTCOMES}|{OUTCOMES}", "|".join(FIGURES)
)  # fmt: skip
FLAT = "行政复议|行政诉讼|未经复议直接起诉|复议后起诉|结果维持|结果纠正|总计|".replace("|", "\n")
THREE_TABLES = "".join(
    f"### {group}\n| {OUTCOMES} |\n|---|---|---|---|---|\n| {figures} |\n\n"
    for group, figures in zip(GROUPS, FIGURES, strict=True)
)
OUTCOME_LAYOUTS = [
    ("one line under three heads", IN_LINE),
    ("one figure a line", FLAT + "\n".join(FIGURES).replace("|", "\n")),
    ("three rows", tabs(f"|{OUTCOMES}", *(f"{g}|{f}" for g, f in zip(GROUPS, FIGURES, strict=True)))),
    ("three tables under headings", THREE_TABLES),
]


@pytest.mark.parametrize("text", [r[1] for r in OUTCOME_LAYOUTS], ids=[r[0] for r in OUTCOME_LAYOUTS])
def test_table_four_is_read_in_every_layout_and_its_wrong_totals_are_kept(text: str) -> None:
    table = fill(text)
    assert shown(table, "reconsideration") == "10 1 0 0 0"
    assert shown(table, "litigation.direct") == "0 0 0 0 0"
    assert shown(table, "litigation.after_reconsideration") == "5 0 0 0 0"
    assert table.unrecognised == ()


YEARS = [
    ("| 指标 | 单位 | 2017年 | 2018年 |", "3 | 4", "4"),
    ("| 指标 | 单位 | 2018年 | 2017年 |", "3 | 4", "3"),
    ("| 指标 | 单位 | 上年数 | 本年数 |", "3 | 4", "4"),
    ("| 指标 | 单位 | 统计数 | 同比增减 |", "3 | 4", "3"),
    ("| 指标 | 单位 | 甲 | 乙 |", "3 | 4", "x"),  # no head says which
]


@pytest.mark.parametrize(("head", "figures", "expected"), YEARS)
def test_of_several_years_the_report_s_own_is_taken(head: str, figures: str, expected: str) -> None:
    table = fill(
        f"{head}\n|---|---|---|---|\n| 收到申请数 | 件 | {figures} |\n| 当面申请数 | 件 | {figures} |\n",
        "statistics-2014",
    )
    assert shown(table, "requests.received") == expected


# ---------------------------------------------------------------- cells that lost their borders
GLUED = [
    ("two figures in one", "206912106|0|0|0|0|14175", "2069 12106 0 0 0 0 14175"),
    ("all in one", "210000021", "21 0 0 0 0 0 21"),
]


@pytest.mark.parametrize(("printed", "expected"), [r[1:] for r in GLUED], ids=[r[0] for r in GLUED])
def test_glued_figures_are_cut_where_only_one_cut_makes_the_total(printed: str, expected: str) -> None:
    table = fill(tabs("二、上年结转|1|0|0|0|0|0|1", f"一、本年新收|{printed}", "规章|1|2|3"))
    assert shown(table, "requests.received") == expected


UNDECIDED = ["1111111111", "3|4|0|0|7", "20691210|0|0|0|0|14175", "5"]


@pytest.mark.parametrize("printed", UNDECIDED)
def test_figures_that_fit_no_columns_are_kept_and_not_guessed(printed: str) -> None:
    table = fill(tabs("二、上年结转|1|0|0|0|0|0|1", f"一、本年新收|{printed}", "规章|1|2|3"))
    assert shown(table, "requests.received") == "x x x x x x x"
    assert [row.printed_name for row in table.unrecognised] == ["一、本年新收"]


# ---------------------------------------------------------------- labels and values on lines of their own
def test_a_label_over_several_lines_is_put_together() -> None:
    table = fill("规章\n1\n0\n7\n其中：主要负责同志参加\n政府网站在线访谈次数\n次\n16\n", "statistics-2014")
    assert shown(table, "response.channel.interviews.leaders") == "16"
    assert shown(table, "response.channel.interviews") == "x"


def test_values_above_their_label_go_to_it() -> None:
    text = "（一）予以公开 0 0 0 0 0 0 0\n1 0 0 0 0 0 1\n1.属于国家秘密\n2.其他法律行政法规禁止公开 2 0 0 0 0 0 2\n"
    table = fill(text)
    assert shown(table, "requests.results.refused.state_secret") == "1 0 0 0 0 0 1"
    assert shown(table, "requests.results.refused.prohibited_by_law") == "2 0 0 0 0 0 2"


def test_a_blank_cell_is_blank_and_a_row_without_cells_is_too() -> None:
    html = "<table><tr><td>其中：涉及国家秘密</td><td>件</td><td></td></tr><tr><td>涉及商业秘密</td><td>件</td><td>2</td></tr></table>"
    table = tabulate(read(html, document_id="x", media_type="text/html"), load_form("statistics-2014"))
    assert shown(table, "requests.replied.refused.state_secret") == "_"
    assert shown(table, "requests.replied.refused.trade_secret") == "2"


# ---------------------------------------------------------------- which form
STATISTICS = tabs("（一）收到申请数|件|9", "1.当面申请数|件|4", "2.传真申请数|件|5", "（二）申请办结数|件|9")
OLD = tabs(
    "信息内容|本年新制作数量|本年新公开数量|对外公开总数量",
    "规章|1|1|3",
    "其他对外管理服务事项|1|0|2",
    "政府集中采购|3|5.5",
)
NEW = tabs(
    "信息内容|本年制发件数|本年废止件数|现行有效件数", "规章|1|1|3", "行政规范性文件|1|0|2", "行政许可|3"
)
COMMON = tabs(
    "一、本年新收政府信息公开申请数量|1|0|0|0|0|0|1",
    "（一）予以公开|1|0|0|0|0|0|1",
    "2.重复申请|1|0|0|0|0|0|1",
)
FORMS = [
    ("the labels say 2014", STATISTICS, 2021, "statistics-2014"),
    ("the labels say 2019", OLD, None, "disclosure-2019"),
    ("the labels outweigh the year", OLD, 2022, "disclosure-2019"),
    ("the labels say 2021", NEW, None, "disclosure-2021"),
    ("two forms print these: the year says which", COMMON, 2020, "disclosure-2019"),
    ("two forms print these, no year: the newer", COMMON, None, "disclosure-2021"),
    ("no table: the year", "全年收到申请95件。", 2016, "statistics-2014"),
    ("no table, a year before all forms", "全年收到申请95件。", 2011, None),
    ("nothing says anything", "全年收到申请95件。", None, None),
    ("a table of something else", tabs("部门|件数", "住建局|3", "教育局|4", "公安局|5"), None, None),
]


@pytest.mark.parametrize(("text", "year", "name"), [r[1:] for r in FORMS], ids=[r[0] for r in FORMS])
def test_the_form_is_told_by_its_labels_then_by_the_year(
    text: str, year: int | None, name: str | None
) -> None:
    form = recognise_form(read(text, document_id="x"), year, [load_form(name) for name in form_names()])
    assert (form.name if form else None) == name
