"""The programs that render: LibreOffice makes PDF of DOCX, Chromium makes PDF of HTML, each without network and in a folder of its own."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from tests.rendering.pages import PAGES
from tests.rendering.papers import PAPERS
from tests.rendering.reports import Report

TIMEOUT = 120
OFFICE, BROWSER = "soffice", "chromium"


class Source(NamedTuple):
    """What a PDF is rendered from, and the program that does it."""

    make: Callable[[Report], bytes]
    suffix: str
    render: Callable[[Path], bytes]


def print_with_office(path: Path) -> bytes:
    """The PDF that LibreOffice makes of a DOCX file."""
    profile = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    _run([OFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", str(path.parent), str(path)])
    return path.with_suffix(".pdf").read_bytes()


def print_with_browser(path: Path) -> bytes:
    """The PDF that Chromium prints of a page, with its own head and foot on every sheet."""
    made = path.with_suffix(".pdf")
    folder = f"--user-data-dir={path.parent / 'profile'}"
    _run([BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--disable-pdf-tagging", folder, f"--print-to-pdf={made}", path.as_uri()])
    return made.read_bytes()


SOURCES: Mapping[str, Source] = {
    **{f"office-{name}": Source(make, ".docx", print_with_office) for name, make in PAPERS.items()},
    **{f"browser-{name}": Source(PAGES[name], ".html", print_with_browser) for name in ("plain", "word", "site", "split")},
}  # fmt: skip


def find_missing() -> list[str]:
    """Programs that are not installed."""
    return [program for program in (OFFICE, BROWSER) if shutil.which(program) is None]


def render(source: Source, report: Report, folder: Path) -> bytes:
    """The report as PDF."""
    path = folder / f"{report.id}{source.suffix}"
    path.write_bytes(source.make(report))
    return source.render(path)


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, timeout=TIMEOUT, capture_output=True)
