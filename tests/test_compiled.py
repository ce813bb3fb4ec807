"""Compiled and plain Python give the same output, and no compiled module is older than its source without being refused."""

import os
import re
import subprocess
import sys
import tomllib
from hashlib import sha256
from pathlib import Path

import pytest

from extractor.compiled import RECORD, find_stale, is_compiled

ROOT = Path(__file__).parents[1]


def read_all(pure: str) -> tuple[str, list[str]]:
    """Whether it ran compiled, and what was read from each text."""
    environment = {**os.environ, "EXTRACTOR_PURE": pure}
    done = subprocess.run(
        [sys.executable, "-m", "tests.compiled_output"], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    compiled, *found = done.stdout.splitlines()
    return compiled, found


@pytest.mark.skipif(not RECORD.is_file(), reason="nothing is compiled here: make compile")
@pytest.mark.skipif(find_stale(RECORD) is not None, reason="a module was edited after it was compiled: make compile")
def test_compiled_and_plain_python_read_the_same():
    (plain, expected), (compiled, found) = read_all("1"), read_all("0")
    assert (plain, compiled) == ("false", "true")
    assert len(found) == len(expected) > 10
    for ours, theirs in zip(found, expected, strict=True):
        assert ours == theirs


def test_an_edited_source_is_told(tmp_path):
    source, record = tmp_path / "names.py", tmp_path / "compiled.stamp"
    assert find_stale(record) is None
    source.write_text("LIKELY = 0.2\n")
    record.write_text(f"names.py {source.stat().st_mtime_ns} {sha256(source.read_bytes()).hexdigest()}\n")
    assert find_stale(record) is None
    os.utime(source, ns=(1, 1))  # another time alone is no edit: a checkout or a copy
    assert find_stale(record) is None
    source.write_text("LIKELY = 0.3\n")
    os.utime(source, ns=(1, 1))  # nor is an old one a sign that nothing was edited
    assert find_stale(record) == "names.py"
    source.unlink()
    assert find_stale(record) == "names.py"


def test_an_edited_source_is_refused(tmp_path):
    """The package, with a record that no longer fits, is not imported; as plain Python it is."""
    package = tmp_path / "extractor"
    package.mkdir()
    for name in ("__init__.py", "compiled.py"):
        (package / name).write_text((ROOT / "extractor" / name).read_text(encoding="utf-8"), encoding="utf-8")
    (package / RECORD.name).write_text("compiled.py 1 1\n")

    def load(pure: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", "import extractor; print(extractor.__file__)"]
        return subprocess.run(
            command, cwd=tmp_path, env={**os.environ, "EXTRACTOR_PURE": pure}, capture_output=True, text=True, check=False
        )

    refused = load("0")
    assert refused.returncode != 0
    assert "extractor/compiled.py was edited after it was compiled" in refused.stderr
    assert load("1").stdout.startswith(str(package))


def test_tests_run_as_they_ask_for():
    assert is_compiled() == (os.environ["EXTRACTOR_PURE"] != "1" and RECORD.is_file())


def test_the_build_uses_the_locked_mypyc():
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]["requires"]
    (wanted,) = [name for name in build if name.startswith("mypy")]
    for lock in ("compile.lock", "development.lock"):
        assert re.search(rf"^{re.escape(wanted)}\b", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE), lock
