"""`python -m tests.benchmark.page`: how soon a report can be read and worked with on the page, in a Chromium, as a Markdown table.

A report is given as a file. The page tells by marks of its own when the text stands there, when the answer has come, and when
everything is drawn; then a finding is clicked, and the time until both places are lit and painted is taken. The processor time of
the service and of the page's thread is told beside it, since that is the same on a busy machine.
"""

from __future__ import annotations

import argparse
import shutil
from statistics import median
from typing import Any, NamedTuple

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from tests.benchmark.measure import make_text
from tests.benchmark.server import Server

LENGTHS = (10_000, 200_000)
CLICK = """() => new Promise(done => {
    const begun = performance.now();
    document.querySelector('.finding').click();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun)));
})"""
MARKS = "Object.fromEntries(performance.getEntriesByType('mark').map(one => [one.name, one.startTime]))"


class Opened(NamedTuple):
    """Seconds from the file being given to the text, the answer, everything drawn; of one click; and processor seconds."""

    text: float
    answered: float
    shown: float
    click: float
    served: float
    drawn: float


def main() -> None:
    """Print a line for each length."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5, metavar="N")
    repeats = parser.parse_args().repeats
    heads = ("characters", "text readable, s", "answer there, s", "interactive, s", "a click, s", "service, CPU s", "page, CPU s")
    print(f"| {' | '.join(heads)} |\n|{'---:|' * len(heads)}")
    with Server(1) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for length in LENGTHS:
            text = make_text(length)
            open_once(browser, server, text)  # the model is loaded, the scripts are compiled
            all_ = [open_once(browser, server, text) for _ in range(repeats)]
            print(f"| {len(text):,} | {' | '.join(f'{median(one):.2f}' for one in zip(*all_, strict=True))} |", flush=True)
        browser.close()


def open_once(browser: Browser, server: Server, text: str) -> Opened:
    """Give the report to a new page, and click its first finding."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    tab = context.new_page()
    tab.goto(f"http://127.0.0.1:{server.port}/")
    tab.wait_for_selector("html[data-ready]")
    session = context.new_cdp_session(tab)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})  # what others take is not counted
    served, busy = server.spent(), spent(session)
    tab.set_input_files("#page-file", {"name": "long.txt", "mimeType": "text/plain", "buffer": text.encode()})
    tab.wait_for_selector("html[data-shown]", timeout=120_000)
    marks = seconds(tab)
    drawn = spent(session) - busy
    opened = Opened(
        *(marks[name] - marks["given"] for name in ("text", "answered", "shown")),
        tab.evaluate(CLICK) / 1000, server.spent() - served, drawn,
    )  # fmt: skip
    context.close()
    return opened


def seconds(tab: Page) -> dict[str, float]:
    """When the page came to each of its marks."""
    marks: dict[str, Any] = tab.evaluate(MARKS)
    return {name: at / 1000 for name, at in marks.items()}


def spent(session: CDPSession) -> float:
    """Seconds that the page's thread has worked."""
    told = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    return float(told["TaskDuration"])


if __name__ == "__main__":
    main()
