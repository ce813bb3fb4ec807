"""What the service needs of whoever knows annotation; the command line brings the two together."""

from __future__ import annotations

from typing import Any, Protocol

from extractor.knowledge.models import Model
from extractor.records import Extraction


class Labelling(Protocol):
    """Predictions for Label Studio, and a place for what comes back."""

    def predict(self, extraction: Extraction, model: Model, config: str) -> dict[str, Any]:
        """The prediction for one task; ValueError where the labelling interface cannot be used."""

    def find_text(self, task: dict[str, Any], config: str) -> str | None:
        """The text of a task; ValueError where the labelling interface cannot be used."""

    def take(self, event: dict[str, Any]) -> str | None:
        """Keep what an event brings; the id of the job that it has queued."""

    def job(self, name: str) -> dict[str, Any] | None:
        """How far a job is."""
