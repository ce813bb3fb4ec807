"""`python -m tests.benchmark.load`: the service under load, on this machine, as a Markdown table.

A bounded client in a process of its own keeps so many connections busy. Beside times by the clock, the processor
time that the workers spend on a request is told: it says what HTTP costs even where the machine is busy with other work.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time, sleep
from typing import NamedTuple

from tests.benchmark.measure import make_text

ROOT = Path(__file__).parents[2]
LENGTHS, WORKERS, CONNECTIONS = (1_000, 10_000, 100_000), (1, 2), (1, 4)
TICKS = os.sysconf("SC_CLK_TCK")


class Answered(NamedTuple):
    """Requests a second, the middle and the 99th of a hundred in milliseconds, and the workers' time a request."""

    rate: float
    middle: float
    slow: float
    worker: float


class Server:
    """A service with so many workers, stopped at the end."""

    def __init__(self, workers: int, *options: str) -> None:
        self.port = free_port()
        command = [sys.executable, "-m", "extractor", "serve", "--port", str(self.port), "--workers", str(workers)]
        begun = perf_counter()
        self.process = subprocess.Popen([*command, "--log-level", "warning", *options], cwd=ROOT)
        self.start = self._wait(begun)

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)

    def workers(self) -> list[int]:
        """The workers' process ids."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return list(map(int, listed.split()))

    def spent(self) -> float:
        """Processor time of the workers so far, in seconds."""
        return sum(map(cpu_seconds, self.workers()))

    def memory(self) -> list[float]:
        """Each worker's proportional memory in MB."""
        rollups = (Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in self.workers())
        return [int(re.search(r"^Pss:\s+(\d+)", rollup, re.M)[1]) / 1000 for rollup in rollups]

    def _wait(self, begun: float) -> float:
        while self.process.poll() is None:
            try:
                if ask(socket.create_connection(("127.0.0.1", self.port)), request("GET", "/readyz")) == 200:
                    return perf_counter() - begun
            except OSError:
                sleep(0.01)
        raise SystemExit("the service did not start; `extractor serve` says why")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5, help="of each measurement")
    parser.add_argument("--drive", nargs=4, metavar=("PORT", "CONNECTIONS", "SECONDS", "LENGTH"), help=argparse.SUPPRESS)
    parser.add_argument("--overhead", action="store_true", help="only what a request costs beside the pure function, in this process")
    arguments = parser.parse_args()
    if arguments.overhead:
        for length in LENGTHS:
            print_overhead(length)
        return
    if arguments.drive:
        port, connections, seconds, length = map(float, arguments.drive)
        print(json.dumps(drive(int(port), int(connections), seconds, int(length))))
        return
    print("| characters | workers | connections | requests/s | p50 ms | p99 ms | worker ms a request | pure function ms |")
    print("|---:|---:|---:|---:|---:|---:|---:|---:|")
    for workers in WORKERS:
        with Server(workers) as server:
            for length in (0, *LENGTHS):
                for connections in CONNECTIONS:
                    print_line(server, (workers, connections, length), arguments.seconds)
            beside = measure_health(server, arguments.seconds)
            print(f"\n`/healthz` while 4 connections have 10,000 characters read: p50 {beside.middle:.1f} ms, p99 {beside.slow:.1f} ms")
            print(f"\n{workers} workers: ready in {server.start:.2f} s; proportional memory {server.memory()} MB\n", flush=True)


def print_overhead(length: int) -> None:
    """Processor time of the app for a request beside that of the pure function, turn about; without sockets."""
    from extractor.output import lines
    from extractor.output.report import make_report
    from extractor.service.app import create_app
    from extractor.service.logs import start_log
    from extractor.service.services import get_services

    start_log("warning")
    app, body = create_app(), make_text(length).encode()
    get_services(app).engine.start()
    client, pipeline = app.test_client(), get_services(app).engine.pipeline
    spent: dict[str, list[float]] = {"pure": [], "app": []}
    for _ in range(21):
        begun = process_time()
        lines.render(make_report(pipeline.extract(body), pipeline.model))
        between = process_time()
        client.post("/v1/extract", data=body, content_type="text/plain; charset=utf-8")
        spent["pure"].append(between - begun)
        spent["app"].append(process_time() - between)
    pure_time, app_time = (median(times[1:]) * 1000 for times in spent.values())
    print(f"{length} characters: {pure_time:.1f} ms, with HTTP {app_time:.1f} ms: {app_time / pure_time - 1:+.1%}", flush=True)


