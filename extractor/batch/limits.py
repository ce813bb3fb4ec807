"""A bound on the memory that one report may take."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_STATM = Path("/proc/self/statm")


@contextmanager
def memory_limit(megabytes: int) -> Iterator[None]:
    """MemoryError inside for what would take this process so much beyond what it has now.

    Where the system does not say what a process has (no /proc) nothing is bounded but time.
    """
    if not _STATM.exists():
        yield
        return
    pages = int(_STATM.read_text(encoding="ascii").split(maxsplit=1)[0])
    most = pages * resource.getpagesize() + megabytes * 1_000_000
    before, hard = resource.getrlimit(resource.RLIMIT_AS)
    if before != resource.RLIM_INFINITY:
        most = min(most, before)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (before, hard))
