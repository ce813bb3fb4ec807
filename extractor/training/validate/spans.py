"""What can be wrong with the spans of one passage: place, label, borders, value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any, get_args

from extractor.knowledge.characters import fold
from extractor.records import Kind, Label, Modifier
from extractor.training.corpus import Passage
from extractor.training.validate.places import Fault

LABELS: tuple[str, ...] = get_args(Label)
MODIFIERS: tuple[str, ...] = get_args(Modifier)
KINDS: tuple[str, ...] = get_args(Kind)
FIGURE = ("value", "unit", "modifier", "lower", "upper", "kind")

_NUMERAL = re.compile(r"[0-9〇零○一二两三四五六七八九十廿]")
_OUTSIDE_FRONT = (
    "约",
    "大约",
    "近",
    "将近",
    "超过",
    "逾",
    "突破",
    "不少于",
    "不低于",
    "不超过",
    "至少",
    "第",
)
_OUTSIDE_BACK = ("以上", "左右", "以内", "以下", "之内")
_DATE_FRONT = ("截至", "截止", "自", "从", "于")
_PLAIN = re.compile(
    r"([0-9][0-9,]*(?:\.[0-9]+)?)(万亿|[万亿千百])?[^0-9〇零一二两三四五六七八九十百千万亿几半]*"
)
_SCALES = {"万亿": 12, "亿": 8, "万": 4, "千": 3, "百": 2, None: 0}
_THOUSANDS = ("千瓦", "千米", "千克", "千伏")
_UNITS_OF_WORDS = {"百分": "%", "千分": "‰", "万分": "‱"}


def check_spans(passage: Passage) -> Iterator[Fault]:
    """Every fault of the spans, in their order."""
    text, spans = passage["text"], passage["spans"]
    numbers = [span["id"] for span in spans]
    for number in sorted({n for n in numbers if numbers.count(n) > 1}):
        yield f"有两个标注的 id 都是 {number}", "每个标注一个 id"
    for span in spans:
        fault = _place_fault(span, text)
        if fault is not None:
            yield fault
        else:
            yield from _label_faults(span)
    yield from _overlaps(spans)


def say_span(span: dict[str, Any]) -> str:
    """How messages name a span."""
    return f"{span['label']} {span['start']}–{span['end']}“{_line(span['text'])}”"


def _place_fault(span: dict[str, Any], text: str) -> Fault | None:
    start, end, written = span["start"], span["end"], span["text"]
    if not 0 <= start < end <= len(text):
        return (
            f"标注 {start}–{end}“{_line(written)}”不在正文之内",
            f"正文有 {len(text)} 个字符，要 0 ≤ start < end ≤ {len(text)}",
        )
    read = text[start:end]
    if read == written:
        return None
    places = [match.start() for match in re.finditer(re.escape(written), text)] if written else []
    nearest = min(places, key=lambda place: abs(place - start), default=None)
    right = (
        f"“{_line(written)}”在 {nearest}–{nearest + len(written)}"
        if nearest is not None
        else f"text 应为“{_line(read)}”，或改 start、end"
    )
    return f"标注 {start}–{end} 写的是“{_line(written)}”，正文此处是“{_line(read)}”", right


def _label_faults(span: dict[str, Any]) -> Iterator[Fault]:
    label, written = span["label"], span["text"]
    if label not in LABELS:
        yield f"标注 {span['start']}–{span['end']} 的标签“{label}”不认识", f"标签是 {'、'.join(LABELS)}"
        return
    if written != written.strip():
        yield f"{say_span(span)} 边上有空格或换行", "空格和换行留在标注外面"
    if label == "QUANTITY":
        yield from _figure_faults(span)
    elif given := [key for key in FIGURE if span.get(key) is not None]:
        yield f"{say_span(span)} 写了 {'、'.join(given)}", "这些只属于 QUANTITY"
    if (right := _border(label, fold(written))) is not None:
        yield f"{say_span(span)} 的起止不合手册", right


def _border(label: str, written: str) -> str | None:
    """What the guideline says of the borders, where the span breaks it."""
    numeral = _NUMERAL.search(written) is not None
    rules = (
        (
            "QUANTITY",
            written.startswith(_OUTSIDE_FRONT),
            "约、近、超过、第等在标注外面（QUANTITY 判例 1、5）",
        ),
        ("QUANTITY", written.endswith(_OUTSIDE_BACK), "以上、左右、以内等在标注外面（QUANTITY 判例 1）"),
        ("DATE", not numeral, "没有数字的全年、上年、年末不标（DATE 易混）"),
        ("DATE", written.startswith(_DATE_FRONT), "截至、自、从等在标注外面（DATE 判例 1、2）"),
        ("DOCUMENT_TITLE", not {"《", "》"} & set(written), "标题要带书名号（DOCUMENT_TITLE 定义）"),
        (
            "DOCUMENT_NUMBER",
            "《" in written or not numeral,
            "文号是代字、年份、序号，不含书名号（DOCUMENT_NUMBER 定义）",
        ),
    )
    return next((right for of, broken, right in rules if of == label and broken), None)


def _figure_faults(span: dict[str, Any]) -> Iterator[Fault]:
    figures = {key: _decimal(span.get(key)) for key in ("value", "lower", "upper")}
    for key, figure in figures.items():
        if span.get(key) is not None and figure is None:
            yield f"{say_span(span)} 的 {key}“{span[key]}”不是数", "写成普通的数，如 3200000 或 27.1"
    value, plain = figures["value"], _PLAIN.fullmatch(re.sub(r"\s", "", fold(span["text"])))
    if value is not None and plain is not None and value != (read := _reading(plain)):
        yield f"{say_span(span)} 的 value“{span['value']}”与原文的数字不符", f"应为 {read}（万、亿已乘开）"
    if span.get("value") is None:
        yield f"{say_span(span)} 没有 value", "写出基本单位的数值，如 3.2万元 → value 32000、unit 元"
    if span.get("unit") is None:
        yield f"{say_span(span)} 没有 unit", "写出单位（不带万、亿）；没有单位写空字符串"
    elif not _unit_printed(span["unit"], span["text"]):
        yield f"{say_span(span)} 的单位“{span['unit']}”不在原文里", "单位照原文写，不带万、亿；百分之… 写 %"
    if (modifier := span.get("modifier") or "exact") not in MODIFIERS:
        yield f"{say_span(span)} 的 modifier“{modifier}”不认识", f"可用 {'、'.join(MODIFIERS)}"
    if span.get("kind") is not None and span["kind"] not in KINDS:
        yield f"{say_span(span)} 的 kind“{span['kind']}”不认识", f"可用 {'、'.join(KINDS)}"
    lower, upper = figures["lower"], figures["upper"]
    if lower is not None and upper is not None and lower > upper:
        yield f"{say_span(span)} 的 lower {lower} 大于 upper {upper}", "下限不大于上限"


def _reading(plain: re.Match[str]) -> Decimal:
    """What the printed figure may mean: times its multiplier, or as it stands where 千 belongs to the unit."""
    digits = Decimal(plain[1].replace(",", ""))
    if plain[0][len(plain[1]) :].startswith(_THOUSANDS):
        return digits
    return Decimal(format(digits.scaleb(_SCALES[plain[2]]), "f"))


def _unit_printed(unit: str, written: str) -> bool:
    """Whether the unit's characters stand in the span, in order; 百分之八十 says %."""
    plain = re.sub(r"\s", "", fold(written))
    if "分之" in plain or plain == "百分百":
        return unit == _UNITS_OF_WORDS.get(plain[:2], "")
    rest = iter(plain)
    return all(character in rest for character in re.sub(r"\s", "", fold(unit)))


def _overlaps(spans: list[dict[str, Any]]) -> Iterator[Fault]:
    ordered = sorted(spans, key=lambda span: (span["start"], span["end"]))
    for first, second in pairwise(ordered):
        if second["start"] < first["end"]:
            yield f"{say_span(first)} 与 {say_span(second)} 重叠", "标注互不重叠：留一个，或改起止"


def _decimal(written: str | None) -> Decimal | None:
    try:
        figure = Decimal(written) if written is not None else None
    except InvalidOperation:
        return None
    return figure if figure is not None and figure.is_finite() else None


def _line(written: str) -> str:
    return written.replace("\r", "").replace("\n", "⏎")
