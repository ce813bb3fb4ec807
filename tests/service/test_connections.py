"""Callers that are slow, do not listen or say nonsense: they cost themselves, and the others are answered."""

import gzip
import socket
from contextlib import ExitStack

import pytest

from tests.service.test_server import PLAIN, Service

MANY = 120  # more than the threads of two workers
CLOSE = b"Host: x\r\nConnection: close\r\n"
SECRET = "秘密申请95件"


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    with Service(tmp_path_factory.mktemp("service"), "--limit-arrive", 5) as running:
        yield running


@pytest.fixture
def callers(service):
    """Opens connections that say so much and then nothing."""
    with ExitStack() as stack:

        def call(said, number=MANY):
            host, port = service.address.removeprefix("http://").split(":")
            opened = [stack.enter_context(socket.create_connection((host, int(port)), timeout=60)) for _ in range(number)]
            for one in opened:
                one.sendall(said)
            return opened

        yield call


def read_all(connection):
    """What comes until the other side closes."""
    return b"".join(iter(lambda: connection.recv(1 << 16), b""))


def test_heads_that_have_not_arrived_take_no_thread(service, callers):
    head = b"POST /v1/extract HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Slow: y"
    waiting = callers(head)
    assert [service.post().status_code for _ in range(4)] == [200] * 4
    whole, broken = callers(head, 2)
    whole.sendall(b"es\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\n2021")
    assert read_all(whole).startswith(b"HTTP/1.1 200")
    broken.shutdown(socket.SHUT_WR)  # and no more comes
    assert read_all(broken) == b""
    refused = read_all(waiting[0])
    assert refused.startswith(b"HTTP/1.1 408")
    assert b"application/problem+json" in refused


def test_callers_that_do_not_close_keep_nobody_waiting(service, callers):
    callers(b"GET /healthz HTTP/1.1\r\n" + CLOSE + b"\r\n")
    assert [service.post().status_code for _ in range(4)] == [200] * 4


def test_bodies_on_their_way_leave_room(service, callers):
    callers(b"POST /v1/extract HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 900\r\n\r\nhalf")
    assert service.answers("/healthz")
    assert service.post().status_code in (200, 503)


def test_bodies_that_are_refused_are_not_waited_for(service, callers):
    callers(b"POST /v1/extract HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 99999999\r\n\r\nhalf")
    assert [service.post().status_code for _ in range(4)] == [200] * 4


def test_one_request_may_follow_the_other_at_once(callers):
    asked = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"
    (connection,) = callers((asked + b"\r\n") * 2 + asked + b"Connection: close\r\n\r\n", 1)
    assert read_all(connection).count(b'{"status":"alive"}') == 3


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (b"\x00\x01 " + SECRET.encode() + b"\r\n\r\n", 400),
        (b"GET / HTTP/9.9\r\n" + CLOSE + b"\r\n", 400),
        (b"GET /healthz HTTP/1.1\r\n" + CLOSE + b"X: y\r\n" * 200 + b"\r\n", 431),
        (b"GET /healthz HTTP/1.1\r\n" + CLOSE + b"X: " + b"y" * 20_000 + b"\r\n\r\n", 431),
        (b"GET /healthz HTTP/1.1\r\n" + CLOSE + b"X: " + b"y" * 65_536, 431),
        (b"GET /" + b"y" * 9_000 + b" HTTP/1.1\r\n" + CLOSE + b"\r\n", 414),
        (b"POST /v1/extract HTTP/1.1\r\n" + CLOSE + b"Content-Length: -5\r\n\r\n", 400),
        (b"POST /v1/extract HTTP/1.1\r\n" + CLOSE + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    ],
    ids=["no head", "version", "headers", "header", "endless header", "address", "length", "two lengths"],
)
def test_what_is_no_request_gets_problem_details(service, callers, said, status):
    (connection,) = callers(said, 1)
    answer = connection.recv(1 << 16)
    assert answer.startswith(b"HTTP/1.1 %d " % status)
    assert b"application/problem+json" in answer
    assert b'"request_id":"' in answer
    assert service.post().status_code == 200


def test_what_stands_behind_a_body_is_not_logged(service, callers):
    asked = b"POST /v1/extract HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\n2021"
    (connection,) = callers(asked + f"{SECRET}\r\n\r\n".encode(), 1)
    assert b"HTTP/1.1 400" in read_all(connection)
    assert any(one["event"] == "no answer" for one in service.log)
    assert SECRET not in service.log_file.read_text()


def test_a_body_of_countless_empty_gzip_members_is_refused(service):
    answer = service.post(gzip.compress(b"") * 100_000, headers={**PLAIN, "Content-Encoding": "gzip"})
    assert answer.status_code == 400
    assert "members" in answer.json()["detail"]
