"""An annotator corrects a report on the page: labels, borders, links, undo; and is told what does not hold."""

import json

from tests.page.test_look import read

TEXT = "2023年，😀𠮷县共收到政府信息公开申请95件，其中自然人90件，同比增长12.5%。举办培训班三场。\n"


def open_desk(open_page, desk, who, text=TEXT):
    running, keys, _ = desk
    tab = open_page(running.address)
    tab.fill("#page-key", keys[who])
    tab.press("#page-key", "Tab")
    read(tab, text)
    tab.click("#page-correct-report")
    tab.wait_for_selector("#page-passage mark")
    return tab


def select(tab, start, end):
    """Select by UTF-16 offsets, as a browser does."""
    tab.evaluate("""([start, end]) => {
        const walk = document.createTreeWalker(document.getElementById('page-passage'), NodeFilter.SHOW_TEXT);
        const range = document.createRange();
        for (let node, past = 0; (node = walk.nextNode()); past += node.length) {
            if (past <= start && start <= past + node.length) range.setStart(node, start - past);
            if (past < end && end <= past + node.length) range.setEnd(node, end - past);
        }
        getSelection().removeAllRanges(); getSelection().addRange(range);
    }""", [start, end])


def utf16(text, part):
    start = len(text[: text.index(part)].encode("utf-16-le")) // 2
    return start, start + len(part.encode("utf-16-le")) // 2


def choose(tab, text):
    tab.locator(f"#page-passage mark >> text='{text}'").first.click()


def test_labels_are_corrected_and_kept_by_name(open_page, desk, keep):
    tab = open_desk(open_page, desk, "wang")
    assert tab.locator("#page-passage mark.open").count() > 3
    keep(tab, "correct", whole=True)
    tab.click("#page-save")
    assert "机器预标" in tab.inner_text("#page-correct-said")

    tab.fill("#page-least", "0")
    tab.focus("#page-passage")
    tab.keyboard.press("a")
    assert tab.locator("#page-passage mark.open").count() == 0

    choose(tab, "12.5%")
    tab.keyboard.press("Delete")
    assert tab.locator("#page-passage mark >> text='12.5%'").count() == 0
    select(tab, *utf16(TEXT, "12.5%"))
    tab.click("[data-label=QUANTITY]")
    assert tab.input_value("[name=value]") == "12.5"
    assert tab.input_value("[name=unit]") == "%"
    tab.select_option("[name=change_of]", label="90件")
    tab.select_option("[name=direction]", "up")
    tab.fill("[name=base]", "同比")
    tab.press("[name=base]", "Tab")

    choose(tab, "90件")
    tab.select_option("[name=of]", label="95件")
    tab.select_option("[name=row]", "requests.received")
    tab.select_option("[name=column]", "natural_person")
    tab.locator("#page-passage mark.chosen").focus()
    tab.keyboard.press("{")
    assert tab.inner_text("#page-passage mark.chosen") == "90"
    tab.keyboard.press("Control+z")
    assert tab.inner_text("#page-passage mark.chosen") == "90件"
    tab.keyboard.press("Control+y")
    tab.click("#page-undo")
    tab.keyboard.press("Control+s")
    tab.wait_for_selector("#page-correct-said:text-is('已保存')")

    (line,) = (desk[2] / "wang.jsonl").read_text().splitlines()
    passage = json.loads(line)
    assert (passage["annotator"], passage["status"]) == ("wang", "gold")
    for span in passage["spans"]:
        assert passage["text"][span["start"] : span["end"]] == span["text"]
    ids = {span["text"]: span["id"] for span in passage["spans"]}
    (part,) = [one for one in passage["measurements"] if one["quantity"] == ids["90件"]]
    assert (part["of"], part["row"], part["column"]) == (ids["95件"], "requests.received", "natural_person")
    assert {"base": "同比", "direction": "up", "quantity": ids["12.5%"]} in part["changes"]


def spans_of(desk, who, text):
    (passage,) = [one for line in (desk[2] / f"{who}.jsonl").read_text().splitlines() if (one := json.loads(line))["text"] == text]
    assert all(passage["text"][span["start"] : span["end"]] == span["text"] for span in passage["spans"])
    return {span["text"]: span["label"] for span in passage["spans"]}, passage


