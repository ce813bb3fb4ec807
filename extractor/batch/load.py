"""Reports of a data set back as the extractions that they were made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import dataset as arrow

from extractor.batch.arrow import arrow_schema
from extractor.batch.dataset import read_manifest, table_files
from extractor.batch.restore import to_extraction
from extractor.batch.schema import load_schema
from extractor.records import Extraction

_YEARS = arrow.partitioning(pa.schema([("year", pa.int32())]), flavor="hive")


def read_table(dataset: Path, table: str, report_ids: Sequence[str] | None = None) -> pa.Table:
    """One table, with its column `year` where it has one, of the reports named or of all, in the order stored.

    DatasetError where the folder holds no whole data set of this version.
    """
    read_manifest(dataset)
    wanted = None if report_ids is None else pc.field("report_id").isin(list(report_ids))
    schema, files = arrow_schema(table), table_files(dataset, table)
    if not load_schema().tables[table].by_year:
        return arrow.dataset(files, schema=schema).to_table(filter=wanted)
    with_year = schema.append(pa.field("year", pa.int32()))
    place = str(dataset / table)
    found = arrow.dataset(files, schema=with_year, partitioning=_YEARS, partition_base_dir=place)
    return found.to_table(filter=wanted)


def read_extractions(dataset: Path, report_ids: Sequence[str]) -> Iterator[Extraction]:
    """The extraction of each report that is named, as `Pipeline.extract` gave it; KeyError where there is none.

    All that are named are in memory at once: name some hundreds at a time.
    """
    tables = {
        name: _by_report(read_table(dataset, name, report_ids))
        for name in ("reports", "observations", "measurements", "entities", "findings")
    }
    for report_id in report_ids:
        (report,) = tables["reports"][report_id]
        yield to_extraction(report, {name: tables[name].get(report_id, []) for name in tables})


def _by_report(table: pa.Table) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in table.to_pylist():
        found.setdefault(row["report_id"], []).append(row)
    return found
