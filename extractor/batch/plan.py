"""The plan of a run: every report once, in the order of its locator, in an SQLite file beside what is done."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

import msgspec

from extractor.batch.messages import BatchError, Entry, Part

LARGEST = 200  # reports a part: what a killed worker reads anew at most
SHARES = 16  # a small run is shared out finer
_TABLE = """
CREATE TABLE entry (locator TEXT PRIMARY KEY, kind TEXT, path TEXT, name TEXT, start INTEGER, size INTEGER) WITHOUT ROWID;
CREATE TABLE head (json BLOB);
"""


class Head(msgspec.Struct, frozen=True):
    """What a run was begun with, of rules of one's own their SHA-256; a run that goes on must be the same."""

    extractor: str
    model: str
    form: str | None
    sources: tuple[str, ...]
    reports: int = 0
    part_size: int = LARGEST
    rules: str | None = None

    @property
    def parts(self) -> int:
        """How many parts there are."""
        return -(-self.reports // self.part_size)


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
        plan.executescript(_TABLE)
        with plan:
            rows = map(msgspec.structs.astuple, entries)
            plan.executemany("INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?, ?, ?)", rows)
            (reports,) = plan.execute("SELECT count(*) FROM entry").fetchone()
            size = max(1, min(LARGEST, reports // SHARES))
            head = msgspec.structs.replace(head, reports=reports, part_size=size)
            plan.execute("INSERT INTO head VALUES (?)", (msgspec.json.encode(head),))
    return head


def read_head(path: Path) -> Head:
    """What the run was begun with; BatchError where the plan cannot be read."""
    try:
        with closing(sqlite3.connect(path)) as plan:
            (found,) = plan.execute("SELECT json FROM head").fetchone()
            return msgspec.json.decode(found, type=Head)
    except (sqlite3.DatabaseError, msgspec.DecodeError, TypeError) as error:
        raise BatchError(f"{path}: is no plan of a run ({error}); begin anew in another folder") from None


def read_parts(path: Path, head: Head, done: frozenset[int]) -> Iterator[Part]:
    """The parts that are not done, in order; they are read as they are asked for."""
    with closing(sqlite3.connect(path)) as plan:
        rows = plan.execute("SELECT locator, kind, path, name, start, size FROM entry ORDER BY locator")
        for number in range(head.parts):
            found = islice(rows, head.part_size)
            if number in done:
                for _ in found:
                    pass
            else:
                yield Part(number, tuple(Entry(*row) for row in found))
