"""`extractor train`: make a model from annotations; the same annotations and seed make the same model."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.commands.folders import ANNOTATIONS, MODELS
from extractor.commands.saying import say_as
from extractor.knowledge.models import META
from extractor.steps.segment import SEGMENTERS
from extractor.training.corpus import CorpusError

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

DONE, USAGE = 0, 2
_say = partial(say_as, "train")
STAGES = {
    "annotations": "读入标注", "pkuseg": "训练分词", "tagger": "学认数量、日期、文号、标题", "names": "学找说明数量的字",
    "wholes": "学认其中", "rows": "学填行列", "corrections": "改正没有记住，再学一遍",
}  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "--annotations", type=Path, default=ANNOTATIONS, metavar="DIR", help="another than annotations/"
    )
    parser.add_argument(
        "--models", type=Path, default=MODELS, metavar="DIR", help="where the version is written; models/"
    )
    parser.add_argument(
        "--segmenter", choices=SEGMENTERS, default="jieba", help="how text is cut into words; jieba"
    )
    parser.add_argument(
        "--seed", type=int, default=0, help="0; another one varies the copies that are learned from"
    )


def run(arguments: argparse.Namespace) -> int:
    """Train and print the name of the version; 2 where the annotations cannot be used or the call is wrong."""
    try:
        return _train(arguments)
    except CorpusError as error:
        _say(str(error))
    return USAGE


def _train(arguments: argparse.Namespace) -> int:
    from extractor.training.train import STEPS, train  # noqa: PLC0415 - scikit-learn comes with it

    _check(arguments.annotations)
    steps = STEPS + (arguments.segmenter == "pkuseg")
    arguments.models.mkdir(parents=True, exist_ok=True)
    with _progress(steps) as told:
        path = train(
            arguments.annotations,
            arguments.models,
            segmenter=arguments.segmenter,
            seed=arguments.seed,
            told=told,
        )
    print(path.name)
    _tell_corrections(path)
    _say(
        f"写到 {path}；下一步 `extractor evaluate --model {path.name} --against released`，再 `extractor models release {path.name}`"
    )
    return DONE


def _tell_corrections(version: Path) -> None:
    """Say whether what people have put right in real reports is read so now, and what is not."""
    corrections = json.loads((version / META).read_text(encoding="utf-8")).get("corrections")
    if corrections is None:
        return
    from extractor.training.evaluate.tally import MEASURES  # noqa: PLC0415 - the pipeline comes with it

    passages, said, wrong = corrections["passages"], corrections["said"], corrections["wrong"]
    if not wrong:
        _say(f"从真实报告改正的 {passages} 段、{said} 处，新模型都照改正的读")
        return
    _say(f"从真实报告改正的 {passages} 段、{said} 处，有 {len(wrong)} 处新模型仍读得不同：")
    for one in wrong:
        measure = MEASURES.get(one["measure"], one["measure"])
        why = "学不到：名称的字不在数字附近，或者由规则读" if one["hopeless"] else "多半与别的标注相矛盾"
        _say(f"{one['passage']} 第 {one['start']} 字起 {measure}：应为{one['want'] or '没有'}，读作{one['got'] or '没有'}（{why}）")


def _check(annotations: Path) -> None:
    """Say how many faults there are; a line that is no passage stops the training."""
    from extractor.training.validate import validate  # noqa: PLC0415
    from extractor.training.validate.places import load_files  # noqa: PLC0415

    load_files([annotations / "train"])
    count, problems = validate([annotations / "train"])
    if problems:
        _say(f"{count} 条标注里有 {len(problems)} 处问题，先看 `extractor annotations validate`；照样训练")


@contextmanager
def _progress(steps: int) -> Iterator[Callable[[str], None]]:
    """What the training is told through: a bar on a terminal, else a line a step."""
    if not sys.stderr.isatty():
        yield lambda message: _say(_stage(message))
        return
    from rich.console import Console  # noqa: PLC0415 - only a bar draws
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("", total=steps)
        yield lambda message: _move(progress, bar, message)


def _move(progress: Progress, bar: TaskID, message: str) -> None:
    """One step on; what is learned again for corrections makes the way longer."""
    progress.update(bar, description=_stage(message), advance=1)
    done, total = progress.tasks[bar].completed, progress.tasks[bar].total
    progress.update(bar, total=max(done, total or 0))


def _stage(message: str) -> str:
    """What is being done, in the annotators' words: “names is learned from 26806 examples” is 学找说明数量的字 26806."""
    stage, *rest = message.split()
    return " ".join([STAGES.get(stage, stage), *filter(str.isdigit, rest)])
