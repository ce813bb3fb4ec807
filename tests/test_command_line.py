"""`extractor extract` as people and scripts call it."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from extractor.__main__ import COMMANDS, main

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "extractor" / "samples" / "anlan-2023.txt"
LINE = "2021年，全区共收到政府信息公开申请95件，其中自然人90件。"


class Streams:
    """What a run wrote."""

    def __init__(self, status: int, out: bytes, err: str) -> None:
        self.status, self.out, self.err = status, out, err

    @property
    def records(self) -> list[dict]:
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture
def call(capfdbinary):
    """Run the command line in this process."""

    def run(*words: str) -> Streams:
        capfdbinary.readouterr()
        try:
            status = main([str(word) for word in words])
        except SystemExit as end:
            status = end.code
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return Streams(status, out, err.decode())

    return run


@pytest.fixture
def reports(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / name for name in ("first.txt", "second.txt", "third.htm")]
    paths[0].write_text(LINE, encoding="utf-8")
    paths[1].write_bytes(LINE.replace("95", "96").encode("gb18030"))
    paths[2].write_text(f"<html><body><p>{LINE.replace('95', '97')}</p></body></html>", encoding="utf-8")
    return paths


# ---------------------------------------------------------------- what is printed
def test_one_file_prints_one_extraction(call):
    done = call("extract", SAMPLE)
    (found,) = done.records
    assert (done.status, done.err) == (0, "")
    assert found["document"]["id"] == "anlan-2023"
    assert found["text"] == SAMPLE.read_text(encoding="utf-8")
    assert {
        "document",
        "text",
        "entities",
        "measurements",
        "table",
        "findings",
        "checks",
        "leftovers",
        "provenance",
    } <= set(found)


def test_the_sample_shows_its_two_planted_contradictions(call):
    (found,) = call("extract", SAMPLE).records
    errors = [
        (one["rule"], one["expected"], one["found"])
        for one in found["findings"]
        if one["severity"] == "error"
    ]
    assert errors == [("prose-table", 314, 341), ("table-sum", 7, 6)]
    assert len(found["findings"]) == 2


def test_evidence_is_where_it_says(call):
    (found,) = call("extract", SAMPLE).records
    places = [*found["entities"], *(place for one in found["findings"] for place in one["evidence"])]
    assert places
    assert all(found["text"][place["start"] : place["end"]] == place["text"] for place in places)


def test_several_files_print_one_line_each_in_order(call, reports):
    done = call("extract", *reports)
    assert [one["document"]["id"] for one in done.records] == ["first", "second", "third"]
    assert [one["measurements"][0]["row"] for one in done.records] == ["requests.received"] * 3
    assert [one["document"]["media_type"] for one in done.records] == [
        "text/plain",
        "text/plain",
        "text/html",
    ]
    assert [one["document"]["encoding"].lower() for one in done.records][1] == "gb18030"


def test_standard_input_is_read_and_named_by_its_hash(call, monkeypatch):
    stdin = io.TextIOWrapper(io.BytesIO(LINE.encode()), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", stdin)
    (found,) = call("extract", "-").records
    assert found["document"]["id"] == found["document"]["sha256"][:12]


@pytest.mark.parametrize(
    ("output", "start"),
    [
        ("json", b"{"),
        ("table", "安澜".encode()),
        ("csv", "\ufeffdocument".encode()),
        ("xlsx", b"PK"),
        ("html", b"<!doctype"),
    ],
)
def test_every_format_is_printed(call, output, start):
    done = call("extract", SAMPLE, "--output", output)
    assert done.status == 0
    assert done.out.startswith(start)


def test_csv_of_several_files_has_one_header(call, reports):
    out = call("extract", *reports, "--output", "csv", "--form", "disclosure-2021").out.decode("utf-8-sig")
    assert out.count("document,form,") == 1
    assert {line.split(",")[0] for line in out.splitlines()[1:]} == {"first", "second", "third"}


def test_the_form_can_be_said(call, reports):
    (found,) = call("extract", reports[0], "--form", "disclosure-2019").records
    assert found["document"]["form"] == found["table"]["form"] == "disclosure-2019"


# ---------------------------------------------------------------- where it goes
def test_a_file_is_written_whole_and_nothing_beside_it(call, tmp_path, reports):
    place = tmp_path / "found.json"
    done = call("extract", reports[0], "-o", place)
    assert (done.status, done.out) == (0, b"")
    assert json.loads(place.read_text(encoding="utf-8"))["document"]["id"] == "first"
    assert not list(tmp_path.glob(".*"))


def test_a_run_that_reads_nothing_leaves_the_old_file(call, tmp_path):
    place = tmp_path / "found.json"
    place.write_text("kept", encoding="utf-8")
    assert call("extract", tmp_path / "missing.txt", "-o", place).status == 1
    assert place.read_text(encoding="utf-8") == "kept"


def test_a_folder_gets_one_file_a_report(call, tmp_path, reports):
    folder = tmp_path / "pages"
    folder.mkdir()
    assert call("extract", *reports, "--output", "html", "-o", folder).status == 0
    assert sorted(path.name for path in folder.iterdir()) == ["first.html", "second.html", "third.html"]


# ---------------------------------------------------------------- what is wrong
@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("missing.txt", None, "there is no such file"),
        ("empty.txt", b"  \n", "empty"),
        ("old.doc", b"\xd0\xcf\x11\xe0" + bytes(600), "save it as DOCX"),
        ("damaged.pdf", b"%PDF-1.7\n%%EOF", ""),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(90), "image"),
    ],
)
def test_what_cannot_be_read_is_one_line_and_the_others_go_on(call, tmp_path, reports, name, content, says):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    done = call("extract", reports[0], tmp_path / name, reports[1])
    assert done.status == 1
    assert [one["document"]["id"] for one in done.records] == ["first", "second"]
    assert done.err.count("\n") == 1
    assert name in done.err
    assert says in done.err


def test_a_folder_is_no_report(call, tmp_path):
    done = call("extract", tmp_path)
    assert (done.status, done.out) == (1, b"")
    assert "is a folder" in done.err


@pytest.mark.skipif(os.getuid() == 0, reason="root may read everything")
def test_a_forbidden_file_is_said(call, reports):
    reports[0].chmod(0)
    assert "may not be read" in call("extract", reports[0]).err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "usage: extractor"),
        (["extrakt"], "commands are: extract"),
        (["extract"], "FILE"),
        (["extract", SAMPLE, "--output", "pdf"], "invalid choice: 'pdf'"),
        (["extract", SAMPLE, "--form", "disclosure-2020"], "disclosure-2019"),
        (["extract", SAMPLE, "--models", "nowhere"], "no model is released here"),
        (["extract", SAMPLE, "--rules", "nowhere.toml"], "nowhere.toml: there is no such file"),
        (["extract", SAMPLE, "--accept", SAMPLE], "not JSON"),
        (["extract", SAMPLE, "-o", "nowhere/found.json"], "there is no folder nowhere"),
        (["extract", SAMPLE, SAMPLE, "--output", "xlsx"], "-o FOLDER"),
        (["extract", SAMPLE, SAMPLE, "-o", "."], "several reports are called anlan-2023"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_what_would_be_right(call, words, says):
    done = call(*words)
    assert done.status == 2
    assert done.out == b""
    assert says in done.err
    assert "Traceback" not in done.err


# ---------------------------------------------------------------- rules and accepted findings
RULE = """
[[rules]]
name = "few"
formula = "requests.received <= requests.carried_in"
each = "column"
severity = "query"
text = "试用规则"
"""


def test_rules_of_ones_own_are_checked(call, tmp_path):
    rules = tmp_path / "mine.toml"
    rules.write_text(RULE, encoding="utf-8")
    (found,) = call("extract", SAMPLE, "--rules", rules).records
    assert [one["severity"] for one in found["findings"] if "试用规则" in one["message"]] == ["query"] * 4


def test_an_impossible_rule_names_file_rule_and_row(call, tmp_path):
    rules = tmp_path / "mine.toml"
    rules.write_text(RULE.replace("carried_in", "caried_in"), encoding="utf-8")
    done = call("extract", SAMPLE, "--rules", rules)
    assert done.status == 2
    assert all(
        part in done.err for part in ("mine.toml", '"few"', "requests.caried_in", "requests.carried_in")
    )
    assert done.err.count("\n") == 1


def test_accepted_findings_stay_and_are_marked(call, tmp_path):
    first = call("extract", SAMPLE).out
    kept = json.loads(first)
    accepted = tmp_path / "accepted.json"
    accepted.write_text(json.dumps({"findings": kept["findings"][:1]}), encoding="utf-8")
    (found,) = call("extract", SAMPLE, "--accept", accepted).records
    assert [(one["fingerprint"], one["accepted"]) for one in found["findings"]] == [
        (kept["findings"][1]["fingerprint"], False),
        (kept["findings"][0]["fingerprint"], True),
    ]
    assert "另有1处已核可" in call("extract", SAMPLE, "--accept", accepted, "--output", "table").out.decode()


def test_a_fingerprint_outlives_an_edit_elsewhere(call, tmp_path):
    text = SAMPLE.read_text(encoding="utf-8")
    edited = tmp_path / "anlan-2023.txt"
    edited.write_text(text.replace("全年发布信息", "我局全年向社会公开发布信息"), encoding="utf-8")
    (before,), (after,) = call("extract", SAMPLE).records, call("extract", edited).records
    assert [one["fingerprint"] for one in before["findings"]] == [
        one["fingerprint"] for one in after["findings"]
    ]


# ---------------------------------------------------------------- as a process
def run_process(*words: str, **options) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "extractor", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False, **options)


def test_a_reader_that_leaves_ends_it_quietly():
    command = f"{sys.executable} -m extractor extract {SAMPLE} {SAMPLE} {SAMPLE} | head -c 9"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, check=False)
    assert (done.stdout, done.stderr) == (b'{"documen', b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_is_one_line():
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-m", "extractor", "extract", str(SAMPLE)]
        done = subprocess.run(command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1


def test_every_command_is_imported_only_when_it_runs():
    code = "import sys, extractor.__main__; print([name for name in sys.modules if name.startswith('extractor.commands.')])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(("words", "missing"), [(("query", "dataset"), "duckdb"), (("batch", "reports", "--out", "dataset"), "pyarrow")])
def test_an_extra_that_is_not_installed_is_named(call, monkeypatch, words, missing):
    for name in [name for name in sys.modules if name.startswith("extractor.batch")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, missing, None)
    done = call(*words)
    assert done.status == 2
    assert done.err == f"extractor {words[0]}: {missing} is not installed; `pip install 'extractor[batch]'` brings it\n"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_tells_how_it_is_called(call, name):
    done = call(name, "--help")
    assert done.status == 0
    assert done.out.decode().startswith(f"usage: extractor {name}")


def test_json_is_extracted_in_a_plain_locale():
    done = run_process(
        "extract", SAMPLE, "--output", "table", env={"PATH": os.environ["PATH"], "LC_ALL": "C"}
    )
    assert done.returncode == 0
    assert "矛盾2处" in done.stdout.decode()
