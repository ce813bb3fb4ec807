"""How much one request has made us read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import g

from extractor.service.engine import Reading
from extractor.service.services import get_services


@dataclass(slots=True)
class Work:
    """Reports and characters so far; a batch may be long, so the reports themselves are not kept."""

    reports: int = 0
    characters: int = 0


@contextmanager
def place() -> Iterator[None]:
    """A place inside for this request; ProblemError 503 where there is none."""
    services = get_services()
    with services.engine.place(), services.meters.inside():
        yield


def count_reading(reading: Reading) -> None:
    """Count one report for the request that asked for it and for all of them."""
    get_services().meters.count_report(reading.report, reading.seconds)
    g.work.reports += 1
    g.work.characters += len(reading.report.extraction.document.text)
