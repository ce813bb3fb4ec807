"""The same run on a Dask cluster that other programs started, over TLS: same data set, whatever is killed."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractor.batch.dataset import read_manifest
from extractor.batch.load import read_table
from extractor.batch.places import PARTS, WORK, parts_done
from extractor.batch.schema import load_schema
from tests.benchmark.reports import write_reports

pytest.importorskip("distributed")
COUNT = 24
CERTIFICATE = ("-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost")
pytestmark = pytest.mark.slow


class Cluster:
    """A scheduler and two workers, each a program of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.certificate = folder, folder / "cluster.pem"
        key = folder / "key.pem"
        command = ["openssl", "req", *CERTIFICATE, "-keyout", str(key), "-out", str(self.certificate)]
        subprocess.run(command, check=True, capture_output=True)
        self.certificate.write_bytes(self.certificate.read_bytes() + key.read_bytes())
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"tls://127.0.0.1:{free.getsockname()[1]}"
        self.processes = [self._start("scheduler", "--port", self.address.rpartition(":")[2])]
        self.processes += [self._start("worker", self.address, "--nthreads", "1") for _ in range(2)]

    @property
    def words(self) -> tuple[str, ...]:
        certificate = str(self.certificate)
        return ("--engine", "dask", "--scheduler", self.address, "--tls-ca", certificate, "--tls-cert", certificate)

    def _start(self, kind: str, *words: str) -> subprocess.Popen[bytes]:
        where = ("--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0")
        tls = [f"--tls-{name}={self.certificate}" for name in ("ca-file", "cert", "key")]
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *words, *where, *tls]
        with (self.folder / f"{kind}.log").open("ab") as log:
            return subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log, start_new_session=True)

    def stop(self) -> None:
        for process in self.processes:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    running = Cluster(tmp_path_factory.mktemp("cluster"))
    yield running
    running.stop()


def batch(*words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "extractor", "batch", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_cluster_gives_the_same_data_set_though_poison_and_a_kill_befall_it(cluster, tmp_path):
    source = write_reports(tmp_path / "in", COUNT)
    os.mkfifo(source / "hangs.txt")
    alone, shared = tmp_path / "alone", tmp_path / "shared"
    limits = ("--seconds", 4)
    assert batch(source, "--out", alone, "--workers", 1, *limits).returncode == 1
    command = [sys.executable, "-m", "extractor", "batch", str(source), "--out", str(shared), *cluster.words, *map(str, limits)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 120
    while not ((shared / WORK / PARTS).is_dir() and len(parts_done(shared)) >= 2):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.05)
    os.killpg(cluster.processes[-1].pid, signal.SIGKILL)  # a Dask worker with its nanny and its process
    _, said = process.communicate(timeout=180)
    assert process.returncode == 1, said
    assert read_manifest(shared).failures == 1
    for name in load_schema().tables:
        assert read_table(shared, name).equals(read_table(alone, name)), name


def test_a_cluster_that_is_not_there_is_one_line(tmp_path):
    source = write_reports(tmp_path / "in", 1)
    words = ("--engine", "dask", "--scheduler", "tcp://127.0.0.1:9")
    done = batch(source, "--out", tmp_path / "dataset", *words)
    assert done.returncode == 1
    assert "no Dask scheduler answers" in done.stderr
    assert "Traceback" not in done.stderr
    assert "go together" in batch(source, "--out", tmp_path / "other", "--engine", "dask").stderr
