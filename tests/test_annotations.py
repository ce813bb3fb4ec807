"""The guideline's sections are the labels, its examples are right, and `annotations validate` finds every fault."""

import copy
import json
import re
import sys
from pathlib import Path
from typing import get_args

import pytest

from extractor.__main__ import main
from extractor.records import Label
from extractor.training.bridges.graph import canonical
from extractor.training.notation import GUIDELINE_VERSION, read_passages
from extractor.training.validate import check_passage, validate
from extractor.training.validate.duplicates import Index, grams, likeness, mask
from extractor.training.validate.places import Placed

ROOT = Path(__file__).parents[1]
GUIDELINE = (ROOT / "annotations" / "GUIDELINE.md").read_text(encoding="utf-8")
EXAMPLES = [f"## {one}" for one in re.findall(r"^```marked (.*?)^```", GUIDELINE, re.M | re.S)]

PASSAGE = """## id=one office=湖滨区 year=2021 form=disclosure-2021
{D 2021年}，全区{I1 收到政府信息公开申请}{1 95件}，同比增长{2 27.1%}，其中{I3 自然人申请}{3 90件}。
--
1 = 收到政府信息公开申请 | row=requests.received column=total
2 ~ 1 | 同比 up
3 = 自然人申请 | of=1 row=requests.received column=natural_person
"""


# ---------------------------------------------------------------- the guideline
def test_sections_are_exactly_the_labels():
    assert re.findall(r"^## (.*)", GUIDELINE, re.M) == list(get_args(Label))


def test_the_guideline_says_its_version():
    assert f"版本 {GUIDELINE_VERSION}" in GUIDELINE.splitlines()[0]


@pytest.mark.parametrize("label", get_args(Label))
def test_each_section_defines_shows_warns_and_decides(label):
    section = re.search(rf"^## {label}\n(.*?)(?=^## |\Z)", GUIDELINE, re.M | re.S)[1]
    assert re.findall(r"^\*\*(定义|例|易混|判例)\*\*", section, re.M) == ["定义", "例", "易混", "判例"]


@pytest.mark.parametrize("marked", EXAMPLES)
def test_its_examples_are_right(marked):
    (passage,) = read_passages(marked)
    assert list(check_passage(Placed(passage, Path("GUIDELINE.md"), 1, "train"))) == []


def test_every_label_is_shown():
    shown = {span["label"] for marked in EXAMPLES for one in read_passages(marked) for span in one["spans"]}
    assert shown == set(get_args(Label))


# ---------------------------------------------------------------- one passage
@pytest.fixture
def passage():
    (found,) = map(canonical, read_passages(PASSAGE))
    return found


@pytest.fixture
def faults(tmp_path):
    """What `validate` says of passages put into files: {"train/a.jsonl": [passage, …]}."""

    def check(files):
        for name, passages in files.items():
            path = tmp_path / name
            path.parent.mkdir(exist_ok=True)
            lines = (one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in passages)
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return [str(problem).replace(f"{tmp_path}/", "") for problem in validate([tmp_path])[1]]

    return check


def changed(passage, **changes):
    """A copy with values put at paths like spans__1__end=10."""
    found = copy.deepcopy(passage)
    for path, value in changes.items():
        *parents, last = (int(part) if part.isdigit() else part for part in path.split("__"))
        here = found
        for part in parents:
            here = here[part]
        here[last] = value
    return found


def test_a_right_passage_has_no_faults(passage, faults):
    assert faults({"train/a.jsonl": [passage]}) == []


