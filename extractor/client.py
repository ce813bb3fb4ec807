"""A client of the service: one method an operation, with retries where the service asks for patience."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

AGAIN = (429, 502, 503, 504)
_LONGEST_WAIT = 30.0  # seconds between two tries, whatever the service asks for
_NDJSON = {"Content-Type": "application/x-ndjson"}


class ServiceError(Exception):
    """The service refuses; `problem` are its problem details, `status` the answer's."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__(f"{status} {problem.get('title', '')}: {problem.get('detail', '')}")
        self.status, self.problem = status, problem


class Client:
    """Speaks to one service; use it as a context manager, from one thread at a time.

    A report gives the same answer whenever it is sent, so a request that was answered by 429 or 503, or whose
    connection broke, is sent again, at most `tries` times, after the time that the service asks for.
    Figures come as `Decimal`, with the digits that are printed.
    """

    def __init__(
        self, address: str, *, key: str | None = None, tries: int = 4, seconds: float = 60,
        transport: httpx.BaseTransport | None = None,
    ) -> None:  # fmt: skip
        """`address` as http://127.0.0.1:8000; `key` where the service wants one; `seconds` a try may take."""
        headers = {"Authorization": f"Bearer {key}"} if key is not None else {}
        self.tries = tries
        self._http = httpx.Client(base_url=address, headers=headers, timeout=seconds, transport=transport)

    def extract(self, text: str, **options: Any) -> dict[str, Any]:
        """One report's text; options are `id`, `form`, `parts`, `include_text`, `rules`, `accepted`, `media_type`, `last`."""
        return _read(self._send("POST", "/v1/extract", json={"text": text, **options}))

    def extract_file(self, path: Path, **options: str) -> dict[str, Any]:
        """One report's file: text, Markdown, HTML, PDF or DOCX."""
        return _read(self._send("POST", "/v1/extract", files={"file": (path.name, path.read_bytes())}, data=options))

    def extract_batch(self, reports: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
        """Reports as {"text": …, "id": …}; an extraction, or a problem with its `line`, for each, in order."""
        body = "".join(json.dumps(report, ensure_ascii=False) + "\n" for report in reports)
        answer = self._send("POST", "/v1/extract:batch", stream=True, content=body.encode(), headers=_NDJSON)
        try:
            for line in answer.iter_lines():
                yield _decode(line)
        finally:
            answer.close()

    def compare(self, last: str, this: str) -> dict[str, Any]:
        """The texts of the earlier and of the later year's report, side by side."""
        return _read(self._send("POST", "/v1/compare", json={"last": {"text": last}, "this": {"text": this}}))

    def forms(self) -> list[dict[str, Any]]:
        """The official forms that the service knows."""
        forms: list[dict[str, Any]] = _read(self._send("GET", "/v1/forms"))["forms"]
        return forms

    def form(self, name: str) -> dict[str, Any]:
        """One form: rows, columns, rules, and the JSON Schema of its `table`."""
        return _read(self._send("GET", f"/v1/forms/{name}"))

    def models(self) -> dict[str, Any]:
        """The trained versions, and which one answers."""
        return _read(self._send("GET", "/v1/models"))

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _send(self, method: str, path: str, *, stream: bool = False, **body: Any) -> httpx.Response:
        """The answer to a request; ServiceError where it is refused, httpx's error where nobody answers."""
        for tried in range(1, self.tries + 1):
            try:
                answer = self._http.send(self._http.build_request(method, path, **body), stream=stream)
            except httpx.TransportError:
                if tried == self.tries:
                    raise
                time.sleep(_wait(tried, None))
                continue
            if answer.is_success:
                return answer
            answer.read()
            if answer.status_code not in AGAIN or tried == self.tries:
                break
            time.sleep(_wait(tried, answer.headers.get("Retry-After")))
        raise ServiceError(answer.status_code, _problem(answer))


def _wait(tried: int, asked: str | None) -> float:
    """Seconds until the next try: what the service asks for, else twice as long each time, never all at once."""
    seconds = float(asked) if asked is not None and asked.isdecimal() else 0.25 * 2.0**tried
    return min(seconds, _LONGEST_WAIT) * random.uniform(1.0, 1.25)


def _problem(answer: httpx.Response) -> dict[str, Any]:
    try:
        problem = answer.json()
    except ValueError:  # something between us and the service
        return {"title": answer.reason_phrase, "detail": answer.text[:200]}
    return problem if isinstance(problem, dict) else {"detail": str(problem)}


def _read(answer: httpx.Response) -> dict[str, Any]:
    return _decode(answer.text)


def _decode(written: str) -> dict[str, Any]:
    """JSON with its figures as they are printed."""
    decoded: dict[str, Any] = json.loads(written, parse_float=Decimal)
    return decoded
