"""Passages drawn as marked text: how annotators and tests write gold by hand.

    ## id=lakeside-2021-03 office=湖滨区 year=2021 form=disclosure-2021 constructions=of_which,change
    {D 2021年}，全区共收到{I1 政府信息公开申请}{1 95件}，同比增长{2 27.1%}，其中{I3 自然人申请}{3 90件}。
    --
    1 = 收到政府信息公开申请 | row=requests.received column=total
    2 ~ 1 | 同比 up
    3 = 自然人申请 | of=1 row=requests.received column=natural_person

`{D …}` date, `{N …}` document number, `{T …}` document title, `{1 …}` quantity 1, `{I1 …}` the words that name
what quantity 1 measures (`{I1,2 …}` for both). After `--`, one line a quantity: `1 = name | options` is a
measurement, `2 ~ 1 | base direction | options` a change of 1, `4 . | options` a quantity that measures nothing.
Options: `of=1 share=1 row=… column=… period=… body=…` and, where the digits do not say it by themselves,
`value=200000 unit=条 modifier=more_than lower=200000 upper=300000`. `cell row column value` is a cell of the
printed table (`-` for no column, `blank` or `dash` for a cell without a figure).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

GUIDELINE_VERSION = "1.0"
LABELS = {"D": "DATE", "N": "DOCUMENT_NUMBER", "T": "DOCUMENT_TITLE"}
MODIFIERS = ("exact", "about", "nearly", "more_than", "less_than", "at_least", "at_most", "range")
DIRECTIONS = ("up", "down", "flat")
SOURCE = ("office", "year", "form", "kind", "report")  # of a header, as they are; `start` is where in the report
OPTIONS = {
    "of", "share", "row", "column", "period", "body", "value", "unit", "modifier", "lower", "upper", "kind",
}  # fmt: skip

_MARK = re.compile(r"\{([DNT]|I?\d+(?:,\d+)*) ([^{}]*)\}")
_PLAIN = re.compile(r"([\d,，\s]+(?:\.\d+)?)\s*(万亿|[万亿千百])?([余多])?\s*(.*)", re.DOTALL)
_LINE = re.compile(r"(\d+)\s*(=|~|\.)\s*(.*)")
_SCALES = {"万亿": 12, "亿": 8, "万": 4, "千": 3, "百": 2, None: 0}


class NotationError(ValueError):
    """A passage that cannot be read; the message says which line, what is wrong and what would be right."""


def read_passages(notation: str, *, where: str = "passage") -> Iterator[dict[str, Any]]:
    """Read marked passages, in order, as records of the annotation format."""
    for number, block in enumerate(re.split(r"^## ", notation, flags=re.MULTILINE)[1:], 1):
        header, _, body = block.partition("\n")
        try:
            yield _read_passage(dict(part.split("=", 1) for part in header.split()), body)
        except NotationError as error:
            raise NotationError(f"{where}: passage {number} ({header.strip()[:60]}): {error}") from None
        except ValueError:
            raise NotationError(
                f"{where}: passage {number}: header {header!r} is not of the form “## id=… office=… year=…”"
            ) from None


def read_marks(marked: str) -> tuple[str, list[tuple[str, int, int]]]:
    """Take the braces out: the bare text, and (mark, start, end) of each marked stretch in it.

    >>> read_marks("收到{I1 申请}{1 95件}。")
    ('收到申请95件。', [('I1', 2, 4), ('1', 4, 7)])
    """
    pieces: list[str] = []
    marks: list[tuple[str, int, int]] = []
    length = last = 0
    for match in _MARK.finditer(marked):
        before = marked[last : match.start()]
        pieces += [before, match[2]]
        length += len(before)
        marks.append((match[1], length, length + len(match[2])))
        length += len(match[2])
        last = match.end()
    pieces.append(marked[last:])
    text = "".join(pieces)
    if stray := re.search(r"[{}]", text):
        near = text[max(0, stray.start() - 12) : stray.start() + 12]
        raise NotationError(f"a brace is left over near {near!r}; a mark is {{D …}}, {{N …}}, {{T …}}, {{1 …}} or {{I1 …}}")
    return text, marks


def _read_passage(header: dict[str, str], body: str) -> dict[str, Any]:
    if "id" not in header:
        raise NotationError("the header has no id=…")
    marked, _, links = body.partition("\n--\n")
    text, marks = read_marks(marked.strip("\n"))
    spans, by_mark, indicators = _number_spans(text, marks)
    measurements: list[dict[str, Any]] = []
    cells: list[dict[str, Any]] = []
    spoken: set[int] = set()
    for line in filter(None, map(str.strip, links.splitlines())):
        if line.startswith("cell "):
            cells.append(_read_cell(line))
            continue
        quantity = _read_link(line, by_mark, indicators, spans, measurements)
        spoken.add(quantity)
    if silent := sorted(set(by_mark) - spoken):
        raise NotationError(f"quantities {silent} have no line after “--”")
    for span in spans:
        if span["label"] == "QUANTITY" and "value" not in span:
            _read_plain_value(span)
    source: dict[str, Any] = {key: header[key] for key in SOURCE if key in header}
    if "start" in header:
        source["start"] = int(header["start"])
    source["constructions"] = list(filter(None, header.get("constructions", "").split(",")))
    return {
        "id": header["id"], "text": text, "spans": spans, "measurements": measurements, "cells": cells,
        "source": source, "annotator": header.get("annotator", "founder"), "guideline": GUIDELINE_VERSION,
        "status": "gold",
    }  # fmt: skip


def _number_spans(
    text: str, marks: list[tuple[str, int, int]]
) -> tuple[list[dict[str, Any]], dict[int, dict[str, Any]], dict[int, int]]:
    spans: list[dict[str, Any]] = []
    by_mark: dict[int, dict[str, Any]] = {}
    indicators: dict[int, int] = {}
    for mark, start, end in marks:
        label = LABELS.get(mark, "INDICATOR" if mark.startswith("I") else "QUANTITY")
        span: dict[str, Any] = {"id": len(spans) + 1, "label": label, "start": start, "end": end, "text": text[start:end]}
        if start == end or text[start:end] != text[start:end].strip():
            raise NotationError(f"mark {{{mark} {text[start:end]}}} is empty or has blanks at its edge")
        spans.append(span)
        if label == "INDICATOR":
            indicators.update((int(number), span["id"]) for number in mark[1:].split(","))
        elif label == "QUANTITY":
            if int(mark) in by_mark:
                raise NotationError(f"quantity {mark} is marked twice")
            by_mark[int(mark)] = span
    return spans, by_mark, indicators


def _read_link(
    line: str,
    by_mark: dict[int, dict[str, Any]],
    indicators: dict[int, int],
    spans: list[dict[str, Any]],
    measurements: list[dict[str, Any]],
) -> int:
    match = _LINE.fullmatch(line)
    if match is None or int(match[1]) not in by_mark:
        raise NotationError(f"line {line!r}: want “1 = name | of=2 row=…”, “2 ~ 1 | 同比 up” or “3 . | value=…”, of a marked quantity")
    number, sign = int(match[1]), match[2]
    head, *rest = (part.strip() for part in match[3].split("|"))
    span = by_mark[number]
    if sign == "~":
        base, _, direction = (rest.pop(0) if rest else "").rpartition(" ")
        if direction not in DIRECTIONS or not head.isdigit():
            raise NotationError(f"line {line!r}: want “{number} ~ 1 | 同比 up” with up, down or flat")
        whole = next((m for m in measurements if m["quantity"] == by_mark[int(head)]["id"]), None)
        if whole is None:
            raise NotationError(f"line {line!r}: quantity {head} has no measurement line above")
        whole["changes"].append({"base": base or None, "direction": direction, "quantity": span["id"]})
    options = _read_options(line, " ".join(rest))
    for key in ("value", "lower", "upper", "unit", "modifier", "kind"):
        if key in options:
            span[key] = options.pop(key)
    if sign == "=":
        measurement: dict[str, Any] = {
            "quantity": span["id"], "indicator": head, "indicator_span": indicators.get(number), "of": None,
            "share": None, "changes": [], "row": None, "column": None, "period": None, "body": None,
        }  # fmt: skip
        for key in ("of", "share"):
            if key in options:
                if int(options[key]) not in by_mark:
                    raise NotationError(f"line {line!r}: {key}={options[key]} is not a marked quantity")
                measurement[key] = by_mark[int(options.pop(key))]["id"]
        measurement.update(options)
        measurements.append(measurement)
    return number


def _read_options(line: str, written: str) -> dict[str, Any]:
    options = dict(part.partition("=")[::2] for part in written.split())
    if unknown := sorted(set(options) - OPTIONS):
        raise NotationError(f"line {line!r}: unknown option {unknown}; known are {sorted(OPTIONS)}")
    if options.get("modifier", "exact") not in MODIFIERS:
        raise NotationError(f"line {line!r}: modifier {options['modifier']!r}; known are {MODIFIERS}")
    return options


def _read_plain_value(span: dict[str, Any]) -> None:
    match = _PLAIN.fullmatch(span["text"])
    if match is None or re.search(r"[\d〇零一二三四五六七八九十百千万亿几数两～~—-]", match[4].replace("百分点", "")):
        raise NotationError(f"quantity {span['text']!r} does not say its value plainly: add value=… unit=… to its line")
    digits = re.sub(r"[,，\s]", "", match[1])
    value = Decimal(digits).scaleb(_SCALES[match[2]])
    span["value"] = format(value.normalize(), "f")
    unit = re.sub(r"\s", "", match[4]).replace("％", "%")
    span.setdefault("unit", unit.removeprefix("个") if unit.startswith("个工作日") else unit)
    if match[3] and "modifier" not in span:
        scale = Decimal(1).scaleb(_SCALES[match[2]])
        step = scale if match[2] else Decimal(1).scaleb(len(digits) - len(digits.rstrip("0")))
        span.update(modifier="more_than", lower=span["value"], upper=format((value + step).normalize(), "f"))
    span.setdefault("modifier", "exact")


def _read_cell(line: str) -> dict[str, Any]:
    parts = line.split()
    if len(parts) != 4:
        raise NotationError(f"line {line!r}: want “cell row column value”, “-” for no column")
    _, row, column, value = parts
    state = value if value in ("blank", "dash") else "printed"
    return {
        "row": row, "column": None if column == "-" else column, "state": state,
        "value": value if state == "printed" else None,
    }  # fmt: skip
