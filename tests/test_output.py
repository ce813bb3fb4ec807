"""What people are shown: the table, the CSV, the workbook and the page say what was read, and nothing else."""

import base64
import csv
import hashlib
import io
import json
import re
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest
from rich.cells import cell_len
from rich.console import Console

from extractor.knowledge.forms import form_names, load_form
from extractor.output import cells_csv, lines, page, table, workbook
from extractor.output.accepting import AcceptError, read_accepted, review
from extractor.output.layout import lay_out
from extractor.output.page_text import Mark, mark_text
from extractor.output.places import find_places, formula_in_words
from extractor.output.report import Report, make_report, spoken_text, summary
from extractor.output.words import RULES, WordsError, figure, load_words, read_words, rounded
from extractor.pipeline import Pipeline
from extractor.records import Evidence, Finding, Observation, Table

SAMPLES = Path(__file__).parents[1] / "extractor" / "samples"
SAMPLE = (SAMPLES / "anlan-2023.txt").read_text(encoding="utf-8")
HOSTILE = "=cmd|'/c calc'!A1<script>alert(1)</script>&\"'"


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline()


@pytest.fixture(scope="module")
def report(pipeline: Pipeline) -> Report:
    return make_report(pipeline.extract(SAMPLE, document_id="anlan-2023"), pipeline.model)


@pytest.fixture(scope="module")
def hostile(pipeline: Pipeline) -> Report:
    """A report whose words, labels and title try to become a formula or markup."""
    text = SAMPLE.replace("安澜市自然资源和规划局2023年度", f"{HOSTILE}2023年度", 1).replace(
        "行政强制 |", f"{HOSTILE} |", 1
    )
    extraction = pipeline.extract(text, document_id=HOSTILE)
    filled = extraction.table
    assert filled is not None
    cells = tuple(replace(cell, printed_name=HOSTILE) for cell in filled.observations)
    return make_report(replace(extraction, table=replace(filled, observations=cells)), pipeline.model)


# ---------------------------------------------------------------- the form as on paper
@pytest.mark.parametrize("name", form_names())
def test_every_cell_stands_in_one_line(name):
    form = load_form(name)
    places = [
        (row.id, column)
        for row in form.rows.values()
        for column in row.columns or ((None,) if row.unit else ())
    ]
    cells = tuple(
        Observation(row, column, "", None, "", "absent", None, None, None) for row, column in places
    )
    blocks = lay_out(form, Table(name, cells, ()))
    shown = [(cell.row, cell.column) for block in blocks for line in block.lines for cell in line.cells]
    assert sorted(shown, key=str) == sorted(places, key=str)
    assert all(
        not line.cells or len(line.cells) == max(1, len(block.columns))
        for block in blocks
        for line in block.lines
    )


def test_the_form_reads_as_on_paper(report):
    blocks = lay_out(report.form, report.extraction.table)
    assert [block.title for block in blocks if block.title] == [
        "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况",
    ]  # fmt: skip
    requests = next(block for block in blocks if block.title.startswith("三"))
    labels = [line.label for line in requests.lines]
    assert labels[:5] == [
        "一、本年新收政府信息公开申请数量",
        "二、上年结转政府信息公开申请数量",
        "三、本年度办理结果",
        "（一）予以公开",
        "（二）部分公开",
    ]
    assert labels[-2:] == ["（七）总计", "四、结转下年度继续办理"]


# ---------------------------------------------------------------- places and words
def test_a_finding_is_quoted_in_its_sentence_and_named_in_the_form(report):
    spoken, printed = find_places(report, report.findings[0].finding)
    assert (
        "".join(piece.text for piece in spoken.pieces) == "2023年新收341件，其中自然人265件、法律服务机构18件"
    )
    assert [piece.text for piece in spoken.pieces if piece.evidence is not None] == ["341件"]
    assert printed.label == "统计表“本年新收政府信息公开申请数量”·总计"


def test_a_quotation_keeps_every_evidence_once(report):
    for one in report.findings:
        shown = [piece.evidence for place in find_places(report, one.finding) for piece in place.pieces]
        assert sorted(number for number in shown if number is not None) == list(
            range(len(one.finding.evidence))
        )


def test_formulas_are_said_in_the_forms_own_words(report):
    formula = "requests.results == parts(requests.results) [total]: 21104 ≠ 21041"
    assert (
        formula_in_words(report, formula)
        == "本年度办理结果总计 ＝ 本年度办理结果总计的各分项之和 [总计]: 21104 ≠ 21041"
    )


def test_every_rule_kind_has_a_name_and_a_sentence():
    words = load_words()
    assert all(words.rule_name(rule) != rule and words.rule_text(rule) for rule in RULES)
    assert words.rule_name("prose-sum-of-shares") == words.rule_name("prose-sum")
    assert words.rule_name("my-own") == "my-own"


def test_a_file_of_words_that_lacks_something_says_what():
    with pytest.raises(
        WordsError, match=r"words.toml: there is no \[tables\]; sections are: tables, severities"
    ):
        read_words("[severities]\nerror = '矛盾'", where="words.toml")
    with pytest.raises(WordsError, match=r"words.toml: \[severities\] lacks query"):
        read_words("[tables]\n[severities]\nerror = '矛盾'", where="words.toml")


