"""What the checks find, and what they leave alone.

A report is drawn in one string: `[90件|自然人申请 of=0]` is a figure, its name and its links (`of split listed share
average row column period`); figures count from 0. `[27.1%~0 同比 up]` is a change of figure 0. A table is drawn as
`row[column] figure` lines; no figure is a blank cell, `/` a dash, and a row that is not there is absent.
"""

from __future__ import annotations

import re
import time
from dataclasses import replace
from decimal import Decimal

import pytest

from extractor.knowledge.forms import Form, load_form
from extractor.output.words import load_words
from extractor.records import (
    Change,
    Checks,
    Date,
    Document,
    DocumentNumber,
    DocumentTitle,
    Finding,
    Identity,
    Kind,
    Measurement,
    Modifier,
    Observation,
    Quantity,
    Span,
    Table,
    Unrecognised,
)  # fmt: skip
from extractor.steps.check import check
from extractor.steps.check.grounds import Unchecked

NEW, OLD = load_form("disclosure-2021"), load_form("statistics-2014")
_MARK = re.compile(r"\[([^\[\]|~]+)(?:\|([^\[\] ]*)((?: \w+=[\w.\-/]+)*)|~(\d+) (\S*) (up|down|flat))\]")
_FIGURE = re.compile(r"(约|近|超)?([\d,.]+)(余|多)?(万|亿)?(余|多)?(.*)")
_MODIFIERS: dict[str | None, Modifier] = {"约": "about", "近": "nearly", "超": "more_than"}


# ---------------------------------------------------------------- the builder
def quantity(text: str, start: int) -> Quantity:
    match = _FIGURE.fullmatch(text)
    assert match is not None, text
    before, digits, inner, scale, outer, unit = match.groups()
    printed = Decimal(digits.replace(",", ""))
    power = {"万": 4, "亿": 8, None: 0}[scale]
    value, exponent = printed.scaleb(power), int(printed.as_tuple().exponent)
    kind: Kind = (
        "percent" if unit == "%" else "money" if "元" in unit else "duration" if unit == "分钟" else "count"
    )
    modifier = _MODIFIERS.get(before, "exact") if not (inner or outer) else "more_than"
    bounds = {
        "exact": (value, value), "about": (value * 9 / 10, value * 11 / 10), "nearly": (value * 9 / 10, value),
        "more_than": (value, value + Decimal(1).scaleb(int(printed.normalize().as_tuple().exponent) + power)),
    }[modifier]  # fmt: skip
    inexact = modifier == "exact" and (scale is not None or exponent < 0)
    tolerance = Decimal(5).scaleb(exponent + power - 1) if inexact else Decimal(0)
    bare = text.removeprefix(before or "")
    span = Span("QUANTITY", start + len(before or ""), start + len(text), bare, 1.0)
    return Quantity(
        span, value, unit, printed, (scale or "") + unit, kind, modifier, before, *bounds, tolerance
    )


def draw(marked: str, year: int) -> tuple[str, tuple[Measurement, ...]]:
    text, at, found, changes = "", 0, [], []
    for match in _MARK.finditer(marked):
        text += marked[at : match.start()]
        figure, name, options, changed, base, direction = match.groups()
        told = quantity(figure, len(text))
        text, at = text + figure, match.end()
        if changed is not None:
            changes.append((int(changed), Change(base, direction, told)))  # type: ignore[arg-type]
            continue
        said = dict(option.split("=") for option in options.split())
        links = {key: int(said[key]) for key in ("of", "split", "share") if key in said}
        average = int(said["average"]) if "average" in said else None
        found.append(
            Measurement(
                len(found), told, name, None, said.get("period", str(year)), None, (0, 0), **links,
                listed="listed" in said, average_of=average, row=said.get("row"), column=said.get("column"),
                score=float(said.get("score", 0)),
            )
        )  # fmt: skip
    text += marked[at:]
    for number, change in changes:
        found[number] = replace(found[number], changes=(*found[number].changes, change))
    return text, tuple(_with_clause(text, measurement) for measurement in found)


def _with_clause(text: str, measurement: Measurement) -> Measurement:
    start = max(text.rfind(mark, 0, measurement.quantity.span.start) for mark in "，。；、（\n") + 1
    return replace(measurement, clause=(start, measurement.quantity.span.end))


def fill(form: Form, drawn: str, offset: int) -> tuple[str, Table]:
    """The cells of a table, with their characters behind the prose."""
    text, printed = "", {}
    for line in filter(None, map(str.strip, drawn.splitlines())):
        place, _, figure = line.partition(" ")
        row, _, column = place.rstrip("]").partition("[")
        printed[row, column or None] = (figure, offset + len(text))
        text += f"{figure}\n"
    cells = []
    for row in form.rows.values():
        for column in row.columns or (None,):
            figure, start = printed.pop((row.id, column), (None, 0))
            state = (
                "absent" if figure is None else "dash" if figure == "/" else "printed" if figure else "blank"
            )
            value = Decimal(figure) if figure and state == "printed" else None
            places = (None, None) if figure is None else (start, start + len(figure))
            cells.append(Observation(row.id, column, row.name, None, row.unit, state, value, *places))  # type: ignore[arg-type]
    assert not printed, f"the form has no {list(printed)}"
    return text, Table(form.name, tuple(cells), ())


