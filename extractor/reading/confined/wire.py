"""What parent and child say to each other: MessagePack, each message behind its length. Never pickle: the child is not trusted."""

from __future__ import annotations

import socket
import struct
from time import monotonic

import msgspec

from extractor.reading.building import Reading

OUT_OF_MEMORY = 77  # the exit status of a child that can say nothing more

_LENGTH = struct.Struct(">Q")
_CHUNK = 1 << 20


class Request(msgspec.Struct, tag=True, frozen=True):
    """A content to parse; `content` is UTF-8 where `is_text`. The child ends itself after `seconds`."""

    kind: str
    content: bytes
    is_text: bool
    seconds: float


class Started(msgspec.Struct, tag=True, frozen=True):
    """The child has loaded what it needs: from here on the time counts."""


class Answer(msgspec.Struct, tag=True, frozen=True):
    """The content as read."""

    reading: Reading


class Refused(msgspec.Struct, tag=True, frozen=True):
    """The content cannot be read; the text of the ReadError, or nothing where memory ran out."""

    message: str | None


Message = Request | Started | Answer | Refused
_encoder = msgspec.msgpack.Encoder()
_decoder: msgspec.msgpack.Decoder[Message] = msgspec.msgpack.Decoder(Message)


class Closed(Exception):  # noqa: N818 - what happened, not what went wrong
    """The other side is gone, or sent more than it may."""


def send(connection: socket.socket, message: Message, *, until: float | None = None) -> None:
    """Send one message; Closed where nobody reads, TimeoutError when `until` (of the monotonic clock) is past."""
    body = _encoder.encode(message)
    _set_timeout(connection, until)
    try:
        connection.sendall(_LENGTH.pack(len(body)))
        _set_timeout(connection, until)
        connection.sendall(body)
    except (BrokenPipeError, ConnectionError) as error:
        raise Closed(str(error)) from None


def receive(connection: socket.socket, *, until: float | None = None, most: int = 1 << 40) -> Message:
    """Wait for one message of at most `most` bytes; Closed, TimeoutError as `send`."""
    (length,) = _LENGTH.unpack(_receive(connection, _LENGTH.size, until))
    if length > most:
        raise Closed(f"a message of {length} bytes")
    try:
        return _decoder.decode(_receive(connection, length, until))
    except msgspec.MsgspecError as error:
        raise Closed(str(error)) from None


def _receive(connection: socket.socket, length: int, until: float | None) -> bytearray:
    received = bytearray()
    while len(received) < length:
        _set_timeout(connection, until)
        try:
            chunk = connection.recv(min(_CHUNK, length - len(received)))
        except ConnectionError as error:
            raise Closed(str(error)) from None
        if not chunk:
            raise Closed("the other side has ended")
        received += chunk
    return received


def _set_timeout(connection: socket.socket, until: float | None) -> None:
    if until is None:
        connection.settimeout(None)
        return
    left = until - monotonic()
    if left <= 0:
        raise TimeoutError
    connection.settimeout(left)
