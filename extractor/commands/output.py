"""Where the extractions go: standard output, one file, or one file a report in a folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from extractor.commands.formats import FORMATS, opening, renderer, terminal_renderer
from extractor.output.report import Report


class OutputError(ValueError):
    """A place that cannot be written; says which, what is wrong and what would be right."""


class Output:
    """The output of one run: `write` every report, in order; a file appears only when the run has ended well."""

    def __init__(self, name: str, path: Path | None) -> None:
        """`name` is a format's; `path` a file, a folder that is there, or None for standard output."""
        self.name, self.path = name, path
        self.folder = path if path is not None and path.is_dir() else None
        self.render = terminal_renderer(name) if path is None else renderer(name)
        self._stack = ExitStack()
        self._file: BinaryIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def write(self, report: Report) -> None:
        """Write one report; to a folder as a file named after its id."""
        written = self.render(report)
        if self.folder is not None:
            place = self.folder / f"{report.extraction.document.id}{FORMATS[self.name].suffix}"
            with replacing(place) as file:
                file.write(opening(self.name) + written)
        else:
            self._append(written)

    def _append(self, written: bytes) -> None:
        if self._file is None:  # opened late, so that a run which reads nothing replaces nothing
            self._file = self._stack.enter_context(
                standard_output() if self.path is None else replacing(self.path)
            )
            written = opening(self.name) + written
        self._file.write(written)
        self._file.flush()


@contextmanager
def standard_output() -> Iterator[BinaryIO]:
    """Standard output for bytes; a reader that has gone is left to the command line."""
    try:
        yield sys.stdout.buffer
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(
            f"standard output cannot be written ({error.strerror}); write to a file with -o"
        ) from None


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file that takes the place of `path` when all of it is written, and leaves it alone before."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with beside.open("xb") as file:
            yield file
        beside.replace(path)
    except OSError as error:
        if not path.parent.is_dir():
            raise OutputError(f"{path}: there is no folder {path.parent}; make it first") from None
        raise OutputError(
            f"{path}: cannot be written ({error.strerror}); choose another place with -o"
        ) from None
    finally:
        _remove(beside)


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:  # what could not be made cannot be removed either; the reason is already said
        return
