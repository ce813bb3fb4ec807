"""How much a file may cost that is read in a process of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

BUSY = 3  # a file of honest size is not refused because the machine is busy: so many times the seconds are waited
_MEGABYTE = 1_000_000


class LimitError(ValueError):
    """A limit that is no number or too small; says which, and what would be right."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost: `seconds` of work, at most three times as many by the clock; `memory` as address space.

    The memory is that of the process that parses, all of Python included.
    """

    seconds: float = 4.0  # with the start of a process the answer comes within 5, where the machine is not busy
    memory: int = 500 * _MEGABYTE
    size: int = 50 * _MEGABYTE  # of the file, in bytes
    characters: int = 5_000_000  # of the text that is read from it

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Limits:
        """The limits that environment variables name, the usual ones where they name none.

        >>> Limits.of({"EXTRACTOR_READ_SECONDS": "2.5", "EXTRACTOR_READ_MEMORY_MB": "300"}).memory
        300000000

        The others are EXTRACTOR_READ_SIZE_MB and EXTRACTOR_READ_CHARACTERS. LimitError where one is no number.
        """
        usual = cls()
        return cls(
            _number(environment, "EXTRACTOR_READ_SECONDS", usual.seconds, least=0.1),
            int(_number(environment, "EXTRACTOR_READ_MEMORY_MB", usual.memory / _MEGABYTE, least=100) * _MEGABYTE),
            int(_number(environment, "EXTRACTOR_READ_SIZE_MB", usual.size / _MEGABYTE, least=0.001) * _MEGABYTE),
            int(_number(environment, "EXTRACTOR_READ_CHARACTERS", usual.characters, least=1)),
        )  # fmt: skip


def _number(environment: Mapping[str, str], name: str, usual: float, *, least: float) -> float:
    told = environment.get(name, "").strip()
    try:
        number = float(told) if told else usual
    except ValueError:
        number = 0.0
    if not least <= number < 1e9:
        raise LimitError(f"{name} is “{told}”; give a number of at least {least:g}")
    return number
