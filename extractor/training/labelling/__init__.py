"""Label Studio beside a running service: pre-annotation, an inbox for what people annotate, training in a process of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from extractor.knowledge.models import Model
from extractor.records import Extraction
from extractor.training.labelling.inbox import Inbox
from extractor.training.labelling.predicting import predict

__all__ = ["LabelStudio"]


class LabelStudio:
    """What the service asks for when Label Studio calls; nothing of it waits for a training."""

    def __init__(self, annotations: Path) -> None:
        """`annotations` is the folder with `train`, `held_out` and `inbox`."""
        self.inbox = Inbox(annotations / "inbox" / "label-studio")

    def predict(self, extraction: Extraction, model: Model, config: str) -> dict[str, Any]:
        """The prediction for one task, in the names that its labelling interface uses."""
        return predict(extraction, model, config)

    def find_text(self, task: dict[str, Any], config: str) -> str | None:
        """The text of a task, in the field that its labelling interface shows; None where there is none."""
        from extractor.training.labelling.interface import read_interface  # noqa: PLC0415 - not before it is needed

        text = (task.get("data") or {}).get(read_interface(config).field)
        return text if isinstance(text, str) and text.strip() else None

    def take(self, event: dict[str, Any]) -> str | None:
        """Keep what an event brings before anything is answered; the id of the job that START_TRAINING has queued."""
        return self.inbox.take(event)

    def job(self, name: str) -> dict[str, Any] | None:
        """How far a job is; None where there is none of that name."""
        return self.inbox.read_job(name)
