"""A progress bar on standard error, where a person sees it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence


def watch(files: Sequence[str]) -> Iterable[str]:
    """The files, in order, with a bar when they are several and standard error is a terminal."""
    if len(files) < 2 or not sys.stderr.isatty():
        return files
    from rich.console import Console  # noqa: PLC0415 - only a bar draws
    from rich.progress import track  # noqa: PLC0415

    return track(files, description="reports", console=Console(stderr=True), transient=True)
