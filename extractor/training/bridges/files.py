"""Files of other tools: read as they are, written whole or not at all."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from extractor.training.bridges import BridgeError


def read_text(path: Path) -> str:
    """The text of a file, its line ends as they stand; BridgeError where it cannot be read."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BridgeError(f"{path}: is not UTF-8; export or save it as UTF-8") from None
    except OSError as error:
        raise BridgeError(f"{path}: cannot be read ({error.strerror}); give the exported file") from None


def read_json(written: str, where: str) -> Any:
    """The value of one JSON text; BridgeError names `where`."""
    try:
        return json.loads(written)
    except ValueError as error:
        raise BridgeError(f"{where}: not JSON ({error}); export it anew") from None


def write_bytes(content: bytes, path: Path) -> None:
    """Write a file beside and put it in the old one's place."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise BridgeError(
            f"{path}: cannot be written ({error.strerror}); choose another place with -o"
        ) from None


def write_text(content: str, path: Path) -> None:
    """Write a text, its line ends as they stand."""
    write_bytes(content.encode(), path)
