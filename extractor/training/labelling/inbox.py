"""What people annotate while a service runs, kept durably and once: a file a task, and a file a training that was asked for.

Everything is written beside and renamed, under one lock, so that workers of the service, the trainer and a power cut
may come at any moment.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from extractor.training.files import write_text
from extractor.training.lock import hold_lock

QUEUED, STARTED = "queued", "started"
_ANNOTATED = ("ANNOTATION_CREATED", "ANNOTATION_UPDATED")
_DELETED = ("ANNOTATIONS_DELETED", "ANNOTATION_DELETED")
_START = "START_TRAINING"
_JOB = re.compile(r"[0-9TZ]{16}-[0-9a-f]{8}")


class Inbox:
    """The folder `annotations/inbox/label-studio`: `tasks/`, as Label Studio exports them, and `jobs/`."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.tasks, self.jobs = folder, folder / "tasks", folder / "jobs"

    def take(self, event: dict[str, Any]) -> str | None:
        """Keep what the event says; the job's id for START_TRAINING. Other actions say nothing that is kept."""
        action, project = event.get("action"), _number(event.get("project"))
        if action in _ANNOTATED and isinstance(event.get("annotation"), dict):
            self._keep(project, event.get("task"), event["annotation"])
        elif action in _DELETED:
            gone = {one.get("id") for one in event.get("annotations") or () if isinstance(one, dict)}
            self._forget(project, gone)
        elif action == _START:
            return self._queue(project)
        return None

    def read_tasks(self, project: int) -> list[dict[str, Any]]:
        """Every task of a project that somebody has annotated, in the form of Label Studio's export."""
        paths = sorted(self.tasks.glob(f"{project}-*.json"), key=lambda path: int(path.stem.partition("-")[2]))
        return [json.loads(path.read_text(encoding="utf-8")) for path in paths]

    def next_job(self) -> dict[str, Any] | None:
        """The job that waits longest; None where none does."""
        jobs = (self.read_job(path.stem) for path in sorted(self.jobs.glob("*.json")))
        return next((job for job in jobs if job is not None and job["job_status"] == QUEUED), None)

    def queue_again(self) -> None:
        """Queue the jobs that a trainer had begun when it ended."""
        for path in sorted(self.jobs.glob("*.json")):
            job = self.read_job(path.stem)
            if job is not None and job["job_status"] == STARTED:
                self.write_job(job, job_status=QUEUED)

    def read_job(self, name: str) -> dict[str, Any] | None:
        """One job: `job_status` is queued, started, finished or failed, `said` what came of it."""
        path = self.jobs / f"{name}.json"
        if _JOB.fullmatch(name) is None or not path.is_file():
            return None
        job: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return job

    def write_job(self, job: dict[str, Any], **changed: Any) -> None:
        """Keep how far a job is."""
        _write(self.jobs / f"{job['job']}.json", {**job, **changed})

    def _queue(self, project: int) -> str:
        """A job; one that waits for the same project already is it."""
        with self._lock():
            for path in sorted(self.jobs.glob("*.json")):
                known = self.read_job(path.stem)
                if known is not None and (known["job_status"], known["project"]) == (QUEUED, project):
                    return str(known["job"])
            name = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"
            self.write_job({"job": name, "project": project, "job_status": QUEUED})
            return name

    def _keep(self, project: int, task: Any, annotation: dict[str, Any]) -> None:
        if not isinstance(task, dict) or not isinstance(task.get("id"), int) or not isinstance(annotation.get("id"), int):
            return
        path = self.tasks / f"{project}-{task['id']}.json"
        with self._lock():
            kept = json.loads(path.read_text(encoding="utf-8"))["annotations"] if path.is_file() else []
            others = [one for one in kept if one["id"] != annotation["id"]]
            before = next((one for one in kept if one["id"] == annotation["id"]), None)
            if before is not None and (before.get("updated_at") or "") > (annotation.get("updated_at") or ""):
                return  # an older event that came later
            shown = {key: annotation.get(key) for key in _KEPT}
            found = {"id": task["id"], "data": task.get("data"), "annotations": [*others, shown]}
            _write(path, found)

    def _forget(self, project: int, gone: set[Any]) -> None:
        with self._lock():
            for path in self.tasks.glob(f"{project}-*.json"):
                task = json.loads(path.read_text(encoding="utf-8"))
                left = [one for one in task["annotations"] if one["id"] not in gone]
                if not left:
                    path.unlink()
                elif len(left) < len(task["annotations"]):
                    _write(path, {**task, "annotations": left})

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """Alone, among all processes."""
        self.tasks.mkdir(parents=True, exist_ok=True)
        self.jobs.mkdir(parents=True, exist_ok=True)
        with hold_lock(self.folder / ".lock"):
            yield


def _write(path: Path, value: Any) -> None:
    write_text(path, [json.dumps(value, ensure_ascii=False)])


_KEPT = ("id", "result", "was_cancelled", "ground_truth", "completed_by", "created_at", "updated_at", "unique_id", "lead_time")


def _number(project: Any) -> int:
    """A project's number; 0 where the event does not say it."""
    found = project.get("id") if isinstance(project, dict) else project
    return found if isinstance(found, int) else 0
