"""What a model reaches is counted as users get it; two models are compared thing by thing; figures are kept."""

import csv
import shutil
from pathlib import Path

import pytest

from extractor import Pipeline
from extractor.__main__ import main
from extractor.knowledge.models import released_version
from extractor.training.bridges.graph import canonical
from extractor.training.evaluate import Evaluation, evaluate
from extractor.training.evaluate.calibration import calibration_error, reliability
from extractor.training.evaluate.compare import compare
from extractor.training.evaluate.corrections import Correction, list_corrections
from extractor.training.evaluate.judge import Judgement, Scored
from extractor.training.evaluate.scores import (
    FLOOR,
    Line,
    ScoresError,
    append_line,
    falls,
    floor_of,
    read_lines,
)
from extractor.training.evaluate.tally import Tally, groups_of, source_of, tally, tally_groups
from extractor.training.notation import read_passages

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def pipeline():
    return Pipeline()


@pytest.fixture
def judged(pipeline):
    """The judgements of one marked passage."""

    def judge(marked: str, links: str, *, header: str = "form=disclosure-2021") -> list[Judgement]:
        passages = map(
            canonical, read_passages(f"## id=x office=o year=2021 {header}\n{marked}\n--\n{links}\n")
        )
        return list(evaluate(pipeline, passages).judgements)

    return judge


def of(judgements, measure):
    return [(one.want, one.got, one.right) for one in judgements if one.measure == measure]


RIGHT = "{D 2021年}，全区共收到政府信息公开申请{1 95件}，同比增长{2 27.1%}，其中自然人申请{3 90件}。"
LINKS = """1 = 收到政府信息公开申请 | row=requests.received column=total
2 ~ 1 | 同比 up
3 = 自然人申请 | of=1 row=requests.received column=natural_person"""


# ---------------------------------------------------------------- judging
def test_what_is_read_right_is_right(judged):
    found = judged(RIGHT, LINKS)
    assert of(found, "figure") == [
        ("95 件", "95 件", True),
        ("27.1 %", "27.1 %", True),
        ("90 件", "90 件", True),
    ]
    assert of(found, "DATE") == [("2021年", "2021年", True)]
    assert of(found, "parent") == [("95件", "95件", True)]
    assert of(found, "change") == [("up", "up", True)]
    assert of(found, "row") == [
        ("requests.received[total]", "requests.received[total]", True),
        ("requests.received[natural_person]", "requests.received[natural_person]", True),
    ]
    assert [right for _, _, right in of(found, "name")] == [True, True]
    assert of(found, "negative") == [("非数量 2021", "2021", True)]


def test_what_is_read_wrong_is_wrong(judged):
    links = """1 = 收到政府信息公开申请 | value=59 unit=件
2 ~ 1 | 同比 down
3 = 公开规范性文件 | row=requests.carried_in column=total"""
    found = judged(RIGHT, links)
    assert of(found, "figure")[0] == ("59 件", "95 件", False)
    assert of(found, "change") == [("down", "up", False)]
    assert of(found, "parent") == [(None, "95件", False)]  # read, not wanted
    assert of(found, "row") == [
        (None, "requests.received[total]", False),
        ("requests.carried_in[total]", "requests.received[natural_person]", False),
    ]
    assert of(found, "name")[1][2] is False


def test_borders_count_for_the_label_and_overlap_for_the_value(judged):
    found = judged("共收到申请{1 95}件。", "1 = 收到申请 | value=95 unit=件")
    assert of(found, "QUANTITY") == [("95", None, False), (None, "95件", False)]
    assert of(found, "figure") == [("95 件", "95 件", True)]


def test_a_third_has_four_places(judged):
    found = judged(
        "办结率提高，约{1 三分之一}的申请当日办结。", "1 = 当日办结占比 | value=0.3333 unit= modifier=about"
    )
    assert of(found, "figure") == [("0.3333", "0.3333", True)]


def test_a_figure_that_is_not_annotated_is_too_many(judged):
    found = judged("共收到申请95件。", "")
    assert of(found, "figure") == [(None, "95 件", False)]
    assert of(found, "negative") == [("非数量 95", "95件", False)]
    assert tally(found)["figure"] == Tally(0, 1, 0)


