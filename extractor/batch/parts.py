"""One part of a run: its reports read, their rows stored in a file that appears when it is whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa

from extractor.batch.fetch import FetchError, fetch
from extractor.batch.limits import memory_limit
from extractor.batch.messages import Done, Entry, Failure, Part, Settings
from extractor.batch.places import part_file
from extractor.batch.rows import Rows, report_id, to_rows
from extractor.batch.schema import load_schema
from extractor.batch.stored import write_tables
from extractor.pipeline import Pipeline
from extractor.reading import ReadError, media_type_of, read

YEAR = pa.field("year", pa.int32())
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
        write_tables(part_file(Path(self.settings.dataset), part.number), store.tables())
        return Done(len(part.entries), len(store.rows["failures"]))

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
    """The rows of a part, table by table."""

    def __init__(self) -> None:
        self.rows: Rows = {name: [] for name in load_schema().tables}
        self.years: dict[str, list[int | None]] = {name: [] for name in self.rows}

    def add(self, entry: Entry, outcome: Outcome) -> None:
        """Keep the rows of one report, or why there are none."""
        if isinstance(outcome, Failure):
            row = (report_id(entry.locator), entry.locator, outcome.kind, outcome.reason, outcome.tries)
            year, found = None, {"failures": [row]}
        else:
            year, found = outcome
        for name, rows in found.items():
            self.rows[name] += rows
            self.years[name] += [year] * len(rows)

    def tables(self) -> Iterator[tuple[str, pa.Table]]:
        """Every table by its name, with the year of each row as its last column."""
        for name, rows in self.rows.items():
            yield name, _table(name, rows, self.years[name])


def _table(name: str, rows: list[tuple[object, ...]], years: list[int | None]) -> pa.Table:
    schema = load_schema().tables[name].arrow
    columns = zip(*rows, strict=True) if rows else ([] for _ in schema)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    return pa.table([*arrays, pa.array(years, YEAR.type)], schema=schema.append(YEAR))