@pytest.mark.parametrize(
    ("value", "shown"),
    [("21.656050955", "21.66"), ("1.690E+2", "169"), ("56.70", "56.7"), ("0.5", "0.5"), ("8", "8")],
)
def test_computed_figures_are_rounded_for_people(value, shown):
    assert rounded(Decimal(value)) == shown


# ---------------------------------------------------------------- accepted findings
def finding(message: str, severity="error") -> Finding:
    return Finding("share", severity, message, "76 / 134 ≠ 61.2%", None, None, (Evidence(1, 3, "76"),))


def test_open_errors_come_first_and_accepted_ones_last():
    first, second, third = (
        finding("甲", "query"),
        replace(finding("乙"), formula="1 ≠ 2"),
        replace(finding("丙"), formula="3 ≠ 4"),
    )
    accepted = frozenset({review([second], frozenset())[0].fingerprint})
    assert [one.finding.message for one in review([first, second, third], accepted)] == ["丙", "甲", "乙"]


def test_like_findings_have_unlike_fingerprints():
    names = [one.fingerprint for one in review([finding("甲"), finding("乙")], frozenset())]
    assert names[1] == f"{names[0]}-2"


def test_a_fingerprint_does_not_know_the_place():
    moved = replace(finding("甲"), evidence=(Evidence(901, 903, "76"),))
    assert review([finding("甲")], frozenset())[0].fingerprint == review([moved], frozenset())[0].fingerprint


@pytest.mark.parametrize(
    "text",
    ['["0a1b"]', '[{"fingerprint": "0a1b"}]', '{"findings": [{"fingerprint": "0a1b", "note": "口径不同"}]}'],
)
def test_accepted_findings_are_read_in_every_shape(text):
    assert read_accepted(text, where="accepted.json") == {"0a1b"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "not JSON"),
        ("3", "no list of findings"),
        ("[{}]", "entry 1 has no fingerprint"),
        ("{}", "no list"),
    ],
)
def test_a_wrong_file_of_accepted_findings_says_what_is_wrong(text, says):
    with pytest.raises(AcceptError, match=says):
        read_accepted(text, where="accepted.json")


# ---------------------------------------------------------------- the formats
def test_the_line_keeps_every_finding_with_its_fingerprint(report):
    found = json.loads(lines.render(report))
    assert [one["fingerprint"] for one in found["findings"]] == [one.fingerprint for one in report.findings]
    assert [one["message"] for one in found["findings"]] == [one.finding.message for one in report.findings]


def test_another_figure_that_no_finding_holds_against_the_cell_may_be_of_something_else(report):
    extraction = report.extraction
    (cell,) = [cell for cell in extraction.table.observations if (cell.row, cell.column) == ("requests.received", "total")]
    assert spoken_text(report, cell) == "341件✗"
    silent = replace(report, findings=tuple(one for one in report.findings if one.finding.rule != "prose-table"))
    assert spoken_text(silent, cell) == "341件?"


@pytest.mark.parametrize("width", [80, 120])
def test_the_table_fits_the_terminal(report, width):
    drawn = table.capture(report, Console(width=width, color_system=None)).decode()
    assert max(map(cell_len, drawn.splitlines())) <= width
    for said in (
        "341件✗",
        "314",
        "58230.66",
        "5.82亿元✓",
        "矛盾2处",
        "【341件】",
        "以另一处为准，341应为314",
        summary(report),
    ):
        assert said in drawn.replace("\n", "")


@pytest.mark.parametrize("times", [1, 10**6])
@pytest.mark.parametrize("width", [20, 60, 80, 120])
def test_no_figure_is_broken_over_lines(report, width, times):
    filled = report.extraction.table
    cells = tuple(
        replace(one, value=one.value * times if one.value is not None else None)
        for one in filled.observations
    )
    larger = replace(report, extraction=replace(report.extraction, table=replace(filled, observations=cells)))
    drawn = table.capture(larger, Console(width=width, color_system=None)).decode()
    printed = {figure(cell.value) for cell in cells if cell.value is not None}
    assert printed <= set(re.findall(r"[\d.]+", drawn))


def test_csv_has_a_row_for_every_cell(report):
    text = (cells_csv.opening() + cells_csv.render(report)).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == len(report.extraction.table.observations)
    row = next(row for row in rows if (row["row"], row["column"]) == ("requests.received", "total"))
    assert (row["value"], row["prose_value"], row["prose_agrees"], row["evidence"]) == (
        "314",
        "341件",
        "no",
        "314",
    )
    assert SAMPLE[int(row["start"]) : int(row["end"])] == "314"


def test_csv_holds_no_formula(hostile):
    text = (cells_csv.opening() + cells_csv.render(hostile)).decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert any(HOSTILE in cell for cell in cells)
    assert not [cell for cell in cells if cell[:1] in "=+@\t\r" and cell]


