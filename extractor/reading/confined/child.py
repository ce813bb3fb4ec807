"""The process that parses: `python -m extractor.reading.confined.child BYTES [KIND…]`, spoken to on its standard input.

It holds itself to the memory it is given, ends itself when a content takes too long, and ends when its parent does.
"""

from __future__ import annotations

import resource
import signal
import socket
import sys
from importlib import import_module

from extractor.knowledge.labels import known_labels
from extractor.reading import ReadError, parse
from extractor.reading.confined.settings import BUSY
from extractor.reading.confined.wire import (
    OUT_OF_MEMORY,
    Answer,
    Closed,
    Refused,
    Request,
    Started,
    receive,
    send,
)
from extractor.reading.kinds import DOCX, HTML, PDF

_MODULES = {HTML: "extractor.reading.html", PDF: "extractor.reading.pdf", DOCX: "extractor.reading.docx"}


def main(memory: int, kinds: list[str]) -> None:
    """Answer requests until the parent closes the connection; what `kinds` need is loaded before the first."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with socket.socket(fileno=sys.stdin.fileno()) as connection:
        for kind in kinds:
            _load(kind)
        try:
            while isinstance(request := receive(connection), Request):
                _load(request.kind)
                resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # from here on no file is written
                send(connection, Started())
                _end_after(request.seconds)
                message = _answer(request)
                _end_after(0)
                send(connection, message)
        except Closed:
            return
        except MemoryError:  # with an answer too large to be sent
            sys.exit(OUT_OF_MEMORY)


def _end_after(seconds: float) -> None:
    """Let the system end this process after so much work, and in any case after as much as its parent waits."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, seconds * BUSY)


def _load(kind: str) -> None:
    if kind in _MODULES:
        import_module(_MODULES[kind])
    known_labels()


def _answer(request: Request) -> Answer | Refused:
    try:
        return Answer(
            parse(request.kind, request.content.decode() if request.is_text else request.content)
        )
    except ReadError as error:
        return Refused(str(error))
    except MemoryError:
        return Refused(None)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
