"""Sizes and spans of this part in force, from `data/limits.csv`."""

from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.utils import timezone

from yishi_methods.dated import DatedTable, parse_table

TABLE = Path(__file__).with_name("data") / "limits.csv"


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Each field is the row of the same name, in the unit that the table states."""

    text_length: int
    title_length: int
    place_length: int
    reason_length: int
    answer_length: int
    public_decimals: int
    reopen_days: int
    feed_length: int
    map_points: int
    map_clusters: int
    smallest_cell: int
    contacts_at_once: int


def limits(on: date | None = None) -> Limits:
    """The limits in force on a day (default: today)."""
    return _limits(on or timezone.localdate())


@lru_cache(maxsize=4)
def _limits(on: date) -> Limits:
    values = _table().on(on)
    return Limits(**{field.name: int(values[field.name].value) for field in fields(Limits)})


@lru_cache(maxsize=1)
def _table() -> DatedTable:
    return parse_table(TABLE.read_text(encoding="utf-8"))
