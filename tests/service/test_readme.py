"""What the README shows of the service is what it answers; … stands for anything."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.service.test_server import Service

ROOT = Path(__file__).parents[2]
CHAPTER = re.search(r"^## Over HTTP$(.*?)^## ", (ROOT / "README.md").read_text(encoding="utf-8"), re.M | re.S)[1]
EXAMPLES = re.findall(r"^```(bash|py)\n(.*?)^```", CHAPTER, re.M | re.S)
ADDRESS = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    with Service(tmp_path_factory.mktemp("readme"), workers=1) as running:
        yield running


@pytest.mark.parametrize(("language", "code"), EXAMPLES, ids=[language for language, _ in EXAMPLES])
def test_the_examples_print_what_they_say(service, language, code):
    assert ADDRESS in code
    code = code.replace(ADDRESS, service.address)
    command = ["bash", "-euo", "pipefail", "-c", code] if language == "bash" else [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    said = re.findall(r"^# (.*)", code, re.M)
    printed = done.stdout.splitlines()
    assert len(printed) == len(said)
    for one, pattern in zip(printed, said, strict=True):
        wanted = ".*".join(map(re.escape, pattern.split("…")))
        assert re.fullmatch(wanted, one), (one[:300], pattern)


def test_every_address_of_the_table_is_answered(app):
    told = set(re.findall(r"`(?:GET|POST)? ?(/[\w/:{}.]*)`", CHAPTER))
    rules = {re.sub(r"<(\w+)>", r"{\1}", rule.rule) for rule in app.url_map.iter_rules()}
    assert told <= rules