def test_nothing_counts_behind_the_annotated_prose_of_a_report(judged):
    text = "共收到申请{1 95件}。\n" + "本年培训300人次。" * 3
    found = judged(text, "1 = 收到申请\ncell requests.received total 95")
    assert len(of(found, "figure")) == 1


def test_a_change_without_a_level_counts_by_its_figure(judged):
    found = judged("申请量较上年增长{1 12.5%}。", "1 = 申请量增长\n1 ~ 1 | 较上年 up")
    assert of(found, "change") == [("up", "up", True)]


def test_printed_cells_are_scored(judged):
    text = (ROOT / "extractor" / "samples" / "anlan-2023.txt").read_text(encoding="utf-8")
    found = judged(
        text,
        "cell requests.received total 314\ncell requests.carried_in total 31\ncell coercion decisions 11",
    )
    assert [right for _, _, right in of(found, "cell")] == [True, False, True]


# ---------------------------------------------------------------- counting
def test_tallies():
    rows = [
        ("row", 1, "a", "a", True),
        ("row", 2, "a", "b", False),
        ("row", 3, None, "c", False),
        ("row", 4, "d", None, False),
    ]
    one = tally(Judgement(m, "x", s, w, g, r) for m, s, w, g, r in rows)["row"]
    assert (one, round(one.precision, 3), round(one.recall, 3), round(one.f1, 3)) == (
        (1, 3, 3),
        0.333,
        0.333,
        0.333,
    )
    assert Tally(0, 0, 0).f1 == 0.0


def test_groups_are_constructions_forms_and_sources():
    passages = [
        {"id": "a", "source": {"constructions": ["flat", "zero"], "form": "statistics-2014"}},
        {"id": "b", "source": {"constructions": ["zero"], "form": None}},
    ]
    groups = groups_of(passages, {"a": "w1", "b": "w2"})
    assert groups == {
        "construction": {"flat": ["a"], "zero": ["a", "b"]},
        "form": {"statistics-2014": ["a"], "—": ["b"]},
        "source": {"w1": ["a"], "w2": ["b"]},
    }
    judgements = [Judgement("name", name, 0, "x", "x", name == "a") for name in "ab"]
    assert {
        name: row["name"].right for name, row in tally_groups(judgements, groups["construction"]).items()
    } == {"flat": 1, "zero": 1}


@pytest.mark.parametrize(
    ("stem", "source"), [("w3-02", "w3"), ("lakeside-2023", "lakeside-2023"), ("notes", "notes")]
)
def test_a_file_says_its_source(stem, source):
    assert source_of(stem) == source


def test_calibration_by_hand():
    scored = (
        [Scored("row", 0.95, True)] * 8 + [Scored("row", 0.95, False)] * 2 + [Scored("row", 1.0, True)] * 10
    )
    (one,) = reliability(scored)
    assert (one.number, round(one.score, 3), one.right) == (20, 0.975, 0.9)
    assert calibration_error([one]) == 0.075
    assert calibration_error([]) == 0.0


# ---------------------------------------------------------------- comparing
def test_gained_and_lost_are_paired_thing_by_thing():
    before = [Judgement("name", "x", place, "a", "b", place % 2 == 0) for place in range(10)]
    after = [one._replace(right=True) for one in before] + [Judgement("name", "x", 99, None, "b", False)]
    (found,) = compare(before, after)
    assert ([change.after.start for change in found.gained], found.lost, found.p) == (
        [1, 3, 5, 7, 9],
        (),
        0.0625,
    )


# ---------------------------------------------------------------- keeping
FIGURES = dict.fromkeys(FLOOR, 0.9) | {"ece_QUANTITY": 0.01, "ece_row": 0.02}


def test_scores_are_appended_and_read(tmp_path):
    first = Line("report-a", "abc", 7, FIGURES)
    second = Line("report-b", "abc", 7, FIGURES | {"name": 0.8}, "更多乡镇的写法, “先”放行")
    assert append_line(tmp_path, first)
    assert append_line(tmp_path, second)
    assert not append_line(tmp_path, second)
    assert read_lines(tmp_path) == [first, second]
    rows = list(csv.DictReader((tmp_path / "scores.csv").open(encoding="utf-8")))
    assert [row["model"] for row in rows] == ["report-a", "report-b"]


