"""Reads 政府信息公开工作年度报告: every figure with what it measures, the official table, and their contradictions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from extractor.compiled import choose_code

if TYPE_CHECKING:
    from extractor.pipeline import Pipeline

__version__ = "0.1.0"
__all__ = ["Pipeline", "__version__"]

choose_code()


def __getattr__(name: str) -> Any:
    """Import the pipeline when it is first asked for, so that `import extractor` costs nothing."""
    if name == "Pipeline":
        from extractor.pipeline import Pipeline  # noqa: PLC0415

        return Pipeline
    raise AttributeError(f"module 'extractor' has no attribute {name!r}")
