"""The service and the real Label Studio, from the first task to a model that was trained on what was annotated."""

import shutil
from pathlib import Path

import httpx
import pytest

from extractor.training.bridges.label_studio import label_config
from tests.benchmark.server import free_port
from tests.service.label_studio import PLACE, TOKEN, LabelStudio
from tests.service.test_server import Service, wait_until

ROOT = Path(__file__).parents[2]
TEXTS = ["2021年，湖滨区共收到政府信息公开申请95件，其中自然人90件。", "全年举办新闻发布会12场次，回应公众关注热点38次。"]
LONGEST_TRAINING = 3600  # seconds, on a busy machine


@pytest.mark.slow
@pytest.mark.skipif(not (PLACE / "bin" / "label-studio").exists(), reason="python -m tests.service.label_studio installs it")
def test_from_the_first_task_to_a_trained_model(tmp_path):
    port = free_port()
    for folder in ("annotations", "models"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    options = ("--label-studio", tmp_path / "annotations", "--models", tmp_path / "models")
    told = {"LABEL_STUDIO_URL": f"http://127.0.0.1:{port}", "LABEL_STUDIO_TOKEN": TOKEN}
    with LabelStudio(tmp_path, port) as studio, Service(tmp_path, *options, workers=1, **told) as service:
        project = studio.post("/api/projects", {"title": "reports", "label_config": label_config()})["id"]
        tasks = studio.post(f"/api/projects/{project}/import?return_task_ids=true", [{"text": text} for text in TEXTS])["task_ids"]
        backend = studio.post("/api/ml", {"url": f"{service.address}/label-studio", "project": project, "title": "extractor"})
        assert backend["state"] == "CO", "connected"

        studio.post(f"/api/dm/actions?project={project}&id=retrieve_tasks_predictions", {"selectedItems": {"all": True, "excluded": []}})
        (first,) = studio.get(f"/api/tasks/{tasks[0]}")["predictions"]
        assert {"95件", "90件"} <= {one["value"]["text"] for one in first["result"] if one["type"] == "labels"}
        assert 0 < first["score"] <= 1

        studio.post(f"/api/tasks/{tasks[0]}/annotations", {"result": first["result"], "lead_time": 9.5})
        kept = tmp_path / "annotations" / "inbox" / "label-studio" / "tasks" / f"{project}-{tasks[0]}.json"
        wait_until(kept.exists)

        studio.post(f"/api/ml/{backend['id']}/train", {})
        jobs = kept.parents[1] / "jobs"
        wait_until(lambda: any(jobs.glob("*.json")))
        (job,) = (path.stem for path in jobs.glob("2*.json"))

        def state():
            return httpx.post(f"{service.address}/label-studio/job_status", json={"job": job}).json()

        wait_until(lambda: state()["job_status"] in ("finished", "failed"), LONGEST_TRAINING, every=5)
        assert state()["job_status"] == "finished", state()
        assert state()["said"].startswith("1 passages, 0 problems")
        trained = (tmp_path / "annotations" / "train" / f"label-studio-{project}.jsonl").read_text()
        assert TEXTS[0] in trained