def test_the_workbook_is_the_form_with_its_evidence(report):
    book = openpyxl.load_workbook(io.BytesIO(workbook.render(report)))
    assert book.sheetnames == ["统计表", "核查结果", "正文指标", "文号与标题", "未归位"]
    rows = [[cell.value for cell in row] for row in book["统计表"].iter_rows()]
    received = next(row for row in rows if row[0] == "一、本年新收政府信息公开申请数量")
    assert received[1:9] == ["件", 265, 31, 0, 0, 18, 0, 314]
    assert "总计：341件✗" in received[-1]
    findings = [row[3].value for row in book["核查结果"].iter_rows(min_row=2)]
    assert findings == [one.finding.message for one in report.findings]
    assert book["正文指标"].max_row == len(report.extraction.measurements) + 1
    assert "安自然资发〔2023〕66号" in [row[1].value for row in book["文号与标题"].iter_rows()]


def test_the_workbook_is_the_same_every_time(report):
    assert workbook.render(report) == workbook.render(report)


def test_the_workbook_holds_no_formula(hostile):
    book = openpyxl.load_workbook(io.BytesIO(workbook.render(hostile)))
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


class Tags(HTMLParser):
    """Every tag of a page with its attributes, and whether each was closed."""

    VOID = ("meta", "br", "link", "img", "input")

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def tags_of(report: Report) -> Tags:
    tags = Tags()
    tags.feed(page.render(report).decode())
    assert not tags.open
    return tags


def test_the_page_shows_both_places_of_a_finding(report):
    drawn = page.render(report).decode()
    evidence = report.findings[0].finding.evidence
    assert f'<a href="#t{evidence[0].start}"><mark class="error">341件</mark></a>' in drawn
    assert f'<mark class="error figure-said" id="t{evidence[0].start}"' in drawn
    assert f'<td class="error" id="c{evidence[1].start}"><a href="#t{evidence[1].start}">314</a></td>' in drawn
    assert drawn.index('id="findings"') < drawn.index('id="form"') < drawn.index('id="text"')


def test_a_cell_that_many_sentences_speak_of_shows_those_that_disagree_and_folds_the_others(pipeline):
    repeated = SAMPLE.replace("2023年新收341件", "2023年新收314件，办结311件。" * 9 + "2023年新收341件", 1)
    drawn = page.render(make_report(pipeline.extract(repeated), pipeline.model)).decode()
    (cell,) = [one for one in re.findall(r'<td class="prose">(.*?)</td>', drawn) if "341件✗" in one]
    shown, folded = cell.split("<details>")
    first, more = (re.findall(r">([^<]*)</a>", part) for part in (shown, folded))
    assert first[0] == "341件✗"
    assert len(first) == 6
    assert (first + more).count("314件✓") >= 9
    assert f"<summary>另{len(more)}处</summary>" in folded


def test_every_link_of_the_page_has_its_place(report):
    found = tags_of(report).found
    links = [attributes["href"] for tag, attributes in found if tag == "a"]
    names = [attributes["id"] for _, attributes in found if "id" in attributes]
    assert links
    assert all(link[1:] in names for link in links)
    assert len(names) == len(set(names))


def test_the_page_needs_no_network_and_no_script(report):
    found = tags_of(report).found
    assert not {"script", "link", "img", "iframe", "object"} & {tag for tag, _ in found}
    assert not [attributes for _, attributes in found if "src" in attributes or "style" in attributes]
    policy = next(attributes["content"] for _, attributes in found if attributes.get("http-equiv"))
    drawn = page.render(report).decode()
    style = re.search(r"<style>(.*?)</style>", drawn, re.S)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert "url(" not in style
    assert "@import" not in style


def test_the_page_takes_no_text_for_markup(hostile):
    assert "script" not in {tag for tag, _ in tags_of(hostile).found}
    assert "&lt;script&gt;" in page.render(hostile).decode()


def test_marked_text_is_the_text():
    marks = [
        Mark(0, 4, "date"),
        Mark(2, 6, "error"),
        Mark(2, 6, "figure-said"),
        Mark(9, 9, "title"),
        Mark(6, 12, "indicator"),
    ]
    marked = mark_text("a<b>c&d\"e'f", marks)
    seen: list[str] = []
    parser = HTMLParser()
    parser.handle_data = seen.append  # type: ignore[method-assign]
    parser.feed(marked)
    parser.close()
    assert "".join(seen) == "a<b>c&d\"e'f"


# ---------------------------------------------------------------- what is not there
@pytest.mark.parametrize(
    "render", [lines.render, table.render, cells_csv.render, workbook.render, page.render]
)
@pytest.mark.parametrize("text", ["没有数字的一段话。", "2005年共收到信件12件。", "1" * 500])
def test_a_report_without_a_form_is_drawn_all_the_same(pipeline, render, text):
    assert isinstance(render(make_report(pipeline.extract(text), pipeline.model)), bytes)


def test_a_consistent_report_says_so(pipeline):
    drawn = make_report(pipeline.extract("2021年收到申请95件。"), pipeline.model)
    assert "未发现矛盾" in table.render(drawn).decode()
    assert "没有发现前后矛盾的数字" in page.render(drawn).decode()
