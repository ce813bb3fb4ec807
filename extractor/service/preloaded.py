"""Gunicorn around an app whose model is loaded before the workers are forked, so that they share its memory."""

from __future__ import annotations

from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from extractor.service.server import watch
from extractor.service.services import get_services


class Preloaded(BaseApplication):  # type: ignore[misc]
    """The app, already made."""

    def __init__(self, app: Flask, options: dict[str, Any]) -> None:
        self.app, self.options = app, options
        super().__init__()

    def load_config(self) -> None:
        """Take the options, and what has to be done when a worker is born."""
        for name, value in self.options.items():
            self.cfg.set(name, value)
        self.cfg.set("pre_fork", self._before_fork)
        self.cfg.set("post_worker_init", self._in_worker)

    def load(self) -> Flask:
        """The app, as it is."""
        return self.app

    def _before_fork(self, server: Any, worker: Any) -> None:
        """A worker that is born later starts with the model that is released by then."""
        get_services(self.app).engine.look()

    def _in_worker(self, worker: Any) -> None:
        """Threads do not outlive a fork: the watch starts here."""
        watch(self.app)
