"""What a person puts right in a real report, the model that learns from it reads so; what cannot hold is said."""

import json
from pathlib import Path

import pytest

from extractor.__main__ import main
from extractor.knowledge.models import load_model
from extractor.pipeline import Pipeline
from extractor.training.bridges import read_foreign
from extractor.training.corpus import load_passages, write_passages

pytest.importorskip("sklearn")
from extractor.training import parts

ROOT = Path(__file__).parents[1]

# what was read otherwise before: a topic in the heading, a part without 其中, a row in other words, a number that is a name
CORRECTED = """
## id=liuqiao-1 office=柳桥区 year=2024 form=disclosure-2021 report=liuqiao-2024 start=0
（二）托育服务领域。全年{I1 发布}{1 86条}，{I2 答复家长咨询}{2 412人次}。
--
1 = 发布托育服务信息
2 = 答复家长咨询

## id=liuqiao-2 office=柳桥区 year=2024 form=disclosure-2021 report=liuqiao-2024 start=90
群众来信{1 120封}，区长亲笔{I2 批复}{2 31封}。
--
1 = 群众来信
2 = 区长批复来信 | of=1

## id=liuqiao-3 office=柳桥区 year=2024 form=disclosure-2021 report=liuqiao-2024 start=180
窗口{I1 登记申请公开}{1 57件}，均按期答复。
--
1 = 登记申请公开 | row=requests.received column=total

## id=liuqiao-4 office=柳桥区 year=2024 form=disclosure-2021 report=liuqiao-2024 start=270
政务服务大厅设{I1 律师席}{1 6席}，5席间常年不空。
--
1 = 律师席
"""
# the same words, and a place for them that cannot both be right; and a name that no word near the figure says
AGAINST = """
## id=heyan-1 office=河堰县 year=2024 form=disclosure-2021 report=heyan-2024 start=0
窗口{I1 登记申请公开}{1 23件}，均当场答复。
--
1 = 窗口

## id=heyan-2 office=河堰县 year=2024 form=disclosure-2021 report=heyan-2024 start=60
全年{I1 开展}{1 14次}。
--
1 = 托幼机构巡查
"""


@pytest.fixture(scope="module")
def few():
    return [one for one in load_passages(ROOT / "annotations" / "train") if not one["cells"]][::160]


@pytest.fixture
def teach(few, tmp_path):
    """Train on few passages and on what was corrected; the model's folder comes back."""

    def train(corrected, models="models"):
        folder = tmp_path / "annotations"
        for split in ("train", "held_out"):
            (folder / split).mkdir(parents=True, exist_ok=True)
        write_passages(few, folder / "train" / "few.jsonl")
        (tmp_path / "marked.txt").write_text(corrected, encoding="utf-8")
        write_passages(read_foreign("marked", [tmp_path / "marked.txt"])[0], folder / "train" / "corrected.jsonl")
        assert main(["train", "--annotations", str(folder), "--models", str(tmp_path / models)]) == 0
        (path,) = (tmp_path / models).glob("*/meta.json")
        return path.parent

    return train


def meta(version):
    return json.loads((version / "meta.json").read_text(encoding="utf-8"))


def read(version, text):
    pipeline = Pipeline(load_model(version.parent, version.name))
    return pipeline.extract(text, form="disclosure-2021").measurements


def test_what_was_corrected_is_read_so_each_time_by_the_same_model(teach, capsys, monkeypatch):
    monkeypatch.setattr(parts, "OFTEN", 1)  # what counts once is not yet remembered
    version = teach(CORRECTED)
    assert meta(version)["corrections"] == {"passages": 4, "said": 20, "wrong": []}
    said = capsys.readouterr().err
    assert "改正没有记住，再学一遍" in said
    assert "从真实报告改正的 4 段、20 处，新模型都照改正的读" in said
    (first, _) = read(version, "（二）托育服务领域。全年发布86条，答复家长咨询412人次。")
    assert "托育服务" in first.indicator
    letters, answered = read(version, "群众来信120封，区长亲笔批复31封。")
    assert (answered.of, letters.of) == (letters.id, None)
    (registered,) = read(version, "窗口登记申请公开57件，均按期答复。")
    assert (registered.row, registered.column) == ("requests.received", "total")
    assert teach(CORRECTED, "again").name == version.name


def test_corrections_that_contradict_each_other_are_said(teach, capsys):
    version = teach(CORRECTED + AGAINST)
    wrong = meta(version)["corrections"]["wrong"]
    assert {one["passage"] for one in wrong if not one["hopeless"]} & {"liuqiao-3", "heyan-1"}
    assert [(one["passage"], one["want"]) for one in wrong if one["hopeless"]] == [("heyan-2", "托幼机构巡查")]
    said = capsys.readouterr().err
    assert f"有 {len(wrong)} 处新模型仍读得不同" in said
    for one in wrong:
        assert f"{one['passage']} 第 {one['start']} 字起" in said
    assert said.count("学不到") == 1


def test_a_corpus_without_corrections_is_learned_once(teach, capsys):
    version = teach(CORRECTED.replace("report=liuqiao-2024 ", ""))
    assert "corrections" not in meta(version)
    said = capsys.readouterr().err
    assert said.count("学填行列") == 1
    assert "改正" not in said
