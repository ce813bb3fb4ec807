"""A service in a process of its own, and the few lines of a client that cost it nothing; Linux, for /proc."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from time import perf_counter, sleep

ROOT = Path(__file__).parents[2]
INSTALLED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}  # modules are compiled once
TICKS = os.sysconf("SC_CLK_TCK")



class Server:
    """A service with so many workers, stopped at the end."""

    def __init__(self, workers: int, *options: str) -> None:
        self.port = free_port()
        command = [sys.executable, "-m", "extractor", "serve", "--port", str(self.port), "--workers", str(workers)]
        begun = perf_counter()
        self.process = subprocess.Popen([*command, "--log-level", "warning", *options], cwd=ROOT, env=INSTALLED)
        self.start = self._wait(begun)
        self.started_by = cpu_seconds(self.process.pid) + self.spent()

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
