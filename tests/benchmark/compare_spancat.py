"""`python -m tests.benchmark.compare_spancat`: our linear tagger beside spaCy's spancat over the same candidates.

Each contender is trained and then measured in processes of its own, with one thread. All see the same candidates
(the grammar's; for indicators the names proposed around accepted figures), the same annotations/train and the same
scoring on annotations/held_out: a span is right where label and both borders are. Prints a Markdown table.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from importlib.metadata import version
from math import sqrt
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any, NamedTuple

from extractor.training.corpus import load_passages
from extractor.training.examples import prose_end

ROOT = Path(__file__).parents[2]
LABELS = ("QUANTITY", "DATE", "DOCUMENT_NUMBER", "DOCUMENT_TITLE")
CONTENDERS = {
    "linear": "linear tagger and name ranker (jieba)",
    "spancat-char": "spaCy spancat, characters",
    "spancat-jieba": "spaCy spancat, jieba tokens",
}
REPEATS, ROUNDS = 3, 5  # the held-out text five times over, the best of three runs

Place = tuple[str, int, int]  # label, start, end
Predict = Callable[[list[str]], list[list[Place]]]


def main() -> None:
    """Train and measure each contender, print the table."""
    rows: dict[str, dict[str, Any]] = {}
    with TemporaryDirectory() as folder:
        for name in CONTENDERS:
            trained = run("train", name, f"{folder}/{name}")
            rows[name] = trained | run("measure", name, f"{folder}/{name}")
    print_table(rows)


def run(task: str, name: str, folder: str) -> dict[str, Any]:
    """One task in a process of its own; what it prints last."""
    command = [sys.executable, "-m", "tests.benchmark.compare_spancat", task, name, folder]
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    done = subprocess.run(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True, env={**os.environ, **threads}
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def read_prose(split: str) -> list[tuple[str, set[Place]]]:
    """(annotated prose, its gold spans) of each passage of `annotations/<split>`."""
    passages = load_passages(ROOT / "annotations" / split)
    texts = [passage["text"][: prose_end(passage)] for passage in passages]
    gold = [{(s["label"], s["start"], s["end"]) for s in passage["spans"]} for passage in passages]
    return list(zip(texts, gold, strict=True))


def train(name: str, folder: Path) -> dict[str, Any]:
    """Train one contender into `folder`; seconds it took."""
    folder.mkdir(parents=True)
    begin = process_time()
    if name == "linear":
        train_linear(folder)
    else:
        from tests.benchmark import spancat

        spancat.train(read_prose("train"), name.partition("-")[2], folder, told=tell)
    return {"train": process_time() - begin}


def measure(name: str, folder: Path) -> dict[str, Any]:
    """Scores, speeds, load time and peak memory of one trained contender."""
    begin = process_time()
    without, with_names = load_linear(folder) if name == "linear" else load_spancat(folder)
    without(["收到申请95件。"])
    found: dict[str, Any] = {"load": process_time() - begin}
    texts, gold = zip(*read_prose("held_out"), strict=True)
    found["scores"] = score(gold, with_names(list(texts)))
    found["speed"], found["speed_names"] = speed(without, list(texts)), speed(with_names, list(texts))
    found["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found


def speed(predict: Predict, texts: list[str]) -> float:
    """Characters a processor second of the best run."""
    several = texts * ROUNDS
    times = []
    for _ in range(REPEATS):
        begin = process_time()
        predict(several)
        times.append(process_time() - begin)
    return sum(map(len, several)) / min(times)


def score(gold: Sequence[set[Place]], found: Sequence[list[Place]]) -> dict[str, Score]:
    """Scores of each label, of the four together, and of all with the indicators."""
    right, wanted, given = Counter[str](), Counter[str](), Counter[str]()
    for ours, theirs in zip(found, gold, strict=True):
        given.update(label for label, *_ in set(ours))
        wanted.update(label for label, *_ in theirs)
        right.update(label for label, *_ in set(ours) & theirs)
    groups = {label: (label,) for label in (*LABELS, "INDICATOR")}
    return {
        group: Score(*(sum(counts[label] for label in labels) for counts in (right, given, wanted)))
        for group, labels in (groups | {"four": LABELS, "all": (*LABELS, "INDICATOR")}).items()
    }


class Score(NamedTuple):
    """How many spans are right, how many were given, how many are wanted."""

    right: int
    given: int
    wanted: int

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / max(1, self.given + self.wanted)

    @property
    def margin(self) -> float:
        """Two standard errors of F1: smaller differences may be chance."""
        return 2 * sqrt(self.f1 * (1 - self.f1) / max(1, self.wanted))


# ---------------------------------------------------------------- our linear tagger
def train_linear(folder: Path) -> None:
    """Fit the tagger and the ranker of names as `extractor train` does."""
    from extractor.knowledge.units import load_units
    from extractor.steps.segment import load_segmenter
    from extractor.training.examples import name_examples, read_gold, tagger_examples
    from extractor.training.learn import fit
    from extractor.training.train import CONFIG

    segmenter, units = load_segmenter("jieba"), load_units()
    gold = [read_gold(passage, segmenter) for passage in load_passages(ROOT / "annotations" / "train")]
    examples = {
        "tagger": [example for one in gold for example in tagger_examples(one, units)],
        "names": [example for one in gold for example in name_examples(one, segmenter)],
    }
    models = {
        name: fit(some, CONFIG[name]) for name, some in examples.items()
    }
    raw = {name: {"bias": model.bias, "table": model.table} for name, model in models.items()}
    (folder / "weights.json").write_text(json.dumps(raw, ensure_ascii=False), encoding="utf-8")


def load_linear(folder: Path) -> tuple[Predict, Predict]:
    """Taggers without and with indicators; the relator does its whole work, of which only the names are scored."""
    from extractor.knowledge.units import load_units
    from extractor.knowledge.weights import LinearModel
    from extractor.knowledge.weights_file import load_models
    from extractor.knowledge.wording import load_wording
    from extractor.records import Identity, Span
    from extractor.steps.quantify import quantify
    from extractor.steps.relate import Relator
    from extractor.steps.segment import load_segmenter, token_bounds
    from extractor.steps.tag import Tagger

    models = load_models(folder / "weights.json")
    segmenter, units, wording = load_segmenter("jieba"), load_units(), load_wording()
    untrained = {"wholes": LinearModel(0.0, {})}
    tagger, relator = Tagger(models["tagger"], units), Relator({**models, **untrained})
    nobody = Identity(None, None, None, None, None, None)

    def tag(text: str) -> tuple[list[int], tuple[Span, ...]]:
        bounds = token_bounds(segmenter.segment(text))
        return bounds, tagger.tag(text, bounds, [(0, len(text))])

    def name(text: str) -> list[Place]:
        bounds, spans = tag(text)
        quantities = [quantify(text, span, units, wording) for span in spans if span.label == "QUANTITY"]
        measurements = relator.relate(text, bounds, quantities, (), nobody)
        names = {m.indicator_span for m in measurements if m.indicator_span is not None}
        return [(span.label, span.start, span.end) for span in (*spans, *names)]

    return (
        lambda texts: [[(span.label, span.start, span.end) for span in tag(text)[1]] for text in texts],
        lambda texts: [name(text) for text in texts],
    )


def load_spancat(folder: Path) -> tuple[Predict, Predict]:
    """The trained pipeline without and with its component for indicators."""
    from tests.benchmark import spancat

    predict = spancat.load(folder)
    return (
        lambda texts: predict(texts, (spancat.ENTITIES,)),
        lambda texts: predict(texts, (spancat.ENTITIES, spancat.NAMES)),
    )


# ---------------------------------------------------------------- the table
def print_table(rows: dict[str, dict[str, Any]]) -> None:
    """One line a contender."""
    heads = ("| | four labels | QUANTITY | DATE | 文号 | title | INDICATOR | all five | chars/s | with indicators | "
             "training | load | peak memory |")  # fmt: skip
    print(heads)
    print("|---|" + "---:|" * (heads.count("|") - 2))
    for name, title in CONTENDERS.items():
        row, scores = rows[name], {group: Score(*counts) for group, counts in rows[name]["scores"].items()}
        cells = [f"{100 * scores[group].f1:.1f}" for group in ("four", *LABELS, "INDICATOR", "all")]
        for place, group in ((0, "four"), (5, "INDICATOR")):
            right, given, wanted = scores[group]
            cells[place] += (
                f" ± {100 * scores[group].margin:.1f} (P {100 * right / given:.1f}, R {100 * right / wanted:.1f})"
            )
        cells += [f"{row[key]:,.0f}" for key in ("speed", "speed_names")]
        cells += [f"{row['train']:.0f} s", f"{row['load']:.2f} s", f"{row['peak']:,.0f} MB"]
        print(f"| {title} | {' | '.join(cells)} |")
    packages = ", ".join(
        f"{name} {version(name)}" for name in ("scikit-learn", "spacy", "thinc", "rjieba", "numpy")
    )
    sizes = {split: read_prose(split) for split in ("train", "held_out")}
    told = [
        f"{split} {len(some)} passages, {sum(len(t) for t, _ in some):,} characters"
        for split, some in sizes.items()
    ]
    print(
        f"\nF1 in %, label and both borders exact, on held-out prose ({'; '.join(told)}); ± is two standard errors."
    )
    print("Seconds are those of one processor core, whatever else the machine does; load includes imports.")
    print(f"{date.today()}: Python {platform.python_version()}, {packages}.")
    print("Command: `python -m tests.benchmark.compare_spancat`")


def tell(message: str) -> None:
    """Say on standard error how far the training is."""
    print(message, file=sys.stderr)


if __name__ == "__main__":
    if len(sys.argv) == 1:
        main()
    else:
        task, contender, place = sys.argv[1:]
        print(json.dumps((train if task == "train" else measure)(contender, Path(place))))
