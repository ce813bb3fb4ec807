"""New reports are cut, pre-labelled and ordered by what teaches most."""

import json
from pathlib import Path

import numpy as np
import pytest

from extractor import Pipeline
from extractor.__main__ import main
from extractor.reading import read
from extractor.training.corpus import load_passages
from extractor.training.suggest import suggest
from extractor.training.suggest.doubts import find_doubts
from extractor.training.suggest.lessons import PLACES, Lesson, Lessons
from extractor.training.suggest.order import SHARES, Candidate, order
from extractor.training.suggest.passages import LONGEST, cut
from extractor.training.validate import validate

pytest.importorskip("datasketch")
ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "extractor" / "samples" / "anlan-2023.txt"


@pytest.fixture(scope="module")
def pipeline():
    return Pipeline()


def document(text, name="report"):
    return read(text, document_id=name)


def stretches(text):
    found = document(text)
    return [found.text[start:end] for start, end in cut(found)]


# ---------------------------------------------------------------- cutting
def test_sentences_stay_whole_and_short_ones_together():
    text = (
        "一是收到申请95件。二是办结90件！"
        + "三是公开信息很多很多很多很多很多很多很多很多。" * 12
        + "四是培训3次。"
    )
    found = stretches(text)
    assert "".join(found) == text
    assert len(found) > 1
    assert all(one.endswith(("。", "！")) and len(one) <= LONGEST for one in found)


def test_lines_of_a_paragraph_stay_together_and_paragraphs_apart():
    assert stretches("全年收到申请\n95件，办结\n90件。\n培训3次。") == [
        "全年收到申请\n95件，办结\n90件。",
        "培训3次。",
    ]


def test_headings_of_markdown_are_left_out():
    assert stretches("# 年度报告\n\n## 一、总体情况\n\n收到95件。\n\n## 二、公开\n公开9条。\n") == [
        "收到95件。",
        "公开9条。",
    ]


@pytest.mark.parametrize("text", ["收到95件。\n\n　　\n\n办结90件。\n \n", "\n\n收到95件。 \n。\n"])
def test_blanks_are_no_passage(text):
    assert all(one.strip() == one != "" for one in stretches(text))


def test_a_table_is_no_passage():
    text = SAMPLE.read_text(encoding="utf-8")
    assert not any("勾稽关系" in one or "商业企业 |" in one for one in stretches(text))


# ---------------------------------------------------------------- pre-labelling
def test_a_suggestion_is_an_annotation_but_for_its_status(pipeline, tmp_path):
    passages = suggest(pipeline, [document(SAMPLE.read_text(encoding="utf-8"), "anlan-2023")], [])
    (tmp_path / "inbox").mkdir()
    path = tmp_path / "inbox" / "a.jsonl"
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in passages), encoding="utf-8")
    assert [str(one) for one in validate([path])[1]] == []
    assert {one["status"] for one in passages} == {"suggested"}
    assert {(one["source"]["office"], one["source"]["year"], one["source"]["form"]) for one in passages} == {
        ("安澜市", "2023", "disclosure-2021")
    }
    text = SAMPLE.read_text(encoding="utf-8")
    assert all(
        text[(at := one["source"]["start"]) : at + len(one["text"])] == one["text"] for one in passages
    )


def test_links_and_rows_are_suggested_too(pipeline):
    text = "2023年全区收到政府信息公开申请341件，同比增长5%，其中自然人申请265件。"
    (found,) = suggest(pipeline, [document(text)], [])
    by_text = {span["text"]: span["id"] for span in found["spans"]}
    first, second = found["measurements"]
    assert (first["row"], first["column"]) == ("requests.received", "total")
    assert first["changes"] == [{"base": "同比", "direction": "up", "quantity": by_text["5%"]}]
    assert (second["of"], second["column"]) == (by_text["341件"], "natural_person")


def test_links_that_leave_the_passage_are_left_out(pipeline):
    text = (
        "2023年全区收到政府信息公开申请341件。"
        + "各部门认真办理、及时答复、热情服务、依法公开，群众满意。" * 9
        + "其中自然人申请265件。"
    )
    for passage in suggest(pipeline, [document(text)], []):
        ids = {span["id"] for span in passage["spans"]}
        assert {one["of"] for one in passage["measurements"]} <= ids | {None}


# ---------------------------------------------------------------- ordering
def passage(name, text):
    return {"id": name, "text": text, "spans": [], "cells": []}


NEWS = "群众通过区长信箱反映的停车难、噪音扰民、物业管理等问题，由城管部门逐一回复并公开办理结果。"
LAW = "落实行政执法公示制度，公布执法主体、权责清单、抽查事项、裁量基准，方便社会各界监督查询使用。"


NOTHING = {part: np.zeros(PLACES, dtype=bool) for part in SHARES}


def candidate(name, text, doubts, part="names"):
    """A passage whose examples have the features of these numbers, each in doubt by so much."""
    lesson = Lesson(np.array(sorted(doubts)), np.array([doubts[place] for place in sorted(doubts)], dtype=float))
    return Candidate(passage(name, text), sum(doubts.values()), {part: lesson})


def names_of(ranked):
    return [one.passage["id"] for one in ranked]


def test_unsure_comes_first():
    ranked = order([candidate("sure", NEWS, {1: 0.1}), candidate("unsure", LAW, {2: 0.9})], [], NOTHING)
    assert names_of(ranked) == ["unsure", "sure"]
    assert [one.gain for one in ranked] == sorted((one.gain for one in ranked), reverse=True)


