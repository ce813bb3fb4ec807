"""Two years of one office on the page."""

import pytest

from tests.page.conftest import wait_until_seen
from tests.service.conftest import SAMPLE

NOW = SAMPLE.decode()
LAST = NOW.replace("2023年", "2022年").replace("全年发布信息6847条", "全年发布信息4847条")


@pytest.fixture
def tab(open_page, service):
    tab = open_page(service.address)
    tab.click("#page-compare summary")
    return tab


def test_two_years_stand_side_by_side(tab, keep):
    tab.fill("#page-text-last", LAST)
    tab.fill("#page-text-this", NOW)
    tab.click("#page-compare-give button")
    tab.wait_for_selector("#page-compared:not([hidden])")
    assert tab.inner_text("#page-year-last") == "2022"
    assert tab.inner_text("#page-year-this") == "2023"
    assert tab.locator("#page-year-findings .finding").count() >= 1
    told = tab.inner_text("#page-year-findings")
    assert "结转" in told
    assert "结转下年度继续办理（上年报告） = 上年结转政府信息公开申请数量: 18 ≠ 13" in told
    tab.wait_for_selector("#page-year-plots img")
    alt = tab.get_attribute("#page-year-plots img", "alt")
    assert "→" in alt
    shown = tab.locator("#page-year-rows tr:visible").count()
    tab.uncheck("#page-changed")
    assert tab.locator("#page-year-rows tr:visible").count() > shown
    keep(tab, "compare", whole=True)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_finding_lights_what_it_rests_on_in_both_texts(open_page, service, keep, width):
    tab = open_page(service.address, viewport={"width": width, "height": 844})
    problem = {"status": 503, "content_type": "application/problem+json", "body": "{}"}
    tab.route("**/v1/plots", lambda route: route.fulfill(**problem))  # the figures stand in the table all the same
    tab.click("#page-compare summary")
    tab.fill("#page-text-last", f"😀𠮷{LAST}")  # what is counted in code points stands where it should
    tab.fill("#page-text-this", NOW)
    tab.click("#page-compare-give button")
    tab.wait_for_selector("#page-compared:not([hidden])")
    finding = tab.locator("#page-year-findings .finding").first
    quoted = finding.locator("button.place").all_inner_texts()
    finding.click()
    assert sorted(tab.locator("#page-year-texts mark.lit").all_text_contents()) == sorted(quoted)
    wait_until_seen(tab, "#page-year-last-text mark.lit")
    wait_until_seen(tab, "#page-year-this-text mark.lit")
    tab.wait_for_selector("#page-year-plots p:has-text('小图没有画出来')")
    tab.said.clear()
    keep(tab, f"compare-finding-{width}")
    tab.locator("#page-year-last-text mark.lit").first.click()
    assert tab.locator("#page-compared .current").count() == 1
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    tab.locator("#page-year-rows tr:visible button.place").first.press("Enter")
    assert tab.locator("#page-year-rows tr.current").count() == 1


def test_one_report_is_not_enough(tab):
    tab.fill("#page-text-last", LAST)
    tab.click("#page-compare-give button")
    assert "两年的报告" in tab.inner_text("#page-compare-said")
    assert tab.is_hidden("#page-compared")
