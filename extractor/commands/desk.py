"""The annotators' desk: passages of a report, pre-labelled or corrected, kept by annotator in `annotations/inbox`."""

from __future__ import annotations

import fcntl
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from extractor.knowledge.models import Model
from extractor.records import Extraction
from extractor.service.page.desk import FaultyError, Kept, StaleError
from extractor.training.corpus import Passage, write_passages
from extractor.training.suggest import cut_passages
from extractor.training.validate import check_passage
from extractor.training.validate.places import Placed
from extractor.training.validate.shape import PassageShape


class InboxDesk:
    """A passage stands in one file of the inbox: that of who saved it last, or the one that `suggest` has written."""

    def __init__(self, annotations: Path) -> None:
        """`annotations` is the folder with `train`, `held_out` and `inbox`."""
        self.inbox = annotations / "inbox"

    def cut(self, extraction: Extraction, model: Model) -> list[Kept]:
        """The report's passages in the order of its text; those that are kept already, as they are kept."""
        kept = {one.passage["id"]: one for _, one in self._all()}
        passages = cut_passages(extraction, model)
        return [kept.get(one["id"], Kept(one, "")) for one in passages]

    def waiting(self) -> list[Kept]:
        """The passages that nobody has corrected yet, most instructive first."""
        suggested = [one for _, one in self._all() if one.passage["status"] == "suggested"]
        return sorted(suggested, key=_teaches, reverse=True)

    def save(self, kept: Kept, annotator: str) -> str:
        """Keep the passage as that annotator's gold; its new revision."""
        passage = {**kept.passage, "annotator": annotator, "status": "gold"}
        path = self.inbox / f"{annotator}.jsonl"
        _hold(passage, path)
        with self._lock():
            before = next(((file, one) for file, one in self._all() if one.passage["id"] == passage["id"]), None)
            if before is not None and before[1].revision != kept.revision:
                raise StaleError(before[1])
            _put(path, passage)
            if before is not None and before[0] != path:
                _drop(before[0], passage["id"])
        return _revision(passage)

    def _all(self) -> Iterator[tuple[Path, Kept]]:
        for path in sorted(self.inbox.glob("*.jsonl")):
            for passage in _read(path):
                yield path, Kept(passage, _revision(passage))

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """Alone, among all processes; a killed one leaves no lock behind."""
        self.inbox.mkdir(parents=True, exist_ok=True)
        with (self.inbox / ".desk").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _teaches(kept: Kept) -> float:
    said = kept.passage.get("suggestion") or {}
    return float(said.get("uncertainty", 0.0)) * float(said.get("novelty", 1.0))


def _hold(passage: Passage, path: Path) -> None:
    """Hold a passage to the guideline; FaultyError with everything that is wrong."""
    try:
        msgspec.convert(passage, PassageShape)
    except msgspec.ValidationError as error:
        raise FaultyError(((f"结构不对：{error}", "字段见 GUIDELINE.md"),)) from None
    faults = tuple((one.wrong, one.right) for one in check_passage(Placed(passage, path, 1, "inbox")))
    if faults:
        raise FaultyError(faults)


def _put(path: Path, passage: Passage) -> None:
    """Write the passage in the place where it stands, or behind the others."""
    others = _read(path)
    places = [at for at, one in enumerate(others) if one["id"] == passage["id"]]
    if places:
        others[places[0]] = passage
    else:
        others.append(passage)
    write_passages(others, path)


def _drop(path: Path, name: str) -> None:
    left = [one for one in _read(path) if one["id"] != name]
    if left:
        write_passages(left, path)
    else:
        path.unlink()


def _read(path: Path) -> list[Passage]:
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def _revision(passage: Passage) -> str:
    return hashlib.sha256(json.dumps(passage, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]
