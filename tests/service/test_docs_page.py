"""The page `/docs` in a browser: everything comes from the service itself, and its strict policy is kept to."""

import shutil

import httpx
import pytest

from tests.service.test_server import Service

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-headless-shell")


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    with Service(tmp_path_factory.mktemp("docs"), workers=1) as running:
        yield running


@pytest.mark.skipif(CHROMIUM is None, reason="a Chromium of the system is needed")
def test_the_page_shows_every_operation_and_asks_nobody_else(service):
    sync_api = pytest.importorskip("playwright.sync_api")
    operations = sum(map(len, httpx.get(f"{service.address}/openapi.json").json()["paths"].values()))
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        asked, said = [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(f"{service.address}/docs")
        page.wait_for_selector(".opblock", timeout=30_000)
        assert page.locator(".opblock").count() == operations
        browser.close()
    assert {url.startswith((service.address, "data:")) for url in asked} == {True}
    assert said == []
