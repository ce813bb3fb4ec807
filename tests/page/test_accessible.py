"""axe-core finds nothing serious, in the light and in the dark, with everything of the page open."""

import pytest

from extractor.service.keys import make_key
from tests.page.test_look import TEXT, read
from tests.service.test_server import Service

axe = pytest.importorskip("axe_playwright_python.sync_playwright")


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    folder = tmp_path_factory.mktemp("accessible")
    key, line = make_key("wang")
    (folder / "keys.txt").write_text(f"{line}:annotator\n")
    (folder / "annotations").mkdir()
    with Service(folder, "--keys", folder / "keys.txt", "--annotations", folder / "annotations", workers=1) as running:
        yield running, key


def faults(tab):
    found = axe.Axe().run(tab).response["violations"]
    return [(one["id"], one["nodes"][0]["html"], one["nodes"][0]["failureSummary"]) for one in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_keeps_anybody_out(open_page, desk, scheme):
    running, key = desk
    tab = open_page(running.address, color_scheme=scheme)
    assert faults(tab) == []
    tab.fill("#page-key", key)
    tab.press("#page-key", "Tab")
    read(tab, TEXT)
    tab.locator(".finding").first.click()
    tab.locator("mark.figure-said").nth(5).click()
    tab.click("#page-correct-report")
    tab.locator("#page-passage mark").first.click()
    tab.click("#page-teach summary")
    tab.click("#page-compare summary")
    tab.wait_for_selector("#page-versions td")
    tab.wait_for_timeout(1300)  # until what lights up has settled
    assert faults(tab) == []
