"""Annotations go to other tools and come back as they were; real exports of those tools are read."""

import copy
import json
import re
from pathlib import Path

import pytest

from extractor.__main__ import main
from extractor.training.bridges import FORMATS, BridgeError, read_foreign, write_foreign
from extractor.training.bridges.graph import canonical
from extractor.training.bridges.label_studio import label_config
from extractor.training.validate.places import load_files

ROOT = Path(__file__).parents[1]
EXPORTS = ROOT / "tests" / "bridges"
# what a plain format cannot hold is read anew; all others hold everything
WHOLE = [name for name in FORMATS if name != "conll"]


@pytest.fixture
def passages():
    """Two passages with every kind of link; the second with emoji, a plane-2 character, a tab, a backslash and CR LF."""
    return read_foreign("marked", [EXPORTS / "passages.txt"])[0]


def there_and_back(name, passages, folder):
    path = folder / "exported"
    write_foreign(name, passages, path)
    return read_foreign(name, [path])[0]


def spans(passage):
    return [(span["label"], span["start"], span["end"], span["text"]) for span in passage["spans"]]


def test_the_sample_holds_what_is_hard(passages):
    text = passages[1]["text"]
    assert all(mark in text for mark in ("😀", "𠮷", "\u200d", "\r\n", "\t", "\\"))
    assert {"1\r\n9件", "1,200余条"} <= {span["text"] for span in passages[1]["spans"]}


@pytest.mark.parametrize("name", WHOLE)
def test_everything_comes_back(name, passages, tmp_path):
    assert there_and_back(name, passages, tmp_path) == passages


@pytest.mark.parametrize("name", FORMATS)
def test_offsets_survive(name, passages, tmp_path):
    back = there_and_back(name, passages, tmp_path)
    assert [passage["text"] for passage in back] == [passage["text"] for passage in passages]
    assert list(map(spans, back)) == list(map(spans, passages))


@pytest.mark.parametrize("name", FORMATS)
def test_the_held_out_corpus_comes_back(name, tmp_path):
    passages = [canonical(one) for one in load_files([ROOT / "annotations" / "held_out"])]
    if name == "marked":  # names that name nothing are not written, which is said
        passages = [one for one in passages if named(one)]
    back = there_and_back(name, passages, tmp_path)
    ours = {one["id"]: one for one in passages}
    assert len(back) == len(ours)
    for one in back:
        assert (one if name != "conll" else spans(one)) == (
            ours[one["id"]] if name != "conll" else spans(ours[one["id"]])
        )


def named(passage):
    used = {one["indicator_span"] for one in passage["measurements"]}
    return all(span["id"] in used for span in passage["spans"] if span["label"] == "INDICATOR")


def test_what_conll_cannot_hold_is_said_and_read_anew(passages, tmp_path):
    (note,) = write_foreign("conll", passages, tmp_path / "x.conll")
    assert "连接" in note
    back, notes = read_foreign("conll", [tmp_path / "x.conll"])
    assert notes == [note]
    assert [one["source"]["office"] for one in back] == ["湖滨区", "𠮷川镇"]
    assert [span["value"] for span in back[0]["spans"] if span["label"] == "QUANTITY"] == [
        "95", "27.1", "90", "94.7", "200000",
    ]  # fmt: skip
    assert back[0]["measurements"] == []


# ---------------------------------------------------------------- real exports
def test_label_studio_1_23(passages):
    """Made by Label Studio 1.23.2: our tasks imported with our interface, the third's prediction submitted, exported."""
    first, second, third = read_foreign("label-studio", [EXPORTS / "label-studio-export.json"])[0]
    for found, wanted in zip((first, second), passages, strict=True):
        assert found == {**wanted, "annotator": "label-studio:1"}
    assert (third["id"], third["status"], "suggestion" in third) == ("bridge-3", "gold", False)
    assert third["measurements"] == passages[0]["measurements"]


def test_doccano_1_8(passages):
    """Made by doccano 1.8.4 from our JSONL; it numbers spans anew and puts the file into a zip."""
    assert read_foreign("doccano", [EXPORTS / "doccano-export.zip"])[0] == passages


def test_plain_doccano_labels_are_read(tmp_path):
    path = tmp_path / "plain.jsonl"
    path.write_text(
        json.dumps({"id": 3, "text": "😀收到95件", "label": [[3, 6, "QUANTITY"]], "Comments": []}),
        encoding="utf-8",
    )
    (found,) = read_foreign("doccano", [path])[0]
    assert [(span["text"], span["value"], span["unit"]) for span in found["spans"]] == [("95件", "95", "件")]
    assert (found["id"], found["status"]) == ("plain-1", "gold")


