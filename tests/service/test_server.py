"""The service as a process: keys, rates and limits that hold across workers, a killed worker, a new model, a graceful stop."""

import gzip
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from extractor.__main__ import main
from extractor.service.keys import make_key
from extractor.service.server import StateError, make_state
from tests.benchmark.server import free_port
from tests.service.conftest import LINE, SAMPLE

ROOT = Path(__file__).parents[2]
LINE_BYTES = LINE.encode()
PLAIN = {"Content-Type": "text/plain; charset=utf-8"}
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc")


class Service:
    """A service that runs; `log` are its lines."""

    def __init__(self, folder, *options, workers=2, **environment):
        self.address = f"http://127.0.0.1:{(port := free_port())}"
        self.log_file = folder / f"log-{port}"
        command = [sys.executable, "-m", "extractor", "serve", "--port", str(port), "--workers", str(workers), *map(str, options)]
        with self.log_file.open("wb") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, stderr=log, env={**os.environ, **environment})
        wait_until(lambda: self.process.poll() is not None or self.answers("/readyz"))
        assert self.process.poll() is None, self.log_file.read_text()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(40) == 0

    @property
    def log(self):
        return [json.loads(line) for line in self.log_file.read_text().splitlines()]

    @property
    def workers(self):
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return list(map(int, listed.split()))

    def answers(self, path):
        try:
            return httpx.get(self.address + path).status_code == 200
        except httpx.TransportError:
            return False

    def post(self, content=LINE_BYTES, *, path="/v1/extract", headers=PLAIN, timeout=60):
        return httpx.post(self.address + path, content=content, headers=headers, timeout=timeout)


def wait_until(is_so, seconds=30, every=0.02):
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, "it did not come to that"
        time.sleep(every)


def count_requests(service):
    """How many reports all workers together have answered, those that have ended too."""
    counted = httpx.get(service.address + "/metrics").text
    (number,) = re.findall(r'^extractor_requests_total\{method="POST",route="/v1/extract",status="200"\} (\S+)', counted, re.M)
    return float(number)


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    with Service(tmp_path_factory.mktemp("service")) as running:
        yield running


def test_two_workers_share_the_work_and_their_counts(service):
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: service.post(LINE.replace("95", str(n)).encode()), range(100, 140)))
    assert [one.json()["entities"][2]["value"] for one in answers] == list(range(100, 140))  # none lost, none mixed up
    counted = httpx.get(service.address + "/metrics").text
    assert count_requests(service) >= 40
    assert f'extractor_model{{version="{answers[0].json()["provenance"]["model"]["version"]}"}} 1.0' in counted


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_a_worker_that_ends_is_replaced_and_its_counts_stay(service, end):
    service.post()
    counted = count_requests(service)
    before = service.workers
    os.kill(before[0], end)
    wait_until(lambda: len(service.workers) == 2 and before[0] not in service.workers)
    assert [service.post().status_code for _ in range(6)] == [200] * 6
    assert count_requests(service) == counted + 6


def test_only_what_a_killed_worker_had_in_hand_is_lost(service):
    with ThreadPoolExecutor(12) as pool:
        asked = [pool.submit(service.post, SAMPLE) for _ in range(24)]
        wait_until(lambda: re.search(r"^extractor_inside [1-9]", httpx.get(service.address + "/metrics").text, re.M))
        os.kill(service.workers[0], signal.SIGKILL)
        lost = [one for one in asked if one.exception() is not None]
        assert all(isinstance(one.exception(), httpx.TransportError) for one in lost)
        assert len(lost) < 24
        assert {one.result().status_code for one in asked if one not in lost} == {200}
    assert service.post().status_code == 200


def test_the_log_tells_of_requests_and_not_of_what_they_say(service):
    service.post(headers={**PLAIN, "X-Request-Id": "seen-1", "Authorization": "Bearer secret-key"}, path="/v1/extract?id=geheim")
    service.post(b'{"text": ["very secret"]}', headers={"Content-Type": "application/json", "X-Request-Id": "seen-2"})
    wait_until(lambda: any(one.get("request_id") == "seen-2" for one in service.log))
    told = next(one for one in service.log if one.get("request_id") == "seen-1")
    assert told.items() >= {"route": "/v1/extract", "status": 200, "characters": len(LINE), "reports": 1}.items()
    written = service.log_file.read_text()
    assert not any(word in written for word in ("secret", "geheim", "自然人", "\\u81ea"))


def test_a_body_that_is_chunked_is_refused(service):
    answer = httpx.post(service.address + "/v1/extract", content=iter([SAMPLE]), headers=PLAIN)
    assert answer.status_code == 411


def test_a_packed_batch_is_answered(service):
    lines = gzip.compress("\n".join(json.dumps({"text": LINE, "id": str(n)}) for n in range(30)).encode())
    headers = {"Content-Type": "application/x-ndjson", "Content-Encoding": "gzip"}
    answer = service.post(lines, path="/v1/extract:batch", headers=headers)
    assert [json.loads(line)["document"]["id"] for line in answer.text.splitlines()] == list(map(str, range(30)))


