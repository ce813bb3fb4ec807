"""The service as an ML backend of Label Studio: what it sends (captured from 1.23.2) and what it is answered."""

import json
import shutil
from pathlib import Path

import pytest

from extractor.training.bridges.label_studio import label_config, read
from extractor.training.labelling import LabelStudio
from extractor.training.labelling.inbox import Inbox
from extractor.training.labelling.interface import InterfaceError, read_interface
from extractor.training.labelling.trainer import Place, bring_in, do_job
from tests.service.conftest import make_app

ROOT = Path(__file__).parents[2]
TEXT = "2021年，全区共收到政府信息公开申请95件，其中自然人90件。"
OTHER = """<View><Labels name="ner" toName="t"><Label value="QUANTITY"/><Label value="DATE"/></Labels>
<Text name="t" value="$body" granularity="symbol"/></View>"""
PROJECT = {"id": 7, "title": "gov", "label_config": "<View/>", "token": "secret"}


@pytest.fixture(scope="module")
def annotations(tmp_path_factory):
    folder = tmp_path_factory.mktemp("annotations")
    for split in ("train", "held_out"):
        (folder / split).mkdir()
    shutil.copy(ROOT / "annotations" / "train" / sorted(p.name for p in (ROOT / "annotations" / "train").iterdir())[0], folder / "train")
    return folder


@pytest.fixture(scope="module")
def client(annotations):
    return make_app(labelling=LabelStudio(annotations)).test_client()


