"""One service and one browser for all tests of the page; what the page looks like is kept in tests/artefacts."""

import shutil
from pathlib import Path

import pytest

from extractor.service.keys import make_key
from tests.service.conftest import make_app
from tests.service.test_server import Service

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-headless-shell")
ARTEFACTS = Path(__file__).parents[1] / "artefacts"


@pytest.fixture(scope="session")
def service(tmp_path_factory):
    with Service(tmp_path_factory.mktemp("page"), workers=1) as running:
        yield running


@pytest.fixture(scope="session")
def desk(tmp_path_factory):
    """A service on which two annotators correct: it, their keys, and its inbox."""
    folder = tmp_path_factory.mktemp("desk")
    keys = {name: make_key(name) for name in ("wang", "li")}
    (folder / "keys.txt").write_text("".join(f"{line}:annotator\n" for _, line in keys.values()))
    (folder / "annotations").mkdir()
    with Service(folder, "--keys", folder / "keys.txt", "--annotations", folder / "annotations", workers=1) as running:
        yield running, {name: key for name, (key, _) in keys.items()}, folder / "annotations" / "inbox"


@pytest.fixture(scope="package")  # not longer: other tests of the suite start a Playwright of their own
def chromium():
    if CHROMIUM is None:
        pytest.skip("a Chromium of the system is needed")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium):
    """Opens a page of its own; at the end nothing may have been asked elsewhere, and nothing may have failed."""
    contexts, asked, said = [], [], []

    def go(address, **given):
        context = chromium.new_context(**{"viewport": {"width": 1400, "height": 1000}, **given})
        contexts.append(context)
        tab = context.new_page()
        tab.on("request", lambda request: asked.append(request.url))
        tab.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
        tab.on("pageerror", lambda error: said.append(str(error)))
        tab.goto(address)
        tab.wait_for_selector("html[data-ready]")
        tab.said, tab.address = said, address
        return tab

    yield go
    for context in contexts:
        context.close()
    addresses = ("http://127.0.0.1:", "data:", "blob:")
    assert [url for url in asked if not url.startswith(addresses)] == []
    assert said == []


def wait_until_seen(tab, place):
    """Until the first mark of that kind lies inside its pane and the window; what is around it may have to be laid out first."""
    tab.wait_for_function("""place => {
        const mark = document.querySelector(place), box = mark.getBoundingClientRect(), pane = mark.closest('.text').getBoundingClientRect();
        return box.top >= Math.max(0, pane.top) && box.bottom <= Math.min(innerHeight, pane.bottom); }""", arg=place)


@pytest.fixture
def keep(request):
    """Keeps a picture of the page."""
    ARTEFACTS.mkdir(exist_ok=True)

    def take(tab, name, *, whole=False):
        tab.screenshot(path=ARTEFACTS / f"{name}.png", full_page=whole, caret="initial")

    return take


@pytest.fixture(scope="session")
def app():
    return make_app()
