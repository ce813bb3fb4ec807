"""The official forms as tables of boxes, as offices draw them: heads of three rows, boxes over rows and columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from extractor.knowledge.forms import Form, Row

Key = tuple[str, str | None]
Print = Callable[[Key], str]


class Box(NamedTuple):
    """A cell with what it spans; `key` is the row and column of the form whose figure it prints."""

    text: str
    across: int = 1
    down: int = 1
    key: Key | None = None


Table = list[list[Box]]
HEADS_2021 = {
    "第二十条第（一）项": ("本年制发件数", "本年废止件数", "现行有效件数"),
    "第二十条第（五）项": ("本年处理决定数量",), "第二十条第（六）项": ("本年处理决定数量",),
    "第二十条第（八）项": ("本年收费金额（单位：万元）",),
}  # fmt: skip
HEADS_2019 = {
    "第二十条第（一）项": ("本年新制作数量", "本年新公开数量", "对外公开总数量"),
    "第二十条第（五）项": ("上一年项目数量", "本年增/减", "处理决定数量"),
    "第二十条第（六）项": ("上一年项目数量", "本年增/减", "处理决定数量"),
    "第二十条第（八）项": ("上一年项目数量", "本年增/减"), "第二十条第（九）项": ("采购项目数量", "采购总金额"),
}  # fmt: skip
APPLICANTS = ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
LONG = {
    "requests.results.partly_granted": "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
    "requests.results.unable.must_be_created": "2.没有现成信息需要另行制作",
}


def active_table(form: Form, show: Print) -> Table:
    """Table two: what was disclosed, by the items of article 20."""
    heads = HEADS_2021 if form.name.endswith("2021") else HEADS_2019
    table: Table = []
    item = ""
    for row in (row for row in form.rows.values() if row.table == "二"):
        if row.number != item:
            item = row.number
            table.append([Box(item, 4)])
            table.append([Box("信息内容"), *_spread([Box(head) for head in heads[item]])])
        figures = [Box(show((row.id, code)), key=(row.id, code)) for code in row.columns]
        table.append([Box(row.name), *_spread(figures)])
    return table


def requests_table(form: Form, show: Print) -> Table:
    """Table three: applicants across, results down; labels in three columns."""
    table = [
        [Box("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 3, 3), Box("申请人情况", 7)],
        [Box("自然人", 1, 2), Box("法人或其他组织", 5), Box("总计", 1, 2)],
        [Box(name) for name in APPLICANTS],
    ]
    rows = [row for row in form.rows.values() if row.table == "三"]
    results = [row for row in rows if row.number.startswith("三、") and row.number != "三、（七）"]
    total = next(row for row in rows if row.number == "三、（七）")
    under = [_lines(row, results, show) for row in results if row.number.count("）") == 1 and row.number.endswith("）")]
    lines = [line for group in under for line in group] + [[Box("（七）总计", 2), *_figures(total, show)]]
    lines[0].insert(0, Box("三、本年度办理结果", 1, len(lines)))
    for row in rows:
        if row.number in ("一、", "二、"):
            table.append([Box(row.number + row.name, 3), *_figures(row, show)])
    table += lines
    last = rows[-1]
    return [*table, [Box(last.number + last.name, 3), *_figures(last, show)]]


def cases_table(form: Form, show: Print) -> Table:
    """Table four: one line of figures under heads of three rows."""
    rows = [row for row in form.rows.values() if row.table == "四"]
    return [
        [Box("行政复议", 5), Box("行政诉讼", 10)],
        [*(Box(name, 1, 2) for name in OUTCOMES), Box("未经复议直接起诉", 5), Box("复议后起诉", 5)],
        [*(Box(name) for name in OUTCOMES), *(Box(name) for name in OUTCOMES)],
        [box for row in rows for box in _figures(row, show)],
    ]


def statistics_table(form: Form, show: Print) -> Table:
    """The form of 2014: indicator, unit, figure."""
    table: Table = [[Box("统计指标"), Box("单位"), Box("统计数")]]
    for row in form.rows.values():
        label = Box(_number_2014(row) + row.name)
        table.append([label, Box(row.unit), Box(show((row.id, None)) if row.unit else "", key=(row.id, None) if row.unit else None)])
    return table


def lay_out(table: Table) -> Iterator[tuple[int, int, Box]]:
    """Each box with the row and column of its first place."""
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(table):
        column = 0
        for box in row:
            while (number, column) in taken:
                column += 1
            yield number, column, box
            taken |= {(number + down, column + right) for down in range(box.down) for right in range(box.across)}
            column += box.across


def _spread(boxes: Sequence[Box]) -> list[Box]:
    """Boxes over three columns."""
    across = {1: [3], 2: [1, 2], 3: [1, 1, 1]}[len(boxes)]
    return [box._replace(across=wide) for box, wide in zip(boxes, across, strict=True)]


def _lines(row: Row, results: Sequence[Row], show: Print) -> list[list[Box]]:
    """The lines of one result: alone, or with those under it beside it."""
    own = [other for other in results if other.parent == row.id]
    name = LONG.get(row.id, f"{row.number[2:]}{row.name}")
    if not own or (not row.computed and not any(show((other.id, "total")) for other in own)):
        return [[Box(name, 2), *_figures(row, show)]]
    lines = [[Box(f"{other.number[-1]}.{other.name}"), *_figures(other, show)] for other in own]
    lines[0].insert(0, Box(name, 1, len(lines)))
    return lines


def _figures(row: Row, show: Print) -> list[Box]:
    return [Box(show((row.id, code)), key=(row.id, code)) for code in row.columns]


def _number_2014(row: Row) -> str:
    """一、 （一） 1. and 其中： as the form prints them."""
    if row.number.endswith("其中"):
        return "其中："
    last = row.number.rpartition(")")[2]
    if last:
        return f"{last}." if last.isdecimal() else f"{last}、"
    return f"（{row.number[-2]}）"
