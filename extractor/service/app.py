"""The Flask app: every address, behind the same door."""

from __future__ import annotations

from flask import Flask

from extractor.service.asking import InMemory
from extractor.service.door import add_door
from extractor.service.engine import Engine
from extractor.service.problems import add_problems
from extractor.service.routes import extracting, health
from extractor.service.services import Services, put_services
from extractor.service.settings import Settings

ROUTES = (extracting, health)


def create_app(settings: Settings | None = None) -> Flask:
    """The app with its model still to be loaded: `get_services(app).engine.start()` does that."""
    settings = settings if settings is not None else Settings()
    app = Flask("extractor.service", static_folder=None)
    app.request_class = InMemory
    app.config.update(MAX_CONTENT_LENGTH=None, MAX_FORM_MEMORY_SIZE=None)
    put_services(app, Services(settings, Engine(settings)))
    add_problems(app)
    add_door(app)
    for routes in ROUTES:
        routes.add_routes(app)
    return app
