"""A report officer looks at one report: in a real browser, with the mouse and with the keyboard alone."""

import json
import tomllib
from pathlib import Path

import pytest

from extractor.__main__ import main
from extractor.service.page.showing import LANGUAGES
from tests.page.conftest import wait_until_seen
from tests.service.conftest import SAMPLE

TEXT = SAMPLE.decode()
HOSTILE = (
    "2023年收到<script>document.title='owned'</script>申请95件，<img src=x onerror=\"document.title='owned'\">其中"
    "《<b onclick=alert(1)>办法</b>》〔2023〕5号，自然人90件。"
)


def read(tab, text):
    tab.fill("#page-text", text)
    tab.click("button[data-say=read]")
    tab.wait_for_selector("html[data-shown]")


@pytest.fixture
def tab(open_page, service):
    tab = open_page(service.address)
    read(tab, TEXT)
    return tab


def lit(tab):
    return tab.eval_on_selector_all(".lit", "all => all.map(one => one.textContent)")


def test_the_contradictions_stand_on_top_with_their_arithmetic(tab, keep):
    findings = tab.locator(".finding.error")
    assert findings.count() >= 1
    first = findings.first.inner_text()
    assert "“新收341件”" in first
    assert "算式" in first
    assert tab.locator(".finding").first.bounding_box()["y"] < 700
    keep(tab, "look")
    findings.first.click()
    assert {"341件", "314"} <= set(lit(tab))
    keep(tab, "look-finding")


def test_a_cell_leads_to_its_evidence(tab):
    tab.click("td.error a >> text=314")
    assert "314" in lit(tab)
    assert "341件" in lit(tab)
    wait_until_seen(tab, "#text mark.lit")
    assert "本年新收" in tab.inner_text("#page-told")


def test_a_figure_tells_what_it_measures(tab, keep):
    tab.locator("mark.figure-said >> text=18件").first.click()
    told = tab.inner_text("#page-told")
    for word in ("指标", "时期", "2023", "属于", "341件", "统计表", "置信度", "%"):
        assert word in told
    keep(tab, "look-figure")
    tab.click("#page-told a[href^='#m']")
    assert "341件" in tab.inner_text("#page-told dd >> nth=0")


def test_everything_is_reached_by_keyboard_alone(open_page, service, keep):
    tab = open_page(service.address)
    tab.focus("#page-text")
    tab.keyboard.insert_text(TEXT)
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("html[data-shown]")
    tab.keyboard.press("j")
    assert {"341件", "314"} <= set(lit(tab))
    first = tab.inner_text(".finding.current")
    tab.keyboard.press("j")
    assert tab.inner_text(".finding.current") != first
    tab.keyboard.press("k")
    assert tab.inner_text(".finding.current") == first
    tab.focus("#text .text")
    for _ in range(200):
        tab.keyboard.press("ArrowRight")
        if tab.text_content("mark.at") == "341件":
            break
    assert "341件" in tab.inner_text("#page-told")
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.closest('td').id")
    tab.keyboard.press("ArrowRight")
    tab.keyboard.press("Enter")
    assert tab.locator("td.lit").count() == 1
    tab.keyboard.press("Escape")
    assert tab.is_hidden("#page-told")


def test_the_report_is_taken_away_in_every_format(tab):
    starts = {"json": b'{"document"', "csv": b"\xef\xbb\xbf", "xlsx": b"PK", "html": b"<!doctype html>"}
    for kind, start in starts.items():
        with tab.expect_download() as waiting:
            tab.click(f"[data-download={kind}]")
        content = Path(waiting.value.path()).read_bytes()
        assert content.startswith(start)
        assert waiting.value.suggested_filename == f"report.{kind}"
    assert json.loads(content) if kind == "json" else content


def test_what_is_accepted_is_kept_and_taken_to_the_command_line_and_back(open_page, service, tmp_path, capsysbinary):
    tab = open_page(service.address)
    read(tab, TEXT)
    open_ = tab.locator(".finding").count()
    finding = tab.locator(".finding.error").first
    name = finding.get_attribute("data-fingerprint")
    marked = "mark.error:not(.settled):has-text('341件')"
    assert tab.locator(f"#text {marked}").count() == 1
    finding.locator("button.accept").click()
    assert f"待看 {open_ - 1} 处，已核可 1 处" in tab.inner_text("#page-review-said")
    assert finding.locator(".severity").inner_text() == "已核可"
    assert tab.locator(f"#text {marked}").count() == 0

    with tab.expect_download() as waiting:
        tab.click("#page-accepted-save")
    kept = tmp_path / "findings.json"
    waiting.value.save_as(kept)
    assert main(["extract", "extractor/samples/anlan-2023.txt", "--accept", str(kept)]) == 0
    (found,) = [one for one in json.loads(capsysbinary.readouterr().out)["findings"] if one["accepted"]]
    assert found["fingerprint"] == name
    with tab.expect_download() as waiting:
        tab.click("[data-download=html]")
    assert "已核可" in Path(waiting.value.path()).read_text(encoding="utf-8")

    tab.reload()
    read(tab, TEXT)  # the browser has kept it
    assert "已核可 1 处" in tab.inner_text("#page-review-said")
    tab.keyboard.press("j")
    while tab.get_attribute(".finding.current", "data-fingerprint") != name:
        tab.keyboard.press("j")
    tab.keyboard.press("x")
    assert "已核可 0 处" in tab.inner_text("#page-review-said")
    tab.set_input_files("#page-accepted-file", kept)
    tab.wait_for_selector("#page-review-said:has-text('已核可 1 处')")
    tab.set_input_files("#page-accepted-file", {"name": "x.json", "mimeType": "application/json", "buffer": b'{"findings": 1}'})
    tab.wait_for_selector("#page-review-said:has-text('x.json 不是核可文件')")


