"""`python -m tests.benchmark.figures`: measure, and write the figures into the README between their marks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def main() -> None:
    """Replace what stands between the marks."""
    readme = ROOT / "README.md"
    command = [sys.executable, "-m", "tests.benchmark"]
    measured = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout
    readme.write_text(fill(readme.read_text(encoding="utf-8"), measured), encoding="utf-8")


def fill(text: str, figures: str, *, name: str = "figures") -> str:
    """The text with the figures between the marks of that name; ValueError where there are no marks."""
    opening, closing = f"<!-- {name}: filled by make {name} -->", f"<!-- /{name} -->"
    before, opened, rest = text.partition(opening)
    _, closed, after = rest.partition(closing)
    if not opened or not closed:
        raise ValueError(f"README.md: lacks {opening} or {closing}")
    return f"{before}{opening}\n\n{figures.strip()}\n\n{closing}{after}"


if __name__ == "__main__":
    main()
