"""A measurement while it is being put together."""

from __future__ import annotations

from dataclasses import dataclass

from extractor.steps.relate.names import NameCandidate, Ranked
from extractor.steps.relate.roles import Role
from extractor.steps.relate.scene import Mention

LEVELS = ("level", "average")


@dataclass(slots=True)
class Draft:
    """A measurement while it is being put together."""

    mention: Mention
    role: Role
    ranked: Ranked
    name: NameCandidate | None
    score: float
    level: int = -1  # its place among the levels, or -1
    indicator: str = ""

    def words(self, text: str) -> str:
        """The words that name it, as they stand in `text`."""
        return text[self.name.start : self.name.end] if self.name is not None else ""
