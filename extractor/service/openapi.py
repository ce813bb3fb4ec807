"""The OpenAPI 3.1 document, made of the operations and the pydantic models that describe what they take and answer."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from extractor import __version__
from extractor.knowledge.forms import form_names
from extractor.service.extraction_schema import ProblemDetails
from extractor.service.operations import Operation, Schema
from extractor.service.problems import MEDIA_TYPE

_REFERENCE = "#/components/schemas/{model}"
_ABOUT = (
    "Reads 政府信息公开工作年度报告 (yearly reports on government information disclosure): figures with what they measure, the "
    "official table, 文号, titles, dates, and where the report contradicts itself. Every `start` and `end` counts code points."
)
_SECURITY = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "header": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
}
_ALWAYS_REFUSED = (500,)
_HEADERS = {"X-Request-Id": {"description": "finds the request in the log", "schema": {"type": "string"}}}


def make_document(operations: Iterable[Operation], *, open_paths: Iterable[str], with_keys: bool) -> dict[str, Any]:
    """The document; where `with_keys`, all but the open paths want a key."""
    operations = tuple(operations)
    paths: dict[str, dict[str, Any]] = {}
    for one in operations:
        secured = with_keys and one.path not in open_paths
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one, secured=secured)
    document = {
        "openapi": "3.1.0",
        "info": {"title": "extractor", "version": __version__, "description": _ABOUT, "license": {"name": "MIT", "identifier": "MIT"}},
        "paths": paths,
        "components": {"schemas": _schemas(operations)},
    }  # fmt: skip
    if with_keys:
        document["components"] = {"schemas": _schemas(operations), "securitySchemes": _SECURITY}
    return document


def _schemas(operations: Iterable[Operation]) -> dict[str, Any]:
    """The schema of every model that an operation names, and of those inside them."""
    models: dict[type[BaseModel], None] = {ProblemDetails: None}
    for one in operations:
        for schema in (*one.answers.values(), *one.bodies.values()):
            if isinstance(schema, type):
                models[schema] = None
    _, written = models_json_schema([(model, "validation") for model in models], ref_template=_REFERENCE)
    schemas: dict[str, Any] = written["$defs"]
    return schemas


def _operation(one: Operation, *, secured: bool) -> dict[str, Any]:
    summary, _, more = inspect.cleandoc(one.view.__doc__ or "").partition("\n")
    told: dict[str, Any] = {
        "operationId": one.view.__name__,
        "tags": [one.tag],
        "summary": summary,
        "responses": _responses(one, secured=secured),
    }
    if more.strip():
        told["description"] = " ".join(more.split())
    if parameters := [*_path_parameters(one.path), *_query_parameters(one.query)]:
        told["parameters"] = parameters
    if one.bodies:
        told["requestBody"] = {"required": True, "content": _content(one.bodies, one.examples)}
    if secured:
        told["security"] = [{name: []} for name in _SECURITY]
    return told


def _responses(one: Operation, *, secured: bool) -> dict[str, Any]:
    well = {"description": "done", "headers": _HEADERS, "content": _content(one.answers, {})}
    refused = sorted({*one.refusals, *_ALWAYS_REFUSED, *((401, 429) if secured else ())})
    problem = {MEDIA_TYPE: {"schema": _reference(ProblemDetails)}}
    return {
        "200": well,
        **{
            str(status): {"description": HTTPStatus(status).phrase, "headers": _HEADERS, "content": problem}
            for status in refused
        },
    }


def _content(schemas: Mapping[str, Schema], examples: Mapping[str, Any]) -> dict[str, Any]:
    content: dict[str, dict[str, Any]] = {}
    for media_type, schema in schemas.items():
        content[media_type] = {"schema": _reference(schema) if isinstance(schema, type) else dict(schema)}
        if media_type in examples:
            content[media_type]["example"] = examples[media_type]
    return content


def _reference(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": _REFERENCE.format(model=model.__name__)}


def _path_parameters(path: str) -> Iterable[dict[str, Any]]:
    for name in re.findall(r"\{(\w+)\}", path):
        schema = {"type": "string", "enum": list(form_names())}
        yield {"name": name, "in": "path", "required": True, "schema": schema}


def _query_parameters(model: type[BaseModel] | None) -> Iterable[dict[str, Any]]:
    if model is None:
        return
    for name, schema in model.model_json_schema()["properties"].items():
        told = {"name": name, "in": "query", "description": schema.pop("description", ""), "schema": _without_null(schema)}
        yield {**told, "style": "form", "explode": False} if told["schema"].get("type") == "array" else told


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter that is not given is null, but nobody can write null behind an address."""
    kept = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    return kept[0] if len(kept) == 1 else {key: value for key, value in schema.items() if key not in ("title", "default")}
