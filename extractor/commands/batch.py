"""`extractor batch SOURCE… --out DATASET`: read any number of reports into one data set."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from types import FrameType
from typing import TYPE_CHECKING

from extractor.commands.extras import missing_extra
from extractor.commands.progress import Bar
from extractor.knowledge.forms import form_names
from extractor.knowledge.models import ModelError

if TYPE_CHECKING:
    from extractor.batch.messages import Settings
    from extractor.batch.run import Run

DONE, SOME_FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "sources", nargs="+", metavar="SOURCE",
        help="a folder, a glob in quotes, a report, a ZIP or tar archive, or NDJSON or Parquet of texts",
    )  # fmt: skip
    parser.add_argument("--out", type=Path, required=True, metavar="DATASET", help="the folder to make")
    parser.add_argument("--resume", action="store_true", help="go on where a run in DATASET was stopped")
    parser.add_argument(
        "--workers", type=_positive, default=os.cpu_count() or 1, metavar="N", help="processes; one a core"
    )
    parser.add_argument("--seconds", type=float, default=60.0, help="time that one report may take; 60")
    parser.add_argument(
        "--megabytes", type=_positive, default=1024, help="memory that one report may take; 1024"
    )
    parser.add_argument(
        "--retries", type=int, default=1, help="times that a report which ended a worker is tried again; 1"
    )
    parser.add_argument(
        "--form", choices=form_names(), help="the official form, where it is not to be recognised"
    )
    parser.add_argument(
        "--models", type=Path, metavar="DIR", help="another folder of models than the released one"
    )


def run(arguments: argparse.Namespace) -> int:
    """Make the data set; 0 where every report was read, 1 where some were not or the run was stopped, 2 for a wrong call."""
    try:
        return _run(arguments)
    except ModuleNotFoundError as error:
        _say(missing_extra(error))
    except ModelError as error:
        _say(str(error))
    return USAGE


def _run(arguments: argparse.Namespace) -> int:
    from extractor.batch.messages import BatchError, Settings  # noqa: PLC0415 - an extra brings what it needs
    from extractor.batch.run import begin, locked, resume  # noqa: PLC0415

    models = None if arguments.models is None else str(arguments.models.absolute())
    settings = Settings(
        str(arguments.out.absolute()), models, arguments.form, arguments.seconds, arguments.megabytes,
        arguments.retries,
    )  # fmt: skip
    try:
        with locked(arguments.out):
            made = (resume if arguments.resume else begin)(tuple(arguments.sources), settings)
            if made is None:
                print(f"{arguments.out}: is finished already", file=sys.stderr)
                return DONE
            return _carry_out(made, settings, arguments)
    except (BatchError, OSError) as error:
        _say(str(error))
        return USAGE


def _carry_out(made: Run, settings: Settings, arguments: argparse.Namespace) -> int:
    """Read what is left, with a bar; 1 where a report was not read or the run was stopped on its way."""
    from extractor.batch.messages import BatchError  # noqa: PLC0415
    from extractor.batch.pool import Pool  # noqa: PLC0415
    from extractor.batch.run import carry_out  # noqa: PLC0415

    stop = Event()
    with stopping(stop), Bar(made.head.reports, made.reports_done) as bar:
        engine = Pool(arguments.workers, settings, bar.advance)
        try:
            manifest = carry_out(made, engine, stop, bar.merge)
        except BatchError as error:
            _say(str(error))
            return SOME_FAILED
    if manifest is None:
        _say("stopped; nothing is lost: go on with the same words and --resume")
        return INTERRUPTED
    print(f"{arguments.out}: {manifest.reports} reports, {manifest.failures} failures", file=sys.stderr)
    return SOME_FAILED if manifest.failures else DONE


@contextmanager
def stopping(stop: Event) -> Iterator[None]:
    """Let the first Ctrl-C or SIGTERM ask for an orderly end, and the second end at once."""

    def ask(number: int, frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        _say("finishing the parts in hand; once more ends at once, and nothing is lost either way")

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} is too few; 1 or more")
    return number


def _say(message: str) -> None:
    """One line on standard error."""
    print("extractor batch: " + " ".join(message.split()), file=sys.stderr)