FAULTS = [
    # spans: 0 DATE 2021年, 1 INDICATOR, 2 QUANTITY 95件, 3 QUANTITY 27.1%, 4 INDICATOR, 5 QUANTITY 90件
    ({"spans__2__text": "95"}, "写的是“95”，正文此处是“95件”；“95”在 18–20"),
    ({"spans__2__text": "59件"}, "text 应为“95件”，或改 start、end"),
    ({"spans__2__end": 900}, "不在正文之内；正文有 43 个字符"),
    ({"spans__2__start": 21, "spans__2__end": 20}, "不在正文之内"),
    ({"spans__2__label": "QUANTIY"}, "标签“QUANTIY”不认识；标签是 QUANTITY、DATE"),
    ({"spans__1__end": 20, "spans__1__text": "收到政府信息公开申请95"}, "重叠；标注互不重叠"),
    ({"spans__2__id": 2}, "id 都是 2；每个标注一个"),
    ({"spans__2__value": None}, "没有 value；写出基本单位的数值"),
    ({"spans__2__value": "九十五"}, "value“九十五”不是数"),
    ({"spans__2__value": "59"}, "value“59”与原文的数字不符；应为 95"),
    ({"spans__2__unit": None}, "没有 unit"),
    ({"spans__2__unit": "条"}, "单位“条”不在原文里"),
    ({"spans__2__modifier": "exactly"}, "modifier“exactly”不认识；可用 exact、about"),
    ({"spans__2__kind": "number"}, "kind“number”不认识"),
    ({"spans__2__lower": "100", "spans__2__upper": "90"}, "lower 100 大于 upper 90"),
    ({"spans__0__value": "2021"}, "DATE 0–5“2021年” 写了 value；这些只属于 QUANTITY"),
    ({"spans__2__valeu": "95"}, "结构不对：Object contains unknown field `valeu`"),
    ({"measurements__0__quantity": 1}, "quantity 指向 1，那里没有 QUANTITY"),
    ({"measurements__0__indicator_span": 3}, "indicator_span 指向 3，那里没有 INDICATOR"),
    ({"measurements__1__of": 99}, "of 指向 99，那里没有 QUANTITY"),
    ({"measurements__1__of": 4}, "of 指向 4，那里没有另一条说明"),
    ({"measurements__1__of": 6}, "of 指向 6，那里没有另一条说明"),
    ({"measurements__1__share": 1}, "share 指向 1，那里没有 QUANTITY"),
    ({"measurements__0__of": 6}, "经过 of 又回到自己"),
    ({"measurements__1__quantity": 3}, "有两条说明"),
    ({"measurements__0__indicator": " "}, "没有名称"),
    ({"measurements__0__changes__0__quantity": 2}, "变化指向 2，那里没有 QUANTITY"),
    ({"measurements__0__changes__0__direction": "increase"}, "方向“increase”不认识；可用 up、down、flat"),
    ({"measurements__0__period": "上年"}, "period“上年”不是日期；写成 2018"),
    (
        {"measurements__0__row": "requests.recieved"},
        "行“requests.recieved”在 disclosure-2021 里没有；相近的有 requests.received",
    ),
    ({"measurements__0__row": "requests.replied"}, "在 disclosure-2021 里没有"),  # a row of the form of 2014
    (
        {"measurements__0__column": "people"},
        "列“people”在 requests.received 里没有；requests.received 的列有 company",
    ),
    ({"measurements__0__row": None}, "写了 column=total 却没有 row"),
    ({"source__form": "disclosure-2020"}, "没有叫“disclosure-2020”的格式；source.form 是 statistics-2014"),
    ({"source__year": "21"}, "source.year“21”不是年份"),
    ({"guideline": "0.9"}, f"依据的手册是 0.9 版；按现行的 {GUIDELINE_VERSION} 版重看"),
    ({"status": "suggested"}, "train 里的标注还是机器预标"),
    ({"status": "done"}, "status“done”不认识"),
    (
        {"cells": [{"row": "requests.received", "column": None, "state": "printed", "value": "95"}]},
        "第 1 格 没有写列",
    ),
    (
        {"cells": [{"row": "nothing", "column": None, "state": "printed", "value": "95"}]},
        "第 1 格 的行“nothing”",
    ),
    (
        {"cells": [{"row": "regulations", "column": "issued", "state": "absent", "value": None}]},
        "state“absent”不认识",
    ),
]


@pytest.mark.parametrize(("changes", "says"), FAULTS, ids=[says for _, says in FAULTS])
def test_a_fault_is_said_with_its_place_and_what_would_be_right(passage, faults, changes, says):
    found = faults(
        {
            "train/a.jsonl": [
                changed(passage, id="right", text=passage["text"].replace("湖", "河")),
                changed(passage, **changes),
            ]
        }
    )
    mine = [line for line in found if line.startswith("train/a.jsonl:2: ")]
    assert any(says in line for line in mine), found