def test_what_the_model_has_no_weight_for_comes_first():
    learned = {**NOTHING, "names": np.arange(PLACES) == 1}
    ranked = order([candidate("known", NEWS, {1: 0.9}), candidate("new", LAW, {2: 0.9})], [], learned)
    assert names_of(ranked) == ["new", "known"]


def test_near_duplicates_are_dropped():
    again = NEWS.replace("区长", "县长")
    ranked = order(
        [candidate("first", NEWS, {1: 0.5}), candidate("again", again, {2: 0.4}), candidate("other", LAW, {3: 0.1})], [], NOTHING
    )
    assert names_of(ranked) == ["first", "other"]
    assert order([candidate("first", NEWS, {1: 0.5})], [passage("there", again)], NOTHING) == []


def test_each_choice_leaves_less_to_learn_from_its_like():
    half = NEWS[:24] + LAW[24:]
    ranked = order(
        [candidate("first", NEWS, {1: 0.9, 2: 0.9}), candidate("half", half, {1: 0.5, 2: 0.5}), candidate("other", LAW, {3: 0.9, 4: 0.6})],
        [],
        NOTHING,
    )
    assert names_of(ranked) == ["first", "other", "half"]
    assert ranked[2].novelty < 0.5


def test_what_many_say_comes_before_what_one_says():
    many = [candidate(f"law-{place}", f"第{name}批，{LAW[:40]}{name}", {1: 0.5}) for place, name in enumerate("甲乙丙丁")]
    ranked = order([candidate("once", NEWS[:45], {2: 0.5}), *many], [], NOTHING)
    assert ranked[0].passage["id"].startswith("law-")
    assert "once" in names_of(ranked)


def test_every_part_learns_from_a_passage_that_is_read(pipeline):
    text = "2023年全区收到政府信息公开申请341件，其中自然人申请265件。"
    (found,) = suggest(pipeline, [document(text)], [])
    lessons = Lessons(pipeline.model)
    read_so, learned = lessons.read(found), lessons.learned()
    assert read_so.keys() == learned.keys() == SHARES.keys()
    for part, lesson in read_so.items():
        assert 0 < len(lesson.places) == len(set(lesson.places))
        assert (lesson.doubts > 0).all()
        assert learned[part][lesson.places].mean() > 0.5  # an ordinary sentence, of which most is known
    assert found["suggestion"]["gain"] > 0


def test_doubt_is_where_the_model_is_unsure(pipeline):
    plain = pipeline.extract("全年共收到政府信息公开申请95件。")
    odd = pipeline.extract("探索“一点三线五联动”，打造升级版3.0。")
    from extractor.steps.segment import load_segmenter  # noqa: PLC0415

    segmenter = load_segmenter(pipeline.model.segmenter)
    linear = pipeline.model.linear
    spans = [
        sum(doubt for _, doubt in find_doubts(one, linear, segmenter)) / len(one.document.text)
        for one in (plain, odd)
    ]
    assert all(
        0.0 <= doubt <= 1.0 for one in (plain, odd) for _, doubt in find_doubts(one, linear, segmenter)
    )
    assert spans[0] != spans[1]


# ---------------------------------------------------------------- the command
def call(folder, *words):
    return main(["suggest", *map(str, words), "--annotations", str(folder)])


def test_the_command_fills_the_inbox_once(tmp_path, capsys):
    report = tmp_path / "lakeside.txt"
    report.write_text(
        f"2021年，全区收到申请95件。\n{NEWS.replace('逐一', '于3日内逐一')}\n", encoding="utf-8"
    )
    assert call(tmp_path, report) == 0
    (path,) = (tmp_path / "inbox").iterdir()
    first = path.read_bytes()
    assert "2 段写到" in capsys.readouterr().out
    assert call(tmp_path, report) == 0  # the same reports, the same file, whatever lies in it
    assert [one.read_bytes() for one in (tmp_path / "inbox").iterdir()] == [first]
    assert load_passages(tmp_path / "inbox")[0]["suggestion"]["novelty"] == 1.0


def test_a_heading_is_not_suggested(pipeline):
    found = suggest(
        pipeline, [document("一、总体情况\n\n收到95件。\n\n二、存在的问题\n\n个别村公开拖后。\n")], []
    )
    assert [one["text"] for one in found] == ["收到95件。"]


def test_what_waits_elsewhere_is_not_suggested_again(tmp_path):
    report = tmp_path / "lakeside.txt"
    report.write_text(NEWS.replace("逐一", "于3日内逐一"), encoding="utf-8")
    assert call(tmp_path, report, "-o", tmp_path / "inbox" / "mine.jsonl") == 0
    assert call(tmp_path, report) == 0
    assert [one.name for one in (tmp_path / "inbox").iterdir()] == ["mine.jsonl"]


def test_the_limit_keeps_the_best(tmp_path):
    assert call(tmp_path, SAMPLE, "--limit", "2") == 0
    assert len(load_passages(tmp_path / "inbox")) == 2


def test_a_report_that_cannot_be_read_is_said_and_the_others_go_on(tmp_path, capsys):
    assert call(tmp_path, tmp_path / "missing.txt", SAMPLE) == 1
    out, err = capsys.readouterr()
    assert "missing.txt: there is no such file" in err
    assert "段写到" in out