def report(marked: str = "", table: str = "", form: Form = OLD, **more: object) -> Checks:
    year = int(more.pop("year", 2018))  # type: ignore[call-overload]
    text, measurements = draw(marked, year)
    printed, filled = fill(form, table, len(text) + 1) if table else ("", None)
    if filled is not None and "unrecognised" in more:
        filled = replace(filled, unrecognised=(Unrecognised(str(more.pop("unrecognised")), (), 0, 0),))
    identity = Identity(f"某市{year}年政府信息公开工作年度报告", "某市", "某市", year, None, None)
    identity = replace(identity, **more.pop("identity", {}))  # type: ignore[arg-type]
    document = Document("test", f"{text}\n{printed}", (), ((0, len(text)),), "text/plain", "utf-8", "0")
    lists = {"document_numbers": (), "document_titles": (), "dates": ()} | more
    return check(document, identity, measurements, filled, form if table else None, **lists)  # type: ignore[arg-type]


def told(checks: Checks) -> list[str]:
    return [f"{finding.rule} {finding.severity}" for finding in checks.findings]


def one(checks: Checks) -> Finding:
    assert len(checks.findings) == 1, [finding.message for finding in checks.findings]
    return checks.findings[0]


# ---------------------------------------------------------------- the table
RECEIVED = "requests.received {}\nrequests.received.in_person 19\nrequests.received.fax {}\nrequests.received.online 86\nrequests.received.letter 64"
APPLICANTS = ("natural_person", "company", "research", "public_welfare", "legal_service", "other", "total")


def row(name: str, figures: str) -> str:
    return "\n".join(
        f"{name}[{code}] {figure}" for code, figure in zip(APPLICANTS, figures.split(), strict=True)
    )


def requests(*figures: str) -> str:
    names = ("received", "carried_in", "results.granted", "results.other.other", "results", "carried_out")
    rows = {f"requests.{name}": told for name, told in zip(names, figures, strict=True)}
    leaves = [
        name
        for name in NEW.rows
        if name.startswith("requests.results.") and not any(r.parent == name for r in NEW.rows.values())
    ]
    zeros = [name for name in leaves if name not in rows]
    return "\n".join(
        [*(row(*pair) for pair in rows.items()), *(row(name, "0 0 0 0 0 0 0") for name in zeros)]
    )


SOUND = (
    "705 3 0 0 5 0 713",
    "36 0 0 0 0 0 36",
    "600 3 0 0 5 0 608",
    "110 0 0 0 0 0 110",
    "710 3 0 0 5 0 718",
    "31 0 0 0 0 0 31",
)


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (RECEIVED.format(169, 0), []),
        (RECEIVED.format(169, ""), []),  # a blank part may be 0
        (RECEIVED.format(169, "/"), []),
        (RECEIVED.format(168, ""), ["table-sum error"]),  # no blank makes too much less
        (RECEIVED.format(170, ""), ["table-sum query"]),  # the blank may want a 1
        (RECEIVED.format(170, 0), ["table-sum error"]),
        (RECEIVED.format("", 0), []),  # nothing to compare
        ("requests.received 12\nrequests.received.in_person 2\nrequests.received.online ", []),  # mostly unfilled
        ("requests.closed 210\nrequests.closed.on_time 203\nrequests.closed.extended 5", ["table-sum error"]),
        ("resources.staff 337\nresources.staff.full_time 17\nresources.staff.part_time 320", []),
        ("active.total 169\nactive.channel.website 160\nactive.channel.wechat 90", []),  # one item, two channels
        ("active.total 183824\nactive.total.normative_documents 183825", ["table-sum error"]),
        ("response.channel.interviews 16\nresponse.channel.interviews.leaders 34", ["table-sum error"]),
        ("resources.supervisors.opinions 63\nresources.supervisors.opinions_adopted 42", []),
        ("active.total.normative_documents 72\nactive.normative_documents_issued 71", ["table-sum query"]),
    ],
)  # fmt: skip
def test_sums_of_the_2014_form(table, expected):
    assert told(report(table=table)) == expected


def test_a_sum_names_both_figures_and_shows_every_cell():
    finding = one(
        report(table="requests.closed 210\nrequests.closed.on_time 203\nrequests.closed.extended 5")
    )
    assert finding.message == (
        "统计表“申请办结数”210件，“按时办结数”203＋“延期办结数”5，合计208，相差2；"
        "申请办结数应等于按时办结数与延期办结数之和"
    )
    assert (finding.expected, finding.found) == (Decimal(208), Decimal(210))
    assert finding.formula == "requests.closed == parts(requests.closed): 210 ≠ 208"
    assert [evidence.text for evidence in finding.evidence] == ["210", "203", "5"]


def test_a_table_that_leaves_blank_what_is_nothing_says_enough_with_one_figure():
    sums = "requests.received 12\nrequests.received.in_person 12\nrequests.received.online \n"
    sums += "requests.closed 12\nrequests.closed.on_time 12\nrequests.closed.extended \n"
    wrong = "reconsideration 2\nreconsideration.upheld 1\nreconsideration.corrected \nreconsideration.other "
    staff = "resources.staff 3\nresources.staff.full_time 3\nresources.staff.part_time \n"
    assert told(report(table=sums + wrong)) == []
    assert told(report(table=sums + staff + wrong)) == ["table-sum query"]


def test_a_missing_part_may_stand_in_a_row_that_was_not_recognised():
    table = "requests.received 20\nrequests.received.in_person 4\nrequests.received.online 6\nrequests.received.letter 7"
    assert told(report(table=table)) == ["table-sum query"]
    assert told(report(table=table, unrecognised="电子邮件申请数")) == []


