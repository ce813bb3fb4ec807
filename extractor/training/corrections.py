"""Make corrections hold: what a person has put right in a real report, the model that learns from it shall read so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from extractor.knowledge.weights import LinearModel
from extractor.pipeline import Pipeline
from extractor.steps.relate.names import likeness
from extractor.training.evaluate import evaluate
from extractor.training.evaluate.judge import ALIKE, Judgement
from extractor.training.examples import form_of
from extractor.training.parts import Learner

ROUNDS, MOST = 4, 400  # how often what does not hold is learned again, and how often a passage may count
PART_OF = {  # which part of the model says it; changes and shares are read by rules
    "QUANTITY": "tagger", "DATE": "tagger", "DOCUMENT_NUMBER": "tagger", "DOCUMENT_TITLE": "tagger",
    "name": "names", "parent": "wholes", "row": "rows",
}  # fmt: skip
MEASURES = (*PART_OF, "figure", "change", "share")

Reader = Callable[[Mapping[str, LinearModel]], Pipeline]


@dataclass(frozen=True, slots=True)
class Held:
    """The models, how many things the corrected passages say, and those that are still read otherwise.

    `hopeless` are those of them that no weights can put right: names of words out of reach, and what rules read.
    """

    models: dict[str, LinearModel]
    said: int
    wrong: tuple[Judgement, ...]
    hopeless: frozenset[Judgement]


def hold(learner: Learner, models: dict[str, LinearModel], read: Reader, told: Callable[[str], None]) -> Held:
    """Learn again the parts that read corrected passages otherwise, which count twice as often each time, until they hold.

    The best of all rounds is kept, the earliest of equals. Without corrected passages the models stay as they are.
    """
    best = latest = _look(learner, models, read)
    for _ in range(ROUNDS):
        again = _raise(learner, latest)
        if not again:
            break
        told(f"corrections {len(latest.wrong)} of {latest.said} are read otherwise; {' '.join(again)} again")
        for part in again:
            models = {**models, part: learner.learn_again(part, models)}
        latest = _look(learner, models, read)
        best = min(best, latest, key=lambda held: len(held.wrong))
    return best


def _look(learner: Learner, models: dict[str, LinearModel], read: Reader) -> Held:
    judged: list[Judgement] = []
    hopeless: set[Judgement] = set()
    pipeline = read(models)
    for one in learner.corrected:
        passage = {**one.passage, "source": {**one.passage["source"], "form": form_of(one.passage)}}
        mine = [each for each in evaluate(pipeline, [passage]).judgements if each.measure in MEASURES]
        reach = learner.names_in_reach(one)
        judged += mine
        hopeless |= {each for each in mine if not each.right and not _is_learnable(each, reach)}
    return Held(models, len(judged), tuple(one for one in judged if not one.right), frozenset(hopeless))


def _is_learnable(wrong: Judgement, reach: Mapping[int, str]) -> bool:
    if wrong.measure == "name":
        return likeness(wrong.want or "", reach.get(wrong.start, "")) >= ALIKE
    return wrong.measure in PART_OF


def _raise(learner: Learner, held: Held) -> list[str]:
    """Let what is wrong count twice as often; the parts in which that changes something, in the order they are learned."""
    raised = {(PART_OF[one.measure], one.passage) for one in held.wrong if one not in held.hopeless}
    raised = {(part, name) for part, name in raised if learner.times[part][name] * 2 <= MOST}
    for part, name in raised:
        learner.times[part][name] *= 2
    return [part for part in learner.times if any(part == other for other, _ in raised)]
