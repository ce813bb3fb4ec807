"""`python -m tests.rendering`: the stored PDF files anew, by LibreOffice and Chromium; the quick tests need neither."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.rendering.programs import SOURCES, find_missing, render
from tests.rendering.reports import reports
from tests.rendering.shrink import shrink

STORED = Path(__file__).parent / "stored"
NAMES = ("luoyan-2023", "qinggang-2021", "shuiyun-2019", "baishi-2016")
KINDS = ("office-plain", "office-landscape", "office-framed", "browser-plain", "browser-split")


def main() -> None:
    """Render and store."""
    if missing := find_missing():
        sys.exit(f"install {', '.join(missing)}: apt-get install libreoffice-writer chromium fonts-wqy-zenhei")
    STORED.mkdir(exist_ok=True)
    with TemporaryDirectory() as work:
        for kind in KINDS:
            for report in (report for report in reports() if report.id in NAMES):
                content = render(SOURCES[kind], report, Path(work))
                (STORED / f"{report.id}.{kind}.pdf").write_bytes(shrink(content))


if __name__ == "__main__":
    main()
