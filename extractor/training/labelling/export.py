"""A project's annotations as Label Studio holds them now: events are hints, the export is the truth.

Only the address that who runs the service has set is asked, never one that came in a request.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ADDRESS, TOKEN = "LABEL_STUDIO_URL", "LABEL_STUDIO_TOKEN"
_SECONDS = 120.0


class ExportError(Exception):
    """An export that cannot be had; says why, and what would be right."""


def export_tasks(project: int, environment: Mapping[str, str]) -> list[dict[str, Any]] | None:
    """Every annotated task of the project; None where no address is set. ExportError where it does not answer."""
    address, token = environment.get(ADDRESS, ""), environment.get(TOKEN, "")
    if not address:
        return None
    import httpx  # noqa: PLC0415 - only who sets an address needs it

    try:
        with httpx.Client(base_url=address, timeout=_SECONDS) as client:
            headers = {"Authorization": _authorize(client, token)}
            answer = client.get(f"/api/projects/{project}/export", params={"exportType": "JSON"}, headers=headers)
            answer.raise_for_status()
            tasks = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise ExportError(f"${ADDRESS} gives no export of project {project} ({error}); check it and ${TOKEN}") from None
    if not isinstance(tasks, list):
        raise ExportError(f"${ADDRESS} gives no list of tasks; it is the address of Label Studio itself")
    return tasks


def _authorize(client: Any, token: str) -> str:
    """A personal access token buys one for five minutes; a legacy token goes as it is."""
    if token.count(".") != 2:
        return f"Token {token}"
    answer = client.post("/api/token/refresh/", json={"refresh": token})
    answer.raise_for_status()
    return f"Bearer {answer.json()['access']}"
