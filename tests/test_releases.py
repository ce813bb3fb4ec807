"""Models are trained, released and taken back; the old one serves until the new one is wholly there."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from extractor.__main__ import main
from extractor.knowledge.models import ModelError, load_model, released_version
from extractor.knowledge.packages import misfits, range_of
from extractor.training.corpus import load_passages, write_passages
from extractor.training.evaluate.scores import Line, append_line, read_lines
from extractor.training.releases import find_version, list_versions, read_history, release, rollback

ROOT = Path(__file__).parents[1]
pytest.importorskip("sklearn")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """A twelfth of the passages: seconds to learn."""
    folder = tmp_path_factory.mktemp("annotations")
    for split in ("train", "held_out"):
        passages = [one for one in load_passages(ROOT / "annotations" / split) if not one["cells"]]
        (folder / split).mkdir()
        write_passages(passages[::12], folder / split / "part.jsonl")
    return folder


def run_train(corpus, models, *words):
    return main(["train", "--annotations", str(corpus), "--models", str(models), *words])


@pytest.fixture(scope="module")
def trained(corpus, tmp_path_factory):
    """Two versions, of two segmenters."""
    folder = tmp_path_factory.mktemp("models")
    assert run_train(corpus, folder) == 0
    assert run_train(corpus, folder, "--segmenter", "char") == 0
    return folder


@pytest.fixture
def models(trained, tmp_path):
    shutil.copytree(trained, tmp_path / "models")
    return tmp_path / "models"


def version_of(models, segmenter):
    return next(one.name for one in list_versions(models) if one.meta["segmenter"] == segmenter)


# ---------------------------------------------------------------- training
def test_equal_annotations_and_seed_make_equal_bytes(corpus, trained, tmp_path, capsys):
    assert run_train(corpus, tmp_path) == 0
    out, err = capsys.readouterr()
    again = tmp_path / out.strip()
    first = trained / out.strip()
    assert [path.read_bytes() for path in sorted(again.iterdir())] == [
        path.read_bytes() for path in sorted(first.iterdir())
    ]
    assert "学填行列" in err


def test_the_bar_hears_every_step(corpus, tmp_path):
    from extractor.training.train import STEPS, train  # noqa: PLC0415

    heard = []
    train(corpus, tmp_path, told=heard.append)
    assert len(heard) == STEPS


def test_a_card_says_what_made_it(trained):
    card = load_model(trained, version_of(trained, "jieba")).meta
    assert {
        "sha256",
        "segmenter",
        "seed",
        "passages",
        "config",
        "annotations",
        "packages",
        "requires",
    } <= set(card)
    assert set(card["annotations"]) == {"train", "held_out"}


def test_another_seed_makes_another_model(corpus, trained, tmp_path):
    run_train(corpus, tmp_path, "--seed", "1")
    assert list_versions(tmp_path)[0].name not in {one.name for one in list_versions(trained)}


def test_pkuseg_is_trained_and_comes_with_the_model(corpus, tmp_path):
    pytest.importorskip("spacy_pkuseg")
    assert run_train(corpus, tmp_path, "--segmenter", "pkuseg") == 0
    (version,) = list_versions(tmp_path)
    assert set(version.meta["files"]) == {"pkuseg/features.msgpack", "pkuseg/weights.npz"}
    (tmp_path / version.name / "pkuseg" / "weights.npz").write_bytes(b"other")
    with pytest.raises(ModelError, match="its hash"):
        load_model(tmp_path, version.name)


def test_annotations_that_are_not_there_are_said(tmp_path, capsys):
    assert run_train(tmp_path / "nowhere", tmp_path / "models") == 2
    assert "there is no such file or folder" in capsys.readouterr().err


def test_a_line_that_is_no_passage_stops_the_training(tmp_path, capsys):
    (tmp_path / "train").mkdir()
    (tmp_path / "train" / "a.jsonl").write_text('{"id": "x", "text": "收到95件"}\n', encoding="utf-8")
    assert run_train(tmp_path, tmp_path / "models") == 2
    assert "a.jsonl:1: 结构不对" in capsys.readouterr().err


# ---------------------------------------------------------------- what fits
@pytest.mark.parametrize(
    ("requires", "wrong"),
    [
        ({"rjieba": range_of("0.0.1")}, ["rjieba>=0.0,<0.1 (installed: "]),
        ({"nothing-of-that-name": ">=1.0,<2"}, ["nothing-of-that-name>=1.0,<2 (installed: none)"]),
        ({"pytest": ">=0.1,<999"}, []),
        ({"pytest": "newest"}, ["pytestnewest (installed: "]),
        ({}, []),
    ],
)
def test_packages_must_fit(requires, wrong):
    assert [found.startswith(said) for found, said in zip(misfits(requires), wrong, strict=True)] == [
        True
    ] * len(wrong)


def change_card(models, version, **changes):
    path = models / version / "meta.json"
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **changes}), encoding="utf-8")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"requires": {"rjieba": ">=0.0,<0.1"}}, "it was trained with rjieba>=0.0,<0.1"),
        ({"sha256": "0" * 64}, "is not the 000000000000"),
        ({"format": 0}, "format 0; this program reads format"),
        ({"format": 3}, "format 3; .* train anew"),  # where the names stood feature by feature
    ],
)
def test_a_model_that_does_not_fit_is_not_released(models, changes, says):
    first, second = version_of(models, "jieba"), version_of(models, "char")
    release(models, first)
    change_card(models, second, **changes)
    with pytest.raises(ModelError, match=says):
        release(models, second)
    assert released_version(models) == first
    assert load_model(models).version == first.rpartition("-")[2]


# ---------------------------------------------------------------- the pointer
def test_release_and_rollback(models):
    first, second = version_of(models, "jieba"), version_of(models, "char")
    release(models, first)
    release(models, second, why="试")
    assert released_version(models) == second
    assert rollback(models) == first == released_version(models)
    with pytest.raises(ModelError, match="nothing was released before"):
        rollback(models)
    assert [(one["action"], one["version"]) for one in read_history(models)] == [
        ("release", first), ("release", second), ("rollback", first),
    ]  # fmt: skip
    release(models, second)
    assert rollback(models) == first


def test_rollback_goes_back_to_what_was_released_before_there_was_a_history(models):
    first, second = version_of(models, "jieba"), version_of(models, "char")
    (models / "released").write_text(first + "\n", encoding="utf-8")
    release(models, second)
    assert rollback(models) == first


def test_rollback_to_a_damaged_model_is_refused(models):
    first, second = version_of(models, "jieba"), version_of(models, "char")
    release(models, first)
    release(models, second)
    (models / first / "weights.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ModelError, match="its hash"):
        rollback(models)
    assert released_version(models) == second


def test_a_version_that_is_no_longer_kept_is_said(models, capsys):
    first, second = version_of(models, "jieba"), version_of(models, "char")
    release(models, first)
    release(models, second)
    shutil.rmtree(models / first)
    with pytest.raises(ModelError, match=f"{first}: no longer kept"):
        rollback(models)
    assert released_version(models) == second
    assert call(models, "list") == 0
    assert f"曾经发布、已不保留：{first}" in capsys.readouterr().out


def test_a_release_that_dies_before_the_rename_changes_nothing(models, monkeypatch):
    first, second = version_of(models, "jieba"), version_of(models, "char")
    release(models, first)
    monkeypatch.setattr(Path, "replace", lambda self, target: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        release(models, second)
    monkeypatch.undo()
    assert released_version(models) == first
    load_model(models)


def test_a_killed_training_leaves_no_version(corpus, models, tmp_path):
    release(models, version_of(models, "jieba"))
    before = {one.name for one in list_versions(models)}
    words = [
        sys.executable,
        "-m",
        "extractor",
        "train",
        "--annotations",
        str(corpus),
        "--models",
        str(models),
        "--seed",
        "7",
    ]
    training = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert training.stderr is not None
    training.stderr.readline()  # it has begun
    time.sleep(0.3)
    os.kill(training.pid, signal.SIGKILL)
    training.wait()
    training.stderr.close()
    assert {one.name for one in list_versions(models)} == before
    load_model(models)


# ---------------------------------------------------------------- names
def test_versions_are_found_by_what_people_type(models):
    first = version_of(models, "jieba")
    release(models, first)
    assert (
        find_version(models, "released")
        == find_version(models, first)
        == find_version(models, first[:12])
        == first
    )
    assert find_version(models, first.rpartition("-")[2][:6]) == first
    assert find_version(models, "latest") in {one.name for one in list_versions(models)}
    with pytest.raises(ModelError, match=r"'report' may be report-.*, report-"):
        find_version(models, "report")
    with pytest.raises(ModelError, match="there is no model 'x'; models are: report-"):
        find_version(models, "x")


# ---------------------------------------------------------------- the command
def call(models, *words):
    return main(["models", *words, "--models", str(models)])


def test_release_measures_and_refuses_what_is_worse(models, corpus, capsys):
    first, second = version_of(models, "jieba"), version_of(models, "char")
    held = ("--annotations", str(corpus))
    assert call(models, "release", first, *held) == 0
    (line,) = read_lines(models)
    assert line.model == first
    append_line(models, line._replace(model="report-better", figures=dict.fromkeys(line.figures, 1.0)))
    assert call(models, "release", second, *held) == 1
    assert "--allow-regression" in capsys.readouterr().err
    assert released_version(models) == first
    assert call(models, "release", second, *held, "--allow-regression", "字切分不依赖词典") == 0
    assert released_version(models) == second
    assert read_lines(models)[-1].note == read_history(models)[-1]["why"] == "字切分不依赖词典"
    assert call(models, "rollback") == 0
    assert released_version(models) == first


def test_other_passages_are_no_floor_but_the_released_model_is(models, corpus, capsys):
    """Where held-out has changed, the last line says nothing; the released model is measured anew."""
    first, second = version_of(models, "jieba"), version_of(models, "char")
    release(models, first)
    append_line(models, Line("report-other", "0" * 12, 3, {"name": 1.0}))
    call(models, "release", second, "--annotations", str(corpus))
    out, err = capsys.readouterr()
    assert first in out + err
    assert "report-other" not in out + err


def test_list_and_show(models, corpus, capsys):
    first = version_of(models, "jieba")
    call(models, "release", first, "--annotations", str(corpus))
    capsys.readouterr()
    assert call(models, "list") == 0
    out = capsys.readouterr().out
    assert f"● │ {first}" in out
    assert version_of(models, "char") in out
    assert call(models, "show") == 0
    card = json.loads(capsys.readouterr().out)
    assert (card["version"], card["released"], len(card["scores"])) == (first.rpartition("-")[2], True, 1)
    change_card(models, first, format=0)
    assert call(models, "show") == 1
    assert "format 0" in capsys.readouterr().err


def test_an_empty_folder_says_what_to_do(tmp_path, capsys):
    assert call(tmp_path, "show") == 2
    assert "`extractor train` makes one" in capsys.readouterr().err
    assert call(tmp_path, "rollback") == 2
