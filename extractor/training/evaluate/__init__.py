"""Measure a model on annotated passages: everything that users get is what is scored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from extractor.pipeline import Pipeline
from extractor.training.corpus import Passage
from extractor.training.evaluate.calibration import Bin, calibration_error, reliability
from extractor.training.evaluate.judge import Judgement, Scored, judge, score
from extractor.training.evaluate.sight import look
from extractor.training.evaluate.tally import Tally, tally

CALIBRATED = ("QUANTITY", "row")
COUNTED = ("name", "negative", "cell")  # measures of which only the share that is right means something

__all__ = ["Evaluation", "evaluate"]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What one model does on some passages."""

    judgements: tuple[Judgement, ...]
    scored: tuple[Scored, ...]

    def tallies(self) -> dict[str, Tally]:
        """Of all passages together, by measure."""
        return tally(self.judgements)

    def reliability(self, measure: str) -> list[Bin]:
        """The reliability table of one kind of score."""
        return reliability(one for one in self.scored if one.measure == measure)

    def figures(self) -> dict[str, float]:
        """The figures that are kept: F1 (or share) of each measure, precision and recall of rows, calibration errors."""
        tallies = self.tallies()
        found = {
            measure: one.recall if measure in COUNTED else one.f1
            for measure, one in tallies.items()
            if measure != "row"
        }
        if "row" in tallies:
            found |= {"row_precision": tallies["row"].precision, "row_recall": tallies["row"].recall}
        found |= {f"ece_{measure}": calibration_error(self.reliability(measure)) for measure in CALIBRATED}
        return {measure: round(figure, 4) for measure, figure in found.items()}


def evaluate(pipeline: Pipeline, passages: Iterable[Passage]) -> Evaluation:
    """Read every passage as the service would, by the form it was annotated with, and judge it."""
    judgements: list[Judgement] = []
    scored: list[Scored] = []
    for passage in passages:
        extraction = pipeline.extract(
            passage["text"], document_id=passage["id"], form=passage["source"].get("form")
        )
        sight = look(passage, extraction)
        judged = list(judge(sight))
        judgements += judged
        scored += score(sight, judged)
    return Evaluation(tuple(judgements), tuple(scored))
