"""Named values that hold from one day to another: limits, hours, thresholds, each with its source.

A table is CSV text with the columns name, value, unit, in_force_from, in_force_to (last day, inclusive; empty: until
further notice) and source. Of the rows of a name that are in force on a day, the one that began last holds.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

COLUMNS = ("name", "value", "unit", "in_force_from", "in_force_to", "source")


@dataclass(frozen=True)
class DatedValue:
    """One row. `value` is text; who asks knows whether it is a number or a time of day."""

    name: str
    value: str
    unit: str
    in_force_from: date
    in_force_to: date | None
    source: str

    def is_in_force(self, on: date) -> bool:
        return self.in_force_from <= on and (self.in_force_to is None or on <= self.in_force_to)


@dataclass(frozen=True)
class DatedTable:
    rows: tuple[DatedValue, ...]

    def on(self, day: date) -> dict[str, DatedValue]:
        """The values in force on `day`, by name; a name without a row in force is absent."""
        return {row.name: row for row in self.rows if row.is_in_force(day)}


def parse_table(text: str) -> DatedTable:
    """Read a table.

    Raises ValueError that names the line for a missing column, a bad date or a span that ends before it starts.
    """
    reader = csv.DictReader(io.StringIO(text))
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise ValueError(
            f"line 1: expected the columns {', '.join(COLUMNS)}, found {', '.join(reader.fieldnames or ())}"
        )
    rows = [_row(line, fields) for line, fields in enumerate(reader, start=2)]
    return DatedTable(_by_begin(rows))


def _row(line: int, fields: dict[str, str]) -> DatedValue:
    try:
        row = DatedValue(
            name=fields["name"],
            value=fields["value"],
            unit=fields["unit"],
            in_force_from=date.fromisoformat(fields["in_force_from"]),
            in_force_to=date.fromisoformat(fields["in_force_to"]) if fields["in_force_to"] else None,
            source=fields["source"],
        )
    except (TypeError, ValueError) as error:
        raise ValueError(f"line {line}: {error}") from error
    if row.in_force_to and row.in_force_to < row.in_force_from:
        raise ValueError(f"line {line}: {row.name} ends on {row.in_force_to}, before it starts on {row.in_force_from}")
    return row


def _by_begin(rows: Sequence[DatedValue]) -> tuple[DatedValue, ...]:
    return tuple(sorted(rows, key=lambda row: (row.name, row.in_force_from)))
