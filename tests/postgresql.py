"""A PostgreSQL server of its own for a test: made in a folder that is thrown away, on a port that is free."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ACCOUNT = "postgres"  # the server refuses to run as root; Debian makes this account with it


def find_programs() -> Path | None:
    """The folder of the server's programs; None where it is not installed."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    found = debian[-1] if debian else shutil.which("initdb")
    return Path(found).parent if found else None


@contextmanager
def server() -> Iterator[str]:
    """Start a server; the URI of its database, until it is stopped."""
    programs = find_programs()
    assert programs is not None
    account = {"user": ACCOUNT, "group": ACCOUNT} if os.geteuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="postgresql-"))
    if account:
        shutil.chown(folder, ACCOUNT, ACCOUNT)
    made = folder / "database"
    command = [programs / "initdb", "-D", made, "-U", "tester", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder, **account)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["-p", str(port), "-h", "127.0.0.1", "-k", folder, "-c", "fsync=off"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([programs / "postgres", "-D", made, *options], stdout=log, stderr=log, cwd=folder, **account)
    try:
        _wait(port, process)
        yield f"postgresql://tester@127.0.0.1:{port}/postgres"
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(folder)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server ended at once"
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the server does not answer")
