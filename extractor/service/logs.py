"""The log: one JSON object a line, about requests and never about what stands in them."""

from __future__ import annotations

import logging
import sys
from types import TracebackType
from typing import Any

import structlog

LEVELS = ("debug", "info", "warning", "error")
ExcInfo = tuple[type[BaseException] | None, BaseException | None, TracebackType | None]


def start_log(level: str) -> None:
    """Write everything from that level on to standard error, what the libraries say too."""
    chain: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_message,
    ]
    render = structlog.processors.JSONRenderer(ensure_ascii=False)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=chain, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render]
        )
    )
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *chain, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def get_log() -> structlog.stdlib.BoundLogger:
    """The service's log."""
    log: structlog.stdlib.BoundLogger = structlog.get_logger("extractor.service")
    return log


def describe_failure(exc_info: ExcInfo) -> dict[str, Any]:
    """What failed and where, without the exception's message, in which a report's text may stand."""
    kind, _, trace = exc_info
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return {"failure": kind.__name__ if kind is not None else "unknown", "trace": places[-12:]}


def _without_message(_: Any, __: str, event: dict[str, Any]) -> dict[str, Any]:
    """A traceback of a library, as kind and places."""
    exc_info = event.pop("exc_info", None)
    if exc_info is True:
        exc_info = sys.exc_info()
    return {**event, **describe_failure(exc_info)} if isinstance(exc_info, tuple) else event
