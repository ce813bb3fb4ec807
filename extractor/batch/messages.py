"""What the run and its workers say to each other: one line of JSON each, in either direction."""

from __future__ import annotations

from typing import Literal

import msgspec

Kind = Literal["file", "slice", "member", "line", "row", "broken"]
FailureKind = Literal["unreadable", "memory", "time", "crash"]


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """Where one report is found.

    `file`: the whole of `path`. `slice`: `size` bytes of `path` from `start`. `member`: the member `name` of the ZIP
    file `path`. `line`: a slice that is a JSON object with "text". `row`: row `size` of row group `start` of a
    Parquet file. `broken`: nowhere; `name` says why.
    """

    locator: str
    kind: Kind
    path: str
    name: str = ""
    start: int = 0
    size: int = 0


class Failure(msgspec.Struct, frozen=True):
    """Why a report is not in the data set, after how many tries."""

    kind: FailureKind
    reason: str
    tries: int = 1


class Part(msgspec.Struct, frozen=True, tag=True):
    """Reports that are read and stored together. `suspects` are read first: a worker has died on them before."""

    number: int
    entries: tuple[Entry, ...]
    suspects: tuple[int, ...] = ()
    failures: dict[int, Failure] = {}


class Merge(msgspec.Struct, frozen=True, tag=True):
    """The rows of one table in the parts from `first` up to, and not with, `end`, to become files of the data set."""

    table: str
    first: int
    end: int


class Settings(msgspec.Struct, frozen=True):
    """What every worker is told first; `rules` is TOML with rules of the caller's own."""

    dataset: str
    models: str | None = None
    form: str | None = None
    seconds: float = 60.0
    megabytes: int = 1024
    retries: int = 1
    rules: str | None = None


class Ready(msgspec.Struct, frozen=True, tag=True):
    """The worker is there; it may be given tasks."""


class Done(msgspec.Struct, frozen=True, tag=True):
    """A task is stored: a part of so many reports, or a merge of so many rows of its table."""

    reports: int = 0
    rows: dict[str, int] = {}


class Fault(msgspec.Struct, frozen=True, tag=True):
    """The run itself cannot go on: no room, no right to write."""

    reason: str


Task = Part | Merge
Reply = Ready | Done | Fault


class BatchError(RuntimeError):
    """A run that cannot go on; says what is wrong and what would be right."""


def encode(message: msgspec.Struct) -> bytes:
    """One line."""
    return msgspec.json.encode(message) + b"\n"