def test_word_tokens_of_another_conll_are_read(tmp_path):
    path = tmp_path / "other.conll"
    path.write_text(
        "-DOCSTART- O\n\n收到 O\n申请 B-INDICATOR\n9 B-QUANTITY\n5件 E-QUANTITY\n3件 S-QUANTITY\n",
        encoding="utf-8",
    )
    (found,) = read_foreign("conll", [path])[0]
    assert spans(found) == [
        ("INDICATOR", 2, 4, "申请"),
        ("QUANTITY", 4, 7, "95件"),
        ("QUANTITY", 7, 9, "3件"),
    ]


def test_ents_of_another_docbin_are_read(tmp_path):
    spacy = pytest.importorskip("spacy")
    doc = spacy.blank("zh")("收到申请95件")
    doc.set_ents([doc.char_span(4, 7, label="QUANTITY")])
    spacy.tokens.DocBin(docs=[doc]).to_disk(tmp_path / "other.spacy")
    (found,) = read_foreign("docbin", [tmp_path / "other.spacy"])[0]
    assert spans(found) == [("QUANTITY", 4, 7, "95件")]


# ---------------------------------------------------------------- what people do in other tools
def regions(path):
    return json.loads(path.read_text(encoding="utf-8"))


def test_a_suggestion_goes_out_as_a_prediction_and_comes_back_suggested(passages, tmp_path):
    one = {
        **copy.deepcopy(passages[0]),
        "status": "suggested",
        "suggestion": {"uncertainty": 0.25, "novelty": 0.5},
    }
    path = tmp_path / "tasks.json"
    write_foreign("label-studio", [one], path)
    (task,) = regions(path)
    assert task["predictions"][0]["score"] == 0.75  # Label Studio shows the lowest first
    assert "annotations" not in task
    assert read_foreign("label-studio", [path])[0] == [one]


def test_a_figure_added_in_the_tool_is_read_as_the_product_reads_it(passages, tmp_path):
    path = tmp_path / "tasks.json"
    write_foreign("label-studio", passages[:1], path)
    tasks = regions(path)
    result = tasks[0]["annotations"][0]["result"]
    result[:] = [region for region in result if region.get("id") != "s11" or region["type"] == "labels"]
    path.write_text(json.dumps(tasks), encoding="utf-8")
    (found,) = read_foreign("label-studio", [path])[0]
    figure = next(span for span in found["spans"] if span["text"] == "20多万人次")
    assert (figure["value"], figure["unit"], figure["upper"]) == ("200000", "人次", "300000")


def test_cancelled_annotations_do_not_count_and_ground_truth_does(passages, tmp_path):
    path = tmp_path / "tasks.json"
    write_foreign("label-studio", passages[:1], path)
    (task,) = regions(path)
    empty = {"result": [], "updated_at": "2030-01-01"}
    truth = {**task["annotations"][0], "ground_truth": True}
    task["annotations"] = [{**empty, "was_cancelled": True}, truth, {**empty, "updated_at": "2029-01-01"}]
    path.write_text(json.dumps([task]), encoding="utf-8")
    assert read_foreign("label-studio", [path])[0] == passages[:1]


def test_a_link_drawn_backwards_is_turned(passages, tmp_path):
    path = tmp_path / "tasks.json"
    write_foreign("label-studio", passages, path)
    tasks = regions(path)
    for task in tasks:
        for region in task["annotations"][0]["result"]:
            if region["type"] == "relation":
                region.update(from_id=region["to_id"], to_id=region["from_id"], direction="left")
    path.write_text(json.dumps(tasks), encoding="utf-8")
    assert read_foreign("label-studio", [path])[0] == passages


def test_the_interface_has_every_label_and_link():
    config = label_config()
    assert set(re.findall(r'<Label value="(\w+)"', config)) == {
        "QUANTITY", "DATE", "DOCUMENT_NUMBER", "DOCUMENT_TITLE", "INDICATOR",
    }  # fmt: skip
    assert 'granularity="symbol"' in config


