"""`extractor serve`: answer other systems over HTTP."""

from __future__ import annotations

import argparse
import ipaddress
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.commands.folders import models_folder
from extractor.commands.saying import say_as
from extractor.commands.sources import SourceError, read_text
from extractor.knowledge.models import ModelError
from extractor.output.pictures import can_draw
from extractor.service.keys import Keys, KeysError, make_key, read_keys
from extractor.service.logs import LEVELS
from extractor.service.rates import read_rate
from extractor.service.settings import Limits, Settings

if TYPE_CHECKING:
    from extractor.service.page.desk import Desk, Teaches
    from extractor.training.labelling import LabelStudio

DONE, USAGE = 0, 2
_say = partial(say_as, "serve")
KEYS_VARIABLE = "EXTRACTOR_KEYS"


class ServeError(ValueError):
    """A service that cannot be started; says what is wrong and what would be right."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on; 127.0.0.1, this machine alone")
    parser.add_argument("--port", type=int, default=8000, help="8000")
    parser.add_argument("--workers", type=int, metavar="N", help="processes; as many as there are cores")
    parser.add_argument("--server", choices=("gunicorn", "waitress"), help="gunicorn where it runs")
    parser.add_argument("--models", type=Path, metavar="DIR", help="another folder of models than the released one")
    parser.add_argument(
        "--keys", type=Path, metavar="FILE", help=f"hashed keys, NAME:HASH a line; else those in ${KEYS_VARIABLE}, with commas"
    )
    parser.add_argument("--new-key", metavar="NAME", help="print a new key and the line for the file of keys; serve nothing")
    parser.add_argument(
        "--annotations", type=Path, metavar="FOLDER", help="let annotators correct on the page; theirs are the keys NAME:HASH:annotator"
    )
    parser.add_argument("--rate", metavar="N/minute", help="requests that one key may make; no limit where nothing is said")
    parser.add_argument("--insecure", action="store_true", help="listen to other machines although there are no keys")
    parser.add_argument("--log-level", choices=LEVELS, default="info", help="info")
    parser.add_argument(
        "--label-studio", type=Path, metavar="FOLDER", help="be an ML backend of Label Studio for the annotations in that folder"
    )
    for limit in fields(Limits):
        told = f"{limit.metadata['help']}; {limit.default}"
        parser.add_argument(f"--limit-{limit.name}", type=int, default=limit.default, metavar="N", help=told)


def run(arguments: argparse.Namespace) -> int:
    """Serve until stopped; 2 where the call, the keys, the model or the installation does not allow it."""
    try:
        return _run(arguments)
    except (KeysError, ModelError, SourceError, ServeError) as error:
        _say(str(error))
    return USAGE


def _run(arguments: argparse.Namespace) -> int:
    if arguments.new_key is not None:
        key, line = make_key(arguments.new_key)
        print(f"{key}\n{line}")
        _say("the first line is the key, for the caller, shown only now; the second is for the file of keys")
    else:
        _serve(arguments)
    return DONE


def _serve(arguments: argparse.Namespace) -> None:
    from extractor.service.server import Place, StateError, default_server, serve  # noqa: PLC0415 - Flask comes with it

    settings = _settings(arguments)
    if not settings.keys and not is_loopback(arguments.host) and not arguments.insecure:
        raise ServeError(
            f"{arguments.host} is open to other machines and there are no keys; give --keys FILE (make one with --new-key NAME), "
            "or say --insecure"
        )
    workers = arguments.workers if arguments.workers is not None else count_cores()
    place, server = Place(arguments.host, arguments.port, workers), arguments.server or default_server()
    try:
        with labelling(arguments.label_studio, arguments.models) as label_studio:
            serve(settings, place, server, label_studio)
    except StateError as error:
        raise ServeError(str(error)) from None


@contextmanager
def labelling(annotations: Path | None, models: Path | None) -> Iterator[LabelStudio | None]:
    """What answers Label Studio, with the process that trains beside it, for as long as the service runs."""
    if annotations is None:
        yield None
        return
    from extractor.training.labelling import LabelStudio  # noqa: PLC0415 - only an ML backend needs it

    if not (annotations / "train").is_dir():
        raise ServeError(f"{annotations}: there is no folder `train` in it; name the folder of annotations")
    words = [sys.executable, "-m", "extractor.training.labelling.trainer", str(annotations), str(models_folder(models))]
    trainer = subprocess.Popen(words)
    maker = os.getpid()
    try:
        yield LabelStudio(annotations)
    finally:
        if os.getpid() == maker:  # not in a worker that ends
            trainer.terminate()
            trainer.wait()


def _settings(arguments: argparse.Namespace) -> Settings:
    if arguments.rate is not None and read_rate(arguments.rate) is None:
        raise ServeError(f"--rate {arguments.rate!r} is no rate; write 600/minute (or second, hour, day)")
    return Settings(
        models=arguments.models, keys=_keys(arguments.keys), limits=_limits(arguments), rate=arguments.rate,
        log_level=arguments.log_level, desk=_desk(arguments.annotations),
        teaching=_teaching(arguments.annotations, arguments.models), plots=can_draw(),
    )  # fmt: skip


def _desk(annotations: Path | None) -> Desk | None:
    """Who keeps what annotators correct; None where the page only shows."""
    if annotations is None:
        return None
    from extractor.commands.desk import InboxDesk  # noqa: PLC0415 - the training extra comes with it

    if not annotations.is_dir():
        raise ServeError(f"{annotations}: there is no such folder; name the folder of annotations")
    return InboxDesk(annotations)


def _teaching(annotations: Path | None, models: Path | None) -> Teaches | None:
    """Who trains with what is annotated."""
    if annotations is None:
        return None
    from extractor.commands.teaching import Teaching  # noqa: PLC0415 - the training extra comes with it

    return Teaching(annotations, models_folder(models))


def _keys(path: Path | None) -> Keys:
    if path is not None:
        return read_keys(read_text(path).splitlines(), where=str(path))
    return read_keys(os.environ.get(KEYS_VARIABLE, "").split(","), where=f"${KEYS_VARIABLE}")


def _limits(arguments: argparse.Namespace) -> Limits:
    given = {limit.name: getattr(arguments, f"limit_{limit.name}") for limit in fields(Limits)}
    if wrong := [name for name, value in given.items() if value < 1]:
        raise ServeError(f"--limit-{wrong[0]} {given[wrong[0]]} allows nothing; give 1 or more")
    return Limits(**given)


def count_cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach that address.

    >>> is_loopback("localhost"), is_loopback("::1"), is_loopback("0.0.0.0"), is_loopback("example.org")
    (True, True, False, False)
    """
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
