"""`python -m tests.mutation.readme`: plant slips, see which are found, and write the table into the README."""

from __future__ import annotations

import subprocess
import sys

from tests.benchmark.figures import ROOT, fill

SAMPLE = "40"  # slips of each report, the same ones every time; all of them take half an hour


def main() -> None:
    """Replace what stands between the marks."""
    readme = ROOT / "README.md"
    command = [sys.executable, "-m", "tests.mutation", "--sample", SAMPLE]
    measured = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout
    readme.write_text(fill(readme.read_text(encoding="utf-8"), measured, name="recall"), encoding="utf-8")


if __name__ == "__main__":
    main()