@pytest.mark.parametrize(
    ("marked", "says"),
    [
        ("列全市{1 第3位}", "第等在标注外面"),
        ("培训{1 约300人次}", "约、近、超过"),
        ("培训{1 300人次左右}", "以上、左右"),
        ("{D 全年}收到", "没有数字的全年"),
        ("{D 截至2021年底}", "截至、自、从等在标注外面"),
        ("转发{T 条例}", "标题要带书名号"),
        ("{N 《条例》〔2020〕1号}", "不含书名号"),
    ],
)
def test_borders_are_those_of_the_guideline(marked, says):
    (passage,) = read_passages(
        f"## id=x\n{marked}\n--\n" + ("1 = 名 | value=300 unit=人次\n" if "{1" in marked else "")
    )
    found = "\n".join(map(str, check_passage(Placed(passage, Path("x"), 1, "train"))))
    assert "起止不合手册" in found
    assert says in found


@pytest.mark.parametrize(
    ("figure", "options"),
    [
        ("51877.6万元", ""),
        ("2000千瓦时", "value=2000 unit=千瓦时"),
        ("百分之八十七", "value=87 unit=%"),
        ("三成", "value=3 unit=成"),
        ("一半", "value=0.5 unit="),
        ("12个工作日", ""),
        ("1402", ""),
        ("1 2\n3件", ""),
        ("９５件", "value=95 unit=件"),
    ],
)
def test_right_figures_are_left_alone(figure, options):
    (passage,) = read_passages(f"## id=x\n收到{{1 {figure}}}。\n--\n1 = 收到申请 | {options}\n")
    assert list(check_passage(Placed(passage, Path("x"), 1, "train"))) == []


@pytest.mark.parametrize(
    ("line", "says"),
    [("{", "不是 JSON"), ("[]", "结构不对"), ('{"id": "x"}', "结构不对：Object missing required field")],
)
def test_a_line_that_is_no_passage_is_said(faults, passage, line, says):
    (found,) = faults({"train/a.jsonl": [passage, line]})
    assert found.startswith("train/a.jsonl:2: ")
    assert says in found


# ---------------------------------------------------------------- between passages
def test_an_id_is_used_once(passage, faults):
    other = changed(passage, text=passage["text"] + "。")
    assert faults({"train/a.jsonl": [passage], "train/b.jsonl": [other]}) == [
        "train/b.jsonl:1: id“one”在 train/a.jsonl:1 已经用过；每条标注一个不重复的 id"
    ]


def test_a_suggestion_that_was_put_right_elsewhere_is_no_second_passage(passage, faults):
    suggested = changed(passage, status="suggested")
    del suggested["spans"][0]
    assert faults({"inbox/a.jsonl": [suggested], "train/a.jsonl": [passage]}) == []
    assert faults({"inbox/a.jsonl": [changed(suggested, id="two")], "train/a.jsonl": [passage]}) != []


def test_equal_texts_have_equal_labels(passage, faults):
    other = changed(passage, id="two")
    del other["spans"][0]
    assert faults({"train/a.jsonl": [passage, other]}) == [
        "train/a.jsonl:2: 正文与 train/a.jsonl:1 相同，标注却不同：DATE“2021年”只在彼处；按手册留一种，两处一致"
    ]


def test_blanks_make_no_other_text(passage, faults):
    marked = PASSAGE.replace("id=one", "id=two").replace("，同比", "，\r\n 同比")
    (other,) = map(canonical, read_passages(marked))
    assert faults({"train/a.jsonl": [passage, other]}) == []


def test_a_passage_is_on_one_side_of_the_split(passage, faults):
    found = faults(
        {
            "train/a.jsonl": [passage],
            "held_out/b.jsonl": [changed(passage, id="two", source__office="河西区")],
        }
    )
    assert found == [
        "train/a.jsonl:1: 与 held_out/b.jsonl:1 是同一段，一处在 train，一处在 held_out；只留一处；held_out 里的不能用来训练"
    ]


