"""Make a model folder from the annotations: the same corpus, configuration and seed give the same bytes."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec

from extractor.knowledge.models import FORMAT, META, WEIGHTS, Model, hash_file
from extractor.knowledge.name_tables import by_key
from extractor.knowledge.packages import ranges
from extractor.knowledge.weights import LinearModel
from extractor.pipeline import Pipeline
from extractor.steps.segment import load_segmenter
from extractor.training import parts
from extractor.training.corpus import hash_passages, load_passages
from extractor.training.corrections import Held, hold
from extractor.training.examples import read_gold
from extractor.training.parts import CONFIG, Learner
from extractor.training.segmenters import train_pkuseg

NAME = "report"
STEPS = 1 + parts.STEPS  # how often `told` hears of something; once more for pkuseg, and for every round of corrections
PACKAGES = ("scikit-learn", "scipy", "numpy", "rjieba")


def train(annotations: Path, folder: Path, *, segmenter: str = "jieba", seed: int = 0, told: Callable[[str], None]) -> Path:
    """Learn every model from `annotations/train` and write a version below `folder`; its path comes back.

    Written beside and renamed, so that a version is whole or not there. `told` hears what is being done. What was
    corrected and is read otherwise all the same stands in the version's `meta.json`.
    """
    told("annotations are read")
    passages = load_passages(annotations / "train")
    with tempfile.TemporaryDirectory() as scratch:
        if segmenter == "pkuseg":
            told("pkuseg is trained")
            train_pkuseg(passages, Path(scratch, segmenter), seed=seed)
        cutter = load_segmenter(segmenter, Path(scratch, segmenter))
        learner = Learner([read_gold(passage, cutter) for passage in passages], cutter, seed=seed, told=told)
        read = partial(_read_by, segmenter=segmenter, folder=Path(scratch))
        held = hold(learner, learner.learn(), read, told)
        extra = tuple(sorted(Path(scratch).glob("*/*")))
        made = {"segmenter": segmenter, "seed": seed, "passages": len(passages), **_say_corrections(learner, held)}
        return write_version(held.models, annotations, folder, made=made, extra=extra)


def _read_by(models: dict[str, LinearModel], *, segmenter: str, folder: Path) -> Pipeline:
    return Pipeline(Model(NAME, "", "", segmenter, folder, models, {}))


def _say_corrections(learner: Learner, held: Held) -> dict[str, Any]:
    """What the version's card says of corrected passages; nothing where there are none."""
    if not learner.corrected:
        return {}
    wrong = [
        {"passage": one.passage, "start": one.start, "measure": one.measure, "want": one.want, "got": one.got, "hopeless": one in held.hopeless}
        for one in held.wrong
    ]
    return {"corrections": {"passages": len(learner.corrected), "said": held.said, "wrong": wrong}}


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
    raw: dict[str, Any] = {name: {"bias": model.bias, "table": model.table} for name, model in models.items()}
    raw["names"] = {"bias": models["names"].bias, "keys": msgspec.to_builtins(by_key(models["names"].table))}
    return json.dumps(raw, ensure_ascii=False, separators=(",", ":")) + "\n"
