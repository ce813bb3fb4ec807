"""`python -m extractor.batch.worker`: reads tasks as lines of JSON, and stores what they ask for.

A program of its own and not a forked process, so that it can be killed at any moment, holds nothing of its parent but the
memory in which it says where it is, and runs alike under a Dask worker. A fault in our own code ends it with its
traceback: what is unknown is not gone on with.
"""

from __future__ import annotations

import faulthandler
import gc
import os
import sys
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

import msgspec

from extractor.batch.merge import merge
from extractor.batch.messages import Done, Fault, Merge, Part, Ready, Reply, Settings, Task, encode
from extractor.batch.parts import PartWriter
from extractor.batch.place import Place
from extractor.batch.stored import StoredError
from extractor.knowledge.own_rules import add_rules
from extractor.pipeline import Pipeline


def main() -> None:
    """Work until there are no more tasks, or nobody listens."""
    faulthandler.enable()
    place, supervisor = Place(int(sys.argv[1])), os.getppid()

    def begin(index: int | None) -> None:
        if os.getppid() != supervisor:
            raise BrokenPipeError
        place.begin(index)

    tasks, replies = sys.stdin.buffer, os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # what a library prints must not stand among the replies
    try:
        _work(tasks, replies, begin)
    except BrokenPipeError:
        os._exit(0)  # the run is gone; nothing may be said any more


def _work(tasks: BinaryIO, replies: BinaryIO, begin: Callable[[int | None], None]) -> None:
    def say(reply: Reply) -> None:
        replies.write(encode(reply))

    settings = msgspec.json.decode(tasks.readline(), type=Settings)
    say(Ready())
    desk = Desk(settings, begin)
    for line in tasks:
        try:
            say(desk.do(msgspec.json.decode(line, type=Task)))
        except BrokenPipeError:
            raise
        except StoredError as error:
            say(Fault(f"{error}; look after the disk"))
        except OSError as error:
            say(Fault(f"cannot be written ({error.strerror or error}); make room"))


class Desk:
    """Does tasks; the model is loaded when there is a part to read, and kept."""

    def __init__(self, settings: Settings, begin: Callable[[int | None], None]) -> None:
        """`begin` is told each report's place before it is read."""
        self.settings, self.begin = settings, begin

    def do(self, task: Task) -> Done:
        """Store what the task asks for; OSError where there is no room for it."""
        match task:
            case Part():
                return self.writer.write(task)
            case Merge():
                return merge(Path(self.settings.dataset), task)

    @cached_property
    def writer(self) -> PartWriter:
        """What reads parts, with the model, which is loaded once."""
        models = Path(self.settings.models) if self.settings.models is not None else None
        pipeline = Pipeline.load(models)
        if self.settings.rules is not None:
            pipeline.forms = add_rules(pipeline.forms, self.settings.rules, where="--rules")
        gc.freeze()  # the model is not walked through again and again
        return PartWriter(pipeline, self.settings, self.begin)


if __name__ == "__main__":
    main()
