"""The Flask app: every address, behind the same door."""

from __future__ import annotations

from typing import Any

from flask import Flask

from extractor.service.asking import InMemory
from extractor.service.door import add_door
from extractor.service.labelling import Labelling
from extractor.service.logs import describe_failure, get_log
from extractor.service.operations import add_operations
from extractor.service.page import correcting, plotting, teaching
from extractor.service.page.showing import add_page
from extractor.service.problems import add_problems
from extractor.service.routes import comparing, documentation, extracting, forms, health, label_studio, models
from extractor.service.services import make_services, put_services
from extractor.service.settings import Settings

OPERATIONS = (
    *extracting.OPERATIONS, *comparing.OPERATIONS, *forms.OPERATIONS, *models.OPERATIONS, *health.OPERATIONS, *documentation.OPERATIONS,
)  # fmt: skip


class Service(Flask):
    """An app that logs its failures without the messages, in which a report's text may stand."""

    request_class = InMemory

    def log_exception(self, exc_info: Any) -> None:
        """Say what failed, and where."""
        get_log().error("failure", **describe_failure(exc_info))


def create_app(settings: Settings | None = None, labelling: Labelling | None = None) -> Flask:
    """The app with its model still to be loaded: `get_services(app).engine.start()` does that.

    With `labelling` it is an ML backend of Label Studio too.
    """
    operations = OPERATIONS if labelling is None else (*OPERATIONS, *label_studio.OPERATIONS)
    settings = settings if settings is not None else Settings()
    if settings.desk is not None:
        operations = (*operations, *correcting.OPERATIONS)
    if settings.teaching is not None:
        operations = (*operations, *teaching.OPERATIONS)
    if settings.plots:
        operations = (*operations, *plotting.OPERATIONS)
    app = Service("extractor.service", static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=None, MAX_FORM_MEMORY_SIZE=None)
    put_services(app, make_services(settings, labelling))
    add_problems(app)
    add_door(app)
    add_operations(app, operations)
    documentation.add_documentation(app, operations)
    add_page(app)
    return app
