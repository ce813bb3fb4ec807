r"""CoNLL BIO: one character a line with its tag, a blank line behind each passage.

    # header = {"id": "lakeside-2021-03", …}
    9	B-QUANTITY
    5	I-QUANTITY
    件	I-QUANTITY

Blanks and line breaks are written as \u0020, \u000a, so that no tool eats them, and a backslash as \u005c.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from extractor.training.bridges import BridgeError
from extractor.training.bridges.files import read_json, read_text, write_text
from extractor.training.bridges.graph import Graph, Mark, fill_figures, make_passage
from extractor.training.corpus import Passage

HEADER = "# header = "
_ESCAPED = re.compile(r"\\u([0-9a-f]{4})")
_TAG = re.compile(r"O|[BIES]-\S+")

Row = tuple[str, str]  # token, tag


def write(passages: Sequence[Passage], path: Path) -> list[str]:
    """Write every passage, its header as a comment."""
    write_text("".join(map(_block, passages)), path)
    return []


def read(path: Path) -> list[Passage]:
    """Read BIO (or BIOES) of ours or of another tool, whose tokens are joined without blanks; figures are read anew."""
    found = []
    for number, (header, rows) in enumerate(_blocks(read_text(path), path), 1):
        graph = Graph("", header=header)
        _join(rows, graph)
        fill_figures(graph)
        found.append(make_passage(graph, default_id=f"{path.stem}-{number}"))
    return found


def _block(passage: Passage) -> str:
    header = {key: passage[key] for key in passage if key not in ("text", "spans", "measurements")}
    tags = ["O"] * len(passage["text"])
    for span in passage["spans"]:
        tags[span["start"] : span["end"]] = [f"I-{span['label']}"] * (span["end"] - span["start"])
        tags[span["start"]] = f"B-{span['label']}"
    lines = [f"{_escape(character)}\t{tag}" for character, tag in zip(passage["text"], tags, strict=True)]
    return "\n".join([HEADER + json.dumps(header, ensure_ascii=False), *lines]) + "\n\n"


def _blocks(written: str, path: Path) -> Iterator[tuple[dict[str, object], list[Row]]]:
    header: dict[str, object] = {}
    rows: list[Row] = []
    for number, line in enumerate([*written.replace("\r\n", "\n").split("\n"), ""], 1):
        if line.startswith(HEADER):
            header = read_json(line.removeprefix(HEADER), f"{path}:{number}")
        elif line.startswith("-DOCSTART-") or (line.startswith("# ") and "\t" not in line):
            continue
        elif line.strip():
            rows.append(_row(line, number, path))
        elif rows:
            yield header, rows
            header, rows = {}, []


def _row(line: str, number: int, path: Path) -> Row:
    columns = line.split("\t") if "\t" in line else line.split()
    tag = columns[-1].strip()
    if len(columns) < 2 or not _TAG.fullmatch(tag):
        raise BridgeError(
            f"{path}:{number}: {line!r} is not “token, tab, tag”; tags are O, B-QUANTITY, I-QUANTITY …"
        )
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), columns[0]), tag


def _join(rows: Sequence[Row], graph: Graph) -> None:
    """Put the tokens together, and the tags to spans; an I- behind another label begins a span of its own."""
    label, start = "", 0
    for token, tag in rows:
        kind, _, name = tag.partition("-")
        if label and not (kind in "IE" and name == label):
            graph.marks.append(Mark(str(len(graph.marks)), label, start, len(graph.text)))
            label = ""
        if name and not label:
            label, start = name, len(graph.text)
        graph.text += token
    if label:
        graph.marks.append(Mark(str(len(graph.marks)), label, start, len(graph.text)))


def _escape(character: str) -> str:
    return f"\\u{ord(character):04x}" if character.isspace() or character == "\\" else character