def test_a_sound_table_three_is_left_alone():
    checks = report(table=requests(*SOUND), form=NEW)
    assert (told(checks), checks.failed) == ([], 0)
    assert checks.passed >= 7 + 7 + 20  # balance, results, rows


@pytest.mark.parametrize(
    ("place", "figures", "expected"),
    [
        (0, "705 3 0 0 5 0 731", ["table-balance error", "table-sum error"]),  # total: 713
        (5, "31 0 0 0 0 0 13", ["table-sum error", "table-balance error"]),
        (1, "35 0 0 0 0 0 36", ["table-balance error", "table-sum error"]),  # natural persons: 36
        (3, "101 0 0 0 0 0 110", ["table-sum error", "table-sum error"]),  # 其他处理: row and column
    ],
)
def test_one_wrong_cell_of_table_three(place, figures, expected):
    rows = [*SOUND[:place], figures, *SOUND[place + 1 :]]
    assert sorted(told(report(table=requests(*rows), form=NEW))) == sorted(expected)


def test_other_results_may_be_one_row_or_three():
    three = requests(*SOUND)
    names = ("other", "fee_unpaid", "not_amended_in_time")
    lines = [
        line
        for line in three.splitlines()
        if not line.startswith(tuple(f"requests.results.other.{n}" for n in names))
    ]
    text, table = fill(NEW, "\n".join(lines), 0)
    single = Observation(
        "requests.results.other", "total", "其他处理", None, "件", "printed", Decimal(110), 0, 0
    )
    natural = replace(single, column="natural_person")
    table = replace(table, observations=(*table.observations, single, natural))
    document = Document("test", text, (), (), "text/plain", "utf-8", "0")
    checks = check(
        document, Identity(None, None, None, 2023, None, None), (), table, NEW,
        document_numbers=(), document_titles=(), dates=(),
    )  # fmt: skip
    assert told(checks) == []


def outcomes(name: str, figures: str) -> str:
    codes = ("upheld", "corrected", "other", "pending", "total")
    return "\n".join(f"{name}[{code}] {figure}" for code, figure in zip(codes, figures.split(), strict=True))


@pytest.mark.parametrize(
    ("figures", "expected"),
    [("27 10 9 15 61", []), ("10 1 0 0 0", ["table-sum error"]), ("10 / / / 10", []), ("0 0 0 0 0", [])],
)
def test_table_four(figures, expected):
    """A total of 0 beside parts of 10 and 1 was really published."""
    assert told(report(table=outcomes("reconsideration", figures), form=NEW)) == expected


