"""The file of a model's weights, by name of its part: those of the names by key, the others by feature."""

from __future__ import annotations

from pathlib import Path

import msgspec

from extractor.knowledge.name_tables import NameTable, Templates
from extractor.knowledge.weights import LinearModel, ModelError


class _Stored(msgspec.Struct):
    """One linear model: either table, or keys."""

    bias: float
    table: dict[str, float] = {}
    keys: dict[str, Templates] = {}


def load_models(path: Path) -> dict[str, LinearModel]:
    """Read every linear model of one weights file, by name."""
    try:
        stored = msgspec.json.decode(path.read_bytes(), type=dict[str, _Stored])
    except FileNotFoundError:
        raise ModelError(f"{path.name}: not found; `extractor train` writes it") from None
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ModelError(f"{path.name}: damaged ({error}); `extractor train` writes it anew") from None
    return {name: LinearModel(model.bias, NameTable(model.keys) if model.keys else model.table) for name, model in stored.items()}
