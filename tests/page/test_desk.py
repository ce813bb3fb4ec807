"""What annotators save: by their name, whole, held to the guideline, and never over somebody else's work."""

import json

import pytest

from extractor.commands.desk import InboxDesk
from extractor.commands.lesson import bring_in
from extractor.pipeline import Pipeline
from extractor.reading import read
from extractor.service.keys import make_key, read_keys
from extractor.training.corpus import write_passages
from extractor.training.suggest import suggest
from tests.service.conftest import SAMPLE, make_app

EMOJI = "2023年，😀𠮷县共收到政府信息公开申请95件，其中自然人90件，同比增长12.5%。"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("annotations")
    keys = {name: make_key(name) for name in ("wang", "li", "reader")}
    lines = [line + (":annotator" if name != "reader" else "") for name, (_, line) in keys.items()]
    app = make_app(keys=read_keys(lines, where="keys"), desk=InboxDesk(folder))
    return app, {name: key for name, (key, _) in keys.items()}, folder


def ask(place, who, path, **given):
    app, keys, _ = place
    return app.test_client().open(path, method="POST", headers={"Authorization": f"Bearer {keys[who]}"}, **given)


def cut(place, who="wang", text=EMOJI):
    return ask(place, who, "/v1/annotations:cut", data=text.encode(), content_type="text/plain; charset=utf-8")


def save(place, who, passage, revision):
    return ask(place, who, "/v1/annotations:save", json={"passage": passage, "revision": revision})


def test_a_key_without_the_role_only_reads(place):
    for answer in (cut(place, "reader"), save(place, "reader", {}, "")):
        assert answer.status_code == 403
        assert ":annotator" in answer.json["detail"]
    app, keys, _ = place
    told = app.test_client().get("/v1/annotations", headers={"X-API-Key": keys["reader"]})
    assert told.status_code == 403


def test_two_people_on_one_passage_never_lose_work(place):
    _, _, folder = place
    (one,) = cut(place).json["passages"]
    assert one["revision"] == ""
    assert one["passage"]["status"] == "suggested"
    assert [span["text"] for span in one["passage"]["spans"] if span["label"] == "QUANTITY"] == ["95件", "90件", "12.5%"]
    assert all(0 <= span["score"] <= 1 for span in one["passage"]["spans"])
    first = save(place, "wang", one["passage"], "")
    assert first.status_code == 200, first.json
    late = save(place, "li", one["passage"], "")
    assert late.status_code == 409
    assert "wang" in late.json["detail"]
    kept = [json.loads(line) for line in (folder / "inbox" / "wang.jsonl").read_text().splitlines()]
    assert [(p["annotator"], p["status"]) for p in kept] == [("wang", "gold")]

    (again,) = cut(place, "li").json["passages"]
    assert again["revision"] == first.json["revision"]
    assert save(place, "li", again["passage"], again["revision"]).status_code == 200
    assert not (folder / "inbox" / "wang.jsonl").exists()
    assert json.loads((folder / "inbox" / "li.jsonl").read_text())["annotator"] == "li"


def test_what_breaks_the_guideline_is_refused_and_nothing_is_written(place):
    _, _, folder = place
    (one,) = cut(place, text="2022年，全县新收申请71件。").json["passages"]
    spans = one["passage"]["spans"]
    figure = next(span for span in spans if span["label"] == "QUANTITY")
    figure["value"] = "17"
    before = {path: path.read_bytes() for path in folder.rglob("*.jsonl")}
    answer = save(place, "wang", one["passage"], "")
    assert answer.status_code == 422
    assert "与原文的数字不符" in answer.json["errors"][0]["field"]
    assert answer.json["errors"][0]["detail"].startswith("应为 71")
    assert save(place, "wang", {"id": "x"}, "").status_code == 422
    assert {path: path.read_bytes() for path in folder.rglob("*.jsonl")} == before


def test_a_suggested_passage_leaves_the_queue_when_it_is_saved(place):
    app, keys, folder = place
    (one,) = cut(place, text="2021年，全区新收申请88件。").json["passages"]
    (folder / "inbox" / "suggested.jsonl").write_text(
        json.dumps({**one["passage"], "suggestion": {"uncertainty": 0.5, "novelty": 1.0}}, ensure_ascii=False) + "\n"
    )
    headers = {"X-API-Key": keys["wang"]}
    (waiting,) = app.test_client().get("/v1/annotations", headers=headers).json["passages"]
    assert save(place, "wang", waiting["passage"], waiting["revision"]).status_code == 200
    assert app.test_client().get("/v1/annotations", headers=headers).json["passages"] == []
    assert not (folder / "inbox" / "suggested.jsonl").exists()


