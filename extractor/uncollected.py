"""Importing and loading without the garbage collector, which would walk through all of it again and again and find nothing."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Collect nothing meanwhile, and go on behind it, whatever was raised."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
