"""Hold what the product reads in a passage against its annotation: one judgement for each thing that is or should be said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from extractor.knowledge.characters import fold
from extractor.records import Extraction, Span
from extractor.steps.relate.names import likeness
from extractor.training.evaluate.sight import Sight, labelled

ALIKE = 0.5  # bigram F1 from which a name says the same
TOTAL = (None, "total")  # columns of a figure that no column is said of
NUMERAL = re.compile(r"[0-9]+(?:[.,][0-9]+)*|[〇零一二两三四五六七八九十百千万亿]+")


class Judgement(NamedTuple):
    """One thing: what the annotation wants (None: nothing), what was read (None: nothing), whether that is right.

    `start` is where it stands in the passage; with `measure` and `want` it names the thing for every model alike.
    """

    measure: str
    passage: str
    start: int
    want: str | None
    got: str | None
    right: bool


class Scored(NamedTuple):
    """A score that the product gave, and whether what it stands for was right."""

    measure: str
    score: float
    right: bool


def judge(sight: Sight) -> Iterator[Judgement]:
    """Every judgement of one passage."""
    yield from _spans(sight)
    yield from _figures(sight)
    yield from _negatives(sight)
    for gold in sight.passage["measurements"]:
        yield from _measurement(sight, gold)
    yield from _unwanted_rows(sight)
    yield from _changes(sight)
    yield from _cells(sight)


def score(sight: Sight, judgements: Iterable[Judgement]) -> Iterator[Scored]:
    """The scores of quantities and of rows: right where the span, and where the cell, is the annotated one."""
    right = {(one.measure, one.start): one.right for one in judgements if one.got is not None}
    for quantity in sight.extraction.quantities:
        if quantity.span.start < sight.limit:
            yield Scored("QUANTITY", quantity.span.score, right.get(("QUANTITY", quantity.span.start), False))
    for measurement in sight.extraction.measurements:
        start = measurement.quantity.span.start
        if measurement.row is not None and start < sight.limit:
            yield Scored("row", measurement.score, right.get(("row", start), False))


def _spans(sight: Sight) -> Iterator[Judgement]:
    """Spans of every label; right are those with label and both borders."""
    gold = {(span["label"], span["start"], span["end"]): span["text"] for span in sight.passage["spans"]}
    found = {
        (one.label, one.start, one.end): one.text
        for one in _found_spans(sight.extraction)
        if one.start < sight.limit
    }
    for key in sorted(gold.keys() | found.keys(), key=lambda key: (key[1], key[2], key[0])):
        yield Judgement(
            key[0], sight.passage["id"], key[1], gold.get(key), found.get(key), key in gold and key in found
        )


def _found_spans(extraction: Extraction) -> Iterator[Span]:
    for entities in (
        extraction.quantities,
        extraction.dates,
        extraction.document_numbers,
        extraction.document_titles,
    ):
        yield from (entity.span for entity in entities)
    yield from (one.indicator_span for one in extraction.measurements if one.indicator_span is not None)


def _figures(sight: Sight) -> Iterator[Judgement]:
    """Value with unit, and with modifier too, of the pairs; figures without a pair are missed or too many."""
    name = sight.passage["id"]
    for span in labelled(sight.passage, "QUANTITY"):
        quantity = sight.pairs.get(span["id"])
        want = _say(_decimal(span.get("value")), span.get("unit") or "")
        got = _say(quantity.value, quantity.unit) if quantity is not None else None
        yield Judgement("figure", name, span["start"], want, got, want == got)
        modifier = span.get("modifier") or "exact"
        hedged = f"{got} {quantity.modifier}" if quantity is not None else None
        yield Judgement(
            "modifier", name, span["start"], f"{want} {modifier}", hedged, hedged == f"{want} {modifier}"
        )
    paired = {quantity.span.start for quantity in sight.pairs.values()}
    for quantity in sight.extraction.quantities:
        if quantity.span.start < sight.limit and quantity.span.start not in paired:
            got = _say(quantity.value, quantity.unit)
            yield Judgement("figure", name, quantity.span.start, None, got, False)


def _negatives(sight: Sight) -> Iterator[Judgement]:
    """Numerals that are no quantity: right where none was read over them."""
    gold = [(span["start"], span["end"]) for span in labelled(sight.passage, "QUANTITY")]
    found = [(quantity.span.start, quantity.span.end) for quantity in sight.extraction.quantities]
    text = sight.passage["text"]
    for match in NUMERAL.finditer(fold(text), 0, min(sight.limit, len(text))):
        if not any(start < match.end() and match.start() < end for start, end in gold):
            over = next(
                (text[start:end] for start, end in found if start < match.end() and match.start() < end), None
            )
            yield Judgement(
                "negative",
                sight.passage["id"],
                match.start(),
                f"非数量 {match[0]}",
                over or match[0],
                over is None,
            )


def _measurement(sight: Sight, gold: Mapping[str, Any]) -> Iterator[Judgement]:
    """Name, whole, share and cell of one annotated measurement."""
    start, found = sight.spans[gold["quantity"]]["start"], sight.found(gold["quantity"])
    name = found.indicator if found is not None else None
    yield Judgement(
        "name",
        sight.passage["id"],
        start,
        gold["indicator"],
        name,
        name is not None and likeness(gold["indicator"], name) >= ALIKE,
    )
    yield from _link(sight, "parent", gold, found.of if found is not None else None)
    yield from _link(sight, "share", gold, found.share if found is not None else None)
    want = _cell(gold["row"], gold["column"]) if gold["row"] is not None else None
    got = _cell(found.row, found.column) if found is not None and found.row is not None else None
    if want is not None or got is not None:
        right = (
            found is not None
            and found.row == gold["row"]
            and (gold["column"] in TOTAL or found.column == gold["column"])
        )
        yield Judgement("row", sight.passage["id"], start, want, got, right and want is not None)


def _link(sight: Sight, measure: str, gold: Mapping[str, Any], target: int | None) -> Iterator[Judgement]:
    wanted = gold["of" if measure == "parent" else "share"]
    found = sight.extraction.measurements[target].quantity if target is not None else None
    if wanted is not None or found is not None:
        want = sight.spans[wanted]["text"] if wanted is not None else None
        got = found.span.text if found is not None else None
        right = found is not None and sight.pairs.get(wanted) is found
        yield Judgement(
            measure, sight.passage["id"], sight.spans[gold["quantity"]]["start"], want, got, right
        )


def _unwanted_rows(sight: Sight) -> Iterator[Judgement]:
    """Rows of figures that the annotation does not have, or measures nothing with."""
    wanted = {
        sight.pairs[one["quantity"]].span.start
        for one in sight.passage["measurements"]
        if one["quantity"] in sight.pairs
    }
    for measurement in sight.extraction.measurements:
        start = measurement.quantity.span.start
        if measurement.row is not None and start < sight.limit and start not in wanted:
            yield Judgement(
                "row", sight.passage["id"], start, None, _cell(measurement.row, measurement.column), False
            )


def _changes(sight: Sight) -> Iterator[Judgement]:
    """Directions of changes, by what changed and the figure of the change.

    Where no level is said, it counts when the figure has its direction at all.
    """
    told = {
        (measurement.quantity.span.start, change.quantity.span.start): change.direction
        for measurement in sight.extraction.measurements
        for change in measurement.changes
        if change.quantity.span.start < sight.limit
    }
    by_figure = {figure: (level, direction) for (level, figure), direction in told.items()}
    used = set()
    for gold in sight.passage["measurements"]:
        for change in gold["changes"]:
            level, figure = (sight.pairs.get(one) for one in (gold["quantity"], change["quantity"]))
            key = (level.span.start, figure.span.start) if level is not None and figure is not None else None
            if (
                gold["quantity"] == change["quantity"]
                and figure is not None
                and figure.span.start in by_figure
            ):
                key = (by_figure[figure.span.start][0], figure.span.start)
            direction = told.get(key) if key is not None else None
            used.add(key)
            start = sight.spans[change["quantity"]]["start"]
            yield Judgement(
                "change",
                sight.passage["id"],
                start,
                change["direction"],
                direction,
                direction == change["direction"],
            )
    for key, direction in told.items():
        if key not in used:
            yield Judgement("change", sight.passage["id"], key[1], None, direction, False)


def _cells(sight: Sight) -> Iterator[Judgement]:
    """Cells of the printed table."""
    table = sight.extraction.table
    found = {(one.row, one.column): one for one in table.observations} if table is not None else {}
    for place, cell in enumerate(sight.passage["cells"]):
        one = found.get((cell["row"], cell["column"]))
        want = cell["value"] if cell["state"] == "printed" else cell["state"]
        got = (
            None
            if one is None
            else f"{one.value:f}"
            if one.state == "printed" and one.value is not None
            else one.state
        )
        right = got is not None and (
            _decimal(got) == _decimal(want) if cell["state"] == "printed" else got == want
        )
        yield Judgement(
            "cell", sight.passage["id"], place, f"{_cell(cell['row'], cell['column'])} {want}", got, right
        )


def _cell(row: str | None, column: str | None) -> str:
    return f"{row}[{column}]" if column is not None else str(row)


def _say(value: Decimal | None, unit: str) -> str:
    """The figure as it is compared; a fraction that no decimal ends (三分之一) to four places."""
    return f"{round(value, 4).normalize():f} {unit}".strip() if value is not None else f"? {unit}".strip()


def _decimal(written: str | None) -> Decimal | None:
    try:
        return Decimal(written) if written is not None else None
    except ArithmeticError:
        return None
