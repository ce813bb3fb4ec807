"""The plan of a run: every report once, in the order of its locator, in an SQLite file beside what is done."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

import msgspec

from extractor.batch.messages import BatchError, Entry, Part

SHARES = 16  # a part is this share of what is left
LARGEST = 200  # reports a part: what a killed worker reads anew at most
SMALLEST = 4  # storing a part costs as much as a quarter of a report
_TABLES = """
CREATE TABLE entry (locator TEXT PRIMARY KEY, kind TEXT, path TEXT, name TEXT, start INTEGER, size INTEGER) WITHOUT ROWID;
CREATE TABLE part (number INTEGER PRIMARY KEY, reports INTEGER);
CREATE TABLE head (json BLOB);
"""


class Head(msgspec.Struct, frozen=True):
    """What a run was begun with, of rules of one's own their SHA-256; a run that goes on must be the same."""

    extractor: str
    model: str
    form: str | None
    sources: tuple[str, ...]
    reports: int = 0
    parts: int = 0
    rules: str | None = None


def part_sizes(reports: int) -> Iterator[int]:
    """How many reports each part has: ever fewer toward the end, so that all workers end within moments.

    >>> sizes = list(part_sizes(10_000))
    >>> sizes[:3], sizes[40:43], sizes[-3:], sum(sizes)
    ([200, 200, 200], [135, 127, 119], [4, 4, 3], 10000)
    """
    while reports:
        size = min(reports, max(SMALLEST, min(LARGEST, reports // SHARES)))
        yield size
        reports -= size


def write_plan(path: Path, head: Head, entries: Iterable[Entry]) -> Head:
    """Write the plan beside `path` and rename it when it is whole; a report that is found twice is planned once.

    Where an archive holds a name twice the later one counts, as it does when it is unpacked.
    """
    beside = path.with_suffix(".part")
    beside.unlink(missing_ok=True)
    try:
        head = _write(beside, head, entries)
    except sqlite3.OperationalError as error:
        raise BatchError(
            f"{path}: cannot be written ({error}); make room, or choose another folder"
        ) from None
    beside.replace(path)
    return head


def _write(beside: Path, head: Head, entries: Iterable[Entry]) -> Head:
    with closing(sqlite3.connect(beside)) as plan:
        plan.executescript(_TABLES)
        with plan:
            rows = map(msgspec.structs.astuple, entries)
            plan.executemany("INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?, ?, ?)", rows)
            (reports,) = plan.execute("SELECT count(*) FROM entry").fetchone()
            parts = plan.executemany("INSERT INTO part VALUES (?, ?)", enumerate(part_sizes(reports))).rowcount
            head = msgspec.structs.replace(head, reports=reports, parts=max(0, parts))
            plan.execute("INSERT INTO head VALUES (?)", (msgspec.json.encode(head),))
    return head


def read_head(path: Path) -> Head:
    """What the run was begun with; BatchError where the plan cannot be read."""
    try:
        with closing(sqlite3.connect(path)) as plan:
            (found,) = plan.execute("SELECT json FROM head").fetchone()
            head = msgspec.json.decode(found, type=Head)
    except (sqlite3.DatabaseError, msgspec.DecodeError, TypeError) as error:
        raise BatchError(f"{path}: is no plan of a run ({error}); begin anew in another folder") from None
    if head.reports and not head.parts:
        raise BatchError(
            f"{path}: was written by an older extractor; finish the run with that one, or begin anew in another folder"
        )
    return head


def read_parts(path: Path, done: frozenset[int]) -> Iterator[Part]:
    """The parts that are not done, in order; they are read as they are asked for."""
    with closing(sqlite3.connect(path)) as plan:
        rows = plan.execute("SELECT locator, kind, path, name, start, size FROM entry ORDER BY locator")
        for number, reports in plan.execute("SELECT number, reports FROM part ORDER BY number"):
            found = islice(rows, reports)
            if number in done:
                for _ in found:
                    pass
            else:
                yield Part(number, tuple(Entry(*row) for row in found))


def count_reports(path: Path, parts: frozenset[int]) -> int:
    """How many reports these parts have together."""
    with closing(sqlite3.connect(path)) as plan:
        sizes = plan.execute("SELECT number, reports FROM part")
        return sum(reports for number, reports in sizes if number in parts)
