"""Answers that change only with a release: with an ETag, and 304 for who has them already."""

from __future__ import annotations

from hashlib import sha256

from flask import Request, Response


def answer_cached(request: Request, body: bytes, content_type: str = "application/json") -> Response:
    """The body, or 304 where the caller's `If-None-Match` says that it has it."""
    response = Response(body, content_type=content_type)
    response.set_etag(sha256(body).hexdigest()[:32], weak=True)
    response.headers["Cache-Control"] = "no-cache"  # keep it, and ask whether it is still the same
    response.make_conditional(request)
    return response
