"""`python -m extractor.batch.worker`: reads tasks as lines of JSON, stores what they ask for, and says where it is.

A program of its own and not a forked process, so that it can be killed at any moment, holds nothing of its parent,
and runs alike under a Dask worker. A fault in our own code ends it with its traceback: what is unknown is not gone on with.
"""

from __future__ import annotations

import faulthandler
import gc
import os
import signal
import sys
from pathlib import Path
from typing import BinaryIO

import msgspec

from extractor.batch.merge import merge
from extractor.batch.messages import At, Done, Fault, Merge, Part, Ready, Reply, Settings, Task, encode
from extractor.batch.parts import PartWriter
from extractor.pipeline import Pipeline


def main() -> None:
    """Work until there are no more tasks, or nobody listens."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the run stops its workers itself, in order
    faulthandler.enable()
    tasks, replies = sys.stdin.buffer, os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # what a library prints must not stand among the replies
    try:
        _work(tasks, replies)
    except BrokenPipeError:
        os._exit(0)  # the run is gone; nothing may be said any more


def _work(tasks: BinaryIO, replies: BinaryIO) -> None:
    def say(reply: Reply) -> None:
        replies.write(encode(reply))

    settings = msgspec.json.decode(tasks.readline(), type=Settings)
    pipeline = Pipeline.load(Path(settings.models) if settings.models is not None else None)
    gc.freeze()  # the model is not walked through again and again
    writer = PartWriter(pipeline, settings, lambda index: say(At(index)))
    say(Ready())
    for line in tasks:
        task: Task = msgspec.json.decode(line, type=Task)
        try:
            say(_do(task, writer, Path(settings.dataset)))
        except OSError as error:
            if isinstance(error, BrokenPipeError):
                raise
            say(Fault(f"cannot be written ({error.strerror or error})"))


def _do(task: Task, writer: PartWriter, dataset: Path) -> Done:
    match task:
        case Part():
            return writer.write(task)
        case Merge():
            return merge(dataset, task)


if __name__ == "__main__":
    main()
