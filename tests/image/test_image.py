"""What the Dockerfile promises; `python -m tests.image.prove` runs its steps."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from extractor.__main__ import COMMANDS
from extractor.service.settings import Settings
from tests.image.dockerfile import read_dockerfile

ROOT = Path(__file__).parents[2]
STAGES = read_dockerfile(ROOT / "Dockerfile")
LAST = STAGES[-1]


def test_bases_are_named_with_their_release():
    assert {stage.base for stage in STAGES} == {"python:3.12-slim-bookworm"}


def test_everything_is_installed_by_its_hash():
    installs = [step.words for stage in STAGES for step in stage.find("RUN") if "pip install" in step.words]
    assert all("--require-hashes" in words or "--no-deps ." in words for words in installs)
    assert all("--no-cache-dir" in words for words in installs)


def test_the_last_stage_builds_nothing_and_is_nobody():
    assert not [step for step in LAST.find("RUN") if "pip" in step.words or "apt" in step.words]
    user = LAST.find("USER")[-1].words
    assert all(int(number) > 0 for number in user.split(":"))
    assert all(step.words.startswith("--from=build") for step in LAST.find("COPY"))


def test_it_serves_and_is_watched():
    command, *options = LAST.find("CMD")[-1].listed
    assert command in COMMANDS
    assert "--insecure" not in options
    assert "/readyz" in LAST.find("HEALTHCHECK")[-1].words
    assert LAST.find("EXPOSE")[-1].words == "8000"
    assert Settings().models is None  # the model is inside


def test_what_is_copied_is_there():
    ignored = (ROOT / ".dockerignore").read_text().split()
    for step in STAGES[0].find("COPY"):
        for name in step.words.split()[:-1]:
            assert (ROOT / name).exists()
            assert name not in ignored


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("dockerfile-doctor") is None, reason="pip install dockerfile-doctor==0.1.5, into any environment")
def test_the_linter_finds_nothing():
    """DD028 wants a version behind `pip install`, ours stand in the lock with hashes; DD078 one in a label, ours is the package's."""
    command = ["dockerfile-doctor", "--no-color", "--ignore", "DD028,DD078", "Dockerfile"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "No issues found" in done.stdout


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("debootstrap") is None, reason="root and debootstrap are needed")
def test_every_step_runs_in_a_clean_root():
    done = subprocess.run([sys.executable, "-m", "tests.image.prove"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.splitlines()[-1] == "it has read a report"
