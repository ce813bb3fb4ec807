"""Gunicorn around an app whose model is loaded before the workers are forked, so that they share its memory."""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from extractor.service.app import create_app
from extractor.service.connections import Worker
from extractor.service.labelling import Labelling
from extractor.service.meters import mark_process_dead
from extractor.service.server import Place, settle
from extractor.service.services import get_services
from extractor.service.settings import Settings
from extractor.service.workers import start_worker, threads_of

STOP_WITHIN = 30  # seconds for the requests in flight
RECYCLE_AFTER = 50_000  # requests, so that a leak in a library stays small


def run(settings: Settings, place: Place, labelling: Labelling | None) -> None:
    """Serve until told to stop; ModelError where there is no model to serve."""
    app = create_app(settings, labelling)
    get_services(app).engine.start()
    settle()
    Preloaded(app, make_options(settings, place)).run()


def make_options(settings: Settings, place: Place) -> dict[str, Any]:
    """Gunicorn's settings."""
    host = f"[{place.host}]" if ":" in place.host else place.host
    return {
        "bind": f"{host}:{place.port}",
        "workers": place.workers,
        "worker_class": Worker,
        "threads": threads_of(settings),
        "preload_app": True,
        "keepalive": 15,
        "graceful_timeout": STOP_WITHIN,
        "timeout": 60,
        "max_requests": RECYCLE_AFTER,
        "max_requests_jitter": RECYCLE_AFTER // 10,
        "control_socket_disable": True,
        "worker_tmp_dir": str(settings.state) if settings.state is not None else None,
        "logger_class": StructuredLogger,
        "loglevel": settings.log_level,
    }


class StructuredLogger(Logger):  # type: ignore[misc]
    """What gunicorn says, in the service's own log; requests are logged by the app."""

    def setup(self, cfg: Any) -> None:
        """Leave everything to the root logger."""
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True
        self.access_log.disabled = True
        self.error_log.setLevel(logging.getLogger().level)


class Preloaded(BaseApplication):  # type: ignore[misc]
    """The app, already made."""

    def __init__(self, app: Flask, options: dict[str, Any]) -> None:
        self.app, self.options = app, options
        super().__init__()

    def load_config(self) -> None:
        """Take the options, and what has to be done when a worker is born or dead."""
        hooks = {"pre_fork": self._before_fork, "post_worker_init": self._in_worker, "child_exit": self._after_exit}
        for name, value in {**self.options, **hooks}.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The app, as it is."""
        return self.app

    def _before_fork(self, server: Any, worker: Any) -> None:
        """A worker that is born later starts with the model that is released by then."""
        get_services(self.app).engine.look()

    def _in_worker(self, worker: Any) -> None:
        start_worker(self.app)

    def _after_exit(self, server: Any, worker: Any) -> None:
        mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
