"""Our own marked text (see `extractor.training.notation`): what annotators write by hand, read and written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from extractor.training.bridges import BridgeError
from extractor.training.bridges.files import read_text, write_text
from extractor.training.bridges.graph import FIGURE, canonical
from extractor.training.corpus import Passage
from extractor.training.notation import LABELS, SOURCE, NotationError, read_passages

_MARKS = {label: mark for mark, label in LABELS.items()}
_CLASH = re.compile(r"[{}]|^## |^--$", re.MULTILINE)


def read(path: Path) -> list[Passage]:
    """Read a file of marked passages; one whose every line ends in CR LF was saved by a Windows editor, and is read as LF."""
    written = read_text(path)
    if written.count("\n") == written.count("\r\n"):
        written = written.replace("\r\n", "\n")
    try:
        return [canonical(passage) for passage in read_passages(written, where=str(path))]
    except NotationError as error:
        raise BridgeError(str(error)) from None


def write(passages: Sequence[Passage], path: Path) -> list[str]:
    """Write marked passages; what the notation cannot say is left out and told, what would break it is refused."""
    notes: list[str] = []
    blocks = [_block(passage, notes) for passage in passages]
    write_text("\n".join(blocks), path)
    return notes


def _block(passage: Passage, notes: list[str]) -> str:
    if (clash := _CLASH.search(passage["text"])) is not None:
        raise BridgeError(
            f"{passage['id']}: its text holds {clash[0]!r}, which means something in marked text; take another format"
        )
    numbers = {
        span["id"]: number
        for number, span in enumerate((s for s in passage["spans"] if s["label"] == "QUANTITY"), 1)
    }
    marked = _mark(passage, numbers, notes)
    if marked != marked.strip("\n"):
        notes.append(f"{passage['id']}：首尾的换行略去")
    links = "\n".join([*_lines(passage, numbers), *map(_cell, passage["cells"])])
    return f"## {_header(passage)}\n{marked}\n--\n{links}\n"


def _header(passage: Passage) -> str:
    source = passage["source"]
    said = {"id": passage["id"], **{key: str(source[key]) for key in (*SOURCE, "start") if source.get(key) is not None}}
    said["constructions"] = ",".join(source.get("constructions", ()))
    said["annotator"] = passage["annotator"]
    return _options(passage, {key: value for key, value in said.items() if value})


def _mark(passage: Passage, numbers: Mapping[int, int], notes: list[str]) -> str:
    named: dict[int, list[int]] = {}
    for measurement in passage["measurements"]:
        if measurement["indicator_span"] is not None:
            named.setdefault(measurement["indicator_span"], []).append(numbers[measurement["quantity"]])
    pieces, last = [], 0
    for span in passage["spans"]:
        mark = _MARKS.get(span["label"])
        if span["label"] == "QUANTITY":
            mark = str(numbers[span["id"]])
        elif span["id"] in named:
            mark = "I" + ",".join(map(str, named[span["id"]]))
        if mark is None:
            notes.append(f"{passage['id']}：INDICATOR“{span['text']}”不说明任何数量，标注文字里写不出，略去")
            continue
        pieces += [passage["text"][last : span["start"]], f"{{{mark} {span['text']}}}"]
        last = span["end"]
    return "".join([*pieces, passage["text"][last:]])


def _lines(passage: Passage, numbers: Mapping[int, int]) -> Iterator[str]:
    """One line a figure, each change right behind what it changes."""
    measured = {measurement["quantity"]: measurement for measurement in passage["measurements"]}
    changes = {change["quantity"] for one in passage["measurements"] for change in one["changes"]}
    spans = {span["id"]: span for span in passage["spans"]}
    for span, number in numbers.items():
        if span in measured:
            yield from _measurement(passage, measured[span], spans, numbers)
        elif span not in changes:
            yield f"{number} . | {_options(passage, _figure(spans[span]))}".rstrip(" |")


def _measurement(
    passage: Passage,
    measurement: Mapping[str, Any],
    spans: Mapping[int, dict[str, Any]],
    numbers: Mapping[int, int],
) -> Iterator[str]:
    number = numbers[measurement["quantity"]]
    if re.search(r"[|\n]", measurement["indicator"]):
        raise BridgeError(
            f"{passage['id']}: the name {measurement['indicator']!r} holds | or a line break; take another format"
        )
    links = {key: str(numbers[measurement[key]]) for key in ("of", "share") if measurement[key] is not None}
    links |= {
        key: measurement[key] for key in ("row", "column", "period", "body") if measurement[key] is not None
    }
    said = _options(passage, links | _figure(spans[measurement["quantity"]]))
    yield f"{number} = {measurement['indicator']} | {said}".rstrip(" |")
    for change in measurement["changes"]:
        figure = spans[change["quantity"]]
        said = (
            f" | {_options(passage, _figure(figure))}"
            if change["quantity"] != measurement["quantity"]
            else ""
        )
        base = " ".join(filter(None, [change["base"], change["direction"]]))
        yield f"{numbers[change['quantity']]} ~ {number} | {base}{said}".rstrip(" |")


def _figure(span: Mapping[str, Any]) -> dict[str, str]:
    """The options that the digits do not say by themselves."""
    said = {key: span[key] for key in FIGURE if key in span}
    try:
        (plain,) = read_passages(f"## id=plain\n{{1 {span['text']}}}\n--\n1 .\n")
    except NotationError:
        return said
    return (
        {}
        if {key: plain["spans"][0].get(key) for key in FIGURE} == {key: span.get(key) for key in FIGURE}
        else said
    )


def _options(passage: Passage, said: Mapping[str, str]) -> str:
    for key, value in said.items():
        if re.search(r"[\s|]", value):
            raise BridgeError(
                f"{passage['id']}: {key} {value!r} holds a blank or |, which marked text cannot say; take another format"
            )
    return " ".join(f"{key}={value}" for key, value in said.items())


def _cell(cell: Mapping[str, Any]) -> str:
    return f"cell {cell['row']} {cell['column'] or '-'} {cell['value'] if cell['state'] == 'printed' else cell['state']}"
