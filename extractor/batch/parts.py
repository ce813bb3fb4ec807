"""One part of a run: its reports read, their rows stored in a file that appears when it is whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

import msgspec
import pyarrow as pa

from extractor.batch.arrow import arrow_schema
from extractor.batch.fetch import FetchError, fetch
from extractor.batch.limits import memory_limit
from extractor.batch.messages import Done, Entry, Failure, Part, Settings
from extractor.batch.places import part_file
from extractor.batch.rows import Row, Rows, report_id, to_rows
from extractor.batch.schema import load_schema
from extractor.batch.stored import write_tables
from extractor.pipeline import Pipeline
from extractor.reading import ReadError, media_type_of, read

YEARS = b"years"  # a stored table's note: each year with the number of its rows
Outcome = tuple[int | None, Rows] | Failure


class PartWriter:
    """Reads and stores parts with a pipeline that is loaded once."""

    def __init__(self, pipeline: Pipeline, settings: Settings, begin: Callable[[int | None], None]) -> None:
        """`begin` is told the place of each report before it is read, and None before rows are stored."""
        self.pipeline, self.settings, self.begin = pipeline, settings, begin

    def write(self, part: Part) -> Done:
        """Read the part's reports and store them; what an earlier worker has failed on is a failure already."""
        known: dict[int, Outcome] = dict(part.failures)
        for index in part.suspects:
            known[index] = self._read(part.entries[index], index)
        store = _Store()
        for index, entry in enumerate(part.entries):
            outcome = known.pop(index) if index in known else self._read(entry, index)
            store.add(entry, outcome)
        self.begin(None)
        write_tables(part_file(Path(self.settings.dataset), part.number), store.arrow())
        return Done(len(part.entries))

    def _read(self, entry: Entry, index: int) -> Outcome:
        self.begin(index)
        try:
            with memory_limit(self.settings.megabytes):
                content = fetch(entry)
                media_type = media_type_of(entry.locator)
                document = read(content.source, document_id=content.id, media_type=media_type)
                extraction = self.pipeline.extract(document, form=self.settings.form)
                return extraction.identity.year, to_rows(extraction, self.pipeline.model, entry.locator)
        except (FetchError, ReadError) as error:
            return Failure("unreadable", " ".join(str(error).split()))
        except MemoryError:
            return Failure(
                "memory", f"needs more than {self.settings.megabytes} MB; allow more with --megabytes"
            )


class _Store:
    """The rows of a part, table by table and in it year by year."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[int | None, list[Row]]] = {name: {} for name in load_schema().tables}

    def add(self, entry: Entry, outcome: Outcome) -> None:
        """Keep the rows of one report, or why there are none."""
        if isinstance(outcome, Failure):
            row = (report_id(entry.locator), entry.locator, outcome.kind, outcome.reason, outcome.tries)
            year, found = None, {"failures": [row]}
        else:
            year, found = outcome
        for name, rows in found.items():
            if rows:
                self.tables[name].setdefault(year, []).extend(rows)

    def arrow(self) -> Iterator[tuple[str, pa.Table]]:
        """Every table by its name."""
        for name, years in self.tables.items():
            yield name, _table(name, years)


def _table(name: str, years: dict[int | None, list[Row]]) -> pa.Table:
    """The rows of each year together, and how many each has among the table's notes."""
    rows, schema = list(chain.from_iterable(years.values())), arrow_schema(name)
    columns = zip(*rows, strict=True) if rows else ([] for _ in schema)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    counts = msgspec.json.encode([(year, len(of_year)) for year, of_year in years.items()])
    return pa.table(arrays, schema=schema.with_metadata({YEARS: counts}))
