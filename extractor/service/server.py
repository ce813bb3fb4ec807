"""The servers: gunicorn with preloaded workers, waitress where gunicorn does not run."""

from __future__ import annotations

import sys
from typing import Any, NamedTuple

from flask import Flask

from extractor.service.app import create_app
from extractor.service.services import get_services
from extractor.service.settings import Settings

SPARE_THREADS = 8  # for /healthz and the like, when every place in line is taken
STOP_WITHIN = 30  # seconds for the requests in flight
RECYCLE_AFTER = 50_000  # requests, so that a leak in a library stays small
SWITCH = 0.001  # seconds that a thread computes before another may: /healthz does not wait behind a report


class Place(NamedTuple):
    """Where and how broad to serve."""

    host: str
    port: int
    workers: int


def serve(settings: Settings, place: Place, server: str) -> None:
    """Load the model and serve until told to stop; ModelError where there is no model to serve."""
    sys.setswitchinterval(SWITCH)
    app = create_app(settings)
    get_services(app).engine.start()
    {"gunicorn": _serve_gunicorn, "waitress": _serve_waitress}[server](app, place)


def default_server() -> str:
    """The server for this system: gunicorn needs fork."""
    return "waitress" if sys.platform == "win32" else "gunicorn"


def _threads(app: Flask) -> int:
    return get_services(app).settings.limits.queue + SPARE_THREADS


def _serve_waitress(app: Flask, place: Place) -> None:
    import waitress  # noqa: PLC0415 - only one of the two servers is loaded

    watch(app)
    waitress.serve(
        app, host=place.host, port=place.port, threads=_threads(app), ident="extractor",
        max_request_body_size=get_services(app).settings.limits.body + 1, clear_untrusted_proxy_headers=True,
    )  # fmt: skip


def _serve_gunicorn(app: Flask, place: Place) -> None:
    from extractor.service.preloaded import Preloaded  # noqa: PLC0415

    Preloaded(app, options(app, place)).run()


def options(app: Flask, place: Place) -> dict[str, Any]:
    """Gunicorn's settings."""
    host = f"[{place.host}]" if ":" in place.host else place.host
    return {
        "bind": f"{host}:{place.port}",
        "workers": place.workers,
        "worker_class": "gthread",
        "threads": _threads(app),
        "preload_app": True,
        "keepalive": 15,
        "graceful_timeout": STOP_WITHIN,
        "timeout": 60,
        "max_requests": RECYCLE_AFTER,
        "max_requests_jitter": RECYCLE_AFTER // 10,
        "control_socket_disable": True,
        "loglevel": "warning",
    }


def watch(app: Flask) -> None:
    """Look for a newly released model from now on, in this process."""
    get_services(app).engine.watch(lambda engine: None)
