"""A file that attacks its reader ends in a plain sentence, in time and in bounds, and the next file is read as if nothing had been."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic, sleep

import pytest

from extractor.reading import ReadError, read
from extractor.reading.confined import ConfinedReader, LimitError, Limits
from extractor.reading.confined.process import Child
from extractor.reading.confined.settings import BUSY
from extractor.reading.kinds import HTML, PDF
from tests.hostile import ATTACKS, WORDS, body, docx, page, pdf, rules, stream

PAGE = "<html><body><p>2021年，湖滨区收到申请95件。</p></body></html>"
TEXT = "2021年，湖滨区收到申请95件。\n"
SLOW = pdf(page(stream(WORDS + rules(60_000))))
LIMITS = Limits(seconds=2.0)
SLACK = 3.0  # seconds that a busy machine may add to start and end a process


@pytest.fixture(scope="module")
def reader() -> Iterator[ConfinedReader]:
    with ConfinedReader(LIMITS) as reader:
        yield reader


@pytest.mark.parametrize("make", [a[1] for a in ATTACKS], ids=[a[0] for a in ATTACKS])
def test_an_attack_is_read_as_what_it_shows_or_refused_in_plain_words(
    reader: ConfinedReader, make: Callable[[], bytes]
) -> None:
    content = make()
    start = monotonic()
    try:
        assert reader.read(content, document_id="x").text
    except ReadError as error:
        assert " · " in str(error)
        assert "\n" not in str(error)
    assert monotonic() - start < LIMITS.seconds * BUSY + SLACK
    assert reader.read(PAGE, document_id="x").text == TEXT


# (what it costs, limits, content, message)
OVERRUNS = [
    ("time", Limits(seconds=0.5), SLOW, "takes longer than 0.5 s"),
    ("memory", Limits(memory=120_000_000), ("<html>" + "<p>公</p>" * 600_000).encode(), "needs more than 120 MB"),
    ("size", Limits(size=100), PAGE.encode() * 2, "at most 0.0001 MB"),
    ("text", Limits(characters=10), PAGE.encode(), "at most 10"),
    ("plain text", Limits(characters=10), TEXT.encode(), "at most 10"),
]  # fmt: skip


@pytest.mark.parametrize(("limits", "content", "message"), [r[1:] for r in OVERRUNS], ids=[r[0] for r in OVERRUNS])
def test_a_limit_is_a_setting_and_its_overrun_says_so(limits: Limits, content: bytes, message: str) -> None:
    with ConfinedReader(limits) as reader, pytest.raises(ReadError, match=message):
        reader.read(content, document_id="x")


def test_limits_come_from_the_environment() -> None:
    assert Limits.of({}) == Limits()
    assert Limits.of({"EXTRACTOR_READ_SECONDS": "0.5", "EXTRACTOR_READ_SIZE_MB": "2"}) == Limits(
        seconds=0.5, size=2_000_000
    )
    with pytest.raises(LimitError, match="EXTRACTOR_READ_MEMORY_MB is “much”; give a number of at least 100"):
        Limits.of({"EXTRACTOR_READ_MEMORY_MB": "much"})


def test_what_is_read_is_the_same_as_without_confinement(reader: ConfinedReader) -> None:
    for source in (PAGE, docx(body("<w:p><w:r><w:t>收到申请95件</w:t></w:r></w:p>")), pdf(page(stream(WORDS)))):
        assert reader.read(source, document_id="x") == read(source, document_id="x")


def test_a_child_that_is_killed_is_replaced() -> None:
    child = Child(LIMITS, [HTML])
    assert child.parse(HTML, PAGE).text == TEXT
    os.kill(child._process.pid, signal.SIGKILL)
    with pytest.raises(ReadError, match=r"needs more than|could not be parsed"):
        child.parse(HTML, PAGE)
    assert not child.is_ready
    with ConfinedReader(LIMITS, spares=1) as reader:
        with pytest.raises(ReadError):
            ConfinedReader(Limits(seconds=0.3)).read(SLOW, document_id="x")
        assert reader.read(PAGE, document_id="x").text == TEXT


def test_a_child_that_does_nothing_is_not_waited_for() -> None:
    limits = Limits(seconds=0.3)
    child = Child(limits, [HTML])
    assert child.parse(HTML, PAGE).text == TEXT
    os.kill(child._process.pid, signal.SIGSTOP)
    child._start = 1.0
    with pytest.raises(ReadError, match=r"takes longer than 0\.3 s"):
        child.parse(HTML, PAGE)
    assert not child.is_ready


def test_several_threads_share_a_reader(reader: ConfinedReader) -> None:
    pages = [PAGE.replace("95", str(number)) for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        documents = list(pool.map(lambda source: reader.read(source, document_id="x"), pages))
    assert [document.text for document in documents] == [TEXT.replace("95", str(n)) for n in range(40)]


def test_a_fork_leaves_the_children_of_its_parent_alone() -> None:
    """As gunicorn does with --preload: the reader is made, and even used, before the workers are forked."""
    code = f"""
import os
from extractor.reading.confined import ConfinedReader
reader = ConfinedReader(spares=1)
reader.warm()
workers = [os.fork() for _ in range(2)]
for _ in range(5):
    assert reader.read({PAGE!r}, document_id="x").text == {TEXT!r}
reader.close()
if all(workers):
    for worker in workers:
        assert os.waitpid(worker, 0)[1] == 0
else:
    os._exit(0)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_child_ends_with_its_parent() -> None:
    code = f"""
import os
from extractor.reading.confined import ConfinedReader
reader = ConfinedReader()
reader.read({PAGE!r}, document_id="x")
print(reader._idle[0]._process.pid, flush=True)
os._exit(0)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    until = monotonic() + 10
    while Path(f"/proc/{int(done.stdout)}").exists() and monotonic() < until:
        sleep(0.05)
    assert not Path(f"/proc/{int(done.stdout)}").exists()


def test_nothing_is_fetched_and_nothing_is_written(reader: ConfinedReader, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        calls: list[object] = []
        host = f"http://127.0.0.1:{server.getsockname()[1]}"
        server.settimeout(1.0)
        thread = threading.Thread(target=_listen, args=(server, calls))
        thread.start()
        reader.read(
            f'<!DOCTYPE html SYSTEM "{host}/a.dtd"><html><head><base href="{host}/"><link rel=stylesheet href="{host}/a.css">'
            f'<meta http-equiv=refresh content="0;url={host}"></head><body><img src="{host}/a.png"><p>正文95</p>'
            f'<script src="{host}/a.js"></script><iframe src="{host}"></iframe></body></html>',
            document_id="x",
        )
        outside = f'<!DOCTYPE x SYSTEM "{host}/a.dtd" [<!ENTITY a SYSTEM "{host}/a">]>'
        assert reader.read(docx(body("<w:p><w:r><w:t>正文&a;</w:t></w:r></w:p>", outside)), document_id="x").text == "正文\n"
        uri = b"/OpenAction << /S /URI /URI (" + host.encode() + b") >>"
        reader.read(pdf(page(stream(WORDS), catalog=uri)), document_id="x")
        thread.join()
    assert calls == []


def _listen(server: socket.socket, calls: list[object]) -> None:
    try:
        calls.append(server.accept())
    except TimeoutError:
        return


def test_the_bytes_tell_the_kind_whatever_the_name_says(reader: ConfinedReader) -> None:
    for told in ("text/plain", "text/html", "application/pdf", "application/octet-stream", None):
        assert reader.read(pdf(page(stream(WORDS))), document_id="x", media_type=told).media_type == PDF
