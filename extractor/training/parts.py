"""Learn the parts of a model – tagger, names, wholes, rows – from gold passages, some of which count more than once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from extractor.knowledge.units import load_units
from extractor.knowledge.weights import AspectWeights, LinearModel
from extractor.steps.relate import Relator
from extractor.steps.relate.names import Namer
from extractor.steps.segment import Segmenter
from extractor.training.augment import vary
from extractor.training.corpus import is_of_report
from extractor.training.examples import (
    Example,
    Gold,
    name_examples,
    names_in_reach,
    read_gold,
    read_rows,
    tagger_examples,
    whole_examples,
)
from extractor.training.learn import Fitting, fit

FOLDS = 3
OFTEN = 20  # how often a passage of a real report counts: a person corrects a few, thousands were written
STEPS = 4 + 2 * FOLDS  # how often `told` hears of `learn`
CONFIG = {  # chosen by held-out F1; see the model card
    "tagger": Fitting(1.0, 2),
    "names": Fitting(0.5, 3, 0.15),
    "wholes": Fitting(0.3, 3),
    "rows": Fitting(0.3, 2),
}

Weighed = tuple[int, Example]  # how often it counts


class Chain(NamedTuple):
    """A part whose answers build on those before them: what finds its examples, and what a model of it answers with."""

    find: Callable[..., Iterable[Example]]
    load: Callable[[LinearModel], Any]

    def behind(self, model: LinearModel) -> Callable[[Gold], Iterable[Example]]:
        """What finds examples behind that model's answers."""
        return partial(self.find, earlier=self.load(model))


class Learner:
    """Makes the linear models of one corpus; `times` says how often each corrected passage counts, by part and by id.

    Models that build on what another one says (the rows on the names) learn from what it says of passages that it has
    not seen, as it will be in serving; `folds` are what says so.
    """

    def __init__(self, gold: Sequence[Gold], cutter: Segmenter, *, seed: int = 0, told: Callable[[str], None] = lambda _: None) -> None:
        """`told` hears of every model before it is fitted."""
        self.gold, self.corrected = gold, [one for one in gold if is_of_report(one.passage)]
        self.times: dict[str, dict[str, int]] = {part: {one.passage["id"]: OFTEN for one in self.corrected} for part in CONFIG}
        self._cutter, self._seed, self._told = cutter, seed, told
        self._folds: dict[str, list[LinearModel]] = {}  # the names and wholes that the other passages teach
        self._chains = {
            "names": Chain(partial(name_examples, segmenter=cutter), Namer),
            "wholes": Chain(whole_examples, AspectWeights),
        }

    def learn(self) -> dict[str, LinearModel]:
        """Every model by name."""
        models = {"tagger": self._tagger()}
        for part, chain in self._chains.items():
            self._folds[part] = [self._make(part, self._weigh(part, others, chain.find)) for _, others in self._parted()]
            models[part] = self._chained(part, [])
        models["rows"] = self._rows(models, [])
        return models

    def learn_again(self, part: str, models: Mapping[str, LinearModel]) -> LinearModel:
        """One of the models, after `times` has changed; corrected passages also as `models` read them, which is what will be served."""
        if part == "tagger":
            return self._tagger()
        if part in self._chains:
            find = self._chains[part].behind(models[part])
            return self._chained(part, self._weigh(part, self.corrected, find))
        return self._rows(models, self._weigh("rows", self.corrected, partial(read_rows, relator=Relator(models))))

    def names_in_reach(self, one: Gold) -> dict[int, str]:
        """As much of each gold name as can be learned, by where its figure starts."""
        return names_in_reach(one, self._cutter)

    def _tagger(self) -> LinearModel:
        units = load_units()
        find = partial(tagger_examples, units=units)
        copies = (read_gold(vary(one.passage, units, self._seed), self._cutter) for one in self.gold if not one.passage["cells"])
        return self._make("tagger", [*self._weigh("tagger", self.gold, find), *((1, example) for copy in copies for example in find(copy))])

    def _chained(self, part: str, more: Iterable[Weighed]) -> LinearModel:
        """Of answers that build on those before them: behind gold answers and behind those that a model of the other passages gives."""
        weighed: list[Weighed] = []
        chain = self._chains[part]
        for (passages, _), first in zip(self._parted(), self._folds[part], strict=True):
            for find in (chain.find, chain.behind(first)):
                weighed += self._weigh(part, passages, find)
        return self._make(part, [*weighed, *more])

    def _rows(self, models: Mapping[str, LinearModel], more: Iterable[Weighed]) -> LinearModel:
        """From figures as a model of the other passages names them and as that of all does: one view alone decides by chance."""
        weighed: list[Weighed] = []
        for (part, _), first in zip(self._parted(), self._folds["names"], strict=True):
            for names in (first, models["names"]):
                weighed += self._weigh("rows", part, partial(read_rows, relator=Relator({**models, "names": names})))
        return self._make("rows", [*weighed, *more])

    def _weigh(self, part: str, gold: Iterable[Gold], find: Callable[[Gold], Iterable[Example]]) -> Iterator[Weighed]:
        """The examples that are found in the passages, with how often each counts."""
        for one in gold:
            times = self.times[part].get(one.passage["id"], 1)
            for example in find(one):
                yield times, example

    def _make(self, part: str, weighed: Iterable[Weighed]) -> LinearModel:
        times, examples = zip(*weighed, strict=True)
        self._told(f"{part} is learned from {len(examples)} examples")
        return fit(examples, CONFIG[part], seed=self._seed, times=times if max(times) > 1 else None)

    def _parted(self) -> Iterator[tuple[list[Gold], list[Gold]]]:
        """(part, all others) for each of the folds."""
        for fold in range(FOLDS):
            yield [one for place, one in enumerate(self.gold) if place % FOLDS == fold], [
                one for place, one in enumerate(self.gold) if place % FOLDS != fold
            ]
