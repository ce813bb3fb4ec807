"""Where a worker is in its part: memory that it shares with its supervisor, because a report is too short to be told of."""

from __future__ import annotations

import mmap
import os
from struct import Struct
from tempfile import TemporaryFile
from typing import NamedTuple

_FORM = Struct("<qq")
_NOWHERE, _STORING = -2, -1


class Where(NamedTuple):
    """What a worker is at: the place of a report in its part, None where it is at no report; and how many it has begun."""

    report: int | None
    begun: int
    is_storing: bool


class Place:
    """One worker's place; it stays to be read when the worker has been killed."""

    def __init__(self, descriptor: int | None = None) -> None:
        """A new one, or in the worker the one that its supervisor made."""
        if descriptor is None:
            file = TemporaryFile(buffering=0)  # noqa: SIM115 - closed with the place
            file.truncate(_FORM.size)
            descriptor = os.dup(file.fileno())
            file.close()
        self.descriptor = descriptor
        self._shared = mmap.mmap(descriptor, _FORM.size)

    def clear(self) -> None:
        """Nothing has been begun."""
        _FORM.pack_into(self._shared, 0, _NOWHERE, 0)

    def begin(self, index: int | None) -> None:
        """A report is begun, by its place in the part; None when the rows are being stored."""
        _, begun = _FORM.unpack_from(self._shared)
        now = (_STORING, begun) if index is None else (index, begun + 1)
        _FORM.pack_into(self._shared, 0, *now)

    def read(self) -> Where:
        """Where the worker is now."""
        index, begun = _FORM.unpack_from(self._shared)
        return Where(index if index >= 0 else None, begun, index == _STORING)

    def close(self) -> None:
        """Let go of it."""
        self._shared.close()
        os.close(self.descriptor)
