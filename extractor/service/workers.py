"""What every worker needs: threads enough for its line, and an eye on the model that is released."""

from __future__ import annotations

from flask import Flask

from extractor.service.engine import Engine
from extractor.service.logs import get_log
from extractor.service.services import get_services
from extractor.service.settings import Settings

_SPARE_THREADS = 8  # for /healthz and the like, when every place in line is taken


def threads_of(settings: Settings) -> int:
    """How many threads serve: one a place in line, one that reads, and some to spare."""
    return settings.limits.queue + 1 + _SPARE_THREADS


def start_worker(app: Flask) -> None:
    """Have a reader ready, and look for a newly released model, in this process: threads do not outlive a fork."""
    services = get_services(app)
    shown = [services.engine.model.version]
    services.meters.show_model(shown[0])

    def tell(engine: Engine) -> None:
        if engine.fault is not None:
            get_log().error("released model is not served", reason=engine.fault)
            return
        version = engine.model.version
        services.meters.show_model(version, before=shown[0])
        get_log().info("model changed", before=shown[0], now=version)
        shown[0] = version

    services.engine.watch(tell)
    services.engine.reader.warm()
