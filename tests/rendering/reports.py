"""Own-written reports with figures that add up: the same report for every format, with its gold cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from random import Random

from extractor.knowledge.forms import Form, load_form
from tests.rendering.tables import Key, Table, active_table, cases_table, requests_table, statistics_table

Gold = dict[Key, tuple[str, Decimal | None]]


@dataclass(frozen=True)
class Report:
    """One report: what it says, its tables by their heading, and what its cells are to be read as."""

    id: str
    title: str
    issuer: str
    year: int
    form: Form
    sections: tuple[tuple[str, tuple[str, ...] | Table], ...]
    signed: str
    gold: Gold


# id, issuer, year, form, seed, how nothing is printed, how thousands are printed
OFFICES = (
    ("luoyan-2023", "罗堰市人民政府", 2023, "disclosure-2021", 3, "0", ""),
    ("qinggang-2021", "青港县自然资源和规划局", 2021, "disclosure-2021", 5, "", ","),
    ("tongbai-2022", "桐柏岭区卫生健康委员会", 2022, "disclosure-2021", 8, "—", ""),
    ("heyuan-2024", "鹤原镇人民政府", 2024, "disclosure-2021", 13, "/", ","),
    ("shuiyun-2019", "水云市人民政府", 2019, "disclosure-2019", 21, "0", ""),
    ("linquan-2020", "临泉岗区教育局", 2020, "disclosure-2019", 34, "", ","),
    ("baishi-2016", "白石河县人民政府", 2016, "statistics-2014", 55, "0", ""),
    ("yunxi-2018", "云溪省水利厅", 2018, "statistics-2014", 89, "", ","),
)


@cache
def reports() -> tuple[Report, ...]:
    """Every report."""
    return tuple(_write(*office) for office in OFFICES)


def _write(id: str, issuer: str, year: int, form_name: str, seed: int, nothing: str, mark: str) -> Report:
    form = load_form(form_name)
    figures = dict(_figures(form, Random(seed)))

    def show(key: Key) -> str:
        value = figures.get(key)
        if value is None:
            return ""
        return nothing if value == 0 else f"{value:{mark}}"

    state = {"0": ("printed", Decimal(0)), "": ("blank", None)}.get(nothing, ("dash", None))
    gold = {key: state if value == 0 else ("printed", value) for key, value in figures.items()}
    title = f"{issuer}{year}年政府信息公开工作年度报告"
    write = _write_statistics if form_name == "statistics-2014" else _write_disclosure
    return Report(id, title, issuer, year, form, tuple(write(issuer, year, form, show, figures)), f"{year + 1}年1月{seed % 27 + 1}日", gold)


def _figures(form: Form, random: Random) -> Iterator[tuple[Key, Decimal]]:
    """Figures for every cell that is printed; wholes are the sums of their parts, and table three balances."""
    if form.name == "statistics-2014":
        for row in form.rows.values():
            if row.unit:
                few = Decimal(random.choice([0, 0, 1, 2, 5, 17, 260, 4805, 31207]))
                yield (row.id, None), few if row.unit != "万元" else few / 100
        return
    for row in form.rows.values():
        if row.table == "二":
            for code in row.columns:
                most = {"charges": 900, "procurement": 300}.get(row.id, 1500)
                value = Decimal(random.choice([0, 3, 12, random.randint(20, most)]))
                if code == "amount":
                    value = Decimal(random.randint(100, 99999)).scaleb(-2)
                yield (row.id, code), -value if code == "change" and random.random() < 0.4 else value
    yield from _requests(form, random)
    for row in form.rows.values():
        if row.table == "四":
            parts = [Decimal(random.choice([0, 0, 1, 2, 7, 13])) for _ in range(4)]
            yield from (((row.id, code), value) for code, value in zip(row.columns, [*parts, sum(parts, Decimal(0))], strict=True))


def _requests(form: Form, random: Random) -> Iterator[tuple[Key, Decimal]]:
    rows = [row for row in form.rows.values() if row.table == "三"]
    leaves = [row for row in rows if row.number.startswith("三、") and row.id != "requests.results" and not row.computed]
    if not next(row for row in rows if row.id == "requests.results.other").computed:
        leaves = [row for row in leaves if row.parent != "requests.results.other"]  # 其他处理 as one row
    sums: dict[Key, Decimal] = {}
    for code in rows[0].columns[:-1]:
        weight = 40 if code == "natural_person" else 6
        for row in leaves:
            sums[row.id, code] = Decimal(random.choice([0, 0, 0, 1, 2, random.randint(0, weight)]))
        done = sum((sums[row.id, code] for row in leaves), Decimal(0))
        sums["requests.results", code] = done
        sums["requests.carried_out", code] = Decimal(random.randint(0, 9))
        carried_in = Decimal(random.randint(0, min(8, int(done))))
        sums["requests.carried_in", code] = carried_in
        sums["requests.received", code] = done + sums["requests.carried_out", code] - carried_in
    for id in [row.id for row in leaves] + ["requests.results", "requests.carried_out", "requests.carried_in", "requests.received"]:
        sums[id, "total"] = sum((sums[id, code] for code in rows[0].columns[:-1]), Decimal(0))
    yield from sums.items()


def _write_disclosure(issuer: str, year: int, form: Form, show, figures):  # type: ignore[no-untyped-def]
    received, done = figures["requests.received", "total"], figures["requests.results", "total"]
    natural = figures["requests.received", "natural_person"]
    yield "", (
        f"根据《中华人民共和国政府信息公开条例》（以下简称《条例》）和上级部署，编制本报告。本报告所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。"
        f"如对本报告有疑问，请与{issuer}办公室联系（地址：新桥路26号，邮政编码：338100，电话：0790-6621730）。",
    )
    yield "一、总体情况", (
        f"（一）主动公开。{year}年，本机关围绕群众关心的事项，通过门户网站发布信息{seed_of(figures)}条，举办开放活动3场，解读文件11件。",
        f"（二）依申请公开。全年新收政府信息公开申请{received}件，其中自然人{natural}件；办理答复{done}件，均在法定期限内完成，没有一件逾期。",
        "（三）监督保障。把信息公开列入年度考核，占2分；全年培训两次，参加人员86人次，未发生责任追究的情形。",
    )
    yield "二、主动公开政府信息情况", active_table(form, show)
    yield "三、收到和处理政府信息公开申请情况", requests_table(form, show)
    yield "四、政府信息公开行政复议、行政诉讼情况", cases_table(form, show)
    yield "五、存在的主要问题及改进情况", (
        "一是公开内容的可读性还不够强，有的材料只有图片没有文字；二是答复文书的说理还不够充分。下一步将完善会商和审核，逐件复盘被纠正的案件，改进不足。",
    )
    yield "六、其他需要报告的事项", ("本年度没有收取信息处理费。",)


def _write_statistics(issuer: str, year: int, form: Form, show, figures):  # type: ignore[no-untyped-def]
    yield "", (f"本报告由{issuer}编制，数据统计期限自{year}年1月1日至{year}年12月31日。全文由概述、主动公开、依申请公开、复议诉讼、问题与改进和统计表组成。",)
    yield "一、概述", ("全年完善公开目录，修订指南，安排专人值守查阅点，做到随问随答；对涉及民生的事项提前说明理由，听取意见之后再作决定。",)
    yield "二、主要做法", (f"收到申请{figures['requests.received', None]}件，均已登记。下一步，继续充实内容，方便群众查询。",)
    yield f"附件：政府信息公开情况统计表（{year}年度）", statistics_table(form, show)


def seed_of(figures: dict[Key, Decimal]) -> int:
    """A figure of the prose that differs from report to report."""
    return 400 + int(figures["requests.received", "total"]) % 97


def blank_form(report: Report) -> Report:
    """The same report before anybody has filled in its tables."""
    draws = (active_table, requests_table, cases_table)
    tables = iter(draw(report.form, lambda key: "") for draw in draws)
    sections = tuple((h, next(tables) if isinstance(content, list) else content) for h, content in report.sections)
    return replace(report, sections=sections, gold=dict.fromkeys(report.gold, ("blank", None)))
