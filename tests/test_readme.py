"""What the README says can be done, can be done; what it shows is what is printed."""

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from extractor.__main__ import COMMANDS
from extractor.knowledge.forms import load_form
from extractor.knowledge.rules import read_rules
from tests.benchmark.figures import fill

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.M | re.S)


def calls() -> list[list[str]]:
    """Every call of the program in the README's shell blocks, without its redirections."""
    lines = [line for block in blocks("sh") for line in block.replace("\\\n", " ").splitlines()]
    found = (shlex.split(re.sub(r"[<>].*", "", line), comments=True) for line in lines if "[" not in line)
    return [words[1:] for words in found if words and words[0].endswith("extractor")]


@pytest.mark.parametrize("target", sorted(set(re.findall(r"`?make (?!a |anew)([a-z]+)", README))))
def test_every_target_is_in_the_makefile(target):
    assert re.search(rf"^{target}:", MAKEFILE, re.M), f"the README says `make {target}`"


@pytest.mark.parametrize("words", calls(), ids=" ".join)
def test_every_call_is_understood(words):
    command, *rest = words
    assert command in COMMANDS
    done = subprocess.run(
        [sys.executable, "-m", "extractor", command, *rest, "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    for option in (word for word in rest if word.startswith("-") and word != "-"):
        assert re.search(rf"(^|[\s\[]){re.escape(option)}\b", done.stdout), option


@pytest.mark.parametrize(
    "path", sorted(set(re.findall(r"`((?:extractor|models|annotations|tests|\.ci)/[^`*…\s]*)`", README)))
)
def test_every_path_is_there(path):
    assert (ROOT / path).exists()


def test_the_excerpt_is_what_is_printed():
    name, excerpt = re.search(r"<!-- excerpt of: extractor (.*?) -->\n```\n(.*?)```", README, re.S).groups()
    done = subprocess.run(
        [sys.executable, "-m", "extractor", *shlex.split(name)],
        cwd=ROOT, capture_output=True, text=True, check=True, env={**os.environ, "COLUMNS": "80"},
    )  # fmt: skip
    assert excerpt in done.stdout


@pytest.mark.parametrize("code", blocks("python"))
def test_the_code_prints_what_it_says(code):
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == re.findall(r"^# (.*)", code, re.M)


@pytest.mark.parametrize("toml", blocks("toml"))
def test_the_rule_is_one(toml):
    assert len(read_rules(toml, load_form("disclosure-2021"), where="README.md")) == len(
        tomllib.loads(toml)["rules"]
    )


def test_figures_are_written_between_their_marks():
    once = fill(README, "| a |")
    assert fill(once, "| b |") == fill(README, "| b |")
    assert "| a |" in once
