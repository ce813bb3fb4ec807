"""The output formats of `extractor extract`: what each is called, and how extractions become its bytes."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple

from extractor.output.report import Report


class Format(NamedTuple):
    """A format: its file suffix, the module that renders it, whether several reports make one file."""

    suffix: str
    module: str
    joins: bool


FORMATS = {
    "json": Format(".json", "extractor.output.lines", True),
    "json-origins": Format(".json", "extractor.output.located", True),
    "table": Format(".txt", "extractor.output.table", True),
    "csv": Format(".csv", "extractor.output.cells_csv", True),
    "xlsx": Format(".xlsx", "extractor.output.workbook", False),
    "html": Format(".html", "extractor.output.page", False),
}


def opening(name: str) -> bytes:
    """What stands once before the first report; only CSV has a header."""
    written = getattr(import_module(FORMATS[name].module), "opening", None)
    return written() if written is not None else b""


def renderer(name: str) -> Callable[[Report], bytes]:
    """The function that renders one report."""
    render: Callable[[Report], bytes] = import_module(FORMATS[name].module).render
    return render


def terminal_renderer(name: str) -> Callable[[Report], bytes]:
    """The same for standard output, where a table is as wide and as coloured as the terminal."""
    if name != "table":
        return renderer(name)
    from rich.console import Console  # noqa: PLC0415 - only a table draws

    from extractor.output.table import capture  # noqa: PLC0415

    console = Console()
    return lambda report: capture(report, console)
