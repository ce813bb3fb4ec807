"""Good and bad requests side by side for a while: no answer is lost or another's, and memory stays flat."""

import gzip
import json
import os
import random
import re
import socket
import threading
import time
from pathlib import Path

import httpx
import pytest

from tests.service.test_server import LINE, PLAIN, SAMPLE, Service, wait_until

SHORT, LONG = (60 if os.environ.get("CI") else 8), 1800  # seconds
GROWTH = 1.05
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BAD = [
    (b"{", {"Content-Type": "application/json"}, 400),
    (b'{"text": 3}', {"Content-Type": "application/json"}, 422),
    (b"a,b", {"Content-Type": "text/csv"}, 415),
    (b"PK\x03\x04 word/document damaged", {"Content-Type": DOCX}, 422),
    (b"%PDF-1.4 damaged", {"Content-Type": "application/pdf"}, 422),
    (gzip.compress(b"0" * 70_000_000), {**PLAIN, "Content-Encoding": "gzip"}, 413),
    (b"x", {**PLAIN, "Accept": "image/png"}, 406),
]


class Caller(threading.Thread):
    """Asks until told to stop; `wrong` are the answers that were not what they had to be."""

    def __init__(self, address, stop, seed):
        super().__init__()
        self.address, self.stop, self.random = address, stop, random.Random(seed)
        self.wrong, self.asked = [], 0

    def run(self):
        with httpx.Client(base_url=self.address, timeout=120) as http:
            while not self.stop.is_set():
                self.random.choices([self.ask_well, self.ask_badly, self.ask_many, self.hang_up], [6, 4, 1, 1])[0](http)
                self.asked += 1

    def ask_well(self, http):
        number = self.random.randrange(100, 10**6)
        text = LINE.replace("95", str(number)) + (SAMPLE.decode() if self.random.random() < 0.2 else "")
        answer = http.post("/v1/extract", content=text.encode(), headers=PLAIN)
        if answer.status_code == 503:
            return
        found = [one["value"] for one in answer.json()["entities"] if one["label"] == "QUANTITY"]
        self.hold(answer.status_code == 200 and number in found, answer)

    def ask_badly(self, http):
        body, headers, status = self.random.choice(BAD)
        answer = http.post("/v1/extract", content=body, headers=headers)
        self.hold(answer.status_code in (status, 503), answer)

    def ask_many(self, http):
        numbers = [str(self.random.randrange(10**6)) for _ in range(5)]
        lines = "\n".join(json.dumps({"text": LINE, "id": number}) for number in numbers)
        answer = http.post("/v1/extract:batch", content=lines.encode(), headers={"Content-Type": "application/x-ndjson"})
        if answer.status_code != 503:
            self.hold([json.loads(line)["document"]["id"] for line in answer.text.splitlines()] == numbers, answer)

    def hang_up(self, _):
        """Promise a body, send half of it, and go."""
        host, port = self.address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as connection:
            connection.sendall(b"POST /v1/extract HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 900\r\n\r\nhalf")

    def hold(self, is_right, answer):
        if not is_right:
            self.wrong.append((answer.status_code, answer.text[:200]))


def memory(pids):
    """Their proportional memory together, in MB."""
    rollups = (Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in pids)
    return sum(int(re.search(r"^Pss:\s+(\d+)", rollup, re.M)[1]) for rollup in rollups) / 1000


def ask_for(seconds, address, seeds):
    """Four callers ask for so long; how many requests, once every answer has come, and none was wrong."""
    stop = threading.Event()
    callers = [Caller(address, stop, seed) for seed in seeds]
    for caller in callers:
        caller.start()
    time.sleep(seconds)
    stop.set()
    for caller in callers:
        caller.join()
    assert [wrong for caller in callers for wrong in caller.wrong] == []
    assert min(caller.asked for caller in callers) > 0
    return sum(caller.asked for caller in callers)


def soak(folder, seconds):
    """Ask for so long; memory is compared at rest, after the first half (the warm-up) and after the second."""
    with Service(folder) as service:
        wait_until(lambda: len(service.workers) == 2)
        workers = service.workers
        asked = ask_for(seconds / 2, service.address, range(4))
        half = memory(workers)
        asked += ask_for(seconds / 2, service.address, range(4, 8))
        end = memory(workers)
        assert service.workers == workers, "a worker has died"
    print(f"{asked} requests in {seconds} s; {half:.1f} MB at half, {end:.1f} MB at the end")
    return half, end


def test_good_and_bad_requests_for_a_short_while(tmp_path):
    half, end = soak(tmp_path, SHORT)
    assert end <= half * GROWTH * 1.1  # a short while is still warming up; measured 1.00 to 1.01


@pytest.mark.slow
def test_good_and_bad_requests_for_half_an_hour(tmp_path):
    half, end = soak(tmp_path, LONG)
    assert end <= half * GROWTH
