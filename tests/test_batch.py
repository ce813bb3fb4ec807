"""A run may be killed, starved or poisoned at any moment: nothing is lost, nothing comes twice, and it reads back the same."""

import gzip
import io
import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Callable
from contextlib import closing
from decimal import Decimal
from functools import partial
from pathlib import Path
from threading import Event

import pyarrow as pa
import pytest
from pyarrow import parquet

from extractor.batch import run, supervise
from extractor.batch.arrow import ARROW
from extractor.batch.dataset import DatasetError, read_manifest
from extractor.batch.fetch import fetch
from extractor.batch.load import read_extractions, read_table
from extractor.batch.messages import BatchError, Entry, Failure, Part, Settings
from extractor.batch.places import PARTS, WORK, part_file, parts_done
from extractor.batch.plan import SMALLEST, Head, count_reports, read_head, read_parts, write_plan
from extractor.batch.pool import Pool
from extractor.batch.rows import figure, report_id
from extractor.batch.schema import TYPES, SchemaError, load_schema, read_schema
from extractor.batch.sources import find_entries
from extractor.batch.stored import read_stored
from extractor.batch.supervise import Worker, finish
from extractor.pipeline import Pipeline
from extractor.reading import media_type_of, read
from tests.benchmark.reports import write_report, write_reports
from tests.hostile import ATTACKS

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "extractor" / "samples" / "anlan-2023.txt"
HTML = "<html><title>云湖区2020年报告</title><p>2020年收到申请1.20万件，办结3件。</p><table><tr><td>规章<td>0</table>"
COUNT = 24
OLD_HEAD = b'{"extractor":"","model":"","form":null,"sources":[],"reports":1,"part_size":1,"rules":null}'


def batch(*words: object, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "extractor", "batch", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload]


def start(*words: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "extractor", "batch", *map(str, words)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)


