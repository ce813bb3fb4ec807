"""`extractor models list|show|release|rollback`: which models there are, and which one is served."""

from __future__ import annotations

import argparse
import json
from functools import partial
from pathlib import Path

from extractor.commands.evaluation import NAMES, make_console, say_verdict
from extractor.commands.folders import ANNOTATIONS, models_folder
from extractor.commands.saying import say_as
from extractor.knowledge.models import ModelError, load_model
from extractor.training.corpus import CorpusError
from extractor.training.evaluate.measure import HELD_OUT, Verdict, hold, line_of, load_split, measure
from extractor.training.evaluate.scores import ScoresError, append_line, read_lines
from extractor.training.releases import find_gone, find_version, list_versions, release, rollback

DONE, REFUSED, USAGE = 0, 1, 2
_say = partial(say_as, "models")
SHOWN = ("figure", "negative", "name", "parent", "change", "row_precision", "row_recall")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the four actions."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="list|show|release|rollback")
    _action(actions, "list", "every version with its figures, the released one marked")
    show = _action(actions, "show", "the card of one version, and whether it can be served")
    show.add_argument(
        "version", nargs="?", default="released", metavar="VERSION", help="released where none is said"
    )
    chosen = _action(
        actions, "release", "measure a version on held-out and serve it, if nothing has become worse"
    )
    chosen.add_argument("version", metavar="VERSION", help="a name or its beginning, or latest")
    chosen.add_argument(
        "--allow-regression", metavar="WHY", help="release although figures fall; the reason is kept"
    )
    chosen.add_argument(
        "--annotations", type=Path, default=ANNOTATIONS, metavar="DIR", help="another than annotations/"
    )
    _action(actions, "rollback", "serve the version that was released before")


def run(arguments: argparse.Namespace) -> int:
    """Do the action; 0 done, 1 where a release is refused, 2 where the call or the folder is wrong."""
    actions = {"list": _list, "show": _show, "release": _release, "rollback": _rollback}
    try:
        return actions[arguments.action](arguments, models_folder(arguments.models))
    except (CorpusError, ModelError, ScoresError) as error:
        _say(str(error))
    return USAGE


def _action(
    actions: argparse._SubParsersAction[argparse.ArgumentParser], name: str, what: str
) -> argparse.ArgumentParser:
    action = actions.add_parser(name, help=what)
    action.add_argument("--models", type=Path, metavar="DIR", help="another folder than models/")
    return action


def _list(_: argparse.Namespace, folder: Path) -> int:
    from rich.table import Table  # noqa: PLC0415 - only the list draws

    lines = {line.model: line for line in read_lines(folder)}
    table = Table("", "版本", "分词", "训练段数", *(NAMES[name] for name in SHOWN))
    for version in list_versions(folder):
        figures = lines[version.name].figures if version.name in lines else {}
        shown = [f"{figures[name]:.3f}" if name in figures else "–" for name in SHOWN]
        meta = version.meta
        table.add_row(
            "●" if version.released else "", version.name, meta["segmenter"], str(meta["passages"]), *shown
        )
    make_console().print(table)
    if gone := find_gone(folder):
        print(f"曾经发布、已不保留：{'、'.join(gone)}")
    return DONE


def _show(arguments: argparse.Namespace, folder: Path) -> int:
    """Print the card as JSON, with the scores and whether the version loads."""
    name = find_version(folder, arguments.version)
    version = next(version for version in list_versions(folder) if version.name == name)
    try:
        load_model(folder, name)
        fits = ""
    except ModelError as error:
        fits = str(error)
    scores = [
        {"held_out": line.held_out, **line.figures, "note": line.note}
        for line in read_lines(folder)
        if line.model == name
    ]
    card = {**version.meta, "released": version.released, "scores": scores}
    print(json.dumps(card, ensure_ascii=False, indent=1))
    if fits:
        _say(fits)
    return REFUSED if fits else DONE


def _release(arguments: argparse.Namespace, folder: Path) -> int:
    name = find_version(folder, arguments.version)
    split = load_split(arguments.annotations / HELD_OUT)
    why = arguments.allow_regression or ""
    verdict = hold(folder, line_of(name, split, measure(folder, name, split), note=why), split)
    if verdict.falls and not why:
        _refuse(name, verdict)
        return REFUSED
    append_line(folder, verdict.line)
    release(folder, name, why=why)
    print(f"已发布 {name}（{say_verdict(verdict)}）")
    return DONE


def _refuse(name: str, verdict: Verdict) -> None:
    _say(f"没有发布 {name}：{say_verdict(verdict)}；补标注再训练，或写明理由：--allow-regression “理由”")


def _rollback(_: argparse.Namespace, folder: Path) -> int:
    print(f"已退回 {rollback(folder)}")
    return DONE