def accept_all(tab):
    tab.fill("#page-least", "0")
    tab.click("#page-accept")


def remove(tab, text):
    choose(tab, text)
    tab.keyboard.press("Delete")


def test_two_annotators_on_one_passage(open_page, desk, keep):
    text = "2022年，𠮷县新收申请71件，其中自然人60件。"
    first, second = (open_desk(open_page, desk, who, text) for who in ("wang", "li"))
    for tab in (first, second):
        accept_all(tab)
    choose(first, "60件")
    first.select_option("[name=of]", label="71件")
    first.select_option("[name=row]", "requests.received")
    remove(first, "2022年")
    remove(second, "60件")
    for tab in (first, second):
        tab.click("#page-save")
        tab.wait_for_selector("#page-correct-said:text-matches('已保存|别人')")
    assert first.inner_text("#page-correct-said") == "已保存"
    told = second.inner_text("#page-correct-said")
    assert "别人已经改过这一段" in told
    assert "wang" in told
    assert any("409" in line for line in second.said)
    second.said.clear()
    keep(second, "conflict")
    assert "2022年" not in second.locator("#page-conflict-theirs mark").all_inner_texts()
    assert "60件" not in second.locator("#page-conflict-mine mark").all_inner_texts()
    assert second.locator("#page-conflict .differs").count() >= 2
    differences = second.locator("#page-differences fieldset")
    assert differences.locator("legend").all_inner_texts()[0] == "2022年"
    theirs = differences.filter(has_text="60件")
    assert "requests." not in theirs.inner_text()  # cells by their names
    theirs.locator("input[value=theirs]").check()
    second.click("#page-merge")
    assert second.is_hidden("#page-conflict")
    assert [spans_of(desk, "wang", text)[0].get(one) for one in ("2022年", "60件")] == [None, "QUANTITY"]  # nothing written yet
    second.click("#page-save")
    second.wait_for_selector("#page-correct-said:text-is('已保存')")
    labels, passage = spans_of(desk, "li", text)
    assert (labels["2022年"], labels["60件"]) == ("DATE", "QUANTITY")
    ids = {span["text"]: span["id"] for span in passage["spans"]}
    (part,) = [one for one in passage["measurements"] if one["quantity"] == ids["60件"]]
    assert part["of"] == ids["71件"]  # links lead to the other version's spans

    first.click("[data-label=DATE]")  # says what to do, and changes nothing
    choose(first, "71件")
    first.keyboard.press("Delete")
    first.click("#page-save")
    first.wait_for_selector("#page-conflict:not([hidden])")
    first.said.clear()
    first.click("#page-take-theirs")
    assert "71件" in first.locator("#page-passage mark").all_inner_texts()
    first.click("#page-undo")  # mine again
    assert "71件" not in first.locator("#page-passage mark").all_inner_texts()


def test_a_border_is_dragged_and_what_breaks_the_guideline_is_said(open_page, desk):
    tab = open_desk(open_page, desk, "wang", "2021年，全县新收申请88件次。")
    tab.fill("#page-least", "0")
    tab.click("#page-accept")
    mark = tab.locator("#page-passage mark.figure-said").first
    mark.click()
    written = mark.inner_text()
    box = tab.locator("#page-passage mark.chosen").bounding_box()
    tab.mouse.move(box["x"] + box["width"] - 3, box["y"] + box["height"] / 2)
    tab.mouse.down()
    tab.mouse.move(box["x"] + box["width"] / len(written) * 2, box["y"] + box["height"] / 2)
    tab.mouse.up()
    assert tab.inner_text("#page-passage mark.chosen") != written
    tab.fill("[name=value]", "77")
    tab.press("[name=value]", "Tab")
    tab.click("#page-save")
    tab.wait_for_selector("#page-correct-said.wrong")
    assert "应为 88" in tab.inner_text("#page-correct-said")
    assert any("422" in line for line in tab.said)
    tab.said.clear()
    tab.click("#page-language")  # what scripts have drawn, too
    assert "Quantity" in tab.inner_text("#page-fields")
    asked = []
    tab.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    with tab.expect_event("close"):
        tab.close(run_before_unload=True)  # what is not saved is not lost in silence
    assert asked == ["beforeunload"]