# ---------------------------------------------------------------- parts of a whole
@pytest.mark.parametrize(
    ("prose", "expected"),
    [
        ("信息[50059条|发布信息]，其中，微博[22776条|微博发布 of=0]，微信[24609条|微信发布 of=0]，客户端[2654条|客户端发布 of=0]。",
         ["prose-sum query"]),  # 50039: nobody leaves 20 of 50059 unnamed
        ("“两微一端”公开信息[50059条|“两微一端”发布信息]，其中，微博[22776条|微博发布 of=0]，微信[24609条|微信发布 of=0]，客户端[2654条|客户端发布 of=0]。",
         ["prose-sum error"]),  # 两微一端 is no more than these
        ("资金[51877.6万元|资金]，其中，中央[44676.9万元|中央资金 of=0]、省级[7200.7万元|省级资金 of=0]。", []),
        ("资金[51877.6万元|资金]，其中，中央[44676.9万元|中央资金 of=0]、省级[7208.7万元|省级资金 of=0]。", ["prose-sum query"]),
        ("建议[331件|建议办理结果]，其中，省建议[6件|省建议 of=0]。", []),  # 其中 need not name everything
        ("事故[209起|事故]。其中：工矿[7起|工矿 of=0]，道路[189起|道路 of=0]。", []),
        ("申请[169件|申请]，其中自然人[90件|自然人申请 of=0]、企业[70件|企业申请 of=0]。", ["prose-sum query"]),  # 其中 may leave some out
        ("申请[169件|申请]，其中涉及土地[90件|土地 of=0]、规划[70件|规划 of=0]。", []),
        ("解读[436篇|解读]，其中图解、视频分别为[214篇|图解 of=0]、[173篇|视频 of=0]。", []),  # 其中 leaves something out
        ("开放日[7次|开放日]，其中线上[2次|线上 of=0]、线下[6次|线下 of=0]。", ["prose-sum query"]),  # beyond their whole
        ("不公开[12件|不公开]，不属于本机关[32件|不属于]，不存在[4件|不存在 of=0]，更改[4件|更改 of=0]，其他途径[7件|其他 of=0]。", []),  # 32 between
        ("专栏公开[187条|公开]；其中财政[34万条|财政 of=0]，救助[52条|救助 of=0]。", ["prose-sum error"]),  # a 万 too much
        ("申请[169件|申请]，分别为涉及土地[90件|土地 of=0 listed=1]、规划[70件|规划 of=0 listed=1]。", ["prose-sum error"]),
        ("申请[169件|申请]：土地[90件|土地 of=0 listed=1]、规划[70件|规划 of=0 listed=1]等。", []),  # 等
        ("申请[169件|申请]，其中土地[90件|土地 of=0]、规划[60件|规划 of=0]，其余[10件|其余申请 of=0]。", ["prose-sum error"]),
        ("信息[100条|信息]，土地[66条|土地 of=0]，占[66%|占比 share=1]，规划[30条|规划 of=0]，占[34%|占比 share=3]。",
         ["prose-sum error", "share error"]),  # shares of 100 % name everything
        ("事项[1578项|事项]，其中网上[223|网上办理 of=0]（含子项[26项|子项 of=1]），当场[1355项|当场办理 of=0]。", []),
        ("事项[20项|事项]，其中网上[26项|网上办理 of=0]。", ["prose-sum error"]),
        ("公开信息[100条|公开信息]，其中网站[90条|网站公开 of=0]、微博[60条|微博公开 of=0]。", []),  # counted once
        ("申请[100件|申请]，其中土地[90件|土地 of=0]、规划[20件|规划 of=0]。", ["prose-sum query"]),  # may cross
        ("申请[100件|申请]，其中当面[30件|当面 of=0]、网络[70件|网络 of=0]，自然人[80件|自然人 of=0]、企业[20件|企业 of=0]。", []),
        ("申请[100件|申请]，当面[30件|当面 of=0]、网络[70件|网络 of=0]，自然人[80件|自然人 of=0 split=1]、企业[19件|企业 of=0 split=1]。",
         ["prose-sum error"]),  # each split by itself
        ("约[4900人次|咨询]，其中现场[1600人次|现场 of=0]，电话[3200人次|电话 of=0]，网上[100人次|网上 of=0]。".replace("约[", "[约"), []),
        ("信息[8400余条|信息]，其中网站[8200条|网站 of=0]，其他[260条|其他 of=0]。", []),
        ("收到申请[34件|收到申请 row=requests.received]，上年结转[2件|结转 row=requests.carried_in]，办结[35件|办结申请 of=0]，"
         "结转下年[1件|结转下年 of=0]。", []),
        ("收到申请[47件|收到申请]。办结[46件|办结申请]。结果为公开[30件|公开 of=0 listed=1]、不公开[16件|不公开 of=0 listed=1]。", []),
        ("三件[3件|收到]。其中[1件|公开 of=0]公开；[8件|不掌握 of=0]不掌握。", ["prose-sum query"]),
        ("诉讼[1件|行政诉讼]，驳回[2件|驳回]。", ["prose-sum query"]),
        ("文件[16件|制发文件]，其中[14件|公开 of=0]公开，余下[16件|余下 of=0]不公开。", ["prose-sum query"]),  # more than is left
        ("办结[89件|办结]，网上[52件|网上 of=0]，按期[86件|按期 of=0]，其余[3件|延期 of=0]延期。", []),  # the last two fill it
        ("信息[326条|信息]，其中民生[326条|民生 of=0]、财政[41条|财政 of=0]、招标[57条|招标 of=0]。", ["prose-sum query"]),  # repeats it
        ("承办[214件|承办]，其中已办复[214件|办复 of=0]，公开[171件|公开 of=0]，满意[209件|满意 of=0]。", []),  # three ways to count
        ("答复[5件|答复]：同意[3件|同意 of=0]，不存在[1件|不存在 of=0]，已公开[11件|已公开]。", ["prose-sum query"]),  # behind a colon
        ("申请[163件|受理申请 row=requests.received]；渠道为网页[118件|网页]、信函[450件|信函]。", ["prose-sum query"]),
        ("信息[4.1万条|信息]，其中微信[2.3万条|微信 of=0]、微博[1.4万条|微博 of=0]、其余[0.4万条|其余 of=0]。", []),  # rounded
        ("申请[1936件|新收申请]，较上年下降[3.1%~0 较上年 down]。其中市府办[2140件|市府办]。", ["prose-sum query"]),
        ("发布会[6场|发布会]（主要负责人出席[12场|出席]）。", ["prose-sum query"]),
        ("未经复议[5件|未经复议]，经复议[4件|经复议]，法院维持[7件|维持]。", []),  # of both
        ("提案[517件|政协提案]，其中省人大建议[6件|省人大建议 of=0]、省政协提案[13件|省政协提案 of=0]。", []),
    ],
)  # fmt: skip
def test_parts_and_their_whole(prose, expected):
    assert told(report(prose)) == expected


def test_a_prose_sum_shows_the_whole_and_every_part():
    finding = one(
        report(
            "收到[43件|收到申请]，其中个人[36件|个人申请 of=0]、公司[8件|公司申请 of=0]，其余[1件|其余 of=0]。"
        )
    )
    assert finding.message == "正文“收到申请”43件，所列3项之和为45件（36＋8＋1），相差2件"
    assert [evidence.text for evidence in finding.evidence] == ["43件", "36件", "8件", "1件"]
    assert (finding.formula, finding.expected, finding.found) == ("43 ≠ 36＋8＋1", Decimal(45), Decimal(43))


# ---------------------------------------------------------------- prose and table
INTERVIEWS = "response.channel.interviews 34\nresponse.channel.press_conferences 43"


CHANNELS = "active.channel.website 1488\nactive.channel.weibo 402\nactive.channel.wechat 231"


