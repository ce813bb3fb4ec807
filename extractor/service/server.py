"""Start a service: its log, the folder that its workers share, and one of the two servers."""

from __future__ import annotations

import ctypes
import gc
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple

from extractor.service.labelling import Labelling
from extractor.service.logs import start_log
from extractor.service.settings import Settings

SERVERS = {"gunicorn": "extractor.service.preloaded", "waitress": "extractor.service.threaded"}
SWITCH = 0.001  # seconds that a thread computes before another may: /healthz does not wait behind a report
RETAINED = 1 << 20  # bytes: a longer buffer goes back to the system as soon as it is free
_MMAP_THRESHOLD = -3  # M_MMAP_THRESHOLD of mallopt(3)
_NO_PLUGINS = ("PYDANTIC_DISABLE_PLUGINS", "__all__")  # it would look through every installed package for some
_METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # prometheus_client looks for it when it is imported
_IN_MEMORY = "/dev/shm"


class Place(NamedTuple):
    """Where and how broad to serve."""

    host: str
    port: int
    workers: int


class StateError(OSError):
    """There is no folder that the workers could share; says what would be right."""


def serve(settings: Settings, place: Place, server: str, labelling: Labelling | None = None) -> None:
    """Load the model and serve until told to stop; ModelError where there is no model to serve."""
    gc.disable()  # nothing that is loaded is garbage
    give_back_memory()
    sys.setswitchinterval(SWITCH)
    start_log(settings.log_level)
    with make_state() as state:
        os.environ[_METRICS_FOLDER] = str(state)
        os.environ.setdefault(*_NO_PLUGINS)
        run = import_module(SERVERS[server]).run
        run(replace(settings, state=state), place, labelling)


def give_back_memory() -> None:
    """Have long buffers returned when they are free; glibc raises its bound with each, and a worker would keep its largest request."""
    set_option = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if set_option is not None:
        set_option(_MMAP_THRESHOLD, RETAINED)


def settle() -> None:
    """Leave what is loaded out of the collector's rounds from now on, so that forked workers share its memory."""
    gc.freeze()
    gc.enable()


def default_server() -> str:
    """The server for this system: gunicorn needs fork."""
    return "waitress" if sys.platform == "win32" else "gunicorn"


@contextmanager
def make_state() -> Iterator[Path]:
    """A folder that only we can read, in memory where the system has one, gone when the service ends."""
    maker = os.getpid()
    try:
        made = mkdtemp(prefix="extractor-", dir=_IN_MEMORY if os.access(_IN_MEMORY, os.W_OK) else None)
    except OSError as error:
        reason = error.strerror or str(error)
        raise StateError(f"there is no folder for what the workers count ({reason}); mount one at /tmp or name it in TMPDIR") from None
    try:
        yield Path(made)
    finally:
        if os.getpid() == maker:  # a worker that ends leaves it to the others
            shutil.rmtree(made, ignore_errors=True)
