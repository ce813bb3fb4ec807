"""The process that trains what annotators ask for: `python -m extractor.training.labelling.trainer ANNOTATIONS MODELS`.

It ends with the service that started it. A job re-exports the project for truth where Label Studio's address and a token
are given, brings what holds to the guideline into `annotations/train`, trains, and releases through the gate alone.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

from extractor.training.bridges import BridgeError
from extractor.training.bridges.label_studio import read
from extractor.training.corpus import CorpusError, Passage, write_passages
from extractor.training.labelling.export import ExportError, export_tasks
from extractor.training.labelling.inbox import STARTED, Inbox
from extractor.training.validate import validate

LOOK_EVERY = 1.0
_POLITE = 10  # training gives way to the service


class Place(NamedTuple):
    """Where the annotations and the models are."""

    annotations: Path
    models: Path


class JobError(Exception):
    """A job that ends without a model; says why."""


def main(annotations: Path, models: Path) -> None:
    """Do one job after the other until the parent is gone."""
    parent, place = os.getppid(), Place(annotations, models)
    inbox = Inbox(annotations / "inbox" / "label-studio")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # and what it runs ends with it
    os.nice(_POLITE)
    inbox.queue_again()
    while os.getppid() == parent:
        if (job := inbox.next_job()) is None:
            time.sleep(LOOK_EVERY)
        else:
            do_job(inbox, job, place)


def do_job(inbox: Inbox, job: dict[str, Any], place: Place) -> None:
    """One job from its queue to its end, which is written down."""
    inbox.write_job(job, job_status=STARTED)
    try:
        said = _train(inbox, job["project"], place)
    except (BridgeError, CorpusError, ExportError, JobError) as error:
        inbox.write_job(job, job_status="failed", said=str(error))
    else:
        inbox.write_job(job, job_status="finished", said=said)


def _train(inbox: Inbox, project: int, place: Place) -> str:
    tasks = export_tasks(project, os.environ)
    if tasks is None:
        tasks = inbox.read_tasks(project)  # no address is given: what the events have brought
    count, problems = bring_in(tasks, project, place.annotations)
    version = _run("train", "--annotations", place.annotations, "--models", place.models)
    told = f"{count} passages, {len(problems)} problems left in the inbox; {version}"
    try:
        return f"{told}: {_run('models', 'release', version, '--annotations', place.annotations, '--models', place.models)}"
    except JobError as error:  # a model that is worse stays where it is, and nothing else changes
        return f"{told}: {error}"


def bring_in(tasks: list[dict[str, Any]], project: int, annotations: Path) -> tuple[int, list[str]]:
    """Put what people have annotated and what holds to the guideline into `train`, the rest into `inbox` with its problems.

    Files in `train` and `inbox` change in one step, when everything is known.
    """
    name, work = f"label-studio-{project}.jsonl", annotations / "inbox" / "label-studio" / "work" / "train"
    work.mkdir(parents=True, exist_ok=True)
    exported = work / f"export-{project}.json"
    exported.write_text(json.dumps([task for task in tasks if _is_annotated(task)], ensure_ascii=False), encoding="utf-8")
    passages = [{**passage, "id": _name(passage, project)} for passage in read(exported)]
    held, problems = hold_passages(passages, work / name, annotations)
    kept = {passage["id"] for passage in held}
    write_passages([passage for passage in passages if passage["id"] not in kept], annotations / "inbox" / name)
    write_passages(held, annotations / "train" / name)
    return len(held), problems


def hold_passages(passages: list[Passage], draft: Path, annotations: Path) -> tuple[list[Passage], list[str]]:
    """The passages in which nothing is wrong, by themselves or beside the others, and what is wrong with the rest."""
    problems: list[str] = []
    while passages:
        write_passages(passages, draft)
        faulty = _find_faulty(annotations, draft)
        if not faulty:
            break
        problems += faulty.values()
        passages = [passage for line, passage in enumerate(passages, 1) if line not in faulty]
    return passages, problems


def _find_faulty(annotations: Path, draft: Path) -> dict[int, str]:
    """The lines of the draft in which something is wrong, with the first thing that is."""
    others = [path for path in sorted((annotations / "train").glob("*.jsonl")) if path.name != draft.name]
    held_out = [annotations / "held_out"] if any((annotations / "held_out").glob("*.jsonl")) else []
    _, problems = validate([*held_out, *others, draft])
    faulty: dict[int, str] = {}
    for problem in problems:
        path, _, line = problem.place.rpartition(":")
        if path == str(draft):
            faulty.setdefault(int(line), f"{problem.wrong}；{problem.right}")
    return faulty


def _is_annotated(task: dict[str, Any]) -> bool:
    return any(not one.get("was_cancelled") for one in task.get("annotations") or ())


def _name(passage: Passage, project: int) -> str:
    """Its own id where a task has brought one, else one that no other project has."""
    return str(passage["id"]).replace(f"export-{project}-", f"label-studio-{project}-")


def _run(*words: str | Path) -> str:
    """What a command prints last; JobError with what it says where it refuses."""
    done = subprocess.run(
        [sys.executable, "-m", "extractor", *map(str, words)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise JobError((done.stderr.strip().splitlines() or [f"ended with {done.returncode}"])[-1])
    return done.stdout.strip().splitlines()[-1]


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