@pytest.mark.parametrize(
    ("prose", "table", "expected"),
    [
        ("在线访谈[37次|在线访谈 row=response.channel.interviews]。", INTERVIEWS, ["prose-table query"]),
        ("在线访谈[34次|在线访谈 row=response.channel.interviews]。", INTERVIEWS, []),
        ("发布会[43次|新闻发布会 row=response.channel.press_conferences]，在线访谈[37次|在线访谈 row=response.channel.interviews]。",
         INTERVIEWS, ["prose-table error"]),  # the sentence has the table's scope
        ("信息[183800余条|信息 row=active.total]。", "active.total 183824", []),
        ("信息[183900余条|信息 row=active.total]。", "active.total 183824", ["prose-table query"]),
        ("市政府办公室收到申请[17件|收到申请 row=requests.received]。", "requests.received 95", ["prose-table query"]),
        ("办公室收到申请[17件|收到申请 row=requests.received]，办结[16件|申请办结 row=requests.closed]。",
         "requests.received 95\nrequests.closed 94", ["prose-table query"]),  # one query, not one for each
        ("经费[164.2万元|专项经费 row=resources.funds]。", "resources.funds 164.2", []),
        ("经费[164万元|专项经费 row=resources.funds]。", "resources.funds 164.2", []),  # by half a printed unit
        ("经费[146.2万元|专项经费 row=resources.funds]。", "resources.funds 164.2", ["prose-table query"]),
        ("微信[350余个|政务微信 row=active.channel.wechat]。", "active.channel.wechat 24609", []),  # accounts, not items
        ("公报[760条|公报信息 row=active.channel.gazette]，县公报[1996条|公报信息 row=active.channel.gazette]。",
         "active.channel.gazette 2756", []),
        ("规范性文件备案[134件|规范性文件备案 row=active.normative_documents_issued]。",
         "active.normative_documents_issued 170", []),
        ("2017年收到申请[133件|收到申请 row=requests.received period=2017]。", "requests.received 169", []),
        ("收到申请[169件|收到申请 row=requests.received]，其中办公室[43件|办公室申请 of=0 row=requests.received]。",
         "requests.received 169", []),
        ("因商业秘密[2件|涉及商业秘密 row=requests.replied.refused.trade_secret]。",
         "requests.replied.refused.trade_secret ", ["prose-table query"]),  # the table is blank
        ("当面、网络、信函分别为[12件|当面申请 row=requests.received.letter]、[41件|网络申请 row=requests.received.online]。",
         "requests.received.in_person 12\nrequests.received.online 41\nrequests.received.letter 35", []),  # out of order
        ("局门户网站[1488条|网站]，微博[702条|微博]，微信[231条|微信]。", CHANNELS, ["prose-table query"]),  # by words and neighbours
        ("局门户网站[1488条|网站]，微博[402条|微博]，微信[231条|微信]。", CHANNELS, []),
        ("1.政务微信：全年推送[4次|推送]，登载信息[23条|登载信息]；", CHANNELS, ["prose-table query"]),  # what the line is headed
        ("办班[7期|办班]。", "training.courses 6", ["prose-table query"]),  # 办班 is 举办各类培训班
        ("办班[6期|办班]。", "training.courses 6", []),
        ("投诉[0件|投诉]。", "complaints 1", ["prose-table query"]),
        ("两微一端公开[50059条|两微一端公开 row=active.total]。", "active.total 183824", []),  # a part of it by its name
        ("主动公开[23417条|主动公开政府信息 row=active.total score=0.9]。", "active.total 33", ["prose-table query"]),  # far, but in its words
        ("以来累计公开[296000条|主动公开政府信息 row=active.total score=0.9]。", "active.total 48236", []),  # of several years
        ("局门户网站[1488条|网站 row=active.channel.website]，公众号[88条|公众号 row=active.channel.wechat]，微博[402条|微博 row=active.channel.weibo]。",
         CHANNELS, ["prose-table query"]),  # between its sisters
        ("公开[203条|公开 row=active.total]。机构类[42条|机构类]，法规类[96条|法规类]，许可类[1398条|许可类]。", "active.total 1536",
         ["prose-table query"]),  # the list behind it is the table's
        ("科室各配[1名|兼职 row=resources.staff.part_time]兼职。", "resources.staff.part_time 2", []),  # one each
        ("制发规范性文件[3件|规范性文件]，公开[3件|公开]。", "active.normative_documents_issued 4\nactive.total.normative_documents 3",
         ["prose-table query"]),  # the words say which of the two
        ("较上年的[240件|申请 row=requests.received period=2017]下降。", "requests.received 204", []),
        ("办结[84件|办结 row=requests.closed]，[3件|延期 row=requests.closed.extended]延期，[810件|按时]按时。",
         "requests.closed 84\nrequests.closed.on_time 81\nrequests.closed.extended 3", ["prose-table query"]),
        ("微博发布[231条|微博 row=active.channel.weibo]，网站[1488条|网站 row=active.channel.website]。", CHANNELS, ["prose-table query"]),
        ("建议提案[848件|建议提案 ]。", "active.proposals.npc 331\nactive.proposals.cppcc 517", []),
        ("建议提案[828件|建议提案 ]。", "active.proposals.npc 331\nactive.proposals.cppcc 517", ["prose-table query"]),
    ],
)  # fmt: skip
def test_prose_against_the_2014_form(prose, table, expected):
    assert told(report(prose.replace(" ]", "]"), table)) == expected


@pytest.mark.parametrize(
    ("prose", "expected"),
    [
        ("受理申请[749件|受理申请 row=requests.received column=total]。", []),  # 713 new + 36 carried in
        ("受理申请[713件|受理申请 row=requests.received column=total]。", []),
        ("受理申请[794件|受理申请 row=requests.received column=total]。", ["prose-table query"]),
        ("法人或其他组织[8件|法人申请 row=requests.received column=company]。", []),  # 3 + 5
        ("信息处理费[380元|信息处理费 row=charges column=amount]。", []),  # no 行政事业性收费
        ("收取行政事业性收费[4168.208万元|收费]。", ["prose-table query"]),  # the row's only column
        ("其他处理[110件|其他处理 row=requests.results.other column=total]。", []),  # computed
        ("其他处理[101件|其他处理 row=requests.results.other column=total]。", ["prose-table query"]),
    ],
)  # fmt: skip
def test_prose_against_the_2021_form(prose, expected):
    table = f"{requests(*SOUND)}\ncharges[amount] 4068.208"
    assert told(report(prose, table, form=NEW, year=2025)) == expected


