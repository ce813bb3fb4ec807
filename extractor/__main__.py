"""The command line: `extractor COMMAND …`; each command is a module that is imported only when it runs."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NamedTuple, NoReturn, Protocol

from extractor import __version__
from extractor.uncollected import uncollected

USAGE, BROKEN_PIPE, INTERRUPTED = 2, 141, 130


class Command(NamedTuple):
    """A command: the module that answers it, with `add_arguments` and `run`, and what it does."""

    module: str
    summary: str


COMMANDS = {
    "extract": Command("extractor.commands.extract", "read reports and print what they say and where they contradict"),
    "serve": Command("extractor.commands.serve", "answer other systems over HTTP"),
    "batch": Command("extractor.commands.batch", "read any number of reports into one data set"),
    "chart": Command("extractor.commands.chart", "draw rows of the form over the years of a data set"),
    "compare": Command("extractor.commands.compare", "lay two years' reports of one office side by side"),
    "query": Command("extractor.commands.query", "ask a data set in SQL, or one of its ready views"),
    "annotations": Command("extractor.commands.annotations", "hold annotations to the guideline; import and export them"),
    "train": Command("extractor.commands.train", "make a model from annotations/"),
    "evaluate": Command("extractor.commands.evaluate", "say what a model reaches on held-out, and against another model"),
    "suggest": Command("extractor.commands.suggest", "pre-label new reports, what teaches most first"),
    "models": Command("extractor.commands.models", "list, show, release models, and go back to the one before"),
}  # fmt: skip


class CommandModule(Protocol):
    """What the module of a command holds."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the command's own arguments."""

    def run(self, arguments: argparse.Namespace) -> int:
        """Do it; the exit status."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 something could not be done, 2 wrong usage."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        return _run(words)
    except BrokenPipeError:
        _close_output()
        return BROKEN_PIPE
    except KeyboardInterrupt:
        return INTERRUPTED


def _run(words: list[str]) -> int:
    parser = _parser()
    name = words[0] if words and not words[0].startswith("-") else None
    if name is None:
        parser.parse_args(words)
        parser.print_help(sys.stderr)
        return USAGE
    if name not in COMMANDS:
        parser.error(f"there is no command {name!r}; commands are: {', '.join(COMMANDS)}")
    try:
        status = _run_command(name, words[1:])
    except ModuleNotFoundError as error:
        return _say_missing(name, error)
    sys.stdout.flush()
    return status


def _run_command(name: str, words: list[str]) -> int:
    with uncollected():
        module: CommandModule = import_module(COMMANDS[name].module)
    parser = _Parser(prog=f"extractor {name}", description=_sentence(COMMANDS[name].summary))
    module.add_arguments(parser)
    return module.run(parser.parse_args(words))


def _say_missing(name: str, error: ModuleNotFoundError) -> int:
    from extractor.commands.extras import missing_extra  # noqa: PLC0415 - nothing of a command is loaded before it runs
    from extractor.commands.saying import say_as  # noqa: PLC0415

    say_as(name, missing_extra(error))
    return USAGE


class _Parser(argparse.ArgumentParser):
    """Says a wrong usage in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE, f"{self.prog}: {message}; `{self.prog} --help` tells more\n")


def _parser() -> argparse.ArgumentParser:
    listed = "\n".join(f"  {name:<12} {command.summary}" for name, command in COMMANDS.items())
    parser = _Parser(
        prog="extractor",
        usage="extractor COMMAND …",
        description="Reads 政府信息公开工作年度报告: figures, document numbers, the official table, contradictions.",
        epilog=f"commands:\n{listed}\n\n`extractor COMMAND --help` tells more of one.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"extractor {__version__}")
    return parser


def _sentence(summary: str) -> str:
    return f"{summary[0].upper()}{summary[1:]}."


def _close_output() -> None:
    """Let the interpreter's own flush at exit find nothing to complain about."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


if __name__ == "__main__":
    sys.exit(main())
