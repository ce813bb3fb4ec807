"""A data set on disk: its manifest says the schema's version and that it is whole."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import msgspec

from extractor.batch.places import WORK
from extractor.batch.plan import Head
from extractor.batch.schema import load_schema

MANIFEST = "_dataset.json"  # Spark and Arrow take no notice of a name that begins so


class Manifest(msgspec.Struct, frozen=True):
    """What a whole data set says of itself."""

    schema: int
    made: Head
    reports: int
    failures: int


class DatasetError(ValueError):
    """A folder that is no data set, not whole, or of another version; says what to do."""


def write_manifest(dataset: Path, manifest: Manifest) -> None:
    """Declare the data set whole, and remove what only the run needed."""
    beside = dataset / f".{MANIFEST}.{os.getpid()}"
    with beside.open("wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    beside.replace(dataset / MANIFEST)
    shutil.rmtree(dataset / WORK)


def read_manifest(dataset: Path) -> Manifest:
    """The manifest of a whole data set that this program reads; DatasetError where it is none."""
    try:
        content = (dataset / MANIFEST).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        if (dataset / WORK).is_dir():
            raise DatasetError(
                f"{dataset}: is not finished; go on with `extractor batch … --out {dataset} --resume`"
            ) from None
        raise DatasetError(f"{dataset}: is no data set; `extractor batch` makes one") from None
    version = _version(content, dataset)
    ours = load_schema().version
    if version != ours:
        raise DatasetError(
            f"{dataset}: its tables are of version {version}, this program reads version {ours}; "
            + ("install a newer extractor" if version > ours else "make it anew with `extractor batch`")
        )
    try:
        return msgspec.json.decode(content, type=Manifest)
    except msgspec.DecodeError as error:
        raise _damaged(dataset, str(error)) from None


def table_files(dataset: Path, table: str) -> list[Path]:
    """The files of one table, in order."""
    return sorted((dataset / table).rglob("*.parquet"))


def _version(content: bytes, dataset: Path) -> int:
    try:
        found = msgspec.json.decode(content)
    except msgspec.DecodeError as error:
        raise _damaged(dataset, str(error)) from None
    version = found.get("schema") if isinstance(found, dict) else None
    if not isinstance(version, int):
        raise _damaged(dataset, "it says no version")
    return version


def _damaged(dataset: Path, reason: str) -> DatasetError:
    return DatasetError(
        f"{dataset / MANIFEST}: is damaged ({reason}); make the data set anew with `extractor batch`"
    )
