"""What a command says to the person who called it."""

from __future__ import annotations

import sys


def say_as(command: str, message: str) -> None:
    """One line on standard error, behind the command's name."""
    print(f"extractor {command}: {' '.join(message.split())}", file=sys.stderr)
