"""Who calls: told by a key in `Authorization: Bearer`, `X-API-Key`, or the password of Basic (Label Studio sends that)."""

from __future__ import annotations

from flask import Request, g

from extractor.service.keys import Keys
from extractor.service.problems import ProblemError

OPEN = ("/healthz", "/readyz", "/openapi.json", "/docs", "/")  # tell nothing of anybody's reports
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="extractor"'}


def admit_caller(request: Request, keys: Keys) -> None:
    """Remember whose key was shown; ProblemError 401 where one is wanted and none that is known was shown."""
    g.caller = None
    if not keys or is_open(request.path):
        return
    key = _shown_key(request)
    if key is None:
        raise ProblemError(401, "a key is wanted; send Authorization: Bearer KEY", headers=_CHALLENGE)
    g.caller = keys.find_caller(key)
    if g.caller is None:
        raise ProblemError(401, "this key is not known; ask who runs the service for one", headers=_CHALLENGE)


def is_open(path: str) -> bool:
    """Whether everybody may ask for that address."""
    return path in OPEN or path.startswith(("/docs/", "/page/"))


def _shown_key(request: Request) -> str | None:
    authorization = request.authorization
    if authorization is not None and authorization.type == "bearer":
        return authorization.token
    if authorization is not None and authorization.type == "basic":
        return authorization.password
    return request.headers.get("X-API-Key")