def until(true: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 120
    while not true():
        assert time.monotonic() < deadline, f"never: {what}"
        time.sleep(0.02)


def content(dataset: Path) -> dict[str, pa.Table]:
    return {name: read_table(dataset, name) for name in load_schema().tables}


def assert_same(found: Path, wanted: Path) -> None:
    expected = content(wanted)
    for name, table in content(found).items():
        assert table.equals(expected[name]), name


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_reports(tmp_path_factory.mktemp("reports"), COUNT)
    (folder / "sample.txt").write_bytes(SAMPLE.read_bytes())
    (folder / "page.html").write_text(HTML, encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    return folder


@pytest.fixture(scope="module")
def whole(reports: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data set that was made without interruption."""
    dataset = tmp_path_factory.mktemp("whole") / "dataset"
    done = batch(reports, "--out", dataset, "--workers", 1)
    assert done.returncode == 1, done.stderr
    assert f"{COUNT + 2} reports, 1 failures" in done.stderr
    return dataset


# ---------------------------------------------------------------- what comes back
def test_reading_it_back_gives_the_same_extractions(reports, whole):
    pipeline = Pipeline()
    files = [path for path in sorted(reports.rglob("*.*")) if path.name != "empty.txt"]
    keys = [report_id(path.as_posix()) for path in files]
    for path, found in zip(files, read_extractions(whole, keys), strict=True):
        document = read(path.read_bytes(), document_id=path.stem, media_type=media_type_of(path.name))
        assert found == pipeline.extract(document)
        for one, other in zip(found.quantities, pipeline.extract(document).quantities, strict=True):
            assert str(one.value) == str(other.value)  # 1.20 is not 1.2


def test_every_report_is_there_once_and_the_failure_says_why(reports, whole):
    found = read_table(whole, "reports").column("locator").to_pylist()
    failures = read_table(whole, "failures").to_pylist()
    assert sorted([*found, failures[0]["locator"]]) == sorted(p.as_posix() for p in reports.rglob("*.*"))
    assert (failures[0]["kind"], failures[0]["reason"].partition(" · ")[0]) == ("unreadable", "the file is empty")


def test_nothing_is_left_beside_the_data_set(whole):
    assert sorted(path.name for path in whole.iterdir()) == sorted(["_dataset.json", *load_schema().tables])
    assert not list(whole.rglob(".*"))


def test_it_is_parted_by_year_and_a_report_without_one_is_kept(whole):
    years = [f"year={year}" for year in range(2017, 2025)]
    assert sorted(path.name for path in (whole / "reports").iterdir()) == [*years, "year=__HIVE_DEFAULT_PARTITION__"]
    yearless = [row["document_id"] for row in read_table(whole, "reports").to_pylist() if row["year"] is None]
    assert yearless == ["page"]


@pytest.mark.parametrize(
    ("printed", "held"),
    [
        ("51877.60", True),
        ("3.20E+6", True),
        ("1E-10", True),
        ("1E-11", False),  # more places than a column has; the text has them all
        ("1E+28", False),
    ],
)
def test_a_figure_is_never_rounded(printed, held):
    value, exact = figure(Decimal(printed))
    assert exact == printed
    assert (value is not None) == held
    if held:
        column = pa.array([value], pa.decimal128(38, 10))
        assert column[0].as_py() == Decimal(printed)


def test_every_column_says_what_it_holds():
    for table in load_schema().tables.values():
        assert table.text
        assert all(column.text for column in table.columns)
    assert sorted(ARROW) == sorted(TYPES)
    with pytest.raises(SchemaError, match=r"figures\.x has the type 'number'; types are: string"):
        read_schema('version = 1\n[tables.figures]\ntext = ""\ncolumns = [["x", "number", "", ""]]')


@pytest.mark.parametrize(
    ("version", "says"), [(0, "make it anew"), (2, "install a newer extractor"), ("x", "it says no version")]
)
def test_another_version_is_refused_with_what_to_do(tmp_path, version, says):
    (tmp_path / "_dataset.json").write_text(json.dumps({"schema": version}), encoding="utf-8")
    with pytest.raises(DatasetError, match=says):
        read_manifest(tmp_path)


# ---------------------------------------------------------------- sources
def pack_zip(folder: Path, texts: dict[str, bytes]) -> Path:
    path = folder / "reports.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in texts.items():
            archive.writestr(name, text)
    return path


def pack_tar(folder: Path, texts: dict[str, bytes], name: str = "reports.tar") -> Path:
    path = folder / name
    with tarfile.open(path, "w:gz" if name.endswith("z") else "w") as archive:
        for member, text in texts.items():
            header = tarfile.TarInfo(member)
            header.size = len(text)
            archive.addfile(header, io.BytesIO(text))
    return path


def pack_tgz(folder: Path, texts: dict[str, bytes]) -> Path:
    return pack_tar(folder, texts, "reports.tar.gz")


def pack_lines(folder: Path, texts: dict[str, bytes]) -> Path:
    path = folder / "reports.ndjson"
    lines = (json.dumps({"id": Path(name).stem, "text": text.decode()}) for name, text in texts.items())
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def pack_packed_lines(folder: Path, texts: dict[str, bytes]) -> Path:
    path = folder / "reports.ndjson.gz"
    path.write_bytes(gzip.compress(pack_lines(folder, texts).read_bytes()))
    return path


def pack_parquet(folder: Path, texts: dict[str, bytes]) -> Path:
    path = folder / "reports.parquet"
    ids = [Path(name).stem for name in texts]
    table = pa.table({"id": ids, "text": [text.decode() for text in texts.values()]})
    parquet.write_table(table, path, row_group_size=2)
    return path


@pytest.mark.parametrize(
    "pack", [pack_zip, pack_tar, pack_tgz, pack_lines, pack_packed_lines, pack_parquet], ids=lambda pack: pack.__name__
)
def test_archives_and_files_of_texts_hold_the_same_reports(tmp_path, pack):
    texts = {f"湖滨/{name}": text.encode() for name, text in map(write_report, range(5))}
    source = pack(tmp_path, texts)
    found = {one.id: one.source for one in map(fetch, find_entries(str(source), tmp_path / "spool"))}
    as_bytes = {key: one.encode() if isinstance(one, str) else one for key, one in found.items()}
    assert as_bytes == {Path(name).stem: text for name, text in texts.items()}


def test_names_in_gbk_are_read_as_chinese_windows_writes_them(tmp_path):
    path = tmp_path / "old.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("XXXX.txt", "收到申请3件。")
    path.write_bytes(path.read_bytes().replace(b"XXXX", "湖滨".encode("gbk")))
    (entry,) = find_entries(str(path), tmp_path / "spool")
    assert entry.locator.endswith("old.zip/湖滨.txt")


def test_a_damaged_archive_fails_alone(tmp_path):
    path = pack_tgz(tmp_path, {"a.txt": os.urandom(5000), "b.txt": os.urandom(90_000)})
    path.write_bytes(path.read_bytes()[:50_000])
    entries = list(find_entries(str(path), tmp_path / "spool"))
    assert [entry.kind for entry in entries] == ["slice", "broken"]
    assert "the archive is damaged" in entries[1].name


def test_a_glob_and_what_is_found_twice(tmp_path, reports):
    dataset = tmp_path / "dataset"
    assert batch(f"{reports}/*.html", reports / "page.html", "--out", dataset, "--workers", 1).returncode == 0
    assert read_manifest(dataset).reports == 1


# ---------------------------------------------------------------- killed, stopped, starved
def test_a_killed_run_goes_on_and_gives_the_same(reports, whole, tmp_path):
    dataset = tmp_path / "dataset"
    words = (reports, "--out", dataset, "--workers", 2)
    process = start(*words)
    until(lambda: (dataset / WORK / PARTS).is_dir() and len(parts_done(dataset)) >= 3, "three parts are done")
    process.kill()
    process.communicate()
    before = len(parts_done(dataset))
    damaged = part_file(dataset, min(parts_done(dataset)))
    damaged.write_bytes(damaged.read_bytes()[:-9])
    assert not (dataset / "_dataset.json").exists()
    with pytest.raises(DatasetError, match=r"is not finished; go on with .* --resume"):
        read_table(dataset, "reports")
    assert "go on with --resume" in batch(*words).stderr
    assert "was damaged on the disk" in batch(*words, "--resume").stderr
    left_by_a_merge(dataset, next(whole.glob("reports/year=2020/*.parquet")))
    done = batch(*words, "--resume")
    assert done.returncode == 1, done.stderr
    assert before >= 3
    assert_same(dataset, whole)
    assert "is finished already" in batch(*words, "--resume").stderr


def left_by_a_merge(dataset: Path, rows: Path) -> None:
    """Files of a merge that was killed, one of them whole, in a year that no report has."""
    folder = dataset / "reports" / "year=1999"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "00000000-00000.parquet").write_bytes(rows.read_bytes())
    (folder / ".00000000-00001.parquet.1").write_bytes(b"")


def test_parts_that_are_merged_a_few_at_a_time_give_the_same(reports, whole, tmp_path, monkeypatch):
    monkeypatch.setattr(run, "STRETCH", 3)
    settings = Settings(str(tmp_path / "dataset"))
    with run.locked(tmp_path / "dataset"):
        planned = run.begin((str(reports),), settings)
        assert planned.head.parts > 3
        made = run.carry_out(planned, Pool(2, settings, lambda: None), Event(), lambda: None)
    assert made == read_manifest(tmp_path / "dataset")
    assert (made.reports, made.failures) == (COUNT + 2, 1)
    assert_same(tmp_path / "dataset", whole)
    assert len(list((tmp_path / "dataset").glob("reports/year=2020/*.parquet"))) > 1


def test_each_report_is_in_one_part_and_the_last_parts_are_small(tmp_path):
    plan = tmp_path / "plan.sqlite"
    entries = [Entry(f"{number:04}", "file", "") for number in range(1000)]
    head = write_plan(plan, Head("", "", None, ()), reversed(entries))
    parts = list(read_parts(plan, frozenset()))
    assert [entry for part in parts for entry in part.entries] == entries
    assert [part.number for part in parts] == list(range(head.parts))
    sizes = [len(part.entries) for part in parts]
    assert sizes == sorted(sizes, reverse=True)
    assert (sizes[0], max(sizes[-16:])) == (62, SMALLEST)
    done = frozenset({0, 2, head.parts - 1})
    assert list(read_parts(plan, done)) == [part for part in parts if part.number not in done]
    assert count_reports(plan, done) == sizes[0] + sizes[2] + sizes[-1]


def test_a_plan_of_before_is_refused_with_what_to_do(tmp_path):
    plan = tmp_path / "plan.sqlite"
    write_plan(plan, Head("", "", None, ()), [Entry("a", "file", "")])
    with closing(sqlite3.connect(plan)) as opened, opened:
        opened.execute("UPDATE head SET json = ?", (OLD_HEAD,))
    with pytest.raises(BatchError, match="by an older extractor; finish the run with that one, or begin anew"):
        read_head(plan)


def test_ctrl_c_ends_in_order_and_the_run_goes_on(reports, whole, tmp_path):
    dataset = tmp_path / "dataset"
    words = (reports, "--out", dataset, "--workers", 1)
    process = start(*words)
    until(lambda: (dataset / WORK / PARTS).is_dir() and len(parts_done(dataset)) >= 1, "a part is done")
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "nothing is lost: go on with the same words and --resume" in said
    assert batch(*words, "--resume").returncode == 1
    assert_same(dataset, whole)


def test_a_killed_worker_costs_nothing(reports, whole, tmp_path):
    dataset = tmp_path / "dataset"
    process = start(reports, "--out", dataset, "--workers", 1)
    until(lambda: (dataset / WORK / PARTS).is_dir() and len(parts_done(dataset)) >= 1, "a part is done")
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    for child in children:
        os.kill(int(child), signal.SIGKILL)
    process.communicate(timeout=120)
    assert_same(dataset, whole)


def test_a_full_disk_stops_the_run_with_what_to_do(tmp_path):
    """A bound on the size of a file stands for a disk without room: the write fails in the same places."""
    source, dataset = write_reports(tmp_path / "in", 3), tmp_path / "dataset"
    (source / "big.txt").write_text("收到申请3件。\n" + os.urandom(60_000).hex(), encoding="utf-8")
    words = (source, "--out", dataset, "--workers", 1)
    begins = batch(*words, preexec_fn=partial(bound_files, 5_000))
    assert begins.returncode == 2
    assert "plan.sqlite: cannot be written (disk I/O error); make room" in begins.stderr
    stops = batch(*words, preexec_fn=partial(bound_files, 50_000))
    assert stops.returncode == 1
    assert "cannot be written (File too large); make room and go on with --resume" in stops.stderr
    assert batch(*words, "--resume").returncode == 0
    assert read_manifest(dataset).reports == 4


def bound_files(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def test_poison_costs_that_report_only(tmp_path):
    source, dataset = write_reports(tmp_path / "in", 6), tmp_path / "dataset"
    os.mkfifo(source / "hangs.txt")
    with (source / "huge.txt").open("wb") as file:
        file.truncate(4_000_000_000)  # a hole: it takes no room on the disk
    done = batch(source, "--out", dataset, "--workers", 1, "--seconds", 2, "--megabytes", 400)
    assert done.returncode == 1, done.stderr
    failures = {Path(row["locator"]).name: row for row in read_table(dataset, "failures").to_pylist()}
    assert failures["hangs.txt"]["kind"] == "time"
    assert failures["hangs.txt"]["tries"] == 2
    assert "allow more with --seconds" in failures["hangs.txt"]["reason"]
    assert failures["huge.txt"]["kind"] == "memory"
    assert read_manifest(dataset).reports == 6


def test_files_that_attack_their_reader_cost_themselves_only(tmp_path):
    source, dataset = write_reports(tmp_path / "in", 2), tmp_path / "dataset"
    attacks = dict(ATTACKS)
    for name, attack in (
        ("bomb.docx", "DOCX: a zip bomb of paragraphs"),
        ("laughs.docx", "DOCX: a billion laughs"),
        ("claim.docx", "DOCX: a claim of 2 GB"),
        ("claim.pdf", "PDF: a claim of 2 GB"),
        ("nested.html", "HTML: nested deeply"),
    ):
        (source / name).write_bytes(attacks[attack]())
    done = batch(source, "--out", dataset, "--workers", 2, "--megabytes", 600)
    assert done.returncode == 1, done.stderr
    failures = {Path(row["locator"]).name: row for row in read_table(dataset, "failures").to_pylist()}
    assert sorted(failures) == ["bomb.docx", "claim.docx", "claim.pdf", "laughs.docx", "nested.html"]
    assert {row["tries"] for row in failures.values()} == {1}, "none has ended its worker"
    assert "unpacks to more than" in failures["bomb.docx"]["reason"]
    assert read_manifest(dataset).reports == 2


@pytest.mark.slow
def test_every_file_that_attacks_is_a_report_or_a_failure(tmp_path):
    source, dataset = write_reports(tmp_path / "in", 2), tmp_path / "dataset"
    for number, (_, attack) in enumerate(ATTACKS):
        (source / f"{number:02}").write_bytes(attack())
    assert batch(source, "--out", dataset, "--seconds", 20, "--megabytes", 600).returncode == 1
    made = read_manifest(dataset)
    assert made.reports + made.failures == len(ATTACKS) + 2


RULE = """
[[rules]]
name = "few-carried-out"
formula = "requests.carried_out >= requests.received"
each = "column"
severity = "query"
text = "结转一定比新收多"
"""


def test_rules_of_ones_own_are_checked_and_belong_to_the_run(tmp_path):
    (tmp_path / "sample.txt").write_bytes(SAMPLE.read_bytes())
    rules, dataset = tmp_path / "mine.toml", tmp_path / "dataset"
    rules.write_text(RULE, encoding="utf-8")
    words = (tmp_path / "sample.txt", "--out", dataset, "--workers", 1)
    assert batch(*words, "--rules", rules).returncode == 0
    assert any("结转一定比新收多" in said for said in read_table(dataset, "findings")["message"].to_pylist())
    assert "was begun with another rules" in batch(*words, "--resume").stderr
    rules.write_text(RULE.replace("received", "recieved"), encoding="utf-8")
    wrong = batch(tmp_path / "sample.txt", "--out", tmp_path / "other", "--rules", rules)
    assert (wrong.returncode, "recieved" in wrong.stderr) == (2, True), wrong.stderr
    assert not (tmp_path / "other").exists()


DYING = """
import os, signal, sys
from extractor.batch import parts, worker
found = parts.fetch
def fetch(entry):
    if "dies" in entry.locator: os.kill(os.getpid(), signal.SIGSEGV)
    if "raises" in entry.locator: raise KeyError("a fault of ours")
    once = os.path.join(os.path.dirname(entry.path), "once")
    if "faints" in entry.locator and not os.path.exists(once):
        open(once, "w").close(); os.kill(os.getpid(), signal.SIGKILL)
    return found(entry)
parts.fetch = fetch
worker.main()
"""


def test_a_report_that_ends_the_worker_is_tried_again_then_given_up(tmp_path, monkeypatch):
    """A worker program that dies where it is told to, under the supervision of the product."""
    monkeypatch.setattr(supervise, "COMMAND", (sys.executable, "-c", DYING))
    (tmp_path / WORK / PARTS).mkdir(parents=True)
    entries = []
    for name in ("a", "dies", "b", "raises", "faints", "c"):
        (tmp_path / name).write_text("收到申请3件。", encoding="utf-8")
        entries.append(Entry(name, "file", str(tmp_path / name)))
    seen = []
    worker = Worker(Settings(str(tmp_path)), lambda: seen.append(1))
    try:
        done = finish(worker, Part(0, tuple(entries)))
    finally:
        worker.stop()
    assert (done.reports, len(seen)) == (6, 6)
    stored = part_file(tmp_path, 0)
    assert read_stored(stored, "reports")["locator"].to_pylist() == ["a", "b", "faints", "c"]
    failures = read_stored(stored, "failures").to_pylist()
    assert [(row["kind"], row["reason"], row["tries"]) for row in failures] == [
        ("crash", "the worker was ended by SIGSEGV", 2),
        ("crash", "the worker ended (KeyError: 'a fault of ours')", 2),
    ]


def test_workers_that_cannot_begin_end_the_run(tmp_path, monkeypatch):
    monkeypatch.setattr(supervise, "COMMAND", (sys.executable, "-c", "raise SystemExit('no such model')"))
    worker = Worker(Settings(str(tmp_path)))
    with pytest.raises(BatchError, match=r"workers end before they have begun .*no such model"):
        finish(worker, Part(0, (), failures={0: Failure("crash", "")}))
    worker.stop()


# ---------------------------------------------------------------- wrong calls
def test_a_wrong_call_says_what_would_be_right(reports, whole, tmp_path):
    for words, says in (
        ((tmp_path / "nowhere", "--out", tmp_path / "a"), "there is nothing; name a folder"),
        ((reports, "--out", whole), "holds a data set already; choose another folder"),
        ((reports / "0000", "--out", whole, "--resume"), "was begun with another sources"),
        ((reports, "--out", whole, "--resume", "--form", "disclosure-2021"), "was begun with another form"),
        ((reports, "--out", tmp_path / "b", "--models", tmp_path), "no model is released here"),
        ((reports, "--out", tmp_path / "c", "--workers", "0"), "0 is too few"),
    ):
        done = batch(*words)
        assert (done.returncode, len(done.stderr.splitlines())) == (2, 1), done.stderr
        assert says in done.stderr
