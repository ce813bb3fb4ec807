"""Annotation files as passages that know their file and line, and what is wrong with one of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from extractor.training.corpus import CorpusError, Passage
from extractor.training.validate.shape import PassageShape

SPLITS = ("train", "held_out", "inbox")

Fault = tuple[str, str]  # what is wrong, what would be right


class Problem(NamedTuple):
    """One thing that is wrong: where (`file:line`), what, and what would be right; for annotators, in Chinese."""

    place: str
    wrong: str
    right: str

    def __str__(self) -> str:
        return f"{self.place}: {self.wrong}；{self.right}"


class Placed(NamedTuple):
    """A passage with the file and line it stands on and the split it is in (None outside of the three folders)."""

    passage: Passage
    path: Path
    line: int
    split: str | None

    @property
    def place(self) -> str:
        """`file:line`."""
        return f"{self.path}:{self.line}"


def find_files(paths: Sequence[Path]) -> list[Path]:
    """The JSONL files of the paths: files themselves, folders with all below them. CorpusError where there are none."""
    files: list[Path] = []
    for path in paths:
        if not path.exists():
            raise CorpusError(
                f"{path}: there is no such file or folder; give annotations/ or one of its JSONL files"
            )
        files += sorted(path.rglob("*.jsonl")) if path.is_dir() else [path]
    if not files:
        raise CorpusError(
            f"{', '.join(map(str, paths))}: there is no JSONL file; annotations are in */*.jsonl"
        )
    return list(dict.fromkeys(files))


def read_placed(files: Iterable[Path]) -> Iterator[Placed | Problem]:
    """Every line of the files as a passage, or as the problem that makes it none."""
    for path in files:
        split = path.parent.name if path.parent.name in SPLITS else None
        try:
            lines = path.read_text(encoding="utf-8").split("\n")
        except UnicodeDecodeError as error:
            yield Problem(f"{path}:1", f"不是 UTF-8 文字（第 {error.start} 字节）", "另存为 UTF-8")
            continue
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield _read_line(line, path, number, split)


def _read_line(line: str, path: Path, number: int, split: str | None) -> Placed | Problem:
    try:
        passage = msgspec.json.decode(line)
        msgspec.convert(passage, PassageShape)
    except msgspec.ValidationError as error:
        return Problem(
            f"{path}:{number}", f"结构不对：{error}", "每行一条标注，字段见 GUIDELINE.md 与现有文件"
        )
    except msgspec.DecodeError as error:
        return Problem(f"{path}:{number}", f"不是 JSON（{error}）", "每行一条标注，写成一个 JSON 对象")
    return Placed(passage, path, number, split)


def load_files(paths: Sequence[Path], *, but: Path | None = None) -> list[Passage]:
    """The passages of files and folders, in order, without the file `but`; CorpusError at the first line that is none."""
    passages = []
    for one in read_placed(path for path in find_files(paths) if path != but):
        if isinstance(one, Problem):
            raise CorpusError(str(one))
        passages.append(one.passage)
    return passages