def print_line(server: Server, case: tuple[int, int, int], seconds: float) -> None:
    """One line of the table; a length of 0 is `/healthz`."""
    workers, connections, length = case
    found = measure(server, connections, seconds, length)
    alone = f"{pure(length):.2f}" if length else "–"
    print(
        f"| {length or '/healthz'} | {workers} | {connections} | {found.rate:.1f} | {found.middle:.1f} | {found.slow:.1f} "
        f"| {found.worker:.2f} | {alone} |",
        flush=True,
    )


def measure(server: Server, connections: int, seconds: float, length: int) -> Answered:
    """So many connections for so long, after a second to warm up."""
    command = [sys.executable, "-m", "tests.benchmark.load", "--drive", str(server.port), str(connections)]
    subprocess.run([*command, "1", str(length)], cwd=ROOT, check=True, capture_output=True)
    before = server.spent()
    done = subprocess.run([*command, str(seconds), str(length)], cwd=ROOT, check=True, capture_output=True, text=True)
    spent, times = server.spent() - before, json.loads(done.stdout)
    taken = times["milliseconds"]
    cuts = quantiles(taken, n=100) if len(taken) > 1 else taken * 99
    return Answered(len(taken) / times["seconds"], cuts[49], cuts[98], spent * 1000 / len(taken))


def measure_health(server: Server, seconds: float) -> Answered:
    """`/healthz` on a connection of its own, while four others keep every worker busy."""
    command = [sys.executable, "-m", "tests.benchmark.load", "--drive", str(server.port), "4", str(seconds + 3), "10000"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as busy:
        sleep(1.5)
        found = measure(server, 1, seconds, 0)
        busy.wait()
    return found


def pure(length: int) -> float:
    """Processor time of the extraction and its JSON in this process, in milliseconds; the middle of nine."""
    from extractor.output import lines
    from extractor.output.report import make_report
    from extractor.pipeline import Pipeline

    text, pipeline = make_text(length), Pipeline()
    spent = []
    for _ in range(10):
        begun = process_time()
        lines.render(make_report(pipeline.extract(text), pipeline.model))
        spent.append(process_time() - begun)
    return median(spent[1:]) * 1000


def drive(port: int, connections: int, seconds: float, length: int) -> dict[str, object]:
    """Keep the connections busy; every answer's time. An answer other than 200 ends the run."""
    asked = request("GET", "/healthz") if length == 0 else request("POST", "/v1/extract", make_text(length).encode())
    until, times, faults = perf_counter() + seconds, [], []

    def work() -> None:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            while (begun := perf_counter()) < until:
                if (status := ask(connection, asked)) != 200:
                    faults.append(status)
                    return
                times.append((perf_counter() - begun) * 1000)

    threads = [threading.Thread(target=work) for _ in range(connections)]
    begun = perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise SystemExit(f"answered {faults}")
    return {"milliseconds": times, "seconds": perf_counter() - begun, "client": resource.getrusage(resource.RUSAGE_SELF).ru_utime}


def request(method: str, path: str, body: bytes = b"") -> bytes:
    """The bytes of a request."""
    head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def ask(connection: socket.socket, asked: bytes) -> int:
    """Send it and read the whole answer; its status."""
    connection.sendall(asked)
    answer = bytearray()
    while (end := answer.find(b"\r\n\r\n")) < 0:
        answer += receive(connection)
    length = int(re.search(rb"content-length: (\d+)", answer[:end].lower())[1])
    left = end + 4 + length - len(answer)
    while left > 0:
        left -= len(receive(connection))
    return int(answer[9:12])


def receive(connection: socket.socket) -> bytes:
    """The next bytes; ConnectionError where the other side has gone."""
    if not (got := connection.recv(1 << 20)):
        raise ConnectionError("the server closed the connection")
    return got


def cpu_seconds(pid: int) -> float:
    """Processor time of one process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


if __name__ == "__main__":
    main()
