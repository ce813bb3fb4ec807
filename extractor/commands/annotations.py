"""`extractor annotations validate|import|export`: hold annotations to the guideline, bring them from and to other tools."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

from extractor.commands.saying import say_as
from extractor.training.bridges import FORMATS, BridgeError, read_foreign, write_foreign
from extractor.training.corpus import CorpusError, write_passages
from extractor.training.validate import validate
from extractor.training.validate.places import load_files

DONE, SOME_FAILED, USAGE = 0, 1, 2
_say = partial(say_as, "annotations")
ANNOTATIONS = Path("annotations")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the three actions."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="validate|import|export")
    check = actions.add_parser("validate", help="say everything that is wrong, with file and line")
    check.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="PATH",
        help="files or folders; annotations/ where none is said",
    )
    for action, what in (
        ("import", "another tool's files into annotations"),
        ("export", "annotations for another tool"),
    ):
        bridge = actions.add_parser(action, help=what)
        bridge.add_argument("files", nargs="+", type=Path, metavar="FILE", help="what is read")
        bridge.add_argument("--format", required=True, choices=FORMATS, help="the other tool's format")
        bridge.add_argument(
            "-o", dest="path", type=Path, required=True, metavar="PATH", help="where it is written"
        )


def run(arguments: argparse.Namespace) -> int:
    """Do the action; 0 where all is well, 1 where something is wrong with the annotations, 2 for a wrong call."""
    actions = {"validate": _validate, "import": _import, "export": _export}
    try:
        return actions[arguments.action](arguments)
    except (BridgeError, CorpusError) as error:
        _say(str(error))
    return USAGE


def _validate(arguments: argparse.Namespace) -> int:
    count, problems = validate(arguments.paths or [ANNOTATIONS])
    for problem in problems:
        print(problem)
    print(f"{count} 条标注，{len(problems)} 处问题" if problems else f"{count} 条标注，没有问题")
    return SOME_FAILED if problems else DONE


def _import(arguments: argparse.Namespace) -> int:
    passages, notes = read_foreign(arguments.format, arguments.files)
    _make_folder(arguments.path.parent)
    write_passages(passages, arguments.path)
    _tell(notes)
    return _held(arguments.path)


def _export(arguments: argparse.Namespace) -> int:
    passages = load_files(arguments.files)
    _make_folder(arguments.path.parent)
    notes = write_foreign(arguments.format, passages, arguments.path)
    _tell([f"{len(passages)} 条标注写到 {arguments.path}", *notes])
    return DONE


def _held(path: Path) -> int:
    """Validate what was imported, so that nobody trains on it unseen."""
    count, problems = validate([path])
    _tell([f"{count} 条标注写到 {path}", *map(str, problems)])
    return SOME_FAILED if problems else DONE


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise CorpusError(f"{folder}: there is no such folder; make it first")


def _tell(lines: list[str]) -> None:
    for line in lines:
        _say(line)
