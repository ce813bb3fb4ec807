"""Label Studio: tasks with predictions or annotations out, its JSON export in; offsets are code points on both sides."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from extractor.training.bridges import BridgeError
from extractor.training.bridges.files import read_json, read_text, write_text
from extractor.training.bridges.graph import (
    FIELDS,
    LINKS,
    Graph,
    Link,
    Mark,
    fill_figures,
    make_graph,
    make_passage,
)
from extractor.training.corpus import Passage

COLOURS = {
    "QUANTITY": "#2563eb", "DATE": "#b45309", "DOCUMENT_NUMBER": "#7c3aed", "DOCUMENT_TITLE": "#be185d", "INDICATOR": "#15803d",
}  # fmt: skip


def label_config() -> str:
    """The labelling interface that a project needs: labels, links, and the fields of a QUANTITY."""
    labels = "".join(
        f'\n    <Label value="{label}" background="{colour}"/>' for label, colour in COLOURS.items()
    )
    links = "".join(f'\n    <Relation value="{link}"/>' for link in LINKS)
    fields = "".join(
        f'\n  <TextArea name="{name}" toName="text" perRegion="true" whenTagName="label" whenLabelValue="QUANTITY"'
        f' maxSubmissions="1" rows="1" editable="true" placeholder={quoteattr(name)}/>'
        for name in FIELDS
    )
    return (
        f'<View>\n  <Labels name="label" toName="text">{labels}\n  </Labels>\n  <Relations>{links}\n  </Relations>'
        "\n  <Style>.htx-text { white-space: pre-wrap; }</Style>"
        f'\n  <Text name="text" value="$text" granularity="symbol"/>{fields}\n</View>\n'
    )


def write(passages: Sequence[Passage], path: Path) -> list[str]:
    """Write tasks to import, and beside them the labelling interface; gold goes out as annotations, else as predictions."""
    write_text(
        json.dumps([_task(passage) for passage in passages], ensure_ascii=False, indent=1) + "\n", path
    )
    config = path.with_suffix(".xml")
    write_text(label_config(), config)
    return [f"标注界面（Labeling Interface，粘贴到项目设置）写到 {config}"]


def read(path: Path) -> list[Passage]:
    """Read a JSON export; of several annotations of a task the ground truth counts, else the last."""
    tasks = read_json(read_text(path), str(path))
    if not isinstance(tasks, list) or any("data" not in task for task in tasks):
        raise BridgeError(
            f"{path}: this is not Label Studio's full export; choose the export type JSON (not JSON_MIN or CSV)"
        )
    return [
        _passage(task, f"{path}: task {task.get('id', place)}", f"{path.stem}-{place}")
        for place, task in enumerate(tasks, 1)
    ]


def _task(passage: Passage) -> dict[str, Any]:
    graph = make_graph(passage)
    data = {"text": graph.text, "id": passage["id"], "header": graph.header}
    if passage["status"] == "gold":
        return {"data": data, "annotations": [{"result": regions(graph)}]}
    uncertainty = (passage.get("suggestion") or {}).get("uncertainty", 0.0)
    prediction = {
        "model_version": passage["annotator"],
        "score": round(1.0 - uncertainty, 4),
        "result": regions(graph),
    }
    return {"data": data, "predictions": [prediction]}


def regions(graph: Graph) -> list[dict[str, Any]]:
    """What Label Studio calls the regions and relations of a passage, for the interface that `label_config` makes."""
    found: list[dict[str, Any]] = []
    for mark in graph.marks:
        place = {"start": mark.start, "end": mark.end}
        region = {"id": f"s{mark.id}", "to_name": "text"}
        text = graph.text[mark.start : mark.end]
        found.append(
            {
                **region,
                "from_name": "label",
                "type": "labels",
                "value": {**place, "text": text, "labels": [mark.label]},
            }
        )
        found += [
            {**region, "from_name": name, "type": "textarea", "value": {**place, "text": [said]}}
            for name, said in graph.fields.get(mark.id, {}).items()
            if said
        ]
    return found + [
        {
            "type": "relation",
            "from_id": f"s{link.source}",
            "to_id": f"s{link.target}",
            "direction": "right",
            "labels": [link.kind],
        }
        for link in graph.links
    ]


def _passage(task: dict[str, Any], where: str, default_id: str) -> Passage:
    graph = Graph(task["data"]["text"], header=dict(task["data"].get("header") or {}))
    annotations = [one for one in task.get("annotations", ()) if not one.get("was_cancelled")]
    if annotations:
        chosen = max(
            annotations, key=lambda one: (bool(one.get("ground_truth")), one.get("updated_at") or "")
        )
        graph.header.update(status="gold", **_annotator(chosen.get("completed_by")))
        graph.header.pop("suggestion", None)
    else:
        chosen = next(iter(task.get("predictions", ())), {"result": []})
        graph.header["status"] = "suggested"
    for region in chosen["result"]:
        _add(region, graph, where)
    for said in graph.fields.values():
        if "value" in said:
            said.setdefault("unit", "")  # a field that is left empty is not exported
    fill_figures(graph)
    return make_passage(graph, default_id=default_id)


def _annotator(completed_by: Any) -> dict[str, str]:
    if completed_by is None:
        return {}
    name = (
        completed_by.get("email", completed_by.get("id")) if isinstance(completed_by, dict) else completed_by
    )
    return {"annotator": f"label-studio:{name}"}


def _add(region: dict[str, Any], graph: Graph, where: str) -> None:
    if region["type"] == "relation":
        ends = region["from_id"], region["to_id"]
        source, target = ends if region.get("direction") != "left" else ends[::-1]
        if not region.get("labels"):
            raise BridgeError(
                f"{where}: the relation {source} → {target} has no label; choose one of {', '.join(LINKS)} in Label Studio"
            )
        graph.links += [Link(kind, source, target) for kind in region["labels"] if kind in LINKS]
    elif region["type"] == "labels":
        value = region["value"]
        graph.marks.append(Mark(region["id"], value["labels"][0], value["start"], value["end"]))
        if "text" in value and graph.text[value["start"] : value["end"]] != value["text"]:
            raise BridgeError(f"{where}: region {value['start']}–{value['end']} says {value['text']!r}, the text there reads "
                              f"{graph.text[value['start'] : value['end']]!r}; export the project anew")  # fmt: skip
    elif region["type"] == "textarea" and region["from_name"] in FIELDS:
        graph.fields.setdefault(region["id"], {})[region["from_name"]] = " ".join(
            region["value"]["text"]
        ).strip()
