"""Turn annotated passages into training examples for each of the linear models."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from extractor.knowledge.characters import fold
from extractor.knowledge.forms import Form, form_names, form_of_year, load_form
from extractor.knowledge.units import Units, load_units
from extractor.knowledge.weights import AspectWeights
from extractor.knowledge.wording import load_wording
from extractor.records import Identity, Measurement, Quantity, Span
from extractor.steps.align import OTHER_COLUMN, candidate_cells
from extractor.steps.align.features import describe_cell
from extractor.steps.align.figures import CellCandidate, Prose, may_have_row, view
from extractor.steps.align.phrases import Phrases, index_phrases
from extractor.steps.quantify import quantify
from extractor.steps.relate import Relator, collect_levels
from extractor.steps.relate.drafts import draft_all
from extractor.steps.relate.name_features import Figure, chain, describe_names
from extractor.steps.relate.names import Namer, NameWalk
from extractor.steps.relate.pairs import Level
from extractor.steps.relate.pieces import Piece
from extractor.steps.relate.scene import Mention, mentions
from extractor.steps.relate.wholes import choose, closing_sums, describe_wholes
from extractor.steps.segment import Segmenter, token_bounds
from extractor.steps.tag.features import describe
from extractor.steps.tag.grammar import propose
from extractor.training.alignment import align_name
from extractor.training.corpus import Passage, is_of_report

NOBODY = Identity(None, None, None, None, None, None)

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


def name_examples(gold: Gold, segmenter: Segmenter, earlier: Namer | None = None) -> Iterator[Example]:
    """Every word that may name a measured figure, yes where the gold name keeps it.

    The figures before each one have their gold names, or those that `earlier` gives them, as they will in serving. A figure
    whose gold name has no word in reach teaches nothing.
    """
    for _, figure, pieces, name in _named(gold, segmenter, earlier):
        kept = align_name(name, [piece for piece in pieces if not piece.closed])
        if any(kept):
            for one, before, keep in zip(describe_names(figure, pieces), [False, *kept], kept, strict=False):
                yield [*one.own, *one.chained, *(chain(feature, kept=before) for feature in one.chained)], keep


def names_in_reach(gold: Gold, segmenter: Segmenter) -> dict[int, str]:
    """By where its figure starts, as much of a gold name as words in reach of the figure say; a share has no name of its own."""
    found = {}
    for mention, _, pieces, name in _named(gold, segmenter):
        words = [piece for piece in pieces if not piece.closed]
        kept = zip(words, align_name(name, words), strict=True)
        found[mention.quantity.span.start] = "".join(piece.token for piece, keep in kept if keep)
    return found


def _named(gold: Gold, segmenter: Segmenter, earlier: Namer | None = None) -> Iterator[tuple[Mention, Figure, list[Piece], str]]:
    """Each measured figure with what its words see of it, the pieces that may name it, and its gold name."""
    found = mentions(gold.folded, gold.quantities)
    drafts = draft_all(found, gold.folded)
    walk = NameWalk(gold.folded, gold.bounds, found)
    names: dict[int, tuple[str, ...]] = {}
    for place, (mention, draft) in enumerate(zip(found, drafts, strict=True)):
        measurement = gold.measurement(place)
        if measurement is None:
            continue
        walk.enter(mention)
        if not draft.names_itself:
            continue
        view = walk.look(mention, draft.role.name, names.get(measurement["of"], ()))
        yield mention, view.figure, view.pieces, measurement["indicator"]
        if earlier is None:
            tokens: tuple[str, ...] | None = tuple(segmenter.segment(fold(measurement["indicator"])))
        else:
            name = earlier.choose(*view)
            tokens = name.tokens if name is not None else None
        names[gold.ids[place]] = walk.hear(draft.role.name, tokens)


def whole_examples(gold: Gold, earlier: AspectWeights | None = None) -> Iterator[Example]:
    """Pairs of levels, yes where the annotation says that one is a part of the other.

    The levels before each one have their gold wholes, or those that `earlier` gives them, as they will in serving.
    """
    levels = gold_levels(gold)
    wanted = [level.of for level in levels]
    sums = closing_sums(levels)
    for place, level in enumerate(levels):
        described = describe_wholes(levels, place, gold.folded, sums)
        for whole, pair in described:
            yield pair.features, wanted[place] == whole
        if earlier is not None:
            level.of = choose(described, earlier)


def gold_levels(gold: Gold) -> list[Level]:
    """The levels of a passage with their gold wholes."""
    drafts = draft_all(mentions(gold.folded, gold.quantities), gold.folded)
    measured = [draft for place, draft in enumerate(drafts) if gold.measurement(place) is not None]
    levels = collect_levels(measured)
    places = {gold.ids[draft.mention.index]: draft.level for draft in measured if draft.level >= 0}
    for draft in measured:
        measurement = gold.measurement(draft.mention.index)
        if draft.level >= 0 and measurement is not None:
            levels[draft.level].of = places.get(measurement["of"])
    return levels


def read_rows(gold: Gold, relator: Relator) -> Iterator[Example]:
    """(figure, cell) pairs of a passage whose form is known, with measurements as the relator reads them from the gold quantities."""
    name = form_of(gold.passage)
    if name in form_names():
        measurements = relator.relate(gold.text, gold.bounds, gold.quantities, (), NOBODY)
        yield from row_examples(gold, measurements, *_form(name))


def form_of(passage: Passage) -> str | None:
    """The form whose rows the passage is read by: the one it says; for a passage of a real report else the one of its year."""
    source, said = passage["source"], passage["source"].get("form")
    if said is not None or not is_of_report(passage):
        return str(said) if said is not None else None
    form = form_of_year(int(source["year"]) if source.get("year") is not None else None)
    return form.name if form is not None else None


@cache
def _form(name: str) -> tuple[Form, Phrases]:
    return load_form(name), index_phrases(load_form(name))


def row_examples(gold: Gold, measurements: Sequence[Measurement], form: Form, phrases: Phrases) -> Iterator[Example]:
    """(figure, cell) pairs of the passage's measurements, yes for the annotated cell.

    `measurements` are those that the relator reads from the gold quantities; wholes are placed by gold.
    """
    starts = {span["id"]: span["start"] for span in gold.passage["spans"]}
    wanted = {starts[m["quantity"]]: (m["row"], m["column"]) for m in gold.passage["measurements"]}
    places = {row.id: place for place, row in enumerate(phrases.rows)}
    prose = Prose.of(gold.text, phrases)
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
        figure = view(prose, measurement)
        whole = cells.get(measurement.of) if measurement.of is not None else None
        found = None
        for cell, recall in candidate_cells(figure, phrases, whole, before):
            hit = (cell.row, cell.column) == right
            found = cell if hit else found
            yield describe_cell(figure, cell, recall, phrases, whole, before), hit
        if found is not None:
            before = cells[measurement.id] = found
