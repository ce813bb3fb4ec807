"""What every request finds in the app: the settings, the engine, and what counts and limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app

from extractor.service.engine import Engine
from extractor.service.labelling import Labelling
from extractor.service.meters import Meters
from extractor.service.rates import Rates, read_rate
from extractor.service.settings import Settings
from extractor.service.turns import Places

_NAME = "extractor"


@dataclass(frozen=True, slots=True)
class Services:
    """One set an app; made before the workers are forked."""

    settings: Settings
    engine: Engine
    meters: Meters
    rates: Rates | None
    labelling: Labelling | None
    arriving: Places  # for bodies on their way, which would else take every thread


def make_services(settings: Settings, labelling: Labelling | None) -> Services:
    """The set that the settings ask for; a rate needs the folder that the workers share."""
    rate = read_rate(settings.rate) if settings.rate is not None else None
    rates = Rates(rate, settings.state / "rates.sqlite") if rate is not None and settings.state is not None else None
    meters, arriving = Meters(shared=settings.state is not None), Places(settings.limits.queue + 1)
    return Services(settings, Engine(settings), meters, rates, labelling, arriving)


def put_services(app: Flask, services: Services) -> None:
    """Keep them in the app."""
    app.extensions[_NAME] = services


def get_services(app: Flask | None = None) -> Services:
    """Those of the app, of the one that answers this request where none is given."""
    return cast(Services, (app if app is not None else current_app).extensions[_NAME])
