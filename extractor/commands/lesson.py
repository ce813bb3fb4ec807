"""One job of the page's teaching, in a process of its own: `python -m extractor.commands.lesson ANNOTATIONS MODELS ACTION …`.

Its output is the job's log. Training first brings what annotators have saved, and what holds to the guideline, into `train`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from extractor.training.corpus import Passage, keep_passages, read_kept, write_passages
from extractor.training.labelling.trainer import hold_passages

_POLITE = 10  # training gives way to the service
ACTIONS = ("train", "evaluate", "release", "rollback")


def main(annotations: Path, models: Path, action: str, *more: str) -> int:
    """Do the action; the exit status of its command."""
    os.nice(_POLITE)
    folders = ("--annotations", str(annotations), "--models", str(models))
    if action == "train":
        bring_in(annotations)
        return _run("train", *folders)
    if action == "evaluate":
        return _run("evaluate", "--model", *more, "--against", "released", "--verdict", str(verdict_of(annotations)), *folders)
    if action == "release":
        version, *why = more
        return _run("models", "release", version, *(("--allow-regression", *why) if why else ()), *folders)
    return _run("models", "rollback", "--models", str(models))


def verdict_of(annotations: Path) -> Path:
    """Where the last comparison of two versions stands."""
    return annotations / "inbox" / ".teaching" / "verdict.json"


def _run(*words: str) -> int:
    """A command of the product; it writes to the same log, and ends with this process's group."""
    return subprocess.run([sys.executable, "-m", "extractor", *words], check=False).returncode


def bring_in(annotations: Path) -> None:
    """Move the gold of the inbox into `train`, a file an annotator; what does not hold stays, and its faults are printed.

    What a passage was in `train` before, in whoever's file, its correction replaces.
    """
    for path in sorted((annotations / "inbox").glob("*.jsonl")):
        inbox = read_kept(path)
        gold = {one["id"]: one for one in inbox if one["status"] == "gold"}
        if not gold:
            continue
        held, problems = _hold(list(gold.values()), path.name, annotations)
        kept = {one["id"] for one in held}
        if held:
            before = [one for one in read_kept(annotations / "train" / path.name) if one["id"] not in kept]
            write_passages([*before, *held], annotations / "train" / path.name)
            _take_out(annotations / "train", kept, but=path.name)
            keep_passages([one for one in inbox if one["id"] not in kept], path)
        print(f"{path.stem}：{len(kept)} 段进入训练，{len(problems)} 处问题留在 inbox")
        for problem in problems:
            print(f"  {problem}")
        sys.stdout.flush()


def _hold(gold: list[Passage], name: str, annotations: Path) -> tuple[list[Passage], list[str]]:
    """The gold in which nothing is wrong beside everything that it does not replace, and what is wrong with the rest."""
    ids = {one["id"] for one in gold}
    with TemporaryDirectory() as folder:
        beside = Path(folder)
        for split in ("train", "held_out"):
            (beside / split).mkdir()
            for path in sorted((annotations / split).glob("*.jsonl")):
                write_passages([one for one in read_kept(path) if split != "train" or one["id"] not in ids], beside / split / path.name)
        held, problems = hold_passages(gold, beside / "train" / f"inbox-{name}", beside)
    return held, [problem.replace(f"{folder}/", "") for problem in problems]


def _take_out(train: Path, ids: set[str], *, but: str) -> None:
    """Leave those passages out of every other file."""
    for path in sorted(train.glob("*.jsonl")):
        passages = read_kept(path) if path.name != but else []
        if any(one["id"] in ids for one in passages):
            keep_passages([one for one in passages if one["id"] not in ids], path)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:]))
