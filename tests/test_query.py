"""A data set is asked in SQL; bodies are resolved to a register, and what is not sure stays unresolved and listed."""

import csv
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from extractor.batch.dataset import DatasetError
from extractor.batch.query import QueryError, Questions
from extractor.batch.register import Register, RegisterError, load_register, read_register
from extractor.batch.schema import load_schema
from extractor.batch.views import load_views
from tests.benchmark.reports import write_report

OWN = """
[[divisions]]
code = "990100"
name = "安澜市"

[[divisions]]
code = "990200"
name = "云湖市"
names = ["云湖县"]

[[bodies]]
name = "安澜经济开发区管理委员会"
level = "县"
names = ["安澜经开区管委会"]
"""
# an office in its first year as a county's bureau, and in the next as a city's commission: one body
RENAMED = "云湖{}{}{}年政府信息公开工作年度报告\n\n本报告由云湖{}{}编制。{}年新收政府信息公开申请{}件。\n{}"
SAME = "我单位坚持以公开为常态、不公开为例外，全年共举办政务开放日活动3次。"
CHANGED = "我单位坚持以公开为常态、不公开为例外，全年共举办政务开放日活动5次。"


def renamed(kind: str, office: str, year: int, received: int, said: str) -> str:
    return RENAMED.format(kind, office, year, kind, office, year, received, said)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("register") / "own.toml"
    path.write_text(OWN, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("asked")
    reports = folder / "reports"
    reports.mkdir()
    for number in (0, 1, 2, 3, 5, 6, 7):  # the office's years 2017 to 2024, and 2021 is missing
        name, text = write_report(number)
        (reports / name).write_text(text, encoding="utf-8")
    (reports / "a.txt").write_text(renamed("县", "卫生和计划生育委员会", 2018, 12, SAME), encoding="utf-8")
    (reports / "b.txt").write_text(renamed("市", "卫生健康委员会", 2019, 15, SAME), encoding="utf-8")
    (reports / "c.txt").write_text(renamed("市", "卫健委", 2020, 15, CHANGED), encoding="utf-8")
    words = [reports, "--out", folder / "dataset", "--workers", 1]
    done = subprocess.run([sys.executable, "-m", "extractor", "batch", *map(str, words)], check=False)
    assert done.returncode == 0
    return folder / "dataset"


@pytest.fixture(scope="module")
def questions(dataset: Path, own: Path) -> Questions:
    return Questions(dataset, load_register([own]))


def rows(questions: Questions, sql: str) -> list[tuple]:
    return list(questions.ask(sql).rows)


# ---------------------------------------------------------------- views
@pytest.mark.parametrize("name", [*load_views(), *load_schema().tables])
def test_every_view_and_table_answers_with_the_columns_that_are_documented(questions, name):
    found = questions.ask(name)
    wanted = load_views()[name].columns if name in load_views() else load_schema().tables[name].columns
    by_year = name in load_schema().tables and load_schema().tables[name].by_year
    partition = ["year"] if by_year else []
    assert [column.name for column in found.columns] == [column.name for column in wanted] + partition
    assert all(column.text != "查询所定" for column in found.columns)


def test_the_panel_lays_the_three_forms_side_by_side(questions):
    found = rows(
        questions,
        "SELECT year, form, value::INTEGER FROM panel WHERE body = '安澜市教育局' AND row_id = 'requests.received' "
        "AND column_id = 'total' ORDER BY year",
    )
    assert [(year, form) for year, form, _ in found] == [
        (2017, "statistics-2014"), (2018, "statistics-2014"), (2019, "disclosure-2019"), (2020, "disclosure-2019"),
        (2022, "disclosure-2021"), (2023, "disclosure-2021"), (2024, "disclosure-2021"),
    ]  # fmt: skip
    assert all(value for *_, value in found)


def test_a_year_without_a_report_is_missing(questions):
    found = rows(questions, "SELECT year FROM missing WHERE body = '安澜市教育局'")
    assert found == [(2021,)]


def test_a_contradiction_comes_with_body_year_and_both_places(questions):
    """The writer lets the prose say nine more than the table; both can be true, so it is a query and no contradiction."""
    asked = (
        "SELECT h.body, h.year, len(f.evidence) FROM findings f JOIN holdings h USING (report_id) "
        "WHERE f.rule LIKE 'prose-table%' AND f.message LIKE '%申请%'"
    )
    assert ("安澜市教育局", 2017, 2) in rows(questions, asked)
    errors = rows(questions, "SELECT report_id, fingerprint FROM findings WHERE severity = 'error' ORDER BY ALL")
    assert rows(questions, "SELECT report_id, fingerprint FROM contradictions ORDER BY ALL") == errors


def test_a_sentence_carried_over_is_found_and_one_with_another_figure_is_not(questions):
    found = rows(questions, "SELECT body, year, sentence, has_figures FROM repeated WHERE sentence LIKE '我单位坚持%'")
    assert found == [("云湖市卫生健康委员会", 2019, SAME.removesuffix("。"), True)]


def test_a_renamed_body_stays_one_and_an_unknown_one_keeps_its_name(dataset, questions):
    found = rows(questions, "SELECT DISTINCT body_id FROM bodies WHERE issuer LIKE '云湖%'")
    assert found == [("990200:卫生健康委员会",)]
    unknown = Questions(dataset, load_register())
    assert rows(unknown, "SELECT issuer, reports FROM unresolved WHERE issuer LIKE '安澜%'") == [("安澜市教育局", 7)]
    assert rows(unknown, "SELECT DISTINCT body FROM panel WHERE body LIKE '安澜%'") == [("安澜市教育局",)]


@pytest.mark.parametrize(
    ("sql", "says"),
    [("SELECT", "Parser Error"), ("SELECT x FROM panel", '"x"'), ("panels", "tables and views are: reports")],
)
def test_a_wrong_question_is_one_line(questions, sql, says):
    with pytest.raises(QueryError, match=says) as raised:
        questions.ask(sql)
    assert "\n" not in str(raised.value)


def test_a_folder_that_is_no_data_set(tmp_path):
    with pytest.raises(DatasetError, match="is no data set; `extractor batch` makes one"):
        Questions(tmp_path, load_register())


# ---------------------------------------------------------------- the register
@pytest.fixture(scope="module")
def register(own: Path) -> Register:
    return load_register([own])


RESOLVED = [
    # (why it is here, issuer, region, body, level, code)
    ("whole chain", "安徽省合肥市庐阳区教育局", "安徽省合肥市庐阳区", "合肥市庐阳区教育局", "县", "340103"),
    ("the province left out", "合肥市庐阳区教育局", "合肥市庐阳区", "合肥市庐阳区教育局", "县", "340103"),
    ("one of that name in the land", "庐阳区教育局", "庐阳区", "合肥市庐阳区教育局", "县", "340103"),
    ("as it calls itself", "区教育局", "合肥市庐阳区", "合肥市庐阳区教育局", "县", "340103"),
    ("under a municipality", "北京市朝阳区民政局", None, "北京市朝阳区民政局", "县", "110105"),
    ("a province", "安徽省教育厅", "安徽省", "安徽省教育厅", "省", "340000"),
    ("a short name", "合肥市发改委", "合肥市", "合肥市发展和改革委员会", "市", "340100"),
    ("renamed in 2018", "合肥市环境保护局", "合肥市", "合肥市生态环境局", "市", "340100"),
    ("the city was renamed in 2010", "襄樊市财政局", "襄樊市", "襄阳市财政局", "市", "420600"),
    ("a county that became a city's district", "海门市统计局", "海门市", "南通市海门区统计局", "县", "320614"),
    ("a county that became a district before", "北京市密云县民政局", None, "北京市密云区民政局", "县", "110118"),
    ("an office whose name begins as a city would", "市场监督管理局", "合肥市", "合肥市市场监督管理局", "市", "340100"),
    ("a town", "合肥市庐阳区大杨镇人民政府", "合肥市庐阳区大杨镇", "合肥市庐阳区大杨镇人民政府", "乡", "340103"),
    ("a national office in a city", "国家税务总局合肥市税务局", "合肥市", "合肥市税务局", "市", "340100"),
    ("a ministry", "环境保护部", None, "生态环境部", "国家", None),
    ("one's own", "安澜经开区管委会", None, "安澜经济开发区管理委员会", "县", None),
    ("of four cities", "鼓楼区教育局", "鼓楼区", None, None, None),
    ("no place of that name", "清岭市教育局", "清岭市", None, None, None),
    ("an office without a place", "教育局", None, None, None, None),
    ("a place without an office", "合肥市", "合肥市", None, None, None),
    ("nothing", None, None, None, None, None),
]


@pytest.mark.parametrize("row", RESOLVED, ids=lambda row: row[0])
def test_a_body_is_resolved_or_says_why_not(register, row):
    _, issuer, region, body, level, code = row
    found = register.resolve(issuer, region)
    if body is None:
        assert found.why
        assert (found.level, found.region_code) == (None, None)
    else:
        assert (found.body, found.level, found.region_code, found.why) == (body, level, code, None)


def test_a_merged_office_stays_itself_and_names_its_successor(register):
    found = register.resolve("合肥市工商局", "合肥市")
    assert (found.body, found.successor) == ("合肥市工商行政管理局", "市场监督管理局")


def test_an_ambiguous_name_says_which_places_it_may_be(register):
    why = register.resolve("鼓楼区教育局", "鼓楼区").why
    assert why is not None
    assert "南京市鼓楼区（320106）" in why
    assert "福州市鼓楼区（350102）" in why


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ("x = ", "own.toml: not TOML"),
        ('[[office]]\nname = "局"', r"own.toml: \[\[office\]\] is not known; known are: divisions"),
        ('[[bodies]]\nname = "局"', "own.toml: .* 1: lacks 'level'"),
        ('[[offices]]\nname = "局"\nnames = "处"', "names is '处'; want a list of names"),
        ('[[offices]]\nname = "局"\nother = "处"', "'other' is not known"),
    ],
)
def test_a_wrong_register_says_file_entry_and_what_would_be_right(toml, says):
    with pytest.raises(RegisterError, match=says):
        read_register(toml, where="own.toml")


