"""ProblemError details (RFC 9457) for everything that goes wrong, each with the request's id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, g
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from extractor.output.contract import encode

MEDIA_TYPE = "application/problem+json"
_DETAILS = {
    404: "there is nothing at this address; /openapi.json lists what there is",
    405: "this address does not answer that method; see the Allow header",
    500: "the service failed; the request id finds the reason in its log",
}


class ProblemError(Exception):
    """A request that is refused: its status, what is wrong and what would be right."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        errors: Sequence[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
        members: Mapping[str, Any] | None = None,
    ) -> None:
        """`errors` say what is wrong with single fields; `headers` go out with the answer, `members` in it."""
        super().__init__(detail)
        self.status, self.detail, self.errors, self.headers = status, detail, errors, headers or {}
        self.members = members or {}


def describe(problem: ProblemError, request_id: str) -> dict[str, Any]:
    """The problem as plain values; `errors` only where there are some."""
    told: dict[str, Any] = {
        **problem.members,
        "type": "about:blank",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "detail": problem.detail,
        "request_id": request_id,
    }
    return {**told, "errors": list(problem.errors)} if problem.errors else told


def of_validation(error: ValidationError) -> ProblemError:
    """What pydantic found, field by field, without the caller's text: 400 for no JSON, else 422.

    Of a field and what stands in it only the inner one is told: a list is too short because its one item is wrong.
    """
    errors = error.errors(include_url=False, include_context=False, include_input=False)
    if errors[0]["type"] == "json_invalid":
        return ProblemError(400, f"the body is no JSON ({errors[0]['msg']}); want an object in UTF-8")
    places = [one["loc"] for one in errors]
    inner = [one for one in errors if not any(one["loc"] == place[: len(one["loc"])] != place for place in places)]
    told = [{"field": ".".join(map(str, one["loc"])), "detail": one["msg"]} for one in inner]
    return ProblemError(422, "some fields cannot be used; `errors` says which", errors=told)


def add_problems(app: Flask) -> None:
    """Answer every error of the app with problem details."""
    app.register_error_handler(ProblemError, _answer)
    app.register_error_handler(HTTPException, _answer_http)


def _answer(problem: ProblemError) -> Response:
    told = encode(describe(problem, g.get("request_id", "")))
    return Response(told, problem.status, dict(problem.headers), content_type=MEDIA_TYPE)


def _answer_http(error: HTTPException) -> Response:
    """Flask's own errors, an exception that nobody caught (500) among them."""
    status = error.code or 500
    if status < 400:  # a redirect is none
        return Response(status=status, headers=error.get_headers())
    detail = _DETAILS.get(status, error.description or HTTPStatus(status).phrase)
    kept = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
    return _answer(ProblemError(status, detail, headers=kept))
