"""A run from sources to a data set: plan, read part by part, merge, declare whole; each step can be gone on with."""

from __future__ import annotations

import fcntl
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from threading import Event
from typing import Protocol

from extractor import __version__
from extractor.batch.dataset import MANIFEST, Manifest, read_manifest, write_manifest
from extractor.batch.messages import BatchError, Done, Entry, Merge, Settings, Task
from extractor.batch.places import LOCK, PARTS, PLAN, SPOOL, WORK, parts_done
from extractor.batch.plan import Head, count_reports, read_head, read_parts, write_plan
from extractor.batch.schema import load_schema
from extractor.batch.sources import find_entries
from extractor.knowledge.models import find_model

STRETCH = 1000  # parts that are merged together: a year's rows in so many fill about one file


class Engine(Protocol):
    """What does the tasks: a pool of processes, or a cluster; what it has begun for one run of tasks serves the next, until it is closed."""

    def close(self) -> None:
        """End what is at work."""

    def run(self, tasks: Iterable[Task], stop: Event) -> Iterator[Done]:
        """Do the tasks, in any order; when `stop` is set those in hand are finished and no others begun."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run that is planned: where it stands, and whether it goes on with one that was stopped."""

    dataset: Path
    head: Head
    done: frozenset[int] = frozenset()
    reports_done: int = 0


@contextmanager
def locked(dataset: Path) -> Iterator[None]:
    """Keep every other run away from the data set while this one works."""
    work = dataset / WORK
    work.mkdir(parents=True, exist_ok=True)
    with (work / LOCK).open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BatchError(
                f"{dataset}: another run is at work here; wait for it, or choose another folder"
            ) from None
        yield


def begin(sources: tuple[str, ...], settings: Settings) -> Run:
    """Plan a new run; BatchError where the folder holds a data set or a run already."""
    dataset = Path(settings.dataset)
    work = dataset / WORK
    if (dataset / MANIFEST).exists():
        raise BatchError(f"{dataset}: holds a data set already; choose another folder, or remove this one")
    if (work / PLAN).exists():
        raise BatchError(
            f"{dataset}: holds a run that was stopped; go on with --resume, or choose another folder"
        )
    for left in work.glob(f"{SPOOL}*"):
        left.unlink()
    (work / PARTS).mkdir(exist_ok=True)
    head = write_plan(work / PLAN, _head(sources, settings), _entries(sources, work))
    if not head.reports:
        raise BatchError(f"{' '.join(sources)}: there is no report in it")
    return Run(dataset, head)


def resume(sources: tuple[str, ...], settings: Settings) -> Run | None:
    """The run that was stopped here; None where it was finished. BatchError where it was another run."""
    dataset = Path(settings.dataset)
    wanted = _head(sources, settings)
    if (dataset / MANIFEST).exists():
        _compare(read_manifest(dataset).made, wanted, dataset)
        return None
    if not (dataset / WORK / PLAN).exists():
        return begin(sources, settings)
    plan = dataset / WORK / PLAN
    head, done = read_head(plan), parts_done(dataset)
    _compare(head, wanted, dataset)
    return Run(dataset, head, done, count_reports(plan, done))


def carry_out(run: Run, engine: Engine, stop: Event, on_merge: Callable[[], None]) -> Manifest | None:
    """Do what is left, and declare the data set whole; None where it was stopped before."""
    rows: Counter[str] = Counter()
    with closing(engine):
        for _ in engine.run(read_parts(run.dataset / WORK / PLAN, run.done), stop):
            continue
        if stop.is_set():
            return None
        on_merge()
        for done in engine.run(_merges(run.head.parts), stop):
            rows.update(done.rows)
    if stop.is_set():
        return None
    manifest = Manifest(load_schema().version, run.head, rows["reports"], rows["failures"])
    write_manifest(run.dataset, manifest)
    return manifest


def _merges(parts: int) -> Iterator[Merge]:
    for first in range(0, parts, STRETCH):
        for table in load_schema().tables:
            yield Merge(table, first, min(first + STRETCH, parts))


def _entries(sources: tuple[str, ...], work: Path) -> Iterator[Entry]:
    for number, source in enumerate(sources):
        yield from find_entries(source, work / f"{SPOOL}-{number}", work.parent)


def _head(sources: tuple[str, ...], settings: Settings) -> Head:
    _, model = find_model(Path(settings.models) if settings.models is not None else None)
    rules = None if settings.rules is None else sha256(settings.rules.encode()).hexdigest()
    return Head(__version__, model["sha256"], settings.form, sources, rules=rules)


def _compare(made: Head, wanted: Head, dataset: Path) -> None:
    """BatchError where a data set would be made of two kinds of extraction."""
    for name in ("sources", "form", "rules", "model", "extractor"):
        before, now = getattr(made, name), getattr(wanted, name)
        if before != now:
            raise BatchError(
                f"{dataset}: was begun with another {name} ({before}, now {now}); give the same, or choose another folder"
            )