def test_a_name_of_two_offices_is_refused(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text('[[offices]]\nname = "甲局"\nnames = ["丙局"]\n[[offices]]\nname = "乙局"\nnames = ["丙局"]', "utf-8")
    with pytest.raises(RegisterError, match="丙局 is a name of 甲局 and of 乙局"):
        load_register([path])


# ---------------------------------------------------------------- the command
def query(*words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "extractor", "query", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_panel_as_a_workbook_with_its_dictionary(dataset, own, tmp_path):
    place = tmp_path / "panel.xlsx"
    assert query(dataset, "panel", "--bodies", own, "-o", place).returncode == 0
    book = openpyxl.load_workbook(place)
    assert book.sheetnames == ["数据", "数据字典"]
    names = [cell.value for cell in book["数据"][1]]
    assert [row[0].value for row in book["数据字典"].iter_rows(min_row=2)] == names
    assert all(row[2].value for row in book["数据字典"].iter_rows(min_row=2))
    assert isinstance(book["数据"].cell(2, names.index("value") + 1).value, int)


def test_the_panel_as_csv_with_its_dictionary_beside(dataset, tmp_path):
    place = tmp_path / "panel.csv"
    assert query(dataset, "panel", "-o", place).returncode == 0
    found = list(csv.DictReader(place.read_text("utf-8-sig").splitlines()))
    told = list(csv.DictReader((tmp_path / "panel.columns.csv").read_text("utf-8-sig").splitlines()))
    assert list(found[0]) == [row["列"] for row in told]
    assert {row["value"] for row in found if row["state"] == "printed"} >= {"0"}  # not 0.0000000000
    assert sorted(path.name for path in tmp_path.iterdir()) == ["panel.columns.csv", "panel.csv"]


def test_what_can_be_asked_is_listed_and_a_wrong_call_is_one_line(dataset, tmp_path):
    assert "panel " in query(dataset).stdout
    for words, says in (((dataset, "panels"), "tables and views are"), ((tmp_path, "panel"), "is no data set")):
        done = query(*words)
        assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
        assert says in done.stderr
