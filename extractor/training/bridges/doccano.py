"""doccano: JSONL with spans and relations both ways; what doccano does not show travels in an extra key, which it keeps."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from extractor.training.bridges import BridgeError
from extractor.training.bridges.files import read_json, read_text, write_text
from extractor.training.bridges.graph import LINKS, Graph, Link, Mark, fill_figures, make_graph, make_passage
from extractor.training.corpus import Passage

KEPT = "report"  # the extra key: header, and fields by the place of their span, because doccano numbers spans anew


def write(passages: Sequence[Passage], path: Path) -> list[str]:
    """Write one line a passage, for the import as “JSONL (Relation)”."""
    write_text("".join(json.dumps(_record(passage), ensure_ascii=False) + "\n" for passage in passages), path)
    return []


def read(path: Path) -> list[Passage]:
    """Read an export, a JSONL file or the zip that doccano makes of them, with or without relations."""
    found: list[Passage] = []
    for where, written in _files(path):
        for number, line in enumerate(written.split("\n"), 1):
            if line.strip():
                record = read_json(line, f"{where}:{number}")
                found.append(_passage(record, f"{where}:{number}", f"{path.stem}-{number}"))
    return found


def _files(path: Path) -> Iterator[tuple[str, str]]:
    if path.suffix != ".zip":
        yield str(path), read_text(path)
        return
    try:
        with zipfile.ZipFile(path) as archive:
            for name in sorted(name for name in archive.namelist() if name.endswith(".jsonl")):
                yield f"{path}/{name}", archive.read(name).decode("utf-8-sig")
    except (zipfile.BadZipFile, UnicodeDecodeError) as error:
        raise BridgeError(
            f"{path}: not doccano's zip of UTF-8 JSONL files ({error}); export it anew as JSONL"
        ) from None


def _record(passage: Passage) -> dict[str, Any]:
    graph = make_graph(passage)
    places = {mark.id: f"{mark.start}-{mark.end}" for mark in graph.marks}
    numbers = {mark.id: number for number, mark in enumerate(graph.marks, 1)}
    return {
        "text": graph.text,
        "entities": [
            {"id": numbers[mark.id], "label": mark.label, "start_offset": mark.start, "end_offset": mark.end} for mark in graph.marks
        ],
        "relations": [
            {"id": number, "from_id": numbers[link.source], "to_id": numbers[link.target], "type": link.kind}
            for number, link in enumerate(graph.links, 1)
        ],
        KEPT: {"header": graph.header, "fields": {places[mark]: said for mark, said in graph.fields.items()}},
    }  # fmt: skip


def _passage(record: dict[str, Any], where: str, default_id: str) -> Passage:
    if "text" not in record or not ("entities" in record or "label" in record):
        raise BridgeError(
            f"{where}: wants “text” with “entities” or “label”; export it as JSONL (or JSONL with relations)"
        )
    kept = record.get(KEPT) or {}
    graph = Graph(record["text"], header={**kept.get("header", {}), "status": "gold"})
    graph.header.pop("suggestion", None)
    entities = record.get("entities") or [
        {"id": place, "label": label, "start_offset": start, "end_offset": end}
        for place, (start, end, label) in enumerate(record.get("label", ()))
    ]
    for entity in entities:
        mark = Mark(str(entity["id"]), entity["label"], entity["start_offset"], entity["end_offset"])
        graph.marks.append(mark)
        if said := kept.get("fields", {}).get(f"{mark.start}-{mark.end}"):
            graph.fields[mark.id] = dict(said)
    graph.links = [
        Link(link["type"], str(link["from_id"]), str(link["to_id"]))
        for link in record.get("relations", ())
        if link["type"] in LINKS
    ]
    fill_figures(graph)
    return make_passage(graph, default_id=default_id)