def test_a_file_is_read_and_one_that_is_none_is_refused_in_words(open_page, service, tmp_path):
    tab = open_page(service.address)
    report = tmp_path / "anlan.txt"
    report.write_bytes(SAMPLE.decode().encode("gb18030"))
    tab.set_input_files("#page-file", report)
    tab.wait_for_selector("html[data-shown]")
    assert "341件" in tab.text_content("#text")
    tab.click("#page-another")
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.4 nothing")
    tab.set_input_files("#page-file", broken)
    tab.wait_for_selector("#page-said.wrong")
    assert "这份报告读不出来" in tab.inner_text("#page-said")
    assert any("422" in line for line in tab.said)
    tab.said.clear()


def test_hostile_text_stays_text(open_page, service):
    tab = open_page(service.address)
    read(tab, HOSTILE)
    assert tab.text_content("#text .text") == HOSTILE
    assert tab.title() != "owned"
    assert tab.locator("#page-report script, #page-report img, #page-report b").count() == 0
    for mark in tab.locator("#text mark").all():
        mark.click()
    assert tab.title() != "owned"


def test_no_script_or_style_stands_in_the_page(open_page, service):
    tab = open_page(service.address)
    assert tab.locator("style, [style], script:not([src])").count() == 0
    assert tab.evaluate("""() => { try { document.body.innerHTML = '<i>x</i>'; return 'taken' } catch { return 'refused' } }""") == "refused"
    assert tab.said, "the browser tells of what it refuses"
    tab.said.clear()


def shown_text(tab):
    return "\n".join(tab.eval_on_selector_all("#page-left .text > .run", "all => all.map(one => one.textContent)"))


def test_plain_text_is_read_while_the_service_reads_it(open_page, service):
    tab = open_page(service.address)
    held = []
    tab.route("**/v1/extract", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks its handlers
    long = TEXT * 4
    tab.set_input_files("#page-file", {"name": "long.txt", "mimeType": "text/plain", "buffer": long.encode("gb18030")})
    tab.wait_for_selector(".run >> nth=3")
    assert shown_text(tab) == long
    assert tab.locator(".finding").count() == 0
    tab.evaluate("document.querySelector('#page-left .text').scrollTop = 300")
    held[0].continue_()
    tab.wait_for_selector("html[data-shown]")
    assert shown_text(tab) == long
    assert tab.evaluate("document.querySelector('#text .text').scrollTop") == 300
    tab.click("#page-rest summary")
    tab.locator("#page-rest tr[id^=m] td:first-child a").last.click()
    wait_until_seen(tab, "#text mark.lit")


def test_the_list_of_figures_unfolds(tab):
    tab.click("#page-rest summary")
    tab.wait_for_selector("#page-rest tr[id^=m]")  # the browser tells of the unfolding a moment later
    assert tab.locator("#page-rest tr[id^=m]").count() == int(tab.inner_text("#page-rest summary").removesuffix("项"))
    tab.locator("#page-rest tr[id^=m] a[href^='#t']").first.click()
    assert tab.locator("#text mark.lit").count() == 1


def test_the_language_changes_without_losing_the_report(tab, keep):
    tab.click("#page-language")
    assert tab.inner_text("h1") == "Checks for disclosure reports"
    assert tab.get_attribute("html", "lang") == "en"
    assert tab.locator(".finding").count() > 0
    keep(tab, "look-english")


@pytest.mark.parametrize(("name", "given"), [
    ("narrow", {"viewport": {"width": 390, "height": 844}}),
    ("zoomed", {"viewport": {"width": 700, "height": 500}, "device_scale_factor": 2}),
    ("dark", {"color_scheme": "dark"}),
])  # fmt: skip
def test_nothing_is_cut_off(open_page, service, keep, name, given):
    tab = open_page(service.address, **given)
    keep(tab, f"give-{name}")
    read(tab, TEXT)
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    tab.locator(".finding").first.click()
    wait_until_seen(tab, "#text mark.lit")
    assert "算式" in tab.inner_text("#page-told")
    keep(tab, f"look-{name}")


def test_a_service_without_annotations_says_that_it_only_shows(open_page, service):
    tab = open_page(service.address)
    assert "--annotations" in tab.inner_text("#page-reads-only")
    assert tab.locator("#page-correct, #page-teach").count() == 0


def test_both_languages_say_the_same_things():
    words = tomllib.loads((Path("extractor/service/page/words.toml")).read_text(encoding="utf-8"))
    assert set(words) == set(LANGUAGES)
    assert words["zh"].keys() == words["en"].keys()
    places = ["".join(one.split("{")[1:]) and sorted(p.split("}")[0] for p in one.split("{")[1:]) for one in words["zh"].values()]
    others = ["".join(one.split("{")[1:]) and sorted(p.split("}")[0] for p in one.split("{")[1:]) for one in words["en"].values()]
    assert places == others
