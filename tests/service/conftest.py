"""One app for all tests of the service; the real model, no server."""

from pathlib import Path

import pytest

from extractor.service.app import create_app
from extractor.service.services import get_services
from extractor.service.settings import Limits, Settings

SAMPLE = (Path(__file__).parents[2] / "extractor" / "samples" / "anlan-2023.txt").read_bytes()
LINE = "2021年，全区共收到政府信息公开申请95件，其中自然人90件。"


def make_app(*, labelling=None, **given):
    """An app of its own, started."""
    app = create_app(Settings(**given), labelling)
    get_services(app).engine.start()
    return app


@pytest.fixture(scope="session")
def app():
    return make_app(limits=Limits(body=300_000, inflated=400_000, text=60_000, lines=20))


@pytest.fixture
def client(app):
    return app.test_client()