def test_a_damaged_file_is_refused_and_the_next_is_read(service):
    docx = {"Content-Type": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}
    assert service.post(b"PK\x03\x04 word/document " + os.urandom(2000), headers=docx).status_code == 422
    assert service.post(f"<p>{LINE}</p>".encode(), headers={"Content-Type": "text/html; charset=utf-8"}).status_code == 200


def test_rates_hold_across_workers(tmp_path):
    key, line = make_key("portal")
    (tmp_path / "keys").write_text(f"# callers\n{line}\n")
    with Service(tmp_path, "--keys", tmp_path / "keys", "--rate", "6/hour") as running:
        assert running.post().status_code == 401
        with_key = {**PLAIN, "Authorization": f"Bearer {key}"}
        answers = [running.post(headers=with_key) for _ in range(9)]
        assert sorted(one.status_code for one in answers) == [200] * 6 + [429] * 3
        assert 1 <= int(answers[-1].headers["Retry-After"]) <= 600
        assert key not in running.log_file.read_text()


def test_beyond_the_line_callers_are_told_to_come_again(tmp_path):
    with Service(tmp_path, "--limit-queue", 2, workers=1) as running, ThreadPoolExecutor(12) as pool, httpx.Client() as watching:
        waiting = [pool.submit(running.post, SAMPLE * 20) for _ in range(12)]
        times = []
        while not all(one.done() for one in waiting):
            begun = time.perf_counter()
            assert watching.get(running.address + "/healthz").status_code == 200
            times.append(time.perf_counter() - begun)
        answers = [one.result() for one in waiting]
        assert {one.status_code for one in answers} == {200, 503}
        assert all(one.headers["Retry-After"] for one in answers if one.status_code == 503)
        assert sorted(times)[len(times) // 2] < 0.5  # not behind the reports; tests/benchmark/load.py measures exactly


def test_a_released_model_answers_without_a_lost_request(tmp_path):
    models = tmp_path / "models"
    shutil.copytree(ROOT / "models", models)
    first = (models / "released").read_text().strip()
    shutil.copytree(models / first, models / "second")
    meta = json.loads((models / "second" / "meta.json").read_text())
    (models / "second" / "meta.json").write_text(json.dumps({**meta, "version": "second"}))
    with Service(tmp_path, "--models", models) as running:
        seen, stop = [], threading.Event()

        def ask():
            with httpx.Client(base_url=running.address, timeout=60) as client:
                while not stop.is_set():
                    answer = client.post("/v1/extract", content=LINE.encode(), headers=PLAIN)
                    seen.append((answer.status_code, answer.json()["provenance"]["model"]["version"]))

        asking = [threading.Thread(target=ask) for _ in range(3)]
        for thread in asking:
            thread.start()
        (models / "next").write_text("second\n")
        (models / "next").replace(models / "released")
        wait_until(lambda: [version for _, version in seen[-10:]] == ["second"] * 10)
        (models / "released").write_text("third\n")  # which is not there: the second goes on
        wait_until(lambda: "third" in (httpx.get(running.address + "/readyz").json()["fault"] or ""))
        assert running.post().json()["provenance"]["model"]["version"] == "second"
        stop.set()
        for thread in asking:
            thread.join()
    assert {status for status, _ in seen} == {200}


def test_requests_in_flight_are_answered_before_the_end(tmp_path):
    with ThreadPoolExecutor(3) as pool, Service(tmp_path, workers=1) as running:
        answers = [pool.submit(running.post, SAMPLE * 10) for _ in range(3)]
        wait_until(lambda: "\nextractor_inside 3.0" in httpx.get(running.address + "/metrics").text)
        running.process.send_signal(signal.SIGTERM)
        assert [one.result().status_code for one in answers] == [200] * 3


def test_waitress_serves_the_same(tmp_path):
    with Service(tmp_path, "--server", "waitress") as running:
        assert running.post(SAMPLE).json()["document"]["form"] == "disclosure-2021"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--host", "0.0.0.0"], "no keys"),
        (["--keys", "nowhere"], "nowhere"),
        (["--rate", "many"], "600/minute"),
        (["--limit-queue", "0"], "1 or more"),
        (["--models", "nowhere"], "nowhere"),
        (["--new-key", "a b"], "cannot name"),
    ],
)
def test_what_cannot_be_served_is_said_in_one_line(capfd, words, said):
    assert main(["serve", *words]) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert said in err.splitlines()[-1]
    assert "Traceback" not in err


def test_a_system_without_a_folder_to_write_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr("extractor.service.server._IN_MEMORY", str(tmp_path / "nothing"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nothing"))
    with pytest.raises(StateError, match="TMPDIR"), make_state():
        pass


def test_a_new_key_is_one(capfd):
    assert main(["serve", "--new-key", "portal"]) == 0
    key, line = capfd.readouterr().out.splitlines()
    assert line.startswith("portal:")
    assert key not in line
