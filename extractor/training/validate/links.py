"""What can be wrong with the measurements and cells of one passage: dangling links, rows and columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from typing import Any, get_args

from extractor.knowledge.forms import Form, form_names, load_form
from extractor.records import Direction, State
from extractor.training.corpus import Passage
from extractor.training.notation import GUIDELINE_VERSION
from extractor.training.validate.places import Fault

DIRECTIONS: tuple[str, ...] = get_args(Direction)
CELL_STATES = tuple(state for state in get_args(State) if state != "absent")
STATUSES = ("gold", "suggested")

_PERIOD = re.compile(r"\d{4}(-\d\d(-\d\d)?)?(/\d{4}(-\d\d(-\d\d)?)?)?")


def check_links(passage: Passage) -> Iterator[Fault]:
    """Every fault of the measurements: ids that point nowhere, links in a circle, unknown directions."""
    labels = {span["id"]: span["label"] for span in passage["spans"]}
    measured = Counter(measurement["quantity"] for measurement in passage["measurements"])
    for measurement in passage["measurements"]:
        name = f"数量 {measurement['quantity']}（{measurement['indicator']}）"
        if measured[measurement["quantity"]] > 1:
            yield f"{name} 有两条说明", "一个数量一条 measurements"
        if not measurement["indicator"].strip():
            yield f"{name} 没有名称", "indicator 写出它量的是什么"
        if measurement["period"] is not None and not _PERIOD.fullmatch(measurement["period"]):
            yield (
                f"{name} 的 period“{measurement['period']}”不是日期",
                "写成 2018、2018-12-31 或 2018-01-01/2018-12-31",
            )
        yield from _dangling(measurement, labels, measured, name)
    yield from _circles(passage)


def check_rows(passage: Passage) -> Iterator[Fault]:
    """Every row and column, of figures and of cells, that the form does not have."""
    name = passage["source"].get("form")
    if name is not None and name not in form_names():
        yield f"没有叫“{name}”的格式", f"source.form 是 {'、'.join(form_names())} 之一，或不写"
        return
    for measurement in passage["measurements"]:
        yield from _row_faults(
            name,
            measurement,
            f"数量 {measurement['quantity']}（{measurement['indicator']}）",
            open_column=True,
        )
    for place, cell in enumerate(passage["cells"], 1):
        yield from _row_faults(name, cell, f"第 {place} 格", open_column=False)
        if cell["state"] not in CELL_STATES:
            yield f"第 {place} 格的 state“{cell['state']}”不认识", f"可用 {'、'.join(CELL_STATES)}"


def check_header(passage: Passage, split: str | None) -> Iterator[Fault]:
    """What is wrong with id, guideline and status, and with where the passage comes from."""
    if not passage["id"].strip():
        yield "没有 id", "每条标注一个不重复的 id，如 lakeside-2023-01"
    if passage["guideline"] != GUIDELINE_VERSION:
        yield (
            f"依据的手册是 {passage['guideline']} 版",
            f"按现行的 {GUIDELINE_VERSION} 版重看，再改 guideline",
        )
    if passage["status"] not in STATUSES:
        yield f"status“{passage['status']}”不认识", f"可用 {'、'.join(STATUSES)}"
    elif split in ("train", "held_out") and passage["status"] != "gold":
        yield (
            f"{split} 里的标注还是机器预标（{passage['status']}）",
            "人看过以后把 status 改成 gold，没看过的放回 inbox",
        )
    year = passage["source"].get("year")
    if year is not None and not re.fullmatch(r"(19|20)\d\d", year):
        yield f"source.year“{year}”不是年份", "写成四位数字的报告年度"


def _dangling(
    measurement: dict[str, Any], labels: Mapping[int, str], measured: Mapping[int, int], name: str
) -> Iterator[Fault]:
    quantity = measurement["quantity"]
    wanted = {"quantity": "QUANTITY", "indicator_span": "INDICATOR", "of": "QUANTITY", "share": "QUANTITY"}
    for key, label in wanted.items():
        target = measurement[key]
        if target is not None and labels.get(target) != label:
            yield (
                f"{name} 的 {key} 指向 {target}，那里没有 {label}",
                f"{key} 写一个 {label} 标注的 id，或写 null",
            )
        elif key in ("of", "share") and target is not None and (target == quantity or not measured[target]):
            yield (
                f"{name} 的 {key} 指向 {target}，那里没有另一条说明",
                "整体自己也要有一条 measurements，而且不是它自己",
            )
    for change in measurement["changes"]:
        if labels.get(change["quantity"]) != "QUANTITY":
            yield (
                f"{name} 的变化指向 {change['quantity']}，那里没有 QUANTITY",
                "changes.quantity 写变化那个数的 id",
            )
        if change["direction"] not in DIRECTIONS:
            yield f"{name} 的变化方向“{change['direction']}”不认识", f"可用 {'、'.join(DIRECTIONS)}"


def _circles(passage: Passage) -> Iterator[Fault]:
    wholes = {measurement["quantity"]: measurement["of"] for measurement in passage["measurements"]}
    for start, whole in wholes.items():
        seen = {start}
        here = whole
        while here is not None and here in wholes and here not in seen:
            seen.add(here)
            here = wholes[here]
        if here == start and len(seen) > 1:
            yield f"数量 {start} 经过 of 又回到自己", "部分指向整体，整体不再指向部分"
            return


def _row_faults(form: str | None, place: dict[str, Any], name: str, *, open_column: bool) -> Iterator[Fault]:
    row, column = place["row"], place["column"]
    if row is None:
        if column is not None:
            yield f"{name} 写了 column={column} 却没有 row", "没有行就没有列"
        return
    fitting = [one for one in _forms(form) if row in one.rows]
    if not fitting:
        near = get_close_matches(
            row, sorted({known for one in _forms(form) for known in one.rows}), n=3, cutoff=0.5
        )
        where = form or "任何格式"
        yield (
            f"{name} 的行“{row}”在 {where} 里没有",
            f"相近的有 {'、'.join(near)}" if near else "行的 id 见 knowledge/forms，或写 null",
        )
        return
    columns = {code for one in fitting for code in one.rows[row].columns}
    if column is not None and column not in columns:
        right = f"{row} 的列有 {'、'.join(sorted(columns))}" if columns else f"{row} 不分列，column 写 null"
        yield f"{name} 的列“{column}”在 {row} 里没有", right
    elif column is None and columns and not open_column:
        yield f"{name} 没有写列", f"{row} 的列有 {'、'.join(sorted(columns))}"


@cache
def _forms(name: str | None) -> tuple[Form, ...]:
    return (load_form(name),) if name is not None else tuple(map(load_form, form_names()))
