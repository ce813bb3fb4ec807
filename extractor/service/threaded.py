"""Waitress: one process with threads, where gunicorn does not run."""

from __future__ import annotations

import signal
import sys

import waitress

from extractor.service.app import create_app
from extractor.service.labelling import Labelling
from extractor.service.server import Place, settle
from extractor.service.services import get_services
from extractor.service.settings import Settings
from extractor.service.workers import start_worker, threads_of


def run(settings: Settings, place: Place, labelling: Labelling | None) -> None:
    """Serve until told to stop; ModelError where there is no model to serve."""
    app = create_app(settings, labelling)
    get_services(app).engine.start()
    settle()
    start_worker(app)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # waitress ends in order when it hears of it
    waitress.serve(
        app, host=place.host, port=place.port, threads=threads_of(settings), ident="extractor",
        max_request_body_size=settings.limits.body + 1, clear_untrusted_proxy_headers=True,
    )  # fmt: skip
