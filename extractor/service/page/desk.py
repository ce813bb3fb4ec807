"""What the page needs of whoever keeps annotations; the command line brings the two together."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

from extractor.knowledge.models import Model
from extractor.records import Extraction

Passage = dict[str, Any]


class Kept(NamedTuple):
    """A passage as it stands now; `revision` is empty for one that only the model has seen."""

    passage: Passage
    revision: str


class StaleError(Exception):
    """Somebody else has saved the passage meanwhile; `kept` is theirs."""

    def __init__(self, kept: Kept) -> None:
        super().__init__(f"{kept.passage['annotator']} has saved this passage meanwhile; nothing of yours was written over it")
        self.kept = kept


class FaultyError(ValueError):
    """The passage breaks the guideline; `faults` say what is wrong and what would be right, in Chinese."""

    def __init__(self, faults: tuple[tuple[str, str], ...]) -> None:
        super().__init__("the passage breaks the guideline; `errors` says where")
        self.faults = faults


class Desk(Protocol):
    """Passages of reports, pre-labelled or as somebody has corrected them."""

    def cut(self, extraction: Extraction, model: Model) -> list[Kept]:
        """The report's passages in the order of its text."""

    def waiting(self) -> list[Kept]:
        """The passages that wait in the inbox, most instructive first."""

    def save(self, kept: Kept, annotator: str) -> str:
        """Keep it as gold; its new revision. StaleError and FaultyError where that would lose or spoil something."""


class BusyError(Exception):
    """A job is running already."""


class LessonError(ValueError):
    """What is asked cannot be done; says what would be right."""


class Teaches(Protocol):
    """Jobs beside the service – train, evaluate, release, rollback – and what has come of them."""

    def state(self) -> dict[str, Any]:
        """The last job with its log, the versions, and what was released before."""

    def start(self, action: str, version: str | None, why: str | None) -> None:
        """Begin a job; BusyError where one is running, LessonError where it cannot be."""

    def cancel(self) -> None:
        """End the job that is running, if one is."""

    def discard(self, version: str) -> None:
        """Delete a version that is not released; LessonError where it is."""
