"""`python -m tests.benchmark.load`: the service under load, on this machine, as a Markdown table.

A bounded client in a process of its own keeps so many connections busy. Beside times by the clock, the processor
time that the workers spend on a request is told: it says what HTTP costs even where the machine is busy with other work.
`--scaling` measures only what the second worker brings, beside what this host lets a second process bring; `--overhead` only what
HTTP costs; `--start` only the start.
"""

from __future__ import annotations

import argparse
import json
import resource
import socket
import subprocess
import sys
import threading
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time, sleep
from typing import NamedTuple

from tests.benchmark.measure import make_text
from tests.benchmark.scaling import Pace, Scaled, compare, print_scaling
from tests.benchmark.server import Server, ask, request

ROOT = Path(__file__).parents[2]
LENGTHS, WORKERS, CONNECTIONS = (1_000, 10_000, 100_000), (1, 2), (1, 4)
SCALED, STARTS = 10_000, 5


class Answered(NamedTuple):
    """Requests a second, the middle and the 99th of a hundred in milliseconds, and the workers' time a request."""

    rate: float
    middle: float
    slow: float
    worker: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5, help="of each measurement")
    parser.add_argument("--drive", nargs=4, metavar=("PORT", "CONNECTIONS", "SECONDS", "LENGTH"), help=argparse.SUPPRESS)
    for only in ("overhead", "scaling", "start"):
        parser.add_argument(f"--{only}", action="store_true", help="only that")
    arguments = parser.parse_args()
    if arguments.drive:
        port, connections, seconds, length = map(float, arguments.drive)
        print(json.dumps(drive(int(port), int(connections), seconds, int(length))))
    elif arguments.overhead:
        for length in LENGTHS:
            print_overhead(length)
    elif arguments.scaling:
        print_scaling(SCALED, measure_scaling(arguments.seconds))
    elif arguments.start:
        print_starts()
    else:
        print_all(arguments.seconds)


def print_all(seconds: float) -> None:
    """Everything but the overhead."""
    print("| characters | workers | connections | requests/s | p50 ms | p99 ms | worker ms a request | pure function ms |")
    print("|---:|---:|---:|---:|---:|---:|---:|---:|")
    for workers in WORKERS:
        with Server(workers) as server:
            for length in (0, *LENGTHS):
                for connections in CONNECTIONS:
                    print_line(server, (workers, connections, length), seconds)
            beside = measure_health(server, seconds)
            print(f"\n`/healthz` while 4 connections have 10,000 characters read: p50 {beside.middle:.1f} ms, p99 {beside.slow:.1f} ms")
            print(f"\n{workers} workers: proportional memory {server.memory()} MB\n", flush=True)
    print_scaling(SCALED, measure_scaling(seconds))
    print_starts()


def print_starts() -> None:
    """How soon two workers are ready after the call, and how much processor time that takes."""
    starts = []
    for _ in range(STARTS + 1):  # the first may compile the modules
        with Server(2) as server:
            starts.append((server.start, server.started_by))
    ready, spent = (sorted(each[at] for each in starts[1:]) for at in (0, 1))
    print(f"\nReady after {median(ready):.2f} s ({ready[0]:.2f} to {ready[-1]:.2f}), of which {median(spent):.2f} s are processor time")


def measure_scaling(seconds: float) -> list[tuple[Scaled, Scaled]]:
    """The pure function in one and two processes and the service with one and two workers, in rounds."""
    with Server(1) as one, Server(2) as two:

        def serve() -> Scaled:
            found = (measure(server, max(CONNECTIONS), seconds, SCALED) for server in (one, two))
            return Scaled(*(Pace(each.rate, each.worker) for each in found))

        return compare(SCALED, serve, seconds)


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


if __name__ == "__main__":
    main()