def test_one_figure_for_all_lawsuits():
    table = f"{outcomes('litigation.direct', '3 0 0 0 3')}\n{outcomes('litigation.after_reconsideration', '8 0 1 1 10')}"
    assert told(report("行政诉讼案件[13件|行政诉讼案件]。", table, form=NEW)) == []
    assert told(report("行政诉讼案件[31件|行政诉讼案件]。", table, form=NEW)) == ["prose-table query"]
    joint = "做好行政复议、行政诉讼应诉工作，全县办理相关案件[31件|行政诉讼办理案件]。"
    assert told(report(joint, table, form=NEW)) == []  # of both
    apart = "行政复议[2件|行政复议]，行政诉讼案件[31件|行政诉讼案件]。"
    assert told(report(apart, table, form=NEW)) == ["prose-table query"]


def test_a_prose_finding_shows_both_places():
    finding = one(report("在线访谈[37次|访谈 row=response.channel.interviews]。", INTERVIEWS))
    assert finding.message == "正文“访谈37次”与统计表“政府网站在线访谈次数”34次不一致"
    assert finding.formula == "response.channel.interviews = 34"
    assert (finding.expected, finding.found) == (Decimal(34), Decimal(37))
    assert [evidence.text for evidence in finding.evidence] == ["37次", "34"]
    assert finding.reading


# ---------------------------------------------------------------- changes
@pytest.mark.parametrize(
    ("prose", "expected"),
    [
        ("事故[209起|事故]，同比减少[23起~0 同比 down]，下降[9.9%~0  down]。", []),
        ("事故[209起|事故]，同比减少[23起~0 同比 down]，下降[9.92%~0  down]。", ["change query"]),  # 9.914 rounded up
        ("事故[209起|事故]，同比减少[23起~0 同比 down]，下降[8.9%~0  down]。", ["change error"]),
        ("事故[209起|事故]，同比减少[23起~0 同比 down]，上升[9.9%~0  up]。", ["change error"]),
        ("余额[360.10亿元|余额]，同比增加[143.43亿元~0 同比 up]，增长[66.19%~0  up]，环比增加[46.03亿元~0 环比 up]，上升[14.66%~0  up]。", []),
        ("余额[2348万美元|余额]，环比减少[61万美元~0 环比 down]，下降[2.52%~0  down]。", []),  # 2.53 of figures to half a 万
        ("申请[169件|申请]，同比增长[27.07%~0 同比 up]。", []),  # from 133
        ("申请[169件|申请]，同比增长[27.5%~0 同比 up]。", ["change query"]),  # from no whole number
        ("申请[859件|申请]，较去年回落[12.3%~0 较去年 down]。", []),
        ("申请[382件|申请]，上年为[314件|上年申请 period=2017]，同比增长[12.6%~0 同比 up]。", ["change error"]),
        ("申请[382件|申请]，上年为[314件|上年申请 period=2017]，同比增长[21.7%~0 同比 up]。", []),
        ("申请[318件|申请]，2017年(三局合计)为[289件|申请 period=2017]，增幅[10.0%~1  up]。", []),
        ("量[21175件|新收]，上年为[19606件|新收]，同比增长[1.05%~0 同比 up]。", ["change error"]),
        ("时间由[42分钟|时间]缩至[19分钟|时间]，缩短[54.8%~1  down]。", []),
        ("时间由[42分钟|时间]缩至[19分钟|时间]，缩短[45.8%~1  down]。", ["change error"]),
        ("时间由[42分钟|时间]缩至[19分钟|时间]，缩短[32分钟~1  down]。", ["change error"]),
        ("申请[67件|申请]，上年[67件|申请]，同比[0%~0 同比 flat]。", []),
        ("量较2017年的[240件|受理量]下降[11.3%~0  down]。", []),  # 240 is the base, not the level
        ("申请[97件|申请]，较上年增长[15.5%~0 较上年 up]（上年为[82件|申请]）。", ["change error"]),  # 18.3
        ("总量增加[41件|申请量]（2016年[183件|申请 period=2016]，2018年[224件|申请 period=2018]）。", []),  # 41 is no level
        ("申请[47件|申请 period=2016]、[52件|申请 period=2017]、[61件|申请]，年均增长[14.0%~2  up]。", []),
        ("权力[3448项|权力]，较2017年增加[378项~0 较2017年 up]。", []),
    ],
)  # fmt: skip
def test_changes(prose, expected):
    assert told(report(prose)) == expected


