"""One job of the page's teaching, in a process of its own: `python -m extractor.commands.lesson ANNOTATIONS MODELS ACTION …`.

Its output is the job's log. Training first brings what annotators have saved, and what holds to the guideline, into `train`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from extractor.training.corpus import Passage, read_passages, write_passages
from extractor.training.labelling.trainer import hold_passages

_POLITE = 10  # training gives way to the service
ACTIONS = ("train", "evaluate", "release", "rollback")


def main(annotations: Path, models: Path, action: str, *more: str) -> int:
    """Do the action; the exit status of its command."""
    os.nice(_POLITE)
    folders = ("--annotations", str(annotations), "--models", str(models))
    if action == "train":
        _bring_in(annotations)
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


def _bring_in(annotations: Path) -> None:
    """Move the gold of the inbox into `train`, a file an annotator; what does not hold stays, and its faults are printed."""
    work = annotations / "inbox" / ".teaching" / "train"
    work.mkdir(parents=True, exist_ok=True)
    for path in sorted((annotations / "inbox").glob("*.jsonl")):
        inbox = _read(path)
        gold = {one["id"]: one for one in inbox if one["status"] == "gold"}
        if not gold:
            continue
        known = {one["id"]: one for one in _read(annotations / "train" / path.name)}
        held, problems = hold_passages([*{**known, **gold}.values()], work / path.name, annotations)
        (work / path.name).unlink(missing_ok=True)  # only a draft, which `annotations validate` would find
        kept = {one["id"] for one in held}
        write_passages(held, annotations / "train" / path.name)
        left = [one for one in inbox if one["id"] not in kept]
        if left:
            write_passages(left, path)
        else:
            path.unlink()
        print(f"{path.stem}：{len(gold.keys() & kept)} 段进入训练，{len(problems)} 处问题留在 inbox")
        for problem in problems:
            print(f"  {problem}")
        sys.stdout.flush()


def _read(path: Path) -> list[Passage]:
    return read_passages(path) if path.is_file() else []


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:]))
