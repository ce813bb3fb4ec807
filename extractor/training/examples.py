"""Turn annotated passages into training examples for each of the linear models."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from extractor.knowledge.characters import fold
from extractor.knowledge.forms import Form
from extractor.knowledge.units import Units, load_units
from extractor.knowledge.weights import LinearModel
from extractor.knowledge.wording import load_wording
from extractor.records import Measurement, Quantity, Span
from extractor.steps.align import OTHER_COLUMN, candidate_cells
from extractor.steps.align.features import describe_cell
from extractor.steps.align.figures import CellCandidate, may_have_row, view
from extractor.steps.align.phrases import Phrases
from extractor.steps.quantify import quantify
from extractor.steps.relate import rank_names
from extractor.steps.relate.names import (
    NameCandidate,
    Wording,
    compositions,
    describe_composition,
    describe_names,
    propose_names,
    word,
)
from extractor.steps.relate.pairs import Level
from extractor.steps.relate.roles import read_roles
from extractor.steps.relate.scene import Mention, mentions
from extractor.steps.relate.wholes import choose, closing_sums, describe_wholes
from extractor.steps.segment import Segmenter, token_bounds
from extractor.steps.tag.features import describe
from extractor.steps.tag.grammar import propose
from extractor.training.corpus import Passage

Example = tuple[list[str], bool]


@dataclass(frozen=True, slots=True)
class Gold:
    """One passage with its gold quantities as the steps see them."""

    passage: Passage
    text: str
    folded: str
    bounds: list[int]
    quantities: tuple[Quantity, ...]
    ids: tuple[int, ...]  # of the spans of `quantities`

    def measurement(self, place: int) -> dict[str, Any] | None:
        """Gold measurement of the quantity at `place`."""
        wanted = self.ids[place]
        return next((m for m in self.passage["measurements"] if m["quantity"] == wanted), None)

    def span(self, number: int | None) -> dict[str, Any] | None:
        """Gold span of that id."""
        return next((span for span in self.passage["spans"] if span["id"] == number), None)


def read_gold(passage: Passage, segmenter: Segmenter) -> Gold:
    """Segment one passage and read its quantities."""
    text = passage["text"]
    spans = sorted((s for s in passage["spans"] if s["label"] == "QUANTITY"), key=lambda s: int(s["start"]))
    units, words = load_units(), load_wording()
    quantities = tuple(
        quantify(text, Span("QUANTITY", s["start"], s["end"], s["text"], 1.0), units, words) for s in spans
    )
    return Gold(passage, text, fold(text), token_bounds(segmenter.segment(text)), quantities, tuple(s["id"] for s in spans))


def tagger_examples(gold: Gold, units: Units) -> Iterator[Example]:
    """Every candidate of the grammar, yes where the annotation has just that span and label.

    In a whole report only candidates of the prose count, which is the text before the printed table.
    """
    limit = prose_end(gold.passage)
    labels = {(s["start"], s["end"]): s["label"] for s in gold.passage["spans"] if s["label"] != "INDICATOR"}
    folded = gold.folded
    for candidate in propose(gold.text, folded, gold.bounds, units):
        if candidate.end <= limit:
            right = labels.get((candidate.start, candidate.end)) == candidate.label
            yield describe(candidate, gold.text, folded, gold.bounds), right


def prose_end(passage: Passage) -> int:
    """Where the prose that was annotated ends: behind the last gold span of a report with a table."""
    if not passage["cells"]:
        return len(passage["text"])
    return max((int(span["end"]) for span in passage["spans"]), default=0) + 1


def name_examples(gold: Gold) -> Iterator[Example]:
    """Candidates for the name of each measured figure, yes for the annotated one."""
    for mention, candidates, right in _named(gold):
        if right is not None:
            described = describe_names(candidates, mention, gold.folded, gold.bounds)
            for candidate, features in zip(candidates, described, strict=True):
                yield features, candidate == right


def _named(gold: Gold) -> Iterator[tuple[Mention, list[NameCandidate], NameCandidate | None]]:
    found = mentions(gold.folded, gold.quantities)
    for place, mention in enumerate(found):
        measurement = gold.measurement(place)
        if measurement is None or measurement.get("share") is not None:
            continue
        next_left = found[place + 1].left if place + 1 < len(found) else len(gold.text)
        candidates = propose_names(mention, gold.folded, gold.bounds, next_left)
        span = gold.span(measurement.get("indicator_span"))
        yield mention, candidates, candidates[-1] if span is None else _nearest(candidates, span)


def _nearest(candidates: Sequence[NameCandidate], span: dict[str, Any]) -> NameCandidate | None:
    """The candidate that shares most with the annotated words; None where none shares two thirds."""
    best, top = None, 0.66
    for candidate in candidates[:-1]:
        common = min(candidate.end, span["end"]) - max(candidate.start, span["start"])
        share = 2 * common / (candidate.end - candidate.start + span["end"] - span["start"])
        if share > top:
            best, top = candidate, share
    return best


def composition_examples(gold: Gold, names: LinearModel) -> Iterator[Example]:
    """Ways to word each readable name, yes for the one most like the gold name; `names` ranks the words."""
    worded: dict[int, str] = {}
    before, sentence = "", -1
    found = mentions(gold.folded, gold.quantities)
    for place, mention in enumerate(found):
        measurement = gold.measurement(place)
        if measurement is None or measurement.get("share") is not None:
            continue
        if mention.sentence != sentence:
            before, sentence = "", mention.sentence
        next_left = found[place + 1].left if place + 1 < len(found) else len(gold.text)
        ranked = rank_names(names, mention, gold.folded, gold.bounds, next_left)
        words = word(ranked, mention, gold.text, gold.bounds, next_left=next_left, before=before, whole=worded.get(measurement["of"], ""))
        yield from _judge(words, measurement["indicator"], mention.quantity)
        worded[gold.ids[place]] = before = measurement["indicator"]


def _judge(words: Wording, gold_name: str, quantity: Quantity) -> Iterator[Example]:
    options = compositions(words)
    scores = [likeness(gold_name, name) for _, name in options]
    if len(options) > 1 and max(scores) > 0.3:
        for (way, name), score in zip(options, scores, strict=True):
            yield describe_composition(way, name, words, quantity), score >= max(0.5, 0.85 * max(scores)) or score == max(scores)


def likeness(gold: str, found: str) -> float:
    """F1 of the character bigrams of two names.

    >>> likeness("收到申请", "收到申请") , round(likeness("新收申请", "收到申请"), 2)
    (1.0, 0.33)
    """
    first, second = _bigrams(gold), _bigrams(found)
    common = sum((first & second).values())
    return 2 * common / (sum(first.values()) + sum(second.values())) if common else 0.0


def _bigrams(name: str) -> Counter[str]:
    name = "".join(filter(str.isalnum, name))
    return Counter(name[i : i + 2] for i in range(len(name) - 1)) or Counter([name])


def whole_examples(gold: Gold, model: LinearModel | None = None) -> Iterator[Example]:
    """Pairs of levels, yes where the annotation says that one is a part of the other.

    The levels before each one have their gold wholes, or those that `model` gives them, as they will in serving.
    """
    levels = gold_levels(gold)
    wanted = [level.of for level in levels]
    sums = closing_sums(levels)
    for place, level in enumerate(levels):
        described = describe_wholes(levels, place, gold.folded, sums)
        for whole, features in described:
            yield features, wanted[place] == whole
        if model is not None:
            level.of = choose(described, model)


def gold_levels(gold: Gold) -> list[Level]:
    """The levels of a passage with their gold wholes."""
    found = mentions(gold.folded, gold.quantities)
    roles = read_roles(found, gold.folded)
    levels: list[Level] = []
    places: dict[int, int] = {}
    for place, mention in enumerate(found):
        measurement = gold.measurement(place)
        if measurement is None or roles[place].name not in ("level", "average"):
            continue
        if mention.quantity.kind in ("percent", "rank", "duration", "fraction"):
            continue
        behind = found[place + 1].quantity.value if place + 1 < len(found) and roles[place + 1].name == "share" else None
        span = gold.span(measurement.get("indicator_span"))
        places[gold.ids[place]] = len(levels)
        levels.append(Level(mention, span["text"] if span else measurement["indicator"], behind, places.get(measurement["of"])))
    return levels


def row_examples(gold: Gold, measurements: Sequence[Measurement], form: Form, phrases: Phrases) -> Iterator[Example]:
    """(figure, cell) pairs of the passage's measurements, yes for the annotated cell.

    `measurements` are those that the relator reads from the gold quantities; wholes are placed by gold.
    """
    starts = {span["id"]: span["start"] for span in gold.passage["spans"]}
    wanted = {starts[m["quantity"]]: (m["row"], m["column"]) for m in gold.passage["measurements"]}
    places = {row.id: place for place, row in enumerate(phrases.rows)}
    cells: dict[int, CellCandidate] = {}
    before: CellCandidate | None = None
    for measurement in measurements:
        start = measurement.quantity.span.start
        if start not in wanted or not may_have_row(measurement):
            continue
        row, column = wanted[start]
        right = None
        if row in places:
            named = form.rows[row].columns
            right = (places[row], (column or next((c for c in OTHER_COLUMN if c in named), named[0])) if named else None)
        figure = view(gold.text, measurement)
        whole = cells.get(measurement.of) if measurement.of is not None else None
        found = None
        for cell, recall in candidate_cells(figure, phrases, whole, before):
            hit = (cell.row, cell.column) == right
            found = cell if hit else found
            yield describe_cell(figure, cell, recall, phrases, whole, before), hit
        if found is not None:
            before = cells[measurement.id] = found
