"""Three corrections, a training, a release and the way back, all from the page; with a twelfth of the corpus, which takes seconds."""

import json
import shutil
from pathlib import Path

import pytest

from extractor.knowledge.models import released_version
from extractor.service.keys import make_key
from extractor.training.corpus import load_passages, write_passages
from tests.service.test_server import Service

ROOT = Path(__file__).parents[2]
TEXT = "2023年，青梧县共收到政府信息公开申请95件，其中自然人90件。"
pytest.importorskip("sklearn")


@pytest.fixture(scope="module")
def school(tmp_path_factory):
    folder = tmp_path_factory.mktemp("school")
    for split in ("train", "held_out"):
        (folder / "annotations" / split).mkdir(parents=True)
        passages = [one for one in load_passages(ROOT / "annotations" / split) if not one["cells"]]
        write_passages(passages[::12], folder / "annotations" / split / "part.jsonl")
    shutil.copytree(ROOT / "models", folder / "models", ignore=shutil.ignore_patterns("scores.csv"))
    key, line = make_key("wang")
    (folder / "keys.txt").write_text(f"{line}:annotator\n")
    options = ("--keys", folder / "keys.txt", "--annotations", folder / "annotations", "--models", folder / "models")
    with Service(folder, *options, workers=1) as running:
        yield running, key, folder


def wait_for_end(tab, seconds=180):
    tab.wait_for_selector("#page-teach[data-running=false]", timeout=seconds * 1000)


def assert_drawn(tab, written):
    """Every figure stands there as a bar and in digits, and every example."""
    assert tab.locator("#page-verdict-rows tr").count() == len(written["figures"])
    for one, row in zip(written["figures"], tab.locator("#page-verdict-rows tr").all(), strict=True):
        shown = row.locator("td").all_inner_texts()
        assert shown[1:3] == [f"{one['before']:.3f}", f"{one['after']:.3f}"]
        assert shown[4:6] == [str(one["gained"]), str(one["lost"])]
        widths = row.locator("rect.bar-last, rect.bar-this").evaluate_all("all => all.map(bar => +bar.getAttribute('width'))")
        assert widths == pytest.approx([160 * one["before"], 160 * one["after"]])
    assert tab.locator("#page-gained > li").count() == max(1, len(written["gained"]))
    assert tab.locator("#page-lost > li").count() == max(1, len(written["lost"]))


@pytest.mark.slow
def test_what_was_corrected_is_learned_released_and_taken_back(open_page, school, keep):
    running, key, folder = school
    before = released_version(folder / "models")
    tab = open_page(running.address)
    tab.fill("#page-key", key)
    tab.press("#page-key", "Tab")
    tab.fill("#page-text", TEXT)
    tab.click("button[data-say=read]")
    tab.wait_for_selector("html[data-shown]")
    tab.click("#page-correct-report")
    tab.wait_for_selector("#page-passage mark")
    tab.fill("#page-least", "0")
    tab.click("#page-accept")
    tab.click("#page-save")
    tab.wait_for_selector("#page-correct-said:text-is('已保存')")

    tab.click("#page-teach summary")
    tab.click("#page-train")
    tab.wait_for_selector("#page-teach[data-running=true]")
    assert tab.is_disabled("#page-train")
    wait_for_end(tab)
    log = tab.inner_text("#page-log")
    assert "wang：1 段进入训练" in log
    assert not (folder / "annotations" / "inbox" / "wang.jsonl").exists()
    (taught,) = [json.loads(line) for line in (folder / "annotations" / "train" / "wang.jsonl").read_text().splitlines()]
    assert taught["text"] == TEXT
    (new,) = {path.parent.name for path in (folder / "models").glob("*/meta.json")} - {before}
    assert new in log

    tab.click(f"[data-act=evaluate][data-version={new}]")
    tab.wait_for_selector("#page-teach[data-running=true]")
    wait_for_end(tab)
    assert f"{before} → {new}" in tab.inner_text("#page-log")
    written = json.loads((folder / "annotations" / "inbox" / ".teaching" / "verdict.json").read_text())
    assert (written["before"], written["after"]) == (before, new)
    assert_drawn(tab, written)
    keep(tab, "teach", whole=True)

    tab.fill("#page-why", "只是试验")
    tab.click(f"[data-act=release][data-version={new}]")
    tab.wait_for_selector("#page-teach[data-running=true]")
    wait_for_end(tab)
    assert released_version(folder / "models") == new
    tab.on("dialog", lambda dialog: dialog.accept())
    tab.click("#page-rollback")
    tab.wait_for_selector(f"#page-log:has-text('已退回 {before}')", timeout=60_000)
    wait_for_end(tab)
    assert released_version(folder / "models") == before
    tab.click(f"[data-act=discard][data-version={new}]")
    tab.wait_for_selector(f"[data-version={new}]", state="detached")
    assert not (folder / "models" / new).exists()


def test_a_training_is_cancelled_and_leaves_nothing(open_page, school):
    running, key, folder = school
    before = sorted(path.name for path in (folder / "models").iterdir())
    tab = open_page(running.address)
    tab.fill("#page-key", key)
    tab.press("#page-key", "Tab")
    tab.click("#page-teach summary")
    tab.click("#page-train")
    tab.wait_for_selector("#page-teach[data-running=true]")
    tab.click("#page-cancel")
    wait_for_end(tab, 20)
    assert sorted(path.name for path in (folder / "models").iterdir()) == before
    assert tab.is_enabled("#page-train")


def test_who_may_not_annotate_is_told_so(open_page, school):
    running, _, _ = school
    tab = open_page(running.address)
    tab.click("#page-teach summary")
    tab.wait_for_selector("#page-teach-said.wrong")
    assert "密钥" in tab.inner_text("#page-teach-said")
    assert any("401" in line for line in tab.said)
    tab.said.clear()