# ---------------------------------------------------------------- shares and averages
@pytest.mark.parametrize(
    ("prose", "expected"),
    [
        ("答复[805件|答复]。公开[258件|公开 of=0]，占[33.9%|占比 share=1]。", ["share error"]),  # 32.0
        ("答复[805件|答复]。公开[258件|公开 of=0]，占[32.0%|占比 share=1]。", []),
        ("答复[805件|答复]。不予公开[35件|不予公开 of=0]，占[4.34%|占比 share=1]。", ["share query"]),  # 4.348 cut off
        ("信息[2543条|信息]，区直[1687条|区直 of=0]，占[66%|占比 share=1]。", []),
        ("信息[1873条|信息]，公开[425条|公开 of=0]。区直[303条|区直 of=0]，占[71.3%|占比 share=2]。", []),  # of 425
        ("结果[202件|办结]。公开类[91件|公开类 of=0]（部分公开[15件|部分公开 of=1]），占[45.0%|占比 share=2]。", []),  # 91 of 202
        ("产品[21条|解读]，图文[17篇|图文 of=0]，占比超[80%|占比 share=1]。".replace("超[", "[超"), []),
        ("信息[24609条|公开信息]，涉农[10230条|涉农 of=0]，教育[4230条|教育 of=0]，占重点领域信息总量的[29.3%|占比 share=2]。", []),
        ("自然资源局[58件|资源局]，占全市[31.2%|占比 share=0]，住建局[27件|住建局 of=0]，占[14.5%|占比 share=2]。", []),  # of 186
        ("自然人[201件|自然人]，占[95.7%|占比 share=0]，法人[9件|法人 of=0]，占[4.3%|占比 share=2]。", []),  # of both together
        ("重点信息[2089条|重点]，占全年公开信息[5236条|公开]的[39.9%|占比]。", []),
        ("重点信息[2089条|重点]，占全年公开信息[5236条|公开]的[33.9%|占比]。", ["share query"]),
        ("有[3件|延期]延期，占全部申请的[6.1%|占比 share=0]，全年共收到申请[73件|申请]。", ["share query"]),
        ("维持率为[90%|维持率]，共审结[10件|审结]，维持[8件|维持 of=1]。", ["share query"]),
        ("事项[12600件|事项]，办结[12580件|办结 of=0]，当场办结率[87.3%|当场办结率]。", []),  # another rate
        ("公开[258件|公开]，占[33.9%|占比 share=0]。", []),  # of a whole that is not said
        ("解读[17篇|解读]，图解[29篇|图解]，占[40.8%|占比 share=1]。", ["share query"]),  # 71 with its digits swapped
        ("发布会[52场|发布会]，民生类[74场|民生类]，占[43.8%|占比 share=1]。", []),  # of 169 that are not said
        ("办结[1951件|办结]，公开[603件|公开 of=0]，占[30.9%|占比 share=1]；无法提供[618件|无法提供 of=0]，占[31.8%|占比 share=3]。",
         ["share error"]),  # 31.68; the other share is right of 1951
        ("答复[47件|答复]。公开[21件|公开 of=0]，占[44.7%|占比 share=1]，不掌握[11件|不掌握 of=0]，占[44.7%|占比 share=3]。",
         ["share error"]),  # the share of the row above
    ],
)  # fmt: skip
def test_shares(prose, expected):
    assert told(report(prose)) == expected


@pytest.mark.parametrize(
    ("prose", "expected"),
    [
        ("培训[8期|培训]，[1240人次|参训]，平均每期[155人次|平均 average=1]。", []),
        ("培训[8期|培训]，[1240人次|参训]，平均每期[165人次|平均 average=1]。", ["average error"]),
        ("全市[90个|乡镇]乡镇进驻[4179余项|事项]，平均每个乡镇[47项|平均 average=1]。", ["average query"]),  # 46.4 rounded up
        ("全市[90个|乡镇]乡镇进驻[4179余项|事项]，平均每个乡镇[46项|平均 average=1]。", []),
        ("办了[6期|培训班]培训班，[402人次|参加]参加，每期平均[76人次|平均 average=1]。", ["average error"]),
        ("培训[3次|培训]、[240人次|培训]，场均[80人次|平均 average=1]。", []),
        ("受理[948件|受理]，月均[97件|平均 average=0]。", ["average query"]),
        ("受理[948件|受理]，平均每月[79件|平均 average=0]。", []),
        ("受理[948件|受理]，平均每月[97件|平均 average=0]。", ["average query"]),
        ("精简[491份|材料]，平均每个项目[23份|平均 average=0]。", []),  # of how many projects is not said
    ],
)  # fmt: skip
def test_averages(prose, expected):
    assert told(report(prose)) == expected


def test_a_figure_stated_twice():
    text = "公开信息[8465条|主动公开信息]。……全年主动公开信息[8456条|主动公开信息]。"
    assert told(report(text)) == ["prose-sum query"]
    assert told(report(text.replace("8456", "8465"))) == []
    assert told(report(text.replace("8456", "2310"))) == []  # of another place, most likely


