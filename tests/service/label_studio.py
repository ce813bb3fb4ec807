"""Label Studio for tests, in an environment of its own: `python -m tests.service.label_studio` installs it into `.label-studio`.

It is far too large (1 GB) for the project's environment. Everything that would call home is turned off.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import httpx

from tests.benchmark.server import free_port

ROOT = Path(__file__).parents[2]
PLACE = Path(os.environ.get("LABEL_STUDIO_PLACE", ROOT / ".label-studio"))
VERSION = "1.23.2"
TOKEN = "0123456789abcdef012345"
SETTINGS = {
    "LABEL_STUDIO_USERNAME": "admin@example.com", "LABEL_STUDIO_PASSWORD": "not-a-secret-12", "LABEL_STUDIO_USER_TOKEN": TOKEN,
    "LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN": "true", "LABEL_STUDIO_DISABLE_SIGNUP_WITHOUT_LINK": "true",
    "COLLECT_ANALYTICS": "false", "LATEST_VERSION_CHECK": "false", "SENTRY_DSN": "", "FRONTEND_SENTRY_DSN": "",
    "ML_BLOCK_LOCAL_IP": "false", "SSRF_PROTECTION_ENABLED": "false",
}  # fmt: skip


STARTING = 1800  # seconds; the first start of a data folder migrates a database for minutes


def install() -> None:
    """Make the environment, and beside it a data folder that has been started once, which every test copies."""
    subprocess.run([sys.executable, "-m", "venv", PLACE], check=True)
    subprocess.run([PLACE / "bin" / "pip", "install", "--quiet", f"label-studio=={VERSION}"], check=True)
    with LabelStudio(PLACE, free_port()):
        print("Label Studio has started")


class LabelStudio:
    """One that runs on this machine alone, with its data in a folder."""

    def __init__(self, folder: Path, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        if folder != PLACE and (PLACE / "data").is_dir():
            shutil.copytree(PLACE / "data", folder / "data")
        words = ["start", "--no-browser", "--data-dir", folder / "data", "--internal-host", "127.0.0.1", "-p", str(port)]
        with (folder / "label-studio.log").open("wb") as log:
            self.process = subprocess.Popen(
                [PLACE / "bin" / "label-studio", *words], env={**os.environ, **SETTINGS}, stdout=log, stderr=log
            )
        self.http = httpx.Client(base_url=self.address, headers={"Authorization": f"Token {TOKEN}"}, timeout=120)

    def __enter__(self) -> LabelStudio:
        until = time.monotonic() + STARTING
        while True:
            try:
                if self.http.get("/health").status_code == 200:
                    return self
            except httpx.TransportError:
                pass
            if self.process.poll() is not None or time.monotonic() > until:
                self.__exit__()
                raise SystemExit("Label Studio did not start; see label-studio.log in its folder")
            time.sleep(0.5)

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(30)

    def post(self, path: str, body: object) -> dict:
        """What it answers to a POST; an error where that is one."""
        answer = self.http.post(path, json=body)
        assert answer.is_success, (path, answer.status_code, answer.text[:500])
        return answer.json() if answer.content else {}

    def get(self, path: str) -> dict:
        """What it answers to a GET."""
        return self.http.get(path).raise_for_status().json()


if __name__ == "__main__":
    install()
