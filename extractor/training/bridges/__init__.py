"""Annotations from and to other tools: one module a format, each with `read` and `write`."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import NamedTuple, Protocol

from extractor.training.bridges.graph import canonical
from extractor.training.corpus import Passage

__all__ = ["FORMATS", "BridgeError", "Format", "read_foreign", "write_foreign"]


class BridgeError(ValueError):
    """A file of another tool that cannot be read, or a passage that its format cannot hold; says where and what would do."""


class Format(NamedTuple):
    """A format: the module that reads and writes it, and, for annotators, what of an annotation it cannot hold."""

    module: str
    lost: str = ""


class Bridge(Protocol):
    """What the module of a format holds."""

    def read(self, path: Path) -> list[Passage]:
        """Every passage of one file (brat: one folder)."""

    def write(self, passages: Sequence[Passage], path: Path) -> list[str]:
        """Write passages; what annotators should know of it, a line each."""


FORMATS = {
    "label-studio": Format("extractor.training.bridges.label_studio"),
    "doccano": Format("extractor.training.bridges.doccano"),
    "docbin": Format("extractor.training.bridges.docbin"),
    "conll": Format(
        "extractor.training.bridges.conll", "数值、名称、连接、行列和表格（只有标注的起止与标签）"
    ),
    "brat": Format("extractor.training.bridges.brat"),
    "marked": Format("extractor.training.bridges.marked", "status 和 suggestion（读回时一律是 gold：人写的就是人看过的）"),
}


def read_foreign(name: str, paths: Sequence[Path]) -> tuple[list[Passage], list[str]]:
    """The passages of files in that format, and what annotators should know of them."""
    bridge: Bridge = import_module(FORMATS[name].module)
    passages: list[Passage] = []
    for path in paths:
        if not path.exists():
            raise BridgeError(f"{path}: there is no such file; check the path")
        passages += bridge.read(path)
    notes = [f"{name} 不带{FORMATS[name].lost}"] if FORMATS[name].lost and name != "marked" else []
    return passages, notes


def write_foreign(name: str, passages: Sequence[Passage], path: Path) -> list[str]:
    """Write the passages in that format; what annotators should know of it, a line each."""
    bridge: Bridge = import_module(FORMATS[name].module)
    notes = bridge.write([canonical(passage) for passage in passages], path)
    return [*notes, f"{name} 不带{FORMATS[name].lost}"] if FORMATS[name].lost else notes