def post(client, path, body):
    answer = client.post(f"/label-studio/{path}", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json


def predict(client, *texts, config=None, field="text"):
    tasks = [{"id": number, "data": {field: text}, "annotations": [], "predictions": []} for number, text in enumerate(texts, 1)]
    asked = {"tasks": tasks, "project": "7.1795404702", "label_config": config or label_config(), "params": {"context": None}}
    return post(client, "predict", asked)["results"]


def annotate(client, number, regions, *, action="ANNOTATION_CREATED", text=TEXT, updated="2026-01-01T00:00:00Z", **more):
    annotation = {"id": number, "result": regions, "was_cancelled": False, "updated_at": updated, "completed_by": 1, **more}
    task = {"id": number, "data": {"text": text, "id": f"lakeside-{number}"}}
    return post(client, "webhook", {"action": action, "annotation": annotation, "project": PROJECT, "task": task})


def test_health_setup_and_versions_name_the_model(client):
    assert client.get("/label-studio/health").json["status"] == "UP"
    setup = {"project": "7.17", "schema": "<View/>", "hostname": "http://localhost:8081", "access_token": "t", "extra_params": {}}
    version = post(client, "setup", setup)["model_version"]
    assert client.get("/label-studio/versions").json["versions"][0] == version


def test_a_prediction_is_a_passage_that_can_be_read_back(client, tmp_path):
    (result,) = predict(client, TEXT)
    task = {"id": 1, "data": {"text": TEXT}, "annotations": [{"id": 1, "result": result["result"]}]}
    (tmp_path / "export.json").write_text(json.dumps([task]))
    (passage,) = read(tmp_path / "export.json")
    assert [(m["indicator"], m["of"]) for m in passage["measurements"]][1][1] is not None
    assert {span["text"] for span in passage["spans"] if span["label"] == "QUANTITY"} == {"95件", "90件"}
    assert all(0 <= region["score"] <= 1 for region in result["result"] if region["type"] == "labels")


def test_predictions_come_one_a_task_in_order(client):
    results = predict(client, TEXT, "", "无。", TEXT * 3)
    assert [bool(one["result"]) for one in results] == [True, False, False, True]
    assert results[0]["score"] > results[3]["score"]  # more figures, more doubts


def test_another_interface_is_answered_in_its_names(client):
    (result,) = predict(client, TEXT, config=OTHER, field="body")
    assert {(one["from_name"], one["to_name"]) for one in result["result"] if one["type"] == "labels"} == {("ner", "t")}
    assert {label for one in result["result"] if one["type"] == "labels" for label in one["value"]["labels"]} == {"QUANTITY", "DATE"}
    assert not [one for one in result["result"] if one["type"] == "textarea"]


@pytest.mark.parametrize("config", ["<View>", "<View/>", '<!DOCTYPE x [<!ENTITY a "b">]><View/>'])
def test_an_interface_that_labels_no_text_is_refused(client, config):
    with pytest.raises(InterfaceError):
        read_interface(config)
    asked = {"tasks": [{"id": 1, "data": {"text": TEXT}}], "label_config": config}
    assert client.post("/label-studio/predict", json=asked).status_code == 422


def test_what_is_annotated_is_kept_once_and_the_newest_of_it(client, annotations):
    inbox = Inbox(annotations / "inbox" / "label-studio")
    annotate(client, 1, [], updated="2026-01-02T00:00:00Z")
    annotate(client, 1, [{"late": True}], action="ANNOTATION_UPDATED", updated="2026-01-01T00:00:00Z")
    annotate(client, 2, [])
    assert [(task["id"], task["annotations"][0]["result"]) for task in inbox.read_tasks(7)] == [(1, []), (2, [])]
    assert "secret" not in "".join(path.read_text() for path in inbox.tasks.iterdir())
    post(client, "webhook", {"action": "ANNOTATIONS_DELETED", "annotations": [{"id": 2}], "project": PROJECT})
    assert [task["id"] for task in inbox.read_tasks(7)] == [1]


@pytest.mark.parametrize("action", ["PROJECT_UPDATED", "TASKS_CREATED", "ANNOTATION_CREATED", "SOMETHING_NEW"])
def test_other_events_are_answered_too(client, action):
    assert post(client, "webhook", {"action": action, "project": PROJECT, "tasks": [{"id": 1}]}) == {"status": "ok"}


def test_a_training_is_queued_once_and_waits_for_nobody(client):
    first, second = (post(client, "webhook", {"action": "START_TRAINING", "project": PROJECT}) for _ in range(2))
    assert first == second
    assert post(client, "job_status", {"job": first["job"]})["job_status"] == "queued"
    assert client.post("/label-studio/job_status", json={"job": "../../released"}).status_code == 404


def test_good_annotations_come_into_train_and_faulty_ones_stay_in_the_inbox(client, annotations):
    (result,) = predict(client, TEXT)
    tasks = [
        {"id": 1, "data": {"text": TEXT, "header": {"id": "lakeside-1"}}, "annotations": [{"id": 1, "result": result["result"]}]},
        {"id": 2, "data": {"text": "收到申请3件。", "header": {"id": "lakeside-2"}}, "annotations": [{"id": 2, "result": [
            {"id": "a", "from_name": "label", "to_name": "text", "type": "labels",
             "value": {"start": 4, "end": 5, "text": "3", "labels": ["COLOUR"]}}]}]},
        {"id": 3, "data": {"text": TEXT, "header": {"id": "lakeside-3"}}, "annotations": []},
    ]  # fmt: skip
    count, problems = bring_in(tasks, 9, annotations)
    assert (count, len(problems)) == (1, 1)
    for split, name in (("train", "lakeside-1"), ("inbox", "lakeside-2")):
        (line,) = (annotations / split / "label-studio-9.jsonl").read_text().splitlines()
        assert json.loads(line)["id"] == name


def test_a_job_that_cannot_be_done_says_why(tmp_path, monkeypatch):
    monkeypatch.setenv("LABEL_STUDIO_URL", "http://127.0.0.1:9")  # nobody listens
    inbox = Inbox(tmp_path / "inbox" / "label-studio")
    name = inbox.take({"action": "START_TRAINING", "project": {"id": 7}})
    do_job(inbox, inbox.next_job(), Place(tmp_path, tmp_path))
    job = inbox.read_job(name)
    assert (job["job_status"], "LABEL_STUDIO_URL" in job["said"]) == ("failed", True)
    assert inbox.next_job() is None


def test_a_job_that_broke_off_is_done_again(tmp_path):
    inbox = Inbox(tmp_path / "inbox" / "label-studio")
    name = inbox.take({"action": "START_TRAINING", "project": {"id": 7}})
    inbox.write_job(inbox.read_job(name), job_status="started")
    assert inbox.next_job() is None
    inbox.queue_again()
    assert inbox.next_job()["job"] == name


def test_without_the_option_there_is_no_backend():
    assert make_app().test_client().get("/label-studio/health").status_code == 404


def test_a_disk_that_is_full_is_said(client, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("extractor.training.files.os.fsync", full)
    event = {"action": "START_TRAINING", "project": {"id": 8}}
    answer = client.post("/label-studio/webhook", json=event)
    assert (answer.status_code, "No space left" in answer.json["detail"]) == (503, True)