# ---------------------------------------------------------------- document numbers, years
def documents(text: str, year: int = 2018) -> Checks:
    """Every 文号 and 《title》 of a text, a title with the number in brackets behind it."""
    numbers, titles = [], []
    for match in re.finditer(r"([一-龥]+)([〔﹝]?)(\d{4})([〕﹞]?)(\d+)号", text):
        span = Span("DOCUMENT_NUMBER", match.start(), match.end(), match[0], 1.0)
        numbers.append(DocumentNumber(span, match[1], int(match[3]), int(match[5])))
    for match in re.finditer(r"《([^《》]+)》", text):
        number = next((n for n in numbers if 0 <= n.span.start - match.end() <= 1), None)
        titles.append(
            DocumentTitle(Span("DOCUMENT_TITLE", match.start(), match.end(), match[0], 1.0), match[1], number)
        )
    return report(text, year=year, document_numbers=tuple(numbers), document_titles=tuple(titles))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("下发《实施方案》（安府办函〔2018〕70号）。", []),
        ("下发《实施方案》（安府办函〔2018〕0号）。", ["error"]),
        ("下发《实施方案》（安府办函〔2028〕70号）。", ["error"]),
        ("下发《实施方案》（安府办函〔2019〕1号）。", []),  # issued while the report was written
        ("根据《条例》（闽政办2018〕43号）。", ["query"]),
        ("根据《条例》（国办发﹝201724号）。", ["query"]),
        ("2018年4月，印发《保密审查办法》（安府办函〔2016〕7号）。", ["query"]),
        ("2018年4月，按照上级要求印发《保密审查办法》（安府办函〔2016〕7号）。", []),
        ("2018年，按照《要点》（国办发〔2017〕24号）开展工作。", []),
        (
            "《甲地扶贫搬迁工作方案》（安府办〔2018〕7号），《重大项目公开办法》（安府办〔2018〕7号）。",
            ["query"],
        ),
        (
            "《重大项目信息公开办法》（安府办〔2018〕7号），《信息公开办法》（安府办〔2018〕7号）。",
            [],
        ),  # one, shortened
        (
            "《重大项目公开办法》（安府办〔2018〕7号），《重大项目公开办法》（安府办〔2018〕17号）。",
            ["error"],
        ),
        ("《年度要点》（安府办〔2018〕7号），《年度要点》（安府办〔2017〕17号）。", []),  # of two years
        ("《2018年政务公开工作要点》（安府办〔2015〕7号）。", ["query"]),
        ("《2018年政务公开工作要点》（安府办〔2017〕7号）。", []),
    ],
)
def test_document_numbers(text, expected):
    findings = documents(text).findings
    assert [(finding.rule, finding.severity) for finding in findings] == [
        ("document-number", s) for s in expected
    ]
    assert all(finding.evidence for finding in findings)


def day(text: str, first: str, last: str) -> Date:
    return Date(Span("DATE", 0, len(text), text, 1.0), first, last)


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("2018-01-01/2018-12-31", []),
        ("2018-05-01/2018-12-31", []),
        ("2017-01-01/2017-12-31", ["period error"]),
        ("2017-12-01/2018-12-31", ["period query"]),
    ],
)
def test_statistics_period(period, expected):
    text = "统计期限为2017年全年。"
    dates = (day(text[:9], *period.split("/")),)
    assert told(report(text, identity={"period": period}, dates=dates)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("202020年，全区公开信息。", ["period query"]),
        ("2018年13月31日。", ["period query"]),
        ("2018年2月29日。", ["period query"]),
        ("2108年，全区公开信息。", ["period query"]),
        ("到2035年、2060年，2018年2月28日，12018年，有效期3650年。", []),
        ("国令第711号，邮编561000年检。", []),
    ],
)
def test_written_years(text, expected):
    assert told(report(text)) == expected


def test_the_heading_of_the_table_has_the_year_of_the_report():
    table = "complaints 0"
    assert told(report("某市2018年度政府信息公开情况统计表", table)) == []
    assert told(report("某市2017年度政府信息公开情况统计表", table)) == ["period query"]
    assert told(report("参见附件中《某市2017年度政府信息公开情况统计表》", table)) == []


def test_no_report_is_signed_before_its_year():
    assert told(report("。", identity={"published": "2017-01-20"})) == ["period query"]
    assert told(report("。", identity={"published": "2019-01-20"})) == []


# ---------------------------------------------------------------- the whole
def test_errors_come_first_and_then_the_order_of_the_text():
    checks = report(
        "在线访谈[37次|在线访谈 row=response.channel.interviews]。事项[20项|事项]，其中网上[26项|网上办理 of=1]。",
        f"{INTERVIEWS}\nresponse.channel.interviews.leaders 35",
    )
    assert told(checks) == ["prose-sum error", "table-sum error", "prose-table query"]
    assert checks.failed == 3


def test_every_evidence_is_in_the_text_and_every_query_says_its_reading():
    checks = report(
        "收[95件|收到申请 row=requests.received]，其中甲[99件|甲 of=0]。202020年。", "requests.received 59"
    )
    assert {finding.rule for finding in checks.findings} == {"prose-sum", "prose-table", "period"}
    for finding in checks.findings:
        assert finding.evidence
        assert all(evidence.end - evidence.start == len(evidence.text) for evidence in finding.evidence)
        assert (finding.severity == "query") == (finding.reading is not None)


def test_what_cannot_be_checked_is_counted_with_its_reason():
    checks = report(
        "公开[800条|公开]，其中网站[500条|网站 of=0]、微博[200条|微博 of=0]。", "requests.received 59\nrequests.closed"
    )
    assert checks.not_assessable == sum(number for _, number in checks.reasons) > 0
    assert {why for why, _ in checks.reasons} <= {one.value for one in Unchecked}


def test_every_reason_is_said_in_chinese():
    assert {one.value for one in Unchecked} == set(load_words().unchecked)


def seconds_of(number: int) -> float:
    """How long it takes to check a report of one endless sentence of figures, all of one cell and one whole."""
    prose = "".join(
        f"[{17 + i % 90}件|收到申请 row=requests.received of=0]，占[{i % 100}.5%|占比 share={2 * i}]，"
        for i in range(number)
    )
    text, measurements = draw(prose, 2018)
    printed, table = fill(OLD, "requests.received 95\nrequests.closed 94", len(text))
    document = Document("test", text + printed, (), (), "text/plain", "utf-8", "0")
    start = time.process_time()
    check(
        document, Identity(None, None, None, 2018, None, None), measurements, table, OLD,
        document_numbers=(), document_titles=(), dates=(),
    )  # fmt: skip
    return time.process_time() - start


def test_the_time_grows_with_the_length():
    seconds_of(100)
    assert seconds_of(4000) < 12 * max(seconds_of(500), 0.01)