def test_a_damaged_line_is_said(tmp_path):
    append_line(tmp_path, Line("report-a", "abc", 7, FIGURES))
    path = tmp_path / "scores.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",0.9,", ",zero,", 1), encoding="utf-8")
    with pytest.raises(ScoresError, match="a line is damaged"):
        read_lines(tmp_path)


def test_what_is_below_the_floor():
    assert falls(FIGURES, FIGURES) == []
    assert falls(FIGURES | {"name": 0.89}, FIGURES) == [("name", 0.9, 0.89)]
    assert falls(FIGURES | {"name": 0.895}, FIGURES) == []  # a passage more or less does that
    assert falls(FIGURES, {"name": 0.5}) == []  # a measure that is new has no floor
    assert [fall.measure for fall in falls({}, {"row_recall": 0.9})] == ["row_recall"]
    assert falls(FIGURES | {"ece_row": 0.5}, FIGURES) == []  # shown, but no floor


def test_the_floor_does_not_wear_away():
    lines = [Line("report-a", "abc", 7, {"name": figure}) for figure in (0.9, 0.898, 0.896)]
    assert floor_of(lines) == lines[-1]._replace(figures={"name": 0.9})
    assert falls({"name": 0.894}, floor_of(lines).figures)


def test_an_allowed_fall_is_a_new_floor_and_so_are_other_passages():
    first, second = (
        Line("report-a", "abc", 7, {"name": 0.9}),
        Line("report-b", "abc", 7, {"name": 0.7}, "更多写法"),
    )
    assert floor_of([first, second]).figures == {"name": 0.7}
    assert floor_of([first, second._replace(held_out="def", note="")]).figures == {"name": 0.7}
    assert floor_of([]) is None


def test_figures_are_one_for_each_measure(pipeline):
    passages = list(map(canonical, read_passages(f"## id=x form=disclosure-2021\n{RIGHT}\n--\n{LINKS}\n")))
    figures = evaluate(pipeline, passages).figures()
    assert set(figures) <= {*FLOOR, "ece_QUANTITY", "ece_row"}
    assert figures["row_precision"] == figures["figure"] == 1.0
    assert Evaluation((), ()).figures() == {"ece_QUANTITY": 0.0, "ece_row": 0.0}


# ---------------------------------------------------------------- the command
@pytest.fixture
def folder(tmp_path):
    """A copy of the released model, and a small held-out set."""
    version = released_version(ROOT / "models")
    shutil.copytree(ROOT / "models" / version, tmp_path / "models" / version)
    shutil.copy(ROOT / "models" / "released", tmp_path / "models")
    held_out = tmp_path / "annotations" / "held_out"
    held_out.mkdir(parents=True)
    shutil.copy(ROOT / "annotations" / "held_out" / "w1-02.jsonl", held_out)
    return tmp_path


def call(folder, *words):
    return main([*words, "--models", str(folder / "models"), "--annotations", str(folder / "annotations")])


def test_the_command_prints_every_table_and_keeps_the_line(folder, capsys):
    assert call(folder, "evaluate") == 0
    out, err = capsys.readouterr()
    titles = (
        "标签（起止与标签都对）",
        "读出的内容",
        "按构式",
        "按格式",
        "按来源",
        "数量的 score 可信度",
        "行列的 score 可信度",
    )
    assert all(title in out for title in titles)
    assert "写入" in err
    (line,) = read_lines(folder / "models")
    assert line.model == released_version(folder / "models")
    assert call(folder, "evaluate", "--against", "released") == 0
    out, err = capsys.readouterr()
    assert "与另一版本比较" in out
    assert "已在" in err
    assert len(read_lines(folder / "models")) == 1


def test_another_split_is_not_kept(folder):
    shutil.copytree(folder / "annotations" / "held_out", folder / "annotations" / "train")
    assert call(folder, "evaluate", "--split", "train") == 0
    assert read_lines(folder / "models") == []


