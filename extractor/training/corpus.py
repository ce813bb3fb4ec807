"""The annotated passages: read from, and written to, `annotations/*/*.jsonl`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from extractor.training.files import write_text

Passage = dict[str, Any]


class CorpusError(ValueError):
    """An annotation file that cannot be used; says file:line, what is wrong and what would be right."""


def load_passages(folder: Path) -> list[Passage]:
    """Every passage of the folder's JSONL files, in the order of file names and lines."""
    return [passage for path in sorted(folder.glob("*.jsonl")) for passage in read_passages(path)]


def read_passages(path: Path) -> list[Passage]:
    """Every passage of one JSONL file, in order."""
    passages: list[Passage] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):  # a text may hold U+2028
        try:
            passages += [json.loads(line)] if line else []
        except ValueError as error:
            raise CorpusError(f"{path}:{number}: not JSON ({error}); one passage a line") from None
    return passages


def is_of_report(passage: Passage) -> bool:
    """Whether it comes from a real report, by `suggest` or the page, and was put right by a person; the others were written for the corpus."""
    return "report" in passage["source"]


def hash_passages(folder: Path) -> str:
    """SHA-256 of the folder's JSONL files, names and bytes."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.jsonl")):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def write_passages(passages: Iterable[Passage], path: Path) -> None:
    """Write passages, one a line; beside the old file first, then in its place."""
    write_text(path, (json.dumps(passage, ensure_ascii=False) + "\n" for passage in passages))


def read_kept(path: Path) -> list[Passage]:
    """The passages of a file; none where there is no file."""
    return read_passages(path) if path.is_file() else []


def keep_passages(passages: list[Passage], path: Path) -> None:
    """The file with these passages; no file where there are none."""
    if passages:
        write_passages(passages, path)
    else:
        path.unlink()
