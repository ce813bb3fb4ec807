"""How unsure the model is of a stretch of text: the number of faults that its own scores let expect there."""

from __future__ import annotations

from collections.abc import Mapping

from extractor.knowledge.characters import fold
from extractor.knowledge.units import load_units
from extractor.knowledge.weights import LinearModel, probability
from extractor.records import Extraction
from extractor.steps.segment import Segmenter, token_bounds
from extractor.steps.tag.features import describe
from extractor.steps.tag.grammar import propose

Doubt = tuple[int, float]  # where, and how likely a fault is


def find_doubts(
    extraction: Extraction, models: Mapping[str, LinearModel], segmenter: Segmenter
) -> list[Doubt]:
    """The doubts of a report: of each numeral whether it is rightly taken or left, of each measurement its score."""
    text = extraction.document.text
    doubts = _tagging(text, token_bounds(segmenter.segment(text)), models["tagger"])
    for measurement in extraction.measurements:
        doubts.append((measurement.quantity.span.start, 1.0 - measurement.score))
    doubts += [(leftover.span.start, 1.0) for leftover in extraction.leftovers]
    return doubts


def _tagging(text: str, bounds: list[int], tagger: LinearModel) -> list[Doubt]:
    """For each trigger of the grammar, how far the likeliest reading is from yes or no."""
    folded = fold(text)
    best: dict[int, Doubt] = {}
    for candidate in propose(text, folded, bounds, load_units()):
        likely = probability(tagger.margin(describe(candidate, text, folded, bounds)))
        if candidate.group not in best or likely > best[candidate.group][1]:
            best[candidate.group] = candidate.start, likely
    return [(start, min(likely, 1.0 - likely)) for start, likely in best.values()]
