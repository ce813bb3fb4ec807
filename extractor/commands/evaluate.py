"""`extractor evaluate`: what a model reaches on annotated passages, and what it gained and lost against another."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

from extractor.commands.evaluation import make_console, say_verdict, show, show_comparison
from extractor.commands.folders import ANNOTATIONS, models_folder
from extractor.commands.saying import say_as
from extractor.commands.verdicts import Asked, Side, write_verdict
from extractor.knowledge.models import ModelError
from extractor.pipeline import Pipeline
from extractor.training.corpus import CorpusError, is_of_report, load_passages
from extractor.training.evaluate import Evaluation, evaluate
from extractor.training.evaluate.compare import compare
from extractor.training.evaluate.measure import HELD_OUT, Split, hold, line_of, load_split, measure
from extractor.training.evaluate.scores import SCORES, ScoresError, append_line
from extractor.training.releases import find_version

DONE, BELOW, USAGE = 0, 1, 2
TRAIN = "train"
_say = partial(say_as, "evaluate")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "--model", default="released", metavar="VERSION", help="a name or its beginning, released, or latest"
    )
    parser.add_argument(
        "--against", metavar="VERSION", help="another model: what was gained and lost, side by side"
    )
    parser.add_argument("--split", default=HELD_OUT, help="the folder of annotations/ that is read; held_out")
    parser.add_argument(
        "--examples", type=int, default=10, metavar="N", help="how many gained and lost examples to show"
    )
    parser.add_argument(
        "--verdict", type=Path, metavar="FILE", help="with --against: write figures and examples of both there, as JSON"
    )
    parser.add_argument(
        "--plots", type=Path, metavar="DIR", help="write reliability.svg there (extra: plots)"
    )
    parser.add_argument(
        "--annotations",
        type=Path,
        default=ANNOTATIONS,
        metavar="DIR",
        help="another folder than annotations/",
    )
    parser.add_argument("--models", type=Path, metavar="DIR", help="another folder than models/")


def run(arguments: argparse.Namespace) -> int:
    """Measure and print; 0, or 1 where the model is below the floor, 2 where the call itself is wrong."""
    try:
        return _evaluate(arguments)
    except (CorpusError, ModelError, ScoresError) as error:
        _say(str(error))
    return USAGE


def _evaluate(arguments: argparse.Namespace) -> int:
    folder = models_folder(arguments.models)
    version = find_version(folder, arguments.model)
    other = find_version(folder, arguments.against) if arguments.against is not None else None
    split = load_split(arguments.annotations / arguments.split)
    evaluation = measure(folder, version, split)
    console = make_console()
    console.print(f"{version} · {arguments.split} · {len(split.passages)} 段")
    show(evaluation, split, console)
    if other is not None:
        console.print(f"{other} → {version}")
        before = measure(folder, other, split)
        show_comparison(compare(before.judgements, evaluation.judgements), split, arguments.examples, console)
        if arguments.verdict is not None:
            corrected = [one for one in load_passages(arguments.annotations / TRAIN) if is_of_report(one)]
            asked = Asked(split, corrected, arguments.examples)
            write_verdict(_side(folder, other, before, asked), _side(folder, version, evaluation, asked), asked, arguments.verdict)
    if arguments.plots is not None:
        _plot(evaluation, arguments.plots)
    return _keep(folder, version, split, evaluation) if arguments.split == HELD_OUT else DONE


def _side(folder: Path, version: str, evaluation: Evaluation, asked: Asked) -> Side:
    return Side(version, evaluation, evaluate(Pipeline.load(folder, version), asked.corrected))


def _keep(folder: Path, version: str, split: Split, evaluation: Evaluation) -> int:
    """Write the line of scores, unless it would lower the floor."""
    verdict = hold(folder, line_of(version, split, evaluation), split)
    said = f"{version} {say_verdict(verdict)}"
    if verdict.falls:
        _say(
            f"{said}；没有写入 {folder / SCORES}，要发布它请用 `extractor models release {version} --allow-regression “理由”`"
        )
        return BELOW
    written = append_line(folder, verdict.line)
    _say(f"{said}；{'写入' if written else '已在'} {folder / SCORES}")
    return DONE


def _plot(evaluation: Evaluation, folder: Path) -> None:
    from extractor.training.evaluate.plots import write_reliability  # noqa: PLC0415 - an extra of its own

    _say(f"{write_reliability(evaluation, folder)}")
