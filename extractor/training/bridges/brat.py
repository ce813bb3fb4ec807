"""brat standoff: a folder with `.txt` and `.ann` for each passage; fields are notes, the header is a `.json` beside."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from extractor.training.bridges import BridgeError
from extractor.training.bridges.files import read_json, read_text, write_text
from extractor.training.bridges.graph import (
    FIELDS,
    LINKS,
    NAMES,
    Graph,
    Link,
    Mark,
    fill_figures,
    make_graph,
    make_passage,
)
from extractor.training.corpus import Passage
from extractor.training.validate.spans import LABELS

_BREAKS = re.compile(r"[\r\n]+")
_TEXT_BOUND = re.compile(r"T(\d+)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)\t(.*)")
_RELATION = re.compile(r"R\d+\t(\S+) Arg1:T(\d+) Arg2:T(\d+)\s*")
_NOTE = re.compile(r"#\d+\tAnnotatorNotes T(\d+)\t(\{.*\})")


def write(passages: Sequence[Passage], path: Path) -> list[str]:
    """Write the folder, made where it is not there, with `annotation.conf`; brat serves it as it is."""
    if path.exists() and not path.is_dir():
        raise BridgeError(f"{path}: is a file; brat wants a folder, name one with -o")
    path.mkdir(exist_ok=True)
    write_text(_configuration(), path / "annotation.conf")
    for passage in passages:
        name = re.sub(r"[^\w.-]", "_", passage["id"])
        graph = make_graph(passage)
        write_text(graph.text, path / f"{name}.txt")
        write_text("".join(line + "\n" for line in _lines(graph)), path / f"{name}.ann")
        write_text(json.dumps(graph.header, ensure_ascii=False) + "\n", path / f"{name}.json")
    return []


def read(path: Path) -> list[Passage]:
    """Read every `.ann` of a folder, or one of them, with its `.txt`."""
    files = sorted(path.glob("*.ann")) if path.is_dir() else [path.with_suffix(".ann")]
    if not files:
        raise BridgeError(f"{path}: there is no .ann file in it; give the folder that brat wrote")
    return [_read_one(file) for file in files]


def _lines(graph: Graph) -> list[str]:
    lines = []
    for mark in graph.marks:
        places = _fragments(graph.text, mark.start, mark.end)
        words = " ".join(graph.text[start:end] for start, end in places)
        lines.append(
            f"T{mark.id}\t{mark.label} {';'.join(f'{start} {end}' for start, end in places)}\t{words}"
        )
    lines += [
        f"R{number}\t{link.kind} Arg1:T{link.source} Arg2:T{link.target}"
        for number, link in enumerate(graph.links, 1)
    ]
    notes = [(mark, said) for mark, said in graph.fields.items() if said]
    return lines + [
        f"#{number}\tAnnotatorNotes T{mark}\t{json.dumps(said, ensure_ascii=False)}"
        for number, (mark, said) in enumerate(notes, 1)
    ]


def _fragments(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The pieces of a span between line breaks, which no line of brat can hold."""
    places = []
    for match in _BREAKS.finditer(text, start, end):
        places.append((start, match.start()))
        start = match.end()
    return [*places, (start, end)]


def _read_one(path: Path) -> Passage:
    header = path.with_suffix(".json")
    graph = Graph(read_text(path.with_suffix(".txt")))
    graph.header = read_json(read_text(header), str(header)) if header.exists() else {}
    for number, line in enumerate(read_text(path).replace("\r\n", "\n").split("\n"), 1):
        if (match := _TEXT_BOUND.fullmatch(line)) is not None:
            graph.marks.append(_mark(match, graph.text, f"{path}:{number}"))
        elif (match := _RELATION.fullmatch(line)) is not None:
            if match[1] in LINKS:
                graph.links.append(Link(match[1], match[2], match[3]))
        elif (match := _NOTE.fullmatch(line)) is not None:
            said = read_json(match[2], f"{path}:{number}")
            graph.fields[match[1]] = {key: str(value) for key, value in said.items() if key in FIELDS}
        elif line.startswith("T"):
            raise BridgeError(f"{path}:{number}: {line!r} is not “T1, tab, LABEL 0 3, tab, words”")
    fill_figures(graph)
    return make_passage(graph, default_id=path.stem)


def _mark(match: re.Match[str], text: str, where: str) -> Mark:
    places = [tuple(map(int, place.split())) for place in match[3].split(";")]
    words = " ".join(text[start:end] for start, end in places)
    if words != match[4]:
        raise BridgeError(
            f"{where}: T{match[1]} says {match[4]!r}, the text there reads {words!r}; "
            "keep the .txt file as it was exported, its line ends too"
        )
    return Mark(match[1], match[2], places[0][0], places[-1][1])


def _configuration() -> str:
    links = [f"{link}\tArg1:{'INDICATOR' if link == NAMES else 'QUANTITY'}, Arg2:QUANTITY" for link in LINKS]
    return "\n".join(["[entities]", *LABELS, "[relations]", *links, "[events]", "[attributes]", ""])