def test_a_windows_editor_may_save_marked_text(passages, tmp_path):
    path = tmp_path / "saved.txt"
    write_foreign("marked", passages[:1], path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_foreign("marked", [path])[0] == passages[:1]


def test_marked_text_keeps_the_report_that_a_passage_is_from(passages, tmp_path):
    one = {**passages[0], "source": {**passages[0]["source"], "report": "liuqiao-2024", "start": 95}}
    write_foreign("marked", [one], tmp_path / "x.txt")
    assert "report=liuqiao-2024 start=95" in (tmp_path / "x.txt").read_text(encoding="utf-8")
    assert read_foreign("marked", [tmp_path / "x.txt"])[0][0]["source"] == one["source"]


def test_brat_folders_can_be_served_and_parts_of_a_span_are_joined(passages, tmp_path):
    write_foreign("brat", passages, tmp_path / "brat")
    lines = (tmp_path / "brat" / "bridge-2.ann").read_text(encoding="utf-8").splitlines()
    assert "T3\tQUANTITY 23 24;26 28\t1 9件" in lines
    assert "[relations]" in (tmp_path / "brat" / "annotation.conf").read_text(encoding="utf-8")


# ---------------------------------------------------------------- what is wrong
@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("label-studio", "[{", "not JSON"),
        ("label-studio", '[{"text": "x", "label": []}]', "choose the export type JSON"),
        (
            "label-studio",
            '[{"id": 7, "data": {"text": "ab"}, "annotations": [{"result": [{"type": "labels", "id": "a",'
            ' "value": {"start": 0, "end": 1, "text": "b", "labels": ["DATE"]}}]}]}]',
            "task 7: region 0–1 says 'b'",
        ),
        ("doccano", '{"text": "x"}\n', "exported:1: wants “text” with “entities” or “label”"),
        ("docbin", "no", "not a DocBin"),
        ("conll", "收\tQUANTITY\n", "exported:1: '收\\tQUANTITY' is not “token, tab, tag”"),
        ("marked", "## id=a office=b\n收到{1 95件}\n--\n", "passage 1"),
    ],
)
def test_a_broken_file_is_refused_with_its_place(name, content, says, tmp_path):
    path = tmp_path / "exported"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BridgeError, match=re.escape(says)):
        read_foreign(name, [path])


def test_brat_notices_a_text_that_was_changed(passages, tmp_path):
    write_foreign("brat", passages, tmp_path / "brat")
    text = tmp_path / "brat" / "bridge-2.txt"
    text.write_bytes(text.read_bytes().replace(b"\r\n", b"\n"))
    with pytest.raises(BridgeError, match=r"keep the \.txt file"):
        read_foreign("brat", [tmp_path / "brat"])


@pytest.mark.parametrize("text", ["收到{95}件", "## 一、概述\n收到95件", "收到\n--\n95件"])
def test_marked_text_refuses_what_it_cannot_say(passages, text, tmp_path):
    one = {**passages[0], "text": text, "spans": [], "measurements": []}
    with pytest.raises(BridgeError, match="take another format"):
        write_foreign("marked", [one], tmp_path / "x.txt")


# ---------------------------------------------------------------- the command
def test_the_command_exports_and_imports(tmp_path, capsys):
    gold = ROOT / "annotations" / "held_out" / "w1-02.jsonl"
    assert (
        main(["annotations", "export", "--format", "doccano", str(gold), "-o", str(tmp_path / "x.jsonl")])
        == 0
    )
    (tmp_path / "train").mkdir()
    back = tmp_path / "train" / "back.jsonl"
    main(["annotations", "import", "--format", "doccano", str(tmp_path / "x.jsonl"), "-o", str(back)])
    assert load_files([back]) == [canonical(one) for one in load_files([gold])]
    assert "条标注写到" in capsys.readouterr().err


def test_what_is_imported_is_validated(tmp_path, capsys):
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps({"text": "收到95件", "label": [[2, 5, "NUMBER"]]}), encoding="utf-8")
    assert (
        main(["annotations", "import", "--format", "doccano", str(path), "-o", str(tmp_path / "y.jsonl")])
        == 1
    )
    assert "y.jsonl:1: 标注 2–5 的标签“NUMBER”不认识；标签是 QUANTITY" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["export", "--format", "csv", "x.jsonl", "-o", "y"], "invalid choice: 'csv'"),
        (["export", "--format", "brat", "nowhere.jsonl", "-o", "y"], "nowhere.jsonl: there is no such file"),
        (["import", "--format", "brat", "nowhere", "-o", "y.jsonl"], "nowhere: there is no such file"),
        (
            ["import", "--format", "marked", str(EXPORTS / "passages.txt"), "-o", "nowhere/y.jsonl"],
            "make it first",
        ),
    ],
)
def test_a_wrong_call_says_what_would_be_right(words, says, capsys):
    try:
        status = main(["annotations", *words])
    except SystemExit as end:
        status = end.code
    assert status == 2
    assert says in capsys.readouterr().err
