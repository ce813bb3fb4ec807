"""A request's body before anyone reads it: its length is told and within bounds, and it is unpacked where it is compressed."""

from __future__ import annotations

import time
import zlib
from io import BytesIO

from flask import Request

from extractor.service.problems import ProblemError
from extractor.service.settings import Limits

_GZIP = 16 + zlib.MAX_WBITS
_GZIPPED = ("gzip", "x-gzip")
_METHODS = ("POST", "PUT", "PATCH")
_CHUNK = 1 << 16
_MEMBERS = 10_000  # of a gzip stream; those who pack in blocks make one for each 64 kB
_CLOSE = {"Connection": "close"}


def has_body(request: Request) -> bool:
    """Whether a body comes with a request of that method."""
    return request.method in _METHODS


def admit_body(request: Request, limits: Limits) -> None:
    """Let a body through that is within the limits, whole and unpacked; ProblemError 408, 411, 413 or 415 otherwise.

    A body without a length is refused: the server would cut it off at the limit in silence.
    """
    if request.content_length is None:
        raise ProblemError(411, "the request does not tell the length of its body; send Content-Length")
    if request.content_length > limits.body:
        raise ProblemError(413, f"the body has {request.content_length} bytes; {limits.body} at most")
    coding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if coding not in ("", "identity", *_GZIPPED):
        raise ProblemError(415, "this Content-Encoding is not read; send gzip or nothing", headers={"Accept-Encoding": "gzip"})
    body = receive(request, limits.arrive)
    _replace(request, inflate(body, limits.inflated) if coding in _GZIPPED else body)


def receive(request: Request, seconds: float) -> bytes:
    """The body as it arrives; ProblemError 408 where it takes too long, 400 where it breaks off."""
    connection = request.environ.get("gunicorn.socket")
    until, received, before = time.monotonic() + seconds, bytearray(), connection.gettimeout() if connection is not None else None
    length = request.content_length or 0
    try:
        while len(received) < length:
            if connection is not None:
                connection.settimeout(max(0.1, until - time.monotonic()))
            if not (chunk := request.stream.read(min(_CHUNK, length - len(received)))):
                break
            received += chunk
    except TimeoutError:
        raise ProblemError(408, f"the body has not arrived in {seconds:g} seconds; send it faster", headers=_CLOSE) from None
    except ConnectionError:
        raise ProblemError(400, "the connection broke while the body arrived; send it again", headers=_CLOSE) from None
    finally:
        if connection is not None:
            connection.settimeout(before)
    if len(received) < length:
        raise ProblemError(400, f"the body breaks off after {len(received)} of {length} bytes; send all of it", headers=_CLOSE)
    return bytes(received)


def inflate(packed: bytes, most: int) -> bytes:
    """The bytes of a gzip stream, all its members; ProblemError where there are more than `most` or it is damaged.

    >>> import gzip
    >>> inflate(gzip.compress(b"95") + gzip.compress("件".encode()), 100).decode()
    '95件'
    """
    unpacked, members, member = bytearray(), 0, None
    for start in range(0, len(packed), _CHUNK):  # a member leaves a copy of all that is behind it, so that must be short
        piece = packed[start : start + _CHUNK]
        while piece:
            if member is None:
                member, members = zlib.decompressobj(_GZIP), members + 1
            try:
                unpacked += member.decompress(piece, most + 1 - len(unpacked))
            except zlib.error as error:
                raise ProblemError(400, f"the body is no gzip ({error}); send it as it is, or pack it anew") from None
            if len(unpacked) > most:
                raise ProblemError(413, f"the body is more than {most} bytes when it is unpacked; send it in parts")
            if members > _MEMBERS:
                raise ProblemError(400, f"the body is gzip of more than {_MEMBERS} members; pack it anew, in one")
            piece, member = member.unused_data, None if member.eof else member
    if member is not None:
        raise ProblemError(400, "the gzip stream breaks off; send all of it")
    return bytes(unpacked)


def _replace(request: Request, body: bytes) -> None:
    """Let everything behind see the unpacked body."""
    request.environ["wsgi.input"] = BytesIO(body)
    request.environ["CONTENT_LENGTH"] = str(len(body))
    request.__dict__.pop("stream", None)  # Flask keeps the one that has been read
    request.__dict__.pop("content_length", None)
