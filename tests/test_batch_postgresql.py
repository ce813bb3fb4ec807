"""A data set is copied to a real server; copying it again, or another one over it, leaves every report once."""

import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from extractor.batch.load import read_table
from extractor.batch.schema import load_schema
from tests.benchmark.reports import write_reports
from tests.postgresql import find_programs, server

postgresql = pytest.importorskip("adbc_driver_postgresql.dbapi")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_programs() is None, reason="PostgreSQL is not installed (apt-get install postgresql)"),
]
COUNT = 9


@pytest.fixture(scope="module")
def uri() -> Iterator[str]:
    with server() as place:
        yield place


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_reports(tmp_path_factory.mktemp("in"), COUNT)
    (folder / "empty.txt").write_bytes(b"")
    (folder / "nul.txt").write_text("2021年收到申请3件\0。" + "公开" * 200, encoding="utf-8")
    return folder


def batch(*words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "extractor", "batch", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def ask(uri: str, question: str) -> list[tuple]:
    with postgresql.connect(uri) as connection, connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchall()


def counts(uri: str) -> dict[str, int]:
    return {name: ask(uri, f"SELECT count(*) FROM extractor.{name}")[0][0] for name in load_schema().tables}


def test_every_row_arrives_once_however_often_it_is_copied(uri, reports, tmp_path):
    dataset = tmp_path / "dataset"
    words = (reports, "--out", dataset, "--workers", 1, "--to", uri)
    done = batch(*words)
    assert done.returncode == 1, done.stderr
    wanted = {name: read_table(dataset, name).num_rows for name in load_schema().tables}
    assert counts(uri) == wanted
    assert batch(*words, "--resume").returncode == 0
    assert counts(uri) == wanted
    again = tmp_path / "again"
    (reports / "empty.txt").write_text("2021年收到申请3件。", encoding="utf-8")
    assert batch(reports, "--out", again, "--workers", 1, "--to", uri).returncode == 0
    assert counts(uri) == {**counts(uri), "failures": 0, "reports": COUNT + 2}


def test_figures_texts_and_lists_are_what_they_were(uri):
    value, exact = ask(
        uri, "SELECT value::text, value_exact FROM extractor.measurements WHERE value_exact LIKE '%.%' LIMIT 1"
    )[0]
    assert Decimal(value) == Decimal(exact)
    question = "SELECT text FROM extractor.reports WHERE document_id = 'nul'"
    assert ask(uri, question)[0][0].startswith("2021年收到申请3件\u2400。")
    assert ask(uri, "SELECT count(*) FROM extractor.reports WHERE jsonb_array_length(prose) > 0")[0][0] == COUNT + 2
    comment = "SELECT col_description('extractor.observations'::regclass, ordinal_position::int) FROM "
    where = "information_schema.columns WHERE table_schema = 'extractor' AND table_name = 'observations' AND column_name = 'state'"
    assert ask(uri, comment + where)[0][0].startswith("printed 印有数字")


def test_an_older_schema_there_and_a_server_that_is_not_there_are_said_in_one_line(uri, reports, tmp_path):
    dataset = tmp_path / "dataset"
    assert batch(reports, "--out", dataset, "--workers", 1).returncode == 0
    with postgresql.connect(uri) as connection, connection.cursor() as cursor:
        cursor.execute("UPDATE extractor.version SET version = 0")
        connection.commit()
    for place, says in ((uri, "drop the schema extractor there"), ("postgresql://me:secret@127.0.0.1:9/x", "refused")):
        done = batch(reports, "--out", dataset, "--resume", "--to", place)
        assert done.returncode == 1
        assert says in done.stderr
        assert "secret" not in done.stderr
        assert "Traceback" not in done.stderr