def test_a_fall_is_not_kept(folder, capsys):
    assert call(folder, "evaluate") == 0
    (line,) = read_lines(folder / "models")
    append_line(
        folder / "models", line._replace(model="report-better", figures={**line.figures, "name": 1.0})
    )
    assert call(folder, "evaluate") == 1
    assert "低于底线（report-better）：名称 1.0000 → " in capsys.readouterr().err
    assert read_lines(folder / "models")[-1].model == "report-better"


def test_plots_are_drawn_with_chinese_words(folder):
    pytest.importorskip("altair")
    pytest.importorskip("vl_convert")
    assert call(folder, "evaluate", "--plots", str(folder / "plots")) == 0
    assert "实际正确的比例" in (folder / "plots" / "reliability.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--model", "nothing"], "there is no model 'nothing'; models are: report-"),
        (["--against", "nothing"], "there is no model 'nothing'"),
        (["--split", "nothing"], "there is no such file or folder"),
    ],
)
def test_a_wrong_call_says_what_would_be_right(folder, words, says, capsys):
    assert call(folder, "evaluate", *words) == 2
    assert says in capsys.readouterr().err


# ---------------------------------------------------------------- corrections
def judgements(*told):
    return [Judgement(measure, "p", start, want, got, want == got or bool(alike)) for measure, start, want, got, *alike in told]


@pytest.mark.parametrize(("before", "after", "told"), [
    ([("name", 3, "发布信息", "发布")], [("name", 3, "发布信息", "发布信息")], [("name", "发布信息", "发布", "发布信息", True)]),
    ([("name", 3, "发布信息", "发布")], [("name", 3, "发布信息", "信息")], [("name", "发布信息", "发布", "信息", False)]),
    ([("name", 3, "发布信息", "发布信息")], [("name", 3, "发布信息", "信息")], [("name", "发布信息", "发布信息", "信息", False)]),
    ([("name", 3, "发布信息", "发布信息")], [("name", 3, "发布信息", "发布信息")], []),  # both read it so: there was nothing to correct
    ([("name", 3, "发布信息", "本县发布信息", True)], [("name", 3, "发布信息", "发布信息")],
     [("name", "发布信息", "本县发布信息", "发布信息", True)]),  # alike is right, but was corrected
    ([("DATE", 3, None, "2023年")], [], [("DATE", None, "2023年", None, True)]),  # a label that was taken away
    ([("DATE", 3, "2023年", None), ("DATE", 3, None, "2023")], [("DATE", 3, "2023年", "2023年")],
     [("DATE", "2023年", "2023", "2023年", True)]),  # another border: one line
    ([("figure", 3, "95 件", None), ("QUANTITY", 3, "95件", None), ("modifier", 3, "95 件 exact", None)],
     [("figure", 3, "95 件", "95 件"), ("QUANTITY", 3, "95件", "95件"), ("modifier", 3, "95 件 exact", "95 件 exact")],
     [("figure", "95 件", None, "95 件", True)]),  # one figure: one line
    ([("QUANTITY", 3, "95件", None), ("QUANTITY", 3, None, "95"), ("figure", 3, "95 件", "95 件")],
     [("QUANTITY", 3, "95件", "95件"), ("figure", 3, "95 件", "95 件")],
     [("QUANTITY", "95件", "95", "95件", True)]),
])  # fmt: skip
def test_a_correction_says_how_it_was_read_and_is_read(before, after, told):
    found = list_corrections(judgements(*before), judgements(*after))
    assert [(one.measure, one.want, one.before, one.after, one.holds) for one in found] == told


def test_what_does_not_hold_stands_first():
    before = judgements(("name", 3, "甲", "乙"), ("name", 9, "丙", "丁"))
    after = judgements(("name", 3, "甲", "甲"), ("name", 9, "丙", "丁"))
    assert list_corrections(before, after) == [
        Correction("name", "p", 9, "丙", "丁", "丁", False), Correction("name", "p", 3, "甲", "乙", "甲", True),
    ]  # fmt: skip
