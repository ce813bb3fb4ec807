"""`extractor batch SOURCE… --out DATASET`: read any number of reports into one data set."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Event
from types import FrameType
from typing import TYPE_CHECKING

from extractor.commands.extras import need
from extractor.commands.progress import Bar
from extractor.commands.saying import say_as
from extractor.commands.sources import SourceError, read_text
from extractor.knowledge.forms import FormError, form_names, load_form
from extractor.knowledge.models import ModelError
from extractor.knowledge.own_rules import add_rules

if TYPE_CHECKING:
    from extractor.batch.messages import Settings
    from extractor.batch.run import Engine, Run

DONE, SOME_FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130
_say = partial(say_as, "batch")


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
    parser.add_argument(
        "--rules", type=Path, metavar="FILE", help="TOML with [[rules]] of your own: name, formula, text"
    )
    parser.add_argument(
        "--to", metavar="URI", help="copy the data set to postgresql://… when it is made (extra: postgresql)"
    )
    _add_cluster(parser)


def run(arguments: argparse.Namespace) -> int:
    """Make the data set; 0 where every report was read, 1 where some were not or the run was stopped, 2 for a wrong call."""
    try:
        return _run(arguments)
    except (FormError, ModelError, SourceError) as error:
        _say(str(error))
    return USAGE


def _add_cluster(parser: argparse.ArgumentParser) -> None:
    cluster = parser.add_argument_group(
        "on a Dask cluster, which shares the file system of SOURCE and DATASET"
    )
    cluster.add_argument(
        "--engine", choices=("pool", "dask"), default="pool", help="pool: processes of this machine"
    )
    cluster.add_argument("--scheduler", metavar="ADDRESS", help="tcp://HOST:PORT or tls://HOST:PORT")
    cluster.add_argument(
        "--tls-ca", metavar="FILE", help="certificate of the authority that the cluster trusts"
    )
    cluster.add_argument("--tls-cert", metavar="FILE", help="certificate of this client")
    cluster.add_argument(
        "--tls-key", metavar="FILE", help="its key, where the certificate's file does not hold it"
    )


def _run(arguments: argparse.Namespace) -> int:
    need("pyarrow")
    from extractor.batch.dataset import MANIFEST, DatasetError  # noqa: PLC0415
    from extractor.batch.messages import BatchError, Settings  # noqa: PLC0415 - an extra brings what it needs
    from extractor.batch.run import begin, locked, resume  # noqa: PLC0415

    if (arguments.engine == "dask") != (arguments.scheduler is not None):
        _say("--engine dask and --scheduler ADDRESS go together; give both")
        return USAGE
    if arguments.form is not None and arguments.rules is not None:
        _say("--rules are for the form that is recognised; leave out --form")
        return USAGE
    models = None if arguments.models is None else str(arguments.models.absolute())
    settings = Settings(
        str(arguments.out.absolute()), models, arguments.form, arguments.seconds, arguments.megabytes,
        arguments.retries, _read_rules(arguments.rules),
    )  # fmt: skip
    try:
        with locked(arguments.out):
            made = (resume if arguments.resume else begin)(tuple(arguments.sources), settings)
            if made is None:
                print(f"{arguments.out}: is finished already", file=sys.stderr)
            status = DONE if made is None else _carry_out(made, settings, arguments)
        if arguments.to is not None and status != INTERRUPTED and (arguments.out / MANIFEST).exists():
            return _copy(arguments.out, arguments.to) or status
        return status
    except (BatchError, DatasetError, OSError) as error:
        _say(str(error))
        return USAGE


def _read_rules(path: Path | None) -> str | None:
    """The rules of one's own; FormError where they cannot be used, before a report is read."""
    if path is None:
        return None
    rules = read_text(path)
    add_rules(map(load_form, form_names()), rules, where=str(path))
    return rules


def _carry_out(made: Run, settings: Settings, arguments: argparse.Namespace) -> int:
    """Read what is left, with a bar; 1 where a report was not read or the run was stopped on its way."""
    from extractor.batch.messages import BatchError  # noqa: PLC0415
    from extractor.batch.run import carry_out  # noqa: PLC0415

    stop = Event()
    with stopping(stop), Bar(made.head.reports, made.reports_done) as bar:
        try:
            manifest = carry_out(made, _engine(arguments, settings, bar), stop, bar.merge)
        except BatchError as error:
            _say(str(error))
            return SOME_FAILED
    if manifest is None:
        _say("stopped; nothing is lost: go on with the same words and --resume")
        return INTERRUPTED
    print(f"{arguments.out}: {manifest.reports} reports, {manifest.failures} failures", file=sys.stderr)
    return SOME_FAILED if manifest.failures else DONE


def _copy(dataset: Path, uri: str) -> int:
    """Copy the data set to a server, a line for each year."""
    from extractor.batch.messages import BatchError  # noqa: PLC0415
    from extractor.batch.postgresql import copy_dataset  # noqa: PLC0415

    try:
        copy_dataset(dataset, uri, lambda year: print(f"copying {year}", file=sys.stderr))
    except BatchError as error:
        _say(str(error))
        return SOME_FAILED
    return DONE


def _engine(arguments: argparse.Namespace, settings: Settings, bar: Bar) -> Engine:
    if arguments.engine == "pool":
        from extractor.batch.pool import Pool  # noqa: PLC0415

        return Pool(arguments.workers, settings, bar.advance)
    from extractor.batch.cluster import Cluster, Scheduler  # noqa: PLC0415

    files = (arguments.tls_ca, arguments.tls_cert, arguments.tls_key)
    return Cluster(Scheduler(arguments.scheduler, *files), settings, bar.advance)


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
