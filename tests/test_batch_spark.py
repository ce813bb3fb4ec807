"""Spark reads the data set: the real one where there is one, and what it could not read is nowhere in the files.

`SPARK_PYTHON=FOLDER/bin/python pytest -m slow tests/test_batch_spark.py`, of an environment with pyspark and beside a Java.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from extractor.batch.dataset import table_files
from extractor.batch.load import read_table
from extractor.batch.schema import load_schema
from tests.benchmark.reports import write_reports

COUNT = 10
PLAIN = ("string", "int16", "int32", "double", "bool", "decimal128(38, 10)")
PHYSICAL = ("BYTE_ARRAY", "INT32", "DOUBLE", "BOOLEAN", "FIXED_LEN_BYTE_ARRAY")
PROGRAM = """
import json, sys
from pyspark.sql import SparkSession
spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
def read(table): return spark.read.parquet(f"{sys.argv[1]}/{table}")
found = {table: len(read(table).collect()) for table in sys.argv[2:]}
figures = read("observations").where("value IS NOT NULL").selectExpr("report_id", "number", "cast(value AS decimal(38, 10))").collect()
print(json.dumps([found, sorted([key, number, str(value)] for key, number, value in figures)]))
"""


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("spark")
    words = (write_reports(folder / "in", COUNT), "--out", folder / "dataset", "--workers", "1")
    subprocess.run([sys.executable, "-m", "extractor", "batch", *map(str, words)], check=True, capture_output=True)
    return folder / "dataset"


def is_plain(kind: pa.DataType) -> bool:
    if pa.types.is_list(kind):
        return is_plain(kind.value_type)
    if pa.types.is_struct(kind):
        return all(is_plain(kind.field(at).type) for at in range(kind.num_fields))
    return str(kind) in PLAIN


def test_the_files_hold_only_types_that_spark_knows(dataset):
    """Those of its guide, “Parquet Files”: no unsigned, no large, no dictionary, nothing nested but lists and structs."""
    for table in load_schema().tables:
        for file in map(parquet.ParquetFile, table_files(dataset, table)):
            assert all(is_plain(field.type) for field in file.schema_arrow), table
            columns = [file.schema.column(at) for at in range(len(file.schema))]
            assert {str(one.logical_type.type) for one in columns} <= {"STRING", "NONE", "DECIMAL", "INT"}
            assert {one.physical_type for one in columns} <= set(PHYSICAL)


@pytest.mark.slow
@pytest.mark.skipif("SPARK_PYTHON" not in os.environ, reason="SPARK_PYTHON names no Python with pyspark")
def test_spark_reads_every_row_and_the_same_figures(dataset):
    tables = load_schema().tables
    command = [os.environ["SPARK_PYTHON"], "-c", PROGRAM, str(dataset), *tables]
    found, figures = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert found == {table: read_table(dataset, table).num_rows for table in tables}
    rows = read_table(dataset, "observations").to_pylist()
    assert figures == sorted([r["report_id"], r["number"], str(r["value"])] for r in rows if r["value"] is not None)
