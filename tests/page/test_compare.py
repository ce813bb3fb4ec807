"""Two years of one office on the page."""

import pytest

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
    assert "算式" in told
    shown = tab.locator("#page-year-rows tr:visible").count()
    tab.uncheck("#page-changed")
    assert tab.locator("#page-year-rows tr:visible").count() > shown
    keep(tab, "compare", whole=True)


def test_one_report_is_not_enough(tab):
    tab.fill("#page-text-last", LAST)
    tab.click("#page-compare-give button")
    assert "两年的报告" in tab.inner_text("#page-compare-said")
    assert tab.is_hidden("#page-compared")
