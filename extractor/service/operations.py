"""One operation of the API: its address, its view and what the OpenAPI document says of it, in one place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from pydantic import BaseModel

Schema = type[BaseModel] | Mapping[str, Any]
BINARY: Mapping[str, Any] = {"type": "string", "format": "binary"}
TEXT: Mapping[str, Any] = {"type": "string"}
REPORT: Mapping[str, Any] = {"type": "string", "minLength": 1, "pattern": r"\S"}


@dataclass(frozen=True, slots=True)
class Operation:
    """`path` is written as OpenAPI does (/v1/forms/{name}); `answers`, `bodies`: schemas by media type.

    `refusals` are the statuses of the problems that callers should expect. What the operation does is the
    docstring of its view.
    """

    method: str
    path: str
    view: Callable[..., Any]
    tag: str
    answers: Mapping[str, Schema] = field(default_factory=dict)
    bodies: Mapping[str, Schema] = field(default_factory=dict)
    query: type[BaseModel] | None = None
    refusals: tuple[int, ...] = ()
    examples: Mapping[str, Any] = field(default_factory=dict)  # of a body, by media type


def add_operations(app: Flask, operations: Iterable[Operation]) -> None:
    """Answer each operation at its address."""
    for one in operations:
        rule = one.path.replace("{", "<").replace("}", ">")
        app.add_url_rule(rule, endpoint=f"{one.method} {one.path}", view_func=one.view, methods=[one.method])
