"""Measure versions on a split of the annotations, and hold a version against the floor."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from extractor.knowledge.models import ModelError, load_model, released_version
from extractor.pipeline import Pipeline
from extractor.training.corpus import CorpusError, Passage, hash_passages
from extractor.training.evaluate import Evaluation, evaluate
from extractor.training.evaluate.scores import Fall, Line, falls, floor_of, read_lines
from extractor.training.evaluate.tally import source_of
from extractor.training.validate.places import Problem, find_files, read_placed

HELD_OUT = "held_out"


@dataclass(frozen=True, slots=True)
class Split:
    """The passages of one split, the file stem that each came from, and the hash of them all."""

    passages: tuple[Passage, ...]
    sources: dict[str, str]
    sha256: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a version reached on held-out, the line it is held against (None: there is none), and where it falls short."""

    line: Line
    floor: Line | None
    falls: tuple[Fall, ...]


def load_split(folder: Path) -> Split:
    """Read one split; CorpusError where it holds no file, or a line that is no passage."""
    passages, sources = [], {}
    for one in read_placed(find_files([folder])):
        if isinstance(one, Problem):
            raise CorpusError(str(one))
        passages.append(one.passage)
        sources[one.passage["id"]] = source_of(one.path.stem)
    return Split(tuple(passages), sources, hash_passages(folder))


def measure(folder: Path, version: str, split: Split) -> Evaluation:
    """What one version of the models in `folder` does on a split."""
    return evaluate(Pipeline(load_model(folder, version)), split.passages)


def line_of(version: str, split: Split, evaluation: Evaluation, *, note: str = "") -> Line:
    """The line of scores that an evaluation makes."""
    return Line(version, split.sha256[:12], len(split.passages), evaluation.figures(), note)


def hold(folder: Path, line: Line, split: Split) -> Verdict:
    """Hold a version's line against the floor of the scores.

    Where that was measured on other passages, figures cannot be held against each other, and the released version
    is measured anew on these.
    """
    floor = floor_of(read_lines(folder))
    if floor is not None and floor.held_out != line.held_out:
        floor = _released_line(folder, line.model, split)
    return Verdict(line, floor, tuple(falls(line.figures, floor.figures)) if floor is not None else ())


def _released_line(folder: Path, version: str, split: Split) -> Line | None:
    """The released version's line on these passages; None where it is the one that is judged, or cannot be loaded."""
    try:
        released = released_version(folder)
        return line_of(released, split, measure(folder, released, split)) if released != version else None
    except ModelError:
        return None
