"""Teaching from the page: one job at a time beside the service, and what has come of those before."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from extractor.commands.lesson import ACTIONS, verdict_of
from extractor.service.page.desk import BusyError, LessonError
from extractor.training.releases import find_version, list_versions, read_history

_LOG = 20_000  # bytes of a log that are shown, its end
_NEWEST = 20  # releases that are shown


class Teaching:
    """A job is a process that holds a lock for as long as it lives, so that a killed one ends in every eye at once."""

    def __init__(self, annotations: Path, models: Path) -> None:
        """`annotations` with `train`, `held_out` and `inbox`; `models` with the versions and the released pointer."""
        self.annotations, self.models = annotations, models
        self.folder = annotations / "inbox" / ".teaching"

    def state(self) -> dict[str, Any]:
        """The last job with its log, the versions, and what was released before."""
        job = self._job()
        versions = [
            {"name": one.name, "passages": one.meta.get("passages"), "segmenter": one.meta.get("segmenter"), "released": one.released}
            for one in list_versions(self.models)
        ]
        history = read_history(self.models)[-_NEWEST:]
        return {"job": job, "log": self._log(), "versions": versions, "history": history, "verdict": self._verdict()}

    def start(self, action: str, version: str | None, why: str | None) -> None:
        """Begin a job; BusyError where one is running, LessonError where it cannot be."""
        if action not in ACTIONS:
            raise LessonError(f"there is no action {action!r}; there are {', '.join(ACTIONS)}")
        chosen = [self._version(version)] if action in ("evaluate", "release") else []
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as lock, (self.folder / "log.txt").open("ab") as log:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise BusyError from None
            log.truncate(0)
            words = [str(self.annotations), str(self.models), action, *chosen, *filter(None, [why if action == "release" else None])]
            process = subprocess.Popen(
                [sys.executable, "-m", "extractor.commands.lesson", *words], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                pass_fds=(lock.fileno(),), start_new_session=True, env={**os.environ, "COLUMNS": "100", "PYTHONUNBUFFERED": "1"},
            )  # fmt: skip
        self._keep({"action": action, "version": chosen[0] if chosen else None, "process": process.pid})

    def cancel(self) -> None:
        """End the job that is running, if one is."""
        job = self._job()
        if job is not None and job["running"]:
            os.killpg(json.loads((self.folder / "job.json").read_text())["process"], signal.SIGTERM)

    def discard(self, version: str) -> None:
        """Delete a version that is not released."""
        name = self._version(version)
        if any(one.released for one in list_versions(self.models) if one.name == name):
            raise LessonError(f"{name} is released; release another one first")
        hidden = self.models / f".{name}.{os.getpid()}"
        (self.models / name).rename(hidden)
        shutil.rmtree(hidden)

    def _version(self, version: str | None) -> str:
        names = [one.name for one in list_versions(self.models)]
        if version not in names:
            raise LessonError(f"there is no model {version!r}; there are {', '.join(names)}")
        return find_version(self.models, version)

    def _job(self) -> dict[str, Any] | None:
        try:
            job = json.loads((self.folder / "job.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        return {"action": job["action"], "version": job["version"], "running": self._is_running()}

    def _is_running(self) -> bool:
        with (self.folder / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def _verdict(self) -> dict[str, Any] | None:
        """The last comparison of two versions; None before there is one."""
        try:
            verdict: dict[str, Any] = json.loads(verdict_of(self.annotations).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        return verdict

    def _log(self) -> str:
        try:
            return (self.folder / "log.txt").read_bytes()[-_LOG:].decode("utf-8", "replace")
        except FileNotFoundError:
            return ""

    def _keep(self, job: dict[str, Any]) -> None:
        beside = self.folder / f".job.{os.getpid()}"
        beside.write_text(json.dumps(job), encoding="utf-8")
        beside.replace(self.folder / "job.json")
