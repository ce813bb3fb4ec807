"""Two evaluations side by side as plain values: each figure before and after, what was gained and lost; the page draws them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from extractor.commands.evaluation import NAMES, telling_changes
from extractor.commands.output import replacing
from extractor.knowledge.forms import form_names, load_form
from extractor.output.layout import column_label
from extractor.training.corpus import Passage
from extractor.training.evaluate import Evaluation
from extractor.training.evaluate.compare import Change, Comparison, compare
from extractor.training.evaluate.corrections import list_corrections
from extractor.training.evaluate.measure import Split

_AROUND = 12  # characters of the passage that are shown on each side
_COUNTED_WITH = {"row_precision": "row", "row_recall": "row"}  # figures of one measure


class Side(NamedTuple):
    """A version with what it reaches on a split, and on what people have corrected."""

    version: str
    evaluation: Evaluation
    corrected: Evaluation


class Asked(NamedTuple):
    """What both sides were measured on, and how many examples of what was gained and lost are wanted."""

    split: Split
    corrected: Sequence[Passage]
    examples: int


def write_verdict(before: Side, after: Side, asked: Asked, path: Path) -> None:
    """Write as JSON: both versions, each figure of both with how many were gained and lost, examples of either, and every correction."""
    split, corrected, examples = asked
    changes = compare(before.evaluation.judgements, after.evaluation.judgements)
    gained, lost = telling_changes(changes)
    passages = {passage["id"]: passage for passage in split.passages}
    values = {
        "before": before.version, "after": after.version, "passages": len(split.passages),
        "figures": _figures(before.evaluation.figures(), after.evaluation.figures(), changes),
        "gained": [_example(one, passages) for one in gained[:examples]], "lost": [_example(one, passages) for one in lost[:examples]],
        "corrected": len(corrected), "corrections": _corrections(before.corrected, after.corrected, corrected),
    }  # fmt: skip
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as file:
        file.write(json.dumps(values, ensure_ascii=False).encode())


def _corrections(before: Evaluation, after: Evaluation, passages: Sequence[Passage]) -> list[dict[str, Any]]:
    by_id = {passage["id"]: passage for passage in passages}
    return [
        {**_reading(one.measure, by_id[one.passage], one.start, (one.want, one.before, one.after)), "holds": one.holds}
        for one in list_corrections(before.judgements, after.judgements)
    ]


def _figures(before: Mapping[str, float], after: Mapping[str, float], changes: Sequence[Comparison]) -> list[dict[str, Any]]:
    changed = {one.measure: one for one in changes}
    return [
        {
            "measure": measure, "name": NAMES.get(measure, measure), "before": before[measure], "after": after[measure],
            **_counts(changed.get(_COUNTED_WITH.get(measure, measure))),
        }
        for measure in after
        if measure in before and not measure.startswith("ece_")
    ]  # fmt: skip


def _counts(change: Comparison | None) -> dict[str, Any]:
    if change is None:
        return {"gained": 0, "lost": 0, "p": 1.0}
    return {"gained": len(change.gained), "lost": len(change.lost), "p": change.p}


def _example(change: Change, passages: Mapping[str, Passage]) -> dict[str, Any]:
    before, after = change
    return _reading(after.measure, passages[after.passage], after.start, (after.want, before.got, after.got))


def _reading(measure: str, passage: Passage, start: int, said: Sequence[str | None]) -> dict[str, Any]:
    """What is wanted at one place, and how both versions read it, as people name it."""
    text = passage["text"][max(0, start - _AROUND) : start + _AROUND] if measure != "cell" else ""
    form = passage["source"].get("form")
    want, before, after = (_name_cell(one, form) if measure == "row" and one is not None else one for one in said)
    return {
        "passage": passage["id"], "measure": measure, "name": NAMES.get(measure, measure), "text": text,
        "want": want, "before": before, "after": after,
    }  # fmt: skip


def _name_cell(code: str, form: str | None) -> str:
    """A cell by the names of its row and column: requests.received[total] → 本年新收政府信息公开申请数量·总计."""
    known = load_form(form) if form in form_names() else None
    row, _, column = code.removesuffix("]").partition("[")
    if known is None or row not in known.rows:
        return code
    name = known.rows[row].name
    return f"{name}·{column_label(known.columns[column])}" if column in known.columns else name
