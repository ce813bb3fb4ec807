"""axe-core finds nothing serious, in the light and in the dark, with everything of the page open."""

import pytest

from tests.page.test_look import TEXT, read

axe = pytest.importorskip("axe_playwright_python.sync_playwright")


def faults(tab):
    found = axe.Axe().run(tab).response["violations"]
    return [(one["id"], one["nodes"][0]["html"], one["nodes"][0]["failureSummary"]) for one in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_keeps_anybody_out(open_page, desk, scheme):
    running, keys, _ = desk
    tab = open_page(running.address, color_scheme=scheme, reduced_motion="reduce")
    assert faults(tab) == []
    tab.fill("#page-key", keys["wang"])
    tab.press("#page-key", "Tab")
    read(tab, TEXT)
    tab.locator(".finding").first.click()
    tab.locator("mark.figure-said").nth(5).click()
    tab.click("#page-correct-report")
    tab.locator("#page-passage mark").first.click()
    tab.click("#page-teach summary")
    tab.click("#page-compare summary")
    tab.wait_for_selector("#page-versions td")
    assert faults(tab) == []
    tab.set_viewport_size({"width": 390, "height": 844})
    assert tab.evaluate("document.documentElement.scrollWidth") == 390