def test_the_queue_stands_in_the_order_of_suggest(tmp_path):
    (tmp_path / "inbox").mkdir()
    pipeline = Pipeline()
    suggested = suggest(pipeline, [read(SAMPLE, document_id="anlan-2023")], [])
    assert len(suggested) > 3
    write_passages(suggested[::-1], tmp_path / "inbox" / "anlan.jsonl")
    assert [one.passage["id"] for one in InboxDesk(tmp_path).waiting()] == [one["id"] for one in suggested]


def only_train(folder, name):
    """What stands in a file of `train`, by text."""
    return {one["text"]: one for one in map(json.loads, (folder / "train" / f"{name}.jsonl").read_text().splitlines())}


def test_a_passage_in_train_is_corrected_again_by_whoever(tmp_path, capsys):
    for split in ("train", "held_out", "inbox"):
        (tmp_path / split).mkdir()
    keys = {name: make_key(name) for name in ("wang", "li")}
    app = make_app(keys=read_keys([f"{line}:annotator" for _, line in keys.values()], where="keys"), desk=InboxDesk(tmp_path))
    place = app, {name: key for name, (key, _) in keys.items()}, tmp_path
    text, other = "2020年，全区新收申请64件，其中自然人60件。", "2020年，全区举办培训班七场。"
    for one in cut(place, text=f"{text}\n{other}\n").json["passages"]:
        assert save(place, "wang", one["passage"], one["revision"]).status_code == 200
    bring_in(tmp_path)
    assert set(only_train(tmp_path, "wang")) == {text, other}

    (again,) = cut(place, "li", text=text).json["passages"]  # in another report, and so by another id
    assert again["passage"] == only_train(tmp_path, "wang")[text]
    again["passage"]["spans"] = [one for one in again["passage"]["spans"] if one["label"] != "DATE"]
    assert save(place, "li", again["passage"], again["revision"]).status_code == 200
    assert save(place, "wang", again["passage"], again["revision"]).status_code == 409
    bring_in(tmp_path)
    assert set(only_train(tmp_path, "wang")) == {other}
    corrected = only_train(tmp_path, "li")[text]
    assert [one["label"] for one in corrected["spans"] if one["label"] == "DATE"] == []
    assert list((tmp_path / "inbox").glob("*.jsonl")) == []

    (again,) = cut(place, "li", text=text).json["passages"]  # and once more, by the same one
    assert again["passage"] == corrected
    assert save(place, "li", {**again["passage"], "measurements": []}, again["revision"]).status_code == 200
    bring_in(tmp_path)
    assert only_train(tmp_path, "li")[text]["measurements"] == []
    assert "li：1 段进入训练，0 处问题留在 inbox" in capsys.readouterr().out


def test_what_does_not_hold_beside_held_out_stays_and_says_why(tmp_path, capsys):
    for split in ("train", "held_out", "inbox"):
        (tmp_path / split).mkdir()
    key, line = make_key("wang")
    place = make_app(keys=read_keys([f"{line}:annotator"], where="keys"), desk=InboxDesk(tmp_path)), {"wang": key}, tmp_path
    (one,) = cut(place, text="2020年，全区新收申请64件，其中自然人60件，商业企业4件。").json["passages"]
    kept = json.dumps({**one["passage"], "id": "other", "status": "gold"}, ensure_ascii=False) + "\n"
    (tmp_path / "held_out" / "part.jsonl").write_text(kept)
    assert save(place, "wang", one["passage"], "").status_code == 200
    bring_in(tmp_path)
    assert not (tmp_path / "train" / "wang.jsonl").exists()
    assert len((tmp_path / "inbox" / "wang.jsonl").read_text().splitlines()) == 1
    said = capsys.readouterr().out
    assert "wang：0 段进入训练" in said
    assert "held_out/part.jsonl:1" in said


def test_without_a_desk_there_are_no_such_addresses(app):
    assert app.test_client().get("/v1/annotations").status_code == 404
