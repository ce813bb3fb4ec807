"""What a service is told when it starts: where its models are, who may call it, and how much they may ask for."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from extractor.service.keys import Keys
from extractor.service.page.desk import Desk, Teaches

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one caller may ask for; the command line has an option for each, told by its `help`."""

    body: int = field(default=32 * MEGABYTE, metadata={"help": "bytes of a request's body, as sent"})
    inflated: int = field(default=64 * MEGABYTE, metadata={"help": "bytes of a compressed body, unpacked"})
    text: int = field(default=500_000, metadata={"help": "characters of one report"})
    lines: int = field(default=10_000, metadata={"help": "reports of one batch"})
    queue: int = field(default=24, metadata={"help": "requests that wait in one worker; beyond them 503"})
    wait: int = field(default=20, metadata={"help": "seconds that a request waits for its turn; then 503"})
    arrive: int = field(default=30, metadata={"help": "seconds that the head of a request, and its body, may take to arrive; then 408"})


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a service is told; `rate` is of the form 600/minute, None for no limit a key."""

    models: Path | None = None
    keys: Keys = field(default_factory=Keys)
    limits: Limits = field(default_factory=Limits)
    rate: str | None = None
    readers: int = 1  # processes a worker that are kept ready to parse HTML, PDF and DOCX
    log_level: str = "info"
    state: Path | None = None  # a folder that the workers share: rates and metrics
    desk: Desk | None = None  # who keeps what annotators correct
    teaching: Teaches | None = None  # who trains with it; there is none without a desk
    plots: bool = False  # whether the extra that draws them is installed
