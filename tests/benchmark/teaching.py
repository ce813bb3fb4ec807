"""What annotating teaches: passages of one construction, and passages in the order of `extractor suggest`.

    python -m tests.benchmark.teaching constructions published_regulations other_carriers    # a training each, and one more
    python -m tests.benchmark.teaching order [FOLDER]      # six minutes of processor time; FOLDER gets learning.svg

`constructions` trains with all of annotations/train, and without the passages that are tagged with one construction; held-out
passages of that construction, and all others, are measured before and after.

`order`: the rest is what people meet: whole reports of annotations/train cut as `extractor suggest` cuts them, and its single
passages. A model learns from a few; then, again and again, more are taken – by chance, or those that teach the model of
the moment most – and held-out is measured.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from extractor.knowledge.models import load_model
from extractor.pipeline import Pipeline
from extractor.reading import read
from extractor.steps.segment import load_segmenter
from extractor.training.bridges.graph import Graph, make_graph, make_passage
from extractor.training.corpus import Passage, load_passages, write_passages
from extractor.training.evaluate import evaluate
from extractor.training.evaluate.judge import Judgement
from extractor.training.evaluate.tally import Tally, tally
from extractor.training.examples import prose_end
from extractor.training.suggest.doubts import find_doubts
from extractor.training.suggest.lessons import Lessons
from extractor.training.suggest.order import Candidate, order
from extractor.training.suggest.passages import cut
from extractor.training.suggest.prelabel import prelabel
from extractor.training.train import train

ANNOTATIONS = Path(__file__).parents[2] / "annotations"
POOL = 1_200  # passages that are met, so that asking a model of all of them stays cheap
SIZES = (40, 56, 80, 112)
SEEDS = (1, 2)
COUNTED = ("figure", "name", "parent", "change", "row")
SAMPLES = 2_000  # of a bootstrap
Chooser = Callable[[Pipeline, list[Passage], list[Passage], int], list[Passage]]


def pool() -> list[Passage]:
    """What may be annotated: every passage of annotations/train, its reports cut into passages."""
    found: list[Passage] = []
    for passage in load_passages(ANNOTATIONS / "train"):
        found += cut_gold(passage) if passage["cells"] else [passage]
    return found


def cut_gold(report: Passage) -> list[Passage]:
    """The passages of an annotated report with the labels and links that lie inside each."""
    whole = make_graph(report)
    found = []
    for start, end in cut(read(report["text"], document_id="report")):
        if end > prose_end(report):
            continue
        marks = [m._replace(start=m.start - start, end=m.end - start) for m in whole.marks if start <= m.start and m.end <= end]
        inside = {mark.id for mark in marks}
        links = [link for link in whole.links if {link.source, link.target} <= inside]
        header = {**whole.header, "id": f"{report['id']}-{start}", "cells": []}
        part = Graph(report["text"][start:end], marks, links, whole.fields, header)
        found.append(make_passage(part, default_id=header["id"]))
    return found


def by_chance(_: Pipeline, __: list[Passage], rest: list[Passage], number: int) -> list[Passage]:
    """The next of the rest, which was shuffled."""
    return rest[:number]


def as_suggested(pipeline: Pipeline, taken: list[Passage], rest: list[Passage], number: int) -> list[Passage]:
    """The first of the rest in the order that `extractor suggest` gives."""
    segmenter, lessons = load_segmenter(pipeline.model.segmenter), Lessons(pipeline.model)
    candidates = []
    for passage in rest:
        extraction = pipeline.extract(passage["text"], form=passage["source"].get("form"))
        doubt = sum(doubt for _, doubt in find_doubts(extraction, pipeline.model.linear, segmenter))
        read_so = prelabel(extraction, 0, len(passage["text"]), {"id": passage["id"], "source": passage["source"]})
        candidates.append(Candidate(passage, doubt, lessons.read(read_so)))
    return [one.passage for one in order(candidates, taken, lessons.learned())][:number]


def learn(passages: Sequence[Passage], scratch: Path) -> Pipeline:
    """A model of these passages."""
    (scratch / "train").mkdir(exist_ok=True)
    write_passages(sorted(passages, key=lambda one: str(one["id"])), scratch / "train" / "taken.jsonl")
    path = train(scratch, scratch / "models", told=lambda _: None)
    return Pipeline(load_model(scratch / "models", path.name))


class Point(NamedTuple):
    """How much was learned from, and the mean F1 of what is counted."""

    passages: float
    characters: float
    figure: float


def curve(choose: Chooser, seed: int, held_out: Sequence[Passage]) -> list[Point]:
    """A point for each size while more and more is learned from."""
    met = pool()
    random.Random(seed).shuffle(met)
    rest = met[:POOL]
    taken, points = rest[: SIZES[0]], []
    rest = rest[SIZES[0] :]
    with tempfile.TemporaryDirectory() as scratch:
        for size, following in zip(SIZES, (*SIZES[1:], 0), strict=True):
            pipeline = learn(taken, Path(scratch))
            tallies = evaluate(pipeline, held_out).tallies()
            counted = [tallies[one].f1 for one in COUNTED]
            points.append(Point(size, sum(len(one["text"]) for one in taken), sum(counted) / len(COUNTED)))
            print(choose.__name__, seed, *points[-1], *(f"{one:.3f}" for one in counted), flush=True)
            if following:
                more = choose(pipeline, taken, rest, following - size)
                names = {one["id"] for one in more}
                taken, rest = taken + more, [one for one in rest if one["id"] not in names]
    return points


def reached(points: Sequence[tuple[float, float]], wanted: float) -> float | None:
    """How much of what is counted first is needed for a figure, between the measured points along the line."""
    for (few, low), (many, high) in pairwise(points):
        if low < wanted <= high:
            return few + (many - few) * (wanted - low) / (high - low)
    return None


def mean(curves: Sequence[Sequence[Point]]) -> list[Point]:
    return [Point(*(sum(values) / len(points) for values in zip(*points, strict=True))) for points in zip(*curves, strict=True)]


def teach(constructions: Sequence[str]) -> None:
    """Print held-out F1 with and without the passages of each construction, for its own passages and for all others.

    Behind the others stands what their F1 gains, with the interval in which 95 % of samples of the passages lie: a fall is one
    only where the whole interval is below zero.
    """
    corpus, held_out = load_passages(ANNOTATIONS / "train"), load_passages(ANNOTATIONS / "held_out")
    with_all = measure(corpus, held_out)
    print("| construction | passages | held-out | measure | without | with | others without | others with | gain | 95 % |\n" + "|---" * 10 + "|")
    for construction in constructions:
        others = [one for one in corpus if not tagged(one, construction)]
        without = measure(others, held_out)
        own = {str(one["id"]) for one in held_out if tagged(one, construction)}
        sizes = f"{construction} | {len(corpus) - len(others)} | {len(own)}"
        for name, wanted in (("all", COUNTED), *((one, (one,)) for one in COUNTED)):
            figures = [
                [one for one in judged if (one.passage in own) == inside and one.measure in wanted]
                for inside in (True, False)
                for judged in (without, with_all)
            ]
            print(f"| {sizes} | {name} | " + " | ".join([*map(f1, figures), gain(*figures[2:])]) + " |", flush=True)


def gain(without: Sequence[Judgement], with_all: Sequence[Judgement]) -> str:
    """What F1 gains, and the middle 95 % of what it gains in samples of the passages, drawn with replacement."""
    names = sorted({one.passage for one in (*without, *with_all)})
    pairs = [[_count(one for one in judged if one.passage == name) for judged in (without, with_all)] for name in names]
    draw = random.Random(0)
    gains = sorted(_gain(draw.choices(pairs, k=len(pairs))) for _ in range(SAMPLES))
    low, high = gains[SAMPLES * 25 // 1000], gains[SAMPLES * 975 // 1000 - 1]
    return f"{_gain(pairs):+.3f} | {low:+.3f} to {high:+.3f}"


def _gain(pairs: Sequence[Sequence[Tally]]) -> float:
    before, after = (_add(pair[side] for pair in pairs) for side in (0, 1))
    return after.f1 - before.f1


def _count(judgements: Iterable[Judgement]) -> Tally:
    return _add(tally(judgements).values())


def _add(tallies: Iterable[Tally]) -> Tally:
    counts = list(tallies)
    return Tally(*(sum(one[at] for one in counts) for at in range(3)))


def tagged(passage: Passage, construction: str) -> bool:
    return construction in passage["source"].get("constructions", ())


def measure(passages: Sequence[Passage], held_out: Sequence[Passage]) -> tuple[Judgement, ...]:
    """What a model of these passages does on held-out."""
    with tempfile.TemporaryDirectory() as scratch:
        return evaluate(learn(passages, Path(scratch)), held_out).judgements


def f1(judgements: Iterable[Judgement]) -> str:
    """F1 of the judgements together, a dash where there is nothing to say."""
    counted = _count(judgements)
    return f"{counted.f1:.3f}" if counted.wanted else "–"


def compare_orders(folder: Path | None) -> None:
    """Print both curves, and how many passages and characters each order needs for the same F1."""
    held_out = load_passages(ANNOTATIONS / "held_out")
    chance, suggested = (mean([curve(choose, seed, held_out) for seed in SEEDS]) for choose in (by_chance, as_suggested))
    print("| passages | random | characters | suggested | characters |\n|---|---|---|---|---|")
    for one, other in zip(chance, suggested, strict=True):
        print(f"| {one.passages:.0f} | {one.figure:.4f} | {one.characters:.0f} | {other.figure:.4f} | {other.characters:.0f} |")
    print("| F1 | passages at random | as suggested | fewer | characters at random | as suggested | fewer |\n|---|---|---|---|---|---|---|")
    for one in chance[1:]:
        passages = reached([(other.passages, other.figure) for other in suggested], one.figure)
        characters = reached([(other.characters, other.figure) for other in suggested], one.figure)
        print(f"| {one.figure:.3f} | {_fewer(one.passages, passages)} | {_fewer(one.characters, characters)} |")
    if folder is not None:
        from extractor.training.evaluate.plots import write_learning

        curves = (("随机", chance), ("suggest", suggested))
        points = [(name, int(one.passages), one.figure) for name, points in curves for one in points]
        print(write_learning(points, folder, measure="held-out F1"))


def _fewer(at_random: float, needed: float | None) -> str:
    return f"{at_random:.0f} | {needed:.0f} | {1 - needed / at_random:.0%}" if needed else f"{at_random:.0f} | – | –"


def main(arguments: Sequence[str]) -> None:
    match arguments:
        case ["constructions", first, *others]:
            teach([first, *others])
        case ["order"]:
            compare_orders(None)
        case ["order", folder]:
            compare_orders(Path(folder))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
