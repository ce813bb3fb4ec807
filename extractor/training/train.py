"""Make a model folder from the annotations: the same corpus, configuration and seed give the same bytes."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.metadata import version
from itertools import repeat
from pathlib import Path
from typing import Any

from extractor.knowledge.forms import form_names, load_form
from extractor.knowledge.models import FORMAT, META, WEIGHTS, hash_file
from extractor.knowledge.packages import ranges
from extractor.knowledge.units import load_units
from extractor.knowledge.weights import LinearModel
from extractor.records import Identity
from extractor.steps.align.phrases import index_phrases
from extractor.steps.relate import Relator
from extractor.steps.segment import Segmenter, load_segmenter
from extractor.training.augment import vary
from extractor.training.corpus import hash_passages, load_passages
from extractor.training.examples import (
    Example,
    Gold,
    name_examples,
    read_gold,
    row_examples,
    tagger_examples,
    whole_examples,
)
from extractor.training.learn import Fitting, fit
from extractor.training.segmenters import train_pkuseg

NAME = "report"
FOLDS = 3
OFTEN = 20  # how often a passage of a real report counts: a person corrects a few, thousands were written
STEPS = 5 + 2 * FOLDS  # how often `told` hears of something; once more for pkuseg
PACKAGES = ("scikit-learn", "scipy", "numpy", "rjieba")
CONFIG = {  # chosen by held-out F1; see the model card
    "tagger": Fitting(1.0, 2),
    "names": Fitting(0.3, 3, 0.05),
    "wholes": Fitting(0.3, 3),
    "rows": Fitting(0.3, 2),
}
NOBODY = Identity(None, None, None, None, None, None)


def train(annotations: Path, folder: Path, *, segmenter: str = "jieba", seed: int = 0, told: Callable[[str], None]) -> Path:
    """Learn every model from `annotations/train` and write a version below `folder`; its path comes back.

    Written beside and renamed, so that a version is whole or not there. `told` hears what is being done.
    """
    told("annotations are read")
    passages = load_passages(annotations / "train")
    with tempfile.TemporaryDirectory() as scratch:
        if segmenter == "pkuseg":
            told("pkuseg is trained")
            train_pkuseg(passages, Path(scratch, segmenter), seed=seed)
        cutter = load_segmenter(segmenter, Path(scratch, segmenter))
        gold = [read_gold(passage, cutter) for passage in passages]
        models = learn(gold, cutter, seed=seed, told=told)
        extra = tuple(sorted(Path(scratch).glob("*/*")))
        made = {"segmenter": segmenter, "seed": seed, "passages": len(gold)}
        return write_version(models, annotations, folder, made=made, extra=extra)


def learn(
    gold: Sequence[Gold], cutter: Segmenter, *, seed: int = 0, told: Callable[[str], None] = lambda _: None
) -> dict[str, LinearModel]:
    """The linear models by name.

    Models that build on what another one says (the rows on the names) learn
    from what it says of passages that it has not seen, as it will be in serving.
    """
    units = load_units()
    models: dict[str, LinearModel] = {}

    def make(name: str, examples: list[Example]) -> LinearModel:
        told(f"{name} is learned from {len(examples)} examples")
        return fit(examples, CONFIG[name], seed=seed)

    copies = [read_gold(vary(one.passage, units, seed), cutter) for one in gold if not one.passage["cells"]]
    models["tagger"] = make("tagger", [example for one in (*_often(gold), *copies) for example in tagger_examples(one, units)])
    models["names"] = make("names", [example for one in _often(gold) for example in name_examples(one, cutter)])
    models["wholes"] = make("wholes", list(_whole_examples(gold, make)))
    unseen = [
        (part, make("names", [example for one in _often(others) for example in name_examples(one, cutter)])) for part, others in _folds(gold)
    ]
    models["rows"] = make(
        "rows",
        [example for part, names in unseen for example in all_row_examples(part, Relator({**models, "names": names}))],
    )
    return models


def _often(gold: Iterable[Gold]) -> Iterator[Gold]:
    """The passages, each of a real report (`suggest` and the page say which) OFTEN times."""
    for one in gold:
        yield from repeat(one, OFTEN if "report" in one.passage["source"] else 1)


def _whole_examples(gold: Sequence[Gold], make: Callable[[str, list[Example]], LinearModel]) -> Iterator[Example]:
    """Pairs behind gold wholes and behind those that a model of the other passages gives."""
    for part, others in _folds(gold):
        first = make("wholes", [example for one in _often(others) for example in whole_examples(one)])
        for one in _often(part):
            yield from whole_examples(one)
            yield from whole_examples(one, first)


def _folds(gold: Sequence[Gold]) -> Iterator[tuple[list[Gold], list[Gold]]]:
    """(part, all others) for each of the folds."""
    for fold in range(FOLDS):
        yield [one for place, one in enumerate(gold) if place % FOLDS == fold], [
            one for place, one in enumerate(gold) if place % FOLDS != fold
        ]


def all_row_examples(gold: Sequence[Gold], relator: Relator) -> list[Example]:
    """(figure, cell) pairs of every passage whose form is known, with measurements as the relator reads them."""
    forms = {name: load_form(name) for name in form_names()}
    phrases = {name: index_phrases(form) for name, form in forms.items()}
    examples: list[Example] = []
    for one in _often(gold):
        name = one.passage["source"].get("form")
        if name in forms:
            measurements = relator.relate(one.text, one.bounds, one.quantities, (), NOBODY)
            examples.extend(row_examples(one, measurements, forms[name], phrases[name]))
    return examples


def write_version(
    models: dict[str, LinearModel], annotations: Path, folder: Path, *, made: dict[str, Any], extra: Sequence[Path] = ()
) -> Path:
    """Write weights, meta.json and the segmenter's own files of one version, named by the hash of its weights.

    `made` says how it was trained: segmenter, seed, number of passages.
    """
    beside = folder / f".training-{os.getpid()}"
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    (beside / WEIGHTS).write_text(_weights(models), encoding="utf-8")
    digest = hash_file(beside / WEIGHTS)
    for file in extra:
        (beside / file.parent.name).mkdir(exist_ok=True)
        shutil.copy(file, beside / file.parent.name)
    meta = {
        "format": FORMAT, "name": NAME, "version": digest[:12], "sha256": digest, **made,
        "config": {name: list(values) for name, values in CONFIG.items()},
        "annotations": {split: hash_passages(annotations / split) for split in ("train", "held_out")},
        "packages": {package: version(package) for package in PACKAGES}, "requires": ranges(made["segmenter"]),
        "files": {f"{file.parent.name}/{file.name}": hash_file(file) for file in extra},
    }  # fmt: skip
    (beside / META).write_text(json.dumps(meta, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    path = folder / f"{NAME}-{digest[:12]}"
    if path.exists():
        shutil.rmtree(beside)
    else:
        beside.rename(path)
    return path


def _weights(models: dict[str, LinearModel]) -> str:
    raw: dict[str, Any] = {
        name: {"bias": model.bias, "table": model.table} for name, model in models.items()
    }
    return json.dumps(raw, ensure_ascii=False, separators=(",", ":")) + "\n"
