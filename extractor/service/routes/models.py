"""`GET /v1/models`: which trained versions there are, and which one answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from flask import Response, request
from pydantic import BaseModel

from extractor.knowledge.models import META, ModelError, released_version
from extractor.output.contract import encode
from extractor.service.caching import answer_cached
from extractor.service.extraction_schema import ModelName
from extractor.service.operations import Operation
from extractor.service.services import get_services


class Version(ModelName):
    """A trained version: its folder, its segmenter, and on how many passages it was trained."""

    folder: str
    segmenter: str
    passages: int | None
    released: bool


class Models(BaseModel):
    """`serving` answers now; `fault` says why a newer release does not."""

    serving: ModelName
    fault: str | None
    versions: list[Version]


def list_models() -> Response:
    """The trained versions, and which one answers now."""
    engine = get_services().engine
    model = engine.model
    serving = {"name": model.name, "version": model.version, "sha256": model.sha256}
    return answer_cached(
        request, encode({"serving": serving, "fault": engine.fault, "versions": find_versions(engine.folder)})
    )


def find_versions(folder: Path) -> list[dict[str, Any]]:
    """Every version in the folder that can be read, as `Version`."""
    released = _released(folder)
    found = []
    for path in sorted(folder.glob(f"*/{META}")):
        meta = _read(path)
        if meta is not None and not path.parent.name.startswith("."):
            kept = {key: meta.get(key) for key in ("name", "version", "sha256", "segmenter", "passages")}
            found.append({**kept, "folder": path.parent.name, "released": path.parent.name == released})
    return found


def _released(folder: Path) -> str | None:
    try:
        return released_version(folder)
    except ModelError:
        return None


def _read(path: Path) -> dict[str, Any] | None:
    """A version's card; None for one that is being written or damaged."""
    try:
        card = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return card if isinstance(card, dict) and isinstance(card.get("sha256"), str) else None


OPERATIONS = (
    Operation("GET", "/v1/models", list_models, "models", {"application/json": Models}, refusals=(503,)),
)
