"""How the hot modules run: compiled (setup.py lists them), or as plain Python, which gives the same output.

Compiled modules stand beside their sources and are loaded first, so that in a checkout an edit would have no effect. What was
compiled there is recorded with its source's time and digest, and a source that differs is refused.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.machinery import EXTENSION_SUFFIXES, ModuleSpec, PathFinder
from importlib.util import find_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

RECORD = Path(__file__).with_name("compiled.stamp")  # in a checkout alone: one source a line, its time, its digest
VARIABLE = "EXTRACTOR_PURE"
HOT = "extractor.steps.relate.names"


def choose_code() -> None:
    """Plain Python where EXTRACTOR_PURE=1 asks for it; else what is there, and ImportError where that is not the source's."""
    if os.environ.get(VARIABLE) == "1":
        sys.meta_path.insert(0, _PlainFinder())
        return
    if (stale := find_stale(RECORD)) is not None:
        raise ImportError(
            f"extractor/{stale} was edited after it was compiled, and its compiled form is the older one; "
            f"`make compile` compiles it anew, `make pure` goes back to plain Python, {VARIABLE}=1 runs plain Python once"
        )
    if RECORD.is_file():
        sys.meta_path.append(_LibraryFinder())


def find_stale(record: Path) -> str | None:
    """The first source that is no longer as the record says; None where all are, or where nothing was compiled."""
    try:
        lines = record.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return None
    for line in lines:
        name, time, digest = line.split()
        source = record.parent / name
        if not source.is_file() or (source.stat().st_mtime_ns != int(time) and _digest(source) != digest):
            return name
    return None


def _digest(source: Path) -> str:
    from hashlib import sha256  # noqa: PLC0415 - hardly ever needed, and every start would pay for it

    return sha256(source.read_bytes()).hexdigest()


def is_compiled() -> bool:
    """Whether the hot modules of this process are compiled ones."""
    spec = find_spec(HOT)
    return spec is not None and (spec.origin or "").endswith(tuple(EXTENSION_SUFFIXES))


class _PlainFinder:
    """Finds the source of each module of the package, where its compiled form would be found first."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """The module's source; None where it is not the package's, or not compiled."""
        spec = PathFinder.find_spec(name, path, target) if name.startswith("extractor.") else None
        origin = Path(spec.origin) if spec is not None and spec.origin is not None else None
        if spec is None or origin is None or not origin.name.endswith(tuple(EXTENSION_SUFFIXES)):
            return None
        source = origin.with_name(origin.name.partition(".")[0] + ".py")
        return spec_from_file_location(name, source, submodule_search_locations=spec.submodule_search_locations)


class _LibraryFinder:
    """Finds the libraries of the compiled modules in a checkout, beside the package; an installed wheel has them on the path."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """The library; None where the name is not one's."""
        if not (name.startswith("extractor_") and name.endswith("__mypyc")):
            return None
        places = (RECORD.parents[1] / f"{name}{suffix}" for suffix in EXTENSION_SUFFIXES)
        library = next(filter(Path.is_file, places), None)
        return spec_from_file_location(name, library) if library is not None else None
