"""Which model is served: one pointer that is put in place whole, and the history to go back by."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from extractor.knowledge.models import META, RELEASED, ModelError, load_model, released_version
from extractor.training.files import write_text

HISTORY = "releases.jsonl"


class Version(NamedTuple):
    """One version in the folder: its name, its card, and whether it is the released one."""

    name: str
    meta: dict[str, Any]
    released: bool


def list_versions(folder: Path) -> list[Version]:
    """Every version, oldest first; ModelError where a card is damaged."""
    current = _current(folder)
    cards = [path for path in folder.glob(f"*/{META}") if not path.parent.name.startswith(".")]
    return [
        Version(path.parent.name, _read_card(path), path.parent.name == current)
        for path in sorted(cards, key=lambda path: (path.stat().st_mtime, path.parent.name))
    ]


def find_version(folder: Path, wanted: str) -> str:
    """The full name of a version: by name, by the beginning of it or of its hash, or `released` or `latest`."""
    if wanted == RELEASED:
        return released_version(folder)
    names = [version.name for version in list_versions(folder)]
    if wanted == "latest" and names:
        return names[-1]
    found = [name for name in names if name == wanted] or [
        name for name in names if name.startswith(wanted) or name.rpartition("-")[2].startswith(wanted)
    ]
    if len(found) != 1:
        many = f"{wanted!r} may be {', '.join(found)}" if found else f"there is no model {wanted!r}"
        raise ModelError(f"{folder}: {many}; models are: {', '.join(names) or 'none'}")
    return found[0]


def release(folder: Path, version: str, *, why: str = "") -> None:
    """Make that version the one that is served; ModelError where it does not load.

    The pointer is one rename: whoever reads it finds the old version or the new one. A service that runs goes on
    with the model it has until it looks again.
    """
    load_model(folder, version)
    before = _current(folder)
    write_text(folder / RELEASED, [version + "\n"])
    _note(folder, {"action": "release", "version": version, "from": before, "why": why})


def rollback(folder: Path) -> str:
    """Serve the version that was released before the present one and is kept; its name comes back. ModelError where there is none."""
    stack = _stack(folder)
    current = _current(folder)
    if stack and stack[-1] == current:
        stack.pop()
    gone = set(find_gone(folder))
    earlier = next((name for name in reversed(stack) if name not in gone), None)
    if earlier is None:
        lost = f" ({', '.join(dict.fromkeys(stack))}: no longer kept)" if stack else ""
        raise ModelError(
            f"{folder}: nothing was released before {current}{lost}; `extractor models list` shows what there is to release"
        )
    load_model(folder, earlier)
    write_text(folder / RELEASED, [earlier + "\n"])
    _note(folder, {"action": "rollback", "version": earlier, "from": current})
    return earlier


def find_gone(folder: Path) -> list[str]:
    """The versions that were once released and are no longer in the folder, oldest first."""
    kept = {version.name for version in list_versions(folder)}
    named = (name for entry in read_history(folder) for name in (entry["from"], entry["version"]) if name)
    return [name for name in dict.fromkeys(named) if name not in kept]


def read_history(folder: Path) -> list[dict[str, Any]]:
    """Every release and rollback, oldest first."""
    path = folder / HISTORY
    try:
        return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
    except FileNotFoundError:
        return []
    except ValueError as error:
        raise ModelError(
            f"{path}: not JSON lines ({error}); restore it, or delete it and lose what to go back to"
        ) from None


def _stack(folder: Path) -> list[str]:
    """The versions that rollbacks go back through, the present one last.

    What was released before there was a history is where the first release came from.
    """
    stack: list[str] = []
    for entry in read_history(folder):
        if entry["action"] == "rollback":
            del stack[stack.index(entry["version"]) + 1 :]
        else:
            stack += [name for name in (entry["from"], entry["version"]) if name and stack[-1:] != [name]]
    return stack


def _current(folder: Path) -> str:
    """The released version; empty where there is none yet."""
    try:
        return released_version(folder)
    except ModelError:
        return ""


def _note(folder: Path, entry: dict[str, str]) -> None:
    said = {"when": datetime.now(UTC).isoformat(timespec="seconds"), **entry}
    lines = [json.dumps(one, ensure_ascii=False) + "\n" for one in (*read_history(folder), said)]
    write_text(folder / HISTORY, lines)


def _read_card(path: Path) -> dict[str, Any]:
    try:
        card: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ModelError(f"{path}: not JSON ({error}); restore it, or train anew") from None
    return card
