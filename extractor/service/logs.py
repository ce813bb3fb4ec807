"""The log: one JSON object a line, about requests and never about what stands in them."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import MutableMapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

LEVELS = ("debug", "info", "warning", "error")
_FIELDS = "fields"
ExcInfo = tuple[type[BaseException] | None, BaseException | None, TracebackType | None]


class Log(logging.LoggerAdapter[logging.Logger]):
    """`info("request", status=200)` and the like: what happened, and its fields by name."""

    def process(self, msg: Any, kwargs: MutableMapping[str, Any]) -> tuple[Any, MutableMapping[str, Any]]:
        """The fields, where the formatter finds them."""
        return msg, {"extra": {_FIELDS: dict(kwargs)}}


class LineFormatter(logging.Formatter):
    """One JSON object a record, those of the libraries too; of an exception its kind and places alone."""

    def format(self, record: logging.LogRecord) -> str:
        """The record's line, in UTC."""
        told = {
            **getattr(record, _FIELDS, {}),
            "event": record.getMessage(),
            "level": record.levelname.lower(),
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat().replace("+00:00", "Z"),
        }
        if record.exc_info is not None:
            told |= describe_failure(record.exc_info)
        return json.dumps(told, ensure_ascii=False, default=str)


def start_log(level: str) -> None:
    """Write everything from that level on to standard error, what the libraries say too."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(LineFormatter())
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)


def get_log() -> Log:
    """The service's log."""
    return Log(logging.getLogger("extractor.service"))


def describe_failure(exc_info: ExcInfo) -> dict[str, Any]:
    """What failed and where, without the exception's message, in which a report's text may stand."""
    kind, _, trace = exc_info
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return {"failure": kind.__name__ if kind is not None else "unknown", "trace": places[-12:]}
