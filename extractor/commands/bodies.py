"""The option of the commands that ask a data set: bodies of one's own over the register."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_bodies(parser: argparse.ArgumentParser) -> None:
    """Declare `--bodies`."""
    parser.add_argument(
        "--bodies", type=Path, action="append", default=[], metavar="FILE", help="TOML with bodies of your own"
    )
