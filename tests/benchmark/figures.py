"""`python -m tests.benchmark.figures`: measure, and write the figures into the README between their marks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
OPENING, CLOSING = "<!-- figures: filled by make figures -->", "<!-- /figures -->"


def main() -> None:
    """Replace what stands between the marks."""
    readme = ROOT / "README.md"
    command = [sys.executable, "-m", "tests.benchmark"]
    measured = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout
    readme.write_text(fill(readme.read_text(encoding="utf-8"), measured), encoding="utf-8")


def fill(text: str, figures: str) -> str:
    """The text with the figures between the marks; ValueError where there are no marks."""
    before, opening, rest = text.partition(OPENING)
    _, closing, after = rest.partition(CLOSING)
    if not opening or not closing:
        raise ValueError(f"README.md: lacks {OPENING} or {CLOSING}")
    return f"{before}{OPENING}\n\n{figures.strip()}\n\n{CLOSING}{after}"


if __name__ == "__main__":
    main()