def test_an_office_and_year_are_on_one_side_of_the_split(passage, faults):
    other = changed(passage, id="two", text="另一段完全不同的文字，没有数字。", spans=[], measurements=[])
    assert faults({"train/a.jsonl": [passage], "held_out/b.jsonl": [other]}) == [
        "held_out/b.jsonl:1: 湖滨区 2021 年也在 train/a.jsonl:1（train）；同一单位同一年度的都放在一边"
    ]
    assert faults({"held_out/b.jsonl": [changed(other, source__year="2022")]}) == []


LONG = "全区共收到政府信息公开申请{1 95件}，内容主要涉及征地批复、房屋拆迁补偿、城市规划许可和财政预算等方面，均已按期答复。"


def test_near_duplicates_across_the_split_are_found_whatever_their_figures(faults):
    first, second, third = (
        next(read_passages(f"## id={name} office={name} year=2021\n{text}\n--\n1 = 申请\n"))
        for name, text in (
            ("a", LONG),
            ("b", LONG.replace("95件", "1，208件").replace("全区", "全县")),
            (
                "c",
                "网站改版后新增栏目{1 6个}，重点公布行政许可、行政处罚、招标采购、就业社保和教育医疗等群众关心的信息，更新及时。",
            ),
        )
    )
    (found,) = faults({"train/a.jsonl": [first], "held_out/b.jsonl": [second, third]})
    assert found.startswith("held_out/b.jsonl:1: 与 train/a.jsonl:1（train）几乎相同（")
    assert faults({"train/a.jsonl": [first, second], "held_out/b.jsonl": [third]}) == []


def test_a_paragraph_of_a_report_counts(faults):
    text = LONG.replace("{1 95件}", "95件")
    report = changed(
        next(read_passages("## id=r office=r year=2020\n" + "别的内容。" * 90 + "\n")),
        text="别的内容。" * 90 + f"\n{text}\n",
    )
    other = next(read_passages(f"## id=s office=s year=2021\n{LONG}\n--\n1 = 申请\n"))
    (found,) = faults({"train/a.jsonl": [report], "held_out/b.jsonl": [other]})
    assert "几乎相同（100%" in found


def test_minhash_finds_what_jaccard_would():
    texts = [
        mask(LONG),
        mask(LONG.replace("征地批复、", "")),
        mask("网站改版后新增栏目六个，重点公布行政许可。" * 2),
    ]
    index = Index()
    for place, text in enumerate(texts):
        index.add(place, text)
    assert [key for key, _ in index.find(texts[0])] == [
        place for place, text in enumerate(texts) if likeness(grams(text), grams(texts[0])) >= 0.7
    ]


# ---------------------------------------------------------------- the command
def test_the_command_prints_and_counts(tmp_path, passage, capsys):
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(passage) + "\n", encoding="utf-8")
    assert main(["annotations", "validate", str(path)]) == 0
    assert capsys.readouterr().out == "1 条标注，没有问题\n"
    path.write_text(json.dumps(changed(passage, spans__2__text="95")) + "\n", encoding="utf-8")
    assert main(["annotations", "validate", str(path)]) == 1
    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith(f"{path}:1: 标注 18–21 写的是“95”")
    assert out[-1] == "1 条标注，1 处问题"


def test_a_path_that_is_not_there_is_said(capsys):
    assert main(["annotations", "validate", "nowhere"]) == 2
    assert "there is no such file or folder" in capsys.readouterr().err


def test_without_the_extra_the_command_says_what_to_install(capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "datasketch", None)
    assert main(["annotations", "validate", str(ROOT / "annotations" / "held_out")]) == 2
    assert "pip install 'extractor[training]'" in capsys.readouterr().err


@pytest.fixture(scope="module")
def corpus_problems():
    """What is wrong in the whole corpus, which takes seconds to say."""
    return validate([ROOT / "annotations"])[1]


def test_the_corpus_keeps_its_splits_apart(corpus_problems):
    """Held-out figures mean something only as long as nothing of them is trained on."""
    between = ("是同一段", "几乎相同", "年也在", "标注却不同", "已经用过")
    assert [str(one) for one in corpus_problems if any(word in one.wrong for word in between)] == []


def test_the_corpus_keeps_to_the_guideline(corpus_problems):
    assert [str(one) for one in corpus_problems] == []
