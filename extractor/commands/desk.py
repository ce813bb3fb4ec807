"""The annotators' desk: passages of a report, pre-labelled or corrected, kept by annotator in `annotations/inbox`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from extractor.knowledge.models import Model
from extractor.records import Extraction
from extractor.service.page.desk import FaultyError, Kept, StaleError
from extractor.training.corpus import Passage, keep_passages, read_kept, write_passages
from extractor.training.lock import hold_lock
from extractor.training.suggest import cut_passages
from extractor.training.validate import check_passage
from extractor.training.validate.places import Placed
from extractor.training.validate.shape import PassageShape


class InboxDesk:
    """A passage stands in one file of the inbox: that of who saved it last, or the one that `suggest` has written."""

    def __init__(self, annotations: Path) -> None:
        """`annotations` is the folder with `train`, `held_out` and `inbox`."""
        self.inbox, self.train = annotations / "inbox", annotations / "train"

    def cut(self, extraction: Extraction, model: Model) -> list[Kept]:
        """The report's passages in the order of its text; those that are kept already, of whatever report, as they are kept."""
        every = self._all()
        alike = {_says(kept.passage): kept for _, kept in every.values() if kept.passage["status"] == "gold"}
        passages = cut_passages(extraction, model)
        return [every[one["id"]][1] if one["id"] in every else alike.get(_says(one), Kept(one, "")) for one in passages]

    def waiting(self) -> list[Kept]:
        """The passages that nobody has corrected yet, most instructive first."""
        suggested = [one for _, one in self._all().values() if one.passage["status"] == "suggested"]
        return sorted(suggested, key=_teaches, reverse=True)

    def save(self, kept: Kept, annotator: str) -> str:
        """Keep the passage as that annotator's gold; its new revision."""
        passage = {**kept.passage, "annotator": annotator, "status": "gold"}
        path = self.inbox / f"{annotator}.jsonl"
        _hold(passage, path)
        with self._lock():
            before = self._all().get(passage["id"])
            if before is not None and before[1].revision != kept.revision:
                raise StaleError(before[1])
            _put(path, passage)
            if before is not None and before[0].parent == self.inbox and before[0] != path:
                keep_passages([one for one in read_kept(before[0]) if one["id"] != passage["id"]], before[0])
        return _revision(passage)

    def _all(self) -> dict[str, tuple[Path, Kept]]:
        """Every passage by its id, with its file; what stands in `train` too is as the inbox has it."""
        paths = [*sorted(self.train.glob("*.jsonl")), *sorted(self.inbox.glob("*.jsonl"))]
        return {one["id"]: (path, Kept(one, _revision(one))) for path in paths for one in read_kept(path)}

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """Alone, among all processes."""
        self.inbox.mkdir(parents=True, exist_ok=True)
        with hold_lock(self.inbox / ".desk"):
            yield


def _says(passage: Passage) -> tuple[str, str | None]:
    """What makes two passages one, since the same words of the same form have the same labels."""
    return passage["text"], passage["source"].get("form")


def _teaches(kept: Kept) -> float:
    said = kept.passage.get("suggestion") or {}
    return float(said.get("gain", said.get("uncertainty", 0.0) * said.get("novelty", 1.0)))


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
    others = read_kept(path)
    places = [at for at, one in enumerate(others) if one["id"] == passage["id"]]
    if places:
        others[places[0]] = passage
    else:
        others.append(passage)
    write_passages(others, path)


def _revision(passage: Passage) -> str:
    return hashlib.sha256(json.dumps(passage, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]
