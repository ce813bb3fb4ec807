"""`python -m tests.image.prove [FOLDER]`: run every step of the Dockerfile in a clean Debian root, and the service that comes out.

For machines without a container engine: debootstrap (root is needed) makes the base; each stage is a copy of it, RUN runs in
it with chroot, COPY copies, and what the last stage starts runs as its USER on a root file system that is read-only.
The base's Python is Debian's, not that of the image. A FOLDER is kept and used again, which saves the minutes of debootstrap.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.image.dockerfile import Stage, Step, read_dockerfile

ROOT = Path(__file__).parents[2]
PACKAGES = "python3,python3-venv,ca-certificates"
USUAL = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}
HEALTHY = 180  # seconds to wait for it, on a machine that does much else
PROBE = "2021年，全区共收到政府信息公开申请95件。"


def main() -> None:
    """Prove it; the exit status is 0 where the service has answered."""
    given = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory(prefix="extractor-image-") as made:
        folder = given or Path(made)
        base = make_base(folder / "root")
        built: dict[str, Path] = {}
        stages = read_dockerfile(ROOT / "Dockerfile")
        for number, stage in enumerate(stages):
            built[stage.name or "last"] = build(stage, base, folder / f"stage-{number}", built)
        serve(stages[-1], built["last"])
        for path in built.values():
            shutil.rmtree(path)


def make_base(root: Path) -> Path:
    """A Debian root with Python, as `python:…-slim-bookworm` is one."""
    if not (root / "usr/bin/python3").exists():
        run("debootstrap", "--variant=minbase", f"--include={PACKAGES}", "bookworm", root)
    link = root / "usr/local/bin/python"
    if not link.is_symlink():
        link.symlink_to("/usr/bin/python3")
    shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
    return root


def build(stage: Stage, base: Path, root: Path, built: dict[str, Path]) -> Path:
    """One stage, step by step."""
    shutil.rmtree(root, ignore_errors=True)
    run("cp", "-a", "--reflink=auto", base, root)
    folder, environment = Path("/"), dict(USUAL)
    for step in stage.steps:
        print(f"{stage.name or 'last'}: {step.instruction} {step.words[:100]}", flush=True)
        if step.instruction == "WORKDIR":
            folder = Path(step.words)
            inside(root, folder).mkdir(parents=True, exist_ok=True)
        elif step.instruction == "ENV":
            environment |= read_environment(step, environment)
        elif step.instruction == "COPY":
            copy(step, root, folder, built)
        elif step.instruction == "RUN":
            run_inside(root, folder, environment, step.words)
    return root


def copy(step: Step, root: Path, folder: Path, built: dict[str, Path]) -> None:
    """COPY from the checkout, or from an earlier stage."""
    words = shlex.split(step.words)
    source = built[words.pop(0).partition("=")[2]] if words[0].startswith("--from") else ROOT
    *names, target = words
    place = inside(root, folder / target)
    for name in names:
        origin = inside(source, Path("/") / name)
        if origin.is_dir():
            left_out = shutil.ignore_patterns("__pycache__", "*.so", "compiled.stamp") if source == ROOT else None  # as .dockerignore has it
            shutil.copytree(origin, place, symlinks=True, dirs_exist_ok=True, ignore=left_out)
        else:
            shutil.copy(origin, place / origin.name if place.is_dir() else place)


def run_inside(root: Path, folder: Path, environment: dict[str, str], command: str) -> None:
    """RUN, with this machine's way to the package index lent for as long as it takes."""
    lent = [Path(path) for path in ("/etc/ssl/certs", "/etc/xdg/pip", "/etc/pip.conf", os.environ.get("PIP_FIND_LINKS", "")) if path]
    lent = [path for path in lent if path.exists()]
    mounts = "".join(f"mkdir -p {inside(root, path)}; mount --bind {path} {inside(root, path)}; " for path in lent if path.is_dir())
    told = {**environment, **{name: value for name, value in os.environ.items() if name.lower().endswith("_proxy") or name.startswith("PIP_")}}
    settings = " ".join(f"{name}={shlex.quote(value)}" for name, value in told.items())
    chrooted = f"chroot {root} /usr/bin/env -i {settings} /bin/sh -c {shlex.quote(f'cd {folder} && {command}')}"
    run("unshare", "--mount", "/bin/sh", "-ec", f"mount -t proc proc {root}/proc; {mounts}{chrooted}")


def serve(stage: Stage, root: Path) -> None:
    """Start what the image starts, wait for its HEALTHCHECK, ask for one report, and stop it."""
    environment = dict(USUAL)
    for step in stage.find("ENV"):
        environment |= read_environment(step, environment)
    made = subprocess.run([sys.executable, "-m", "extractor", "serve", "--new-key", "proof"], cwd=ROOT, capture_output=True, text=True, check=True)
    key, line = made.stdout.splitlines()
    (started,) = stage.find("ENTRYPOINT")
    words = [*started.listed, *stage.find("CMD")[-1].listed]
    user = stage.find("USER")[-1].words
    begun = time.perf_counter()
    process = subprocess.Popen(enter(root, user, {**environment, "EXTRACTOR_KEYS": line}, words))
    try:
        health = enter(root, user, environment, stage.find("HEALTHCHECK")[-1].listed)
        while subprocess.run(health, capture_output=True, check=False).returncode:
            if process.poll() is not None or time.perf_counter() - begun > HEALTHY:
                raise SystemExit("the service did not become healthy")
        print(f"healthy after {time.perf_counter() - begun:.1f} s, as {user}, on a read-only root", flush=True)
        answer = ask(key)
        assert '"value":95' in answer, answer
        print("it has read a report", flush=True)
    finally:
        process.terminate()
        process.wait(40)


def enter(root: Path, user: str, environment: dict[str, str], words: list[str]) -> list[str]:
    """A command inside: own mounts, root read-only, only /dev/shm in memory, no privileges to gain."""
    told = " ".join(f"{name}={shlex.quote(value)}" for name, value in environment.items())
    script = (
        f"mount --bind {root} {root}; mount -o remount,ro,bind {root}; mount -t proc proc {root}/proc; "
        f"mount -t tmpfs tmpfs {root}/dev; mkdir {root}/dev/shm; chmod 1777 {root}/dev/shm; "
        f"for one in null urandom; do touch {root}/dev/$one; mount --bind /dev/$one {root}/dev/$one; done; "
        f"exec setpriv --no-new-privs chroot --userspec={user} {root} /usr/bin/env -i {told} {shlex.join(words)}"
    )
    return ["unshare", "--mount", "/bin/sh", "-ec", script]


def ask(key: str) -> str:
    """The service's answer to one report."""
    asked = ["curl", "-sS", "--data-binary", PROBE, "-H", "Content-Type: text/plain; charset=utf-8", "-H", f"Authorization: Bearer {key}"]
    return subprocess.run([*asked, "http://127.0.0.1:8000/v1/extract"], capture_output=True, text=True, check=True).stdout


def inside(root: Path, path: Path) -> Path:
    """Where an absolute path of the image is on this machine."""
    return root / path.relative_to("/")


def read_environment(step: Step, before: dict[str, str]) -> dict[str, str]:
    """What ENV sets, with $PATH of before."""
    pairs = (word.partition("=")[::2] for word in shlex.split(step.words))
    return {name: value.replace("$PATH", before["PATH"]) for name, value in pairs}


def run(*words: object) -> None:
    """A command of this machine, or the end."""
    if (status := subprocess.run(list(map(str, words)), check=False).returncode) != 0:
        raise SystemExit(f"{words[0]} ended with {status}")


if __name__ == "__main__":
    main()
