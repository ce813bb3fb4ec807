"""Gunicorn's threaded worker, held against callers that are slow or say nonsense.

A thread is only taken by a request whose head has arrived. Heads that arrive slowly, and connections that the other side does
not close, wait in the worker's poller, which costs nothing, and not for long.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from selectors import EVENT_READ
from typing import Any, NamedTuple
from uuid import uuid4

from gunicorn.http.errors import (
    ExpectationFailed,
    ForbiddenProxyRequest,
    LimitRequestHeaders,
    LimitRequestLine,
    ParseException,
    UnsupportedTransferCoding,
)
from gunicorn.workers.gthread import ThreadWorker

from extractor.output.contract import encode
from extractor.service.door import HEADERS
from extractor.service.logs import describe_failure, get_log
from extractor.service.problems import MEDIA_TYPE, ProblemError, describe
from extractor.service.services import get_services

SENT_WITHIN = 60.0  # seconds for a piece of an answer to be fetched
CLOSED_WITHIN = 2.0  # seconds for the other side to close after us
DRAINED_WITHIN = 0.05  # seconds for the rest of a body that was not read, where another request may follow
LONGEST_HEAD = 1 << 16  # bytes
_END_OF_HEAD = b"\r\n\r\n"
_TOO_LONG = ProblemError(431, "the headers are too many or too long; send fewer")
_TOO_SLOW = ProblemError(408, "the head of the request has not arrived in time; send it faster")
_UNREADABLE = ProblemError(400, "this is no HTTP request that can be read; see RFC 9112")
_FAILED = ProblemError(500, "the service failed; the request id finds the reason in its log")
_REFUSED: dict[type[ParseException], ProblemError] = {
    LimitRequestLine: ProblemError(414, "the address is too long; send options in the body"),
    LimitRequestHeaders: _TOO_LONG,
    ExpectationFailed: ProblemError(417, "this expectation is not met; send Expect: 100-continue or none"),
    ForbiddenProxyRequest: ProblemError(403, "this proxy is not known"),
    UnsupportedTransferCoding: ProblemError(501, "this transfer coding is not read; send the body as it is"),
}


class Parked(NamedTuple):
    """A connection that waits for its other side since then, at most so long; `give_up` ends it."""

    conn: Any
    since: float
    seconds: float
    give_up: Callable[[Any], None]


class Worker(ThreadWorker):  # type: ignore[misc]
    """The threaded worker, whose threads wait for nobody's head and nobody's goodbye."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._parked: dict[socket.socket, Parked] = {}
        self._head_within = get_services(self.app.load()).settings.limits.arrive

    def enqueue_req(self, conn: Any) -> None:
        """Hand the connection to a thread as soon as the head of its next request is there."""
        self._await_head(conn, time.monotonic(), known=-1)

    def finish_request(self, conn: Any, fs: Any) -> None:
        """Go on with a connection whose request is answered. Every connection passes here, so nothing may wait."""
        if fs.cancelled() or fs.exception() is not None or fs.result():
            super().finish_request(conn, fs)
            return
        self._let_go(conn)

    def handle_request(self, req: Any, conn: Any) -> Any:
        """Answer the request; whoever does not fetch the answer does not keep the thread."""
        conn.sock.settimeout(SENT_WITHIN)
        return super().handle_request(req, conn)

    def _keepalive_after(self, conn: Any, keepalive: Any) -> bool:
        """Whether another request may follow; a body that was refused is not waited for."""
        return bool(keepalive and conn.parser.finish_body(deadline=time.monotonic() + DRAINED_WITHIN))

    def murder_pending(self) -> None:
        """Give up on what has waited too long; called every second."""
        super().murder_pending()
        now = time.monotonic()
        for parked in [*self._parked.values()]:
            if now - parked.since > (parked.seconds if self.alive else min(parked.seconds, CLOSED_WITHIN)):
                self._take(parked.conn)
                parked.give_up(parked.conn)

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: BaseException) -> None:
        """Answer what is no request, or has failed outside the app; what it said is not logged."""
        if not isinstance(exc, ParseException):
            self._tell(client, _FAILED, **describe_failure((type(exc), exc, exc.__traceback__)))
            return
        problem = next((problem for kind, problem in _REFUSED.items() if isinstance(exc, kind)), _UNREADABLE)
        self._tell(client, problem, failure=type(exc).__name__)

    def _await_head(self, conn: Any, since: float, known: int) -> None:
        """Look at what has arrived without taking it, and park the connection where that is no whole head.

        `known` bytes were there before: where no more have come, the other side is gone, which the thread will see.
        """
        conn.sock.setblocking(False)
        try:
            here = conn.sock.recv(LONGEST_HEAD, socket.MSG_PEEK)
            is_over = len(here) <= max(known, 0)
        except BlockingIOError:
            here, is_over = b"", False
        except OSError:
            here, is_over = b"", True
        head = (conn.parser.unreader.buf.getvalue() if conn.parser is not None else b"") + here
        if is_over or _END_OF_HEAD in head:
            _wake_at(conn.sock, 1)
            conn.data_ready = True
            super().enqueue_req(conn)
        elif len(head) >= LONGEST_HEAD:
            self._refuse(conn, _TOO_LONG)
        else:
            _wake_at(conn.sock, len(here) + 1)
            parked = Parked(conn, since, self._head_within, partial(self._refuse, problem=_TOO_SLOW))
            self._park(parked, partial(self._await_head, conn, since, len(here)))

    def _await_end(self, conn: Any, since: float) -> None:
        """Drop what still arrives until the other side closes: closing on unread bytes would cut off our answer."""
        try:
            is_over = not conn.sock.recv(LONGEST_HEAD)
        except BlockingIOError:
            is_over = False
        except OSError:
            is_over = True
        if is_over:
            self._close(conn)
        else:
            self._park(Parked(conn, since, CLOSED_WITHIN, self._close), partial(self._await_end, conn, since))

    def _park(self, parked: Parked, wake: Callable[[], None]) -> None:
        """Wait in the poller until there is something to read."""

        def look(_: socket.socket) -> None:
            self._take(parked.conn)
            wake()

        self._parked[parked.conn.sock] = parked
        self.poller.register(parked.conn.sock, EVENT_READ, look)

    def _take(self, conn: Any) -> None:
        del self._parked[conn.sock]
        self.poller.unregister(conn.sock)

    def _refuse(self, conn: Any, problem: ProblemError) -> None:
        self._tell(conn.sock, problem)
        self._let_go(conn)

    def _let_go(self, conn: Any) -> None:
        """Close our side, and the connection when the other side has closed too."""
        conn.sock.setblocking(False)
        try:
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._close(conn)
        else:
            _wake_at(conn.sock, 1)
            self._await_end(conn, time.monotonic())

    def _close(self, conn: Any) -> None:
        self.nr_conns -= 1
        conn.close()

    def _tell(self, client: socket.socket, problem: ProblemError, **logged: Any) -> None:
        """Problem details, as far as the other side takes them at once, and a line in the log."""
        request_id = uuid4().hex
        log = get_log()
        (log.error if problem.status == _FAILED.status else log.info)("no answer", request_id=request_id, status=problem.status, **logged)
        body = encode(describe(problem, request_id))
        headers = {
            "Connection": "close", "Content-Type": MEDIA_TYPE, "Content-Length": len(body), "X-Request-Id": request_id, **HEADERS,
        }  # fmt: skip
        lines = [f"HTTP/1.1 {problem.status} {HTTPStatus(problem.status).phrase}", *(f"{name}: {value}" for name, value in headers.items())]
        with suppress(OSError):
            client.setblocking(False)
            client.sendall("\r\n".join((*lines, "", "")).encode() + body)


def _wake_at(client: socket.socket, length: int) -> None:
    """Have the poller wake when there are so many bytes; where a system does not do that, it wakes at the first."""
    with suppress(OSError):
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, length)
