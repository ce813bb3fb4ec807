"""The trained models in `models/`: named versions, one of them released, each checked at load."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractor.knowledge.packages import misfits
from extractor.knowledge.weights import LinearModel
from extractor.knowledge.weights import ModelError as ModelError  # noqa: PLC0414 - who loads a model hears of it here
from extractor.knowledge.weights_file import load_models

FORMAT = 4
WEIGHTS, META, RELEASED = "weights.json", "meta.json", "released"
PARTS = ("tagger", "names", "wholes", "rows")


@dataclass(frozen=True, slots=True)
class Model:
    """One trained version: its linear models by name, its segmenter and what made it."""

    name: str
    version: str
    sha256: str
    segmenter: str
    folder: Path
    linear: Mapping[str, LinearModel]
    meta: Mapping[str, Any]


def default_folder() -> Path:
    """`models/` of a checkout; of an installed wheel the folder that came with it."""
    package = Path(__file__).resolve().parents[1]
    checkout = package.parent / "models"
    return checkout if (checkout / RELEASED).is_file() else package / "models"


def released_version(folder: Path) -> str:
    """Name of the released version's folder."""
    try:
        return (folder / RELEASED).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise ModelError(
            f"{folder}: no model is released here; `extractor train` makes one and `extractor models release NAME` releases it"
        ) from None


def find_model(folder: Path | None = None, version: str | None = None) -> tuple[Path, Mapping[str, Any]]:
    """Where one version of `folder` is, the released one unless another is named, and its notes; ModelError where it does not fit."""
    folder = folder if folder is not None else default_folder()
    version = version if version is not None else released_version(folder)
    path = folder / version
    if not (path / META).is_file():
        known = ", ".join(sorted(p.parent.name for p in folder.glob(f"*/{META}"))) or "none"
        raise ModelError(f"{folder}: there is no model {version!r}; models are: {known}")
    meta = _read_meta(path / META)
    _check(path, meta)
    return path, meta


def load_model(folder: Path | None = None, version: str | None = None) -> Model:
    """Load one version of `folder`, the released one unless another is named; ModelError where it does not fit."""
    path, meta = find_model(folder, version)
    linear = load_models(path / WEIGHTS)
    if missing := [part for part in PARTS if part not in linear]:
        raise ModelError(f"{path / WEIGHTS}: there is no model for {', '.join(missing)}; train anew")
    return Model(meta["name"], meta["version"], meta["sha256"], meta["segmenter"], path, linear, meta)


def _check(path: Path, meta: Mapping[str, Any]) -> None:
    """ModelError where a file is not the one that was trained, or this program or a package is not one that it fits."""
    for name, wanted in {WEIGHTS: meta["sha256"], **meta.get("files", {})}.items():
        if (digest := hash_file(path / name)) != wanted:
            raise ModelError(
                f"{path / name}: its hash {digest[:12]} is not the {wanted[:12]} of {META}; "
                "restore both from the same release, or train anew"
            )
    if meta.get("format") != FORMAT:
        raise ModelError(f"{path / META}: format {meta.get('format')!r}; this program reads format {FORMAT}, train anew")
    if wrong := misfits(meta.get("requires", {})):
        raise ModelError(f"{path / META}: it was trained with {', '.join(wrong)}; install that version, or train anew")


def hash_file(path: Path) -> str:
    """SHA-256 of a file's bytes; ModelError where there is none."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        raise ModelError(f"{path}: not found; restore it from the release, or train anew") from None


def _read_meta(path: Path) -> dict[str, Any]:
    try:
        meta: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        for key in ("name", "version", "segmenter", "sha256"):
            if not isinstance(meta.get(key), str):
                raise ModelError(f"{path}: {key!r} is missing; `extractor train` writes it")
    except ValueError as error:
        if isinstance(error, ModelError):
            raise
        raise ModelError(f"{path}: not JSON ({error}); `extractor train` writes it anew") from None
    return meta
