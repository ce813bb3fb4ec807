"""Where the commands that train and release find the models."""

from __future__ import annotations

from pathlib import Path

from extractor.knowledge.models import default_folder

MODELS, ANNOTATIONS = Path("models"), Path("annotations")


def models_folder(given: Path | None) -> Path:
    """The folder that was named, else `models/` where one works, else that of the product."""
    if given is not None:
        return given
    return MODELS if MODELS.is_dir() else default_folder()
