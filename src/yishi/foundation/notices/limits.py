"""Hours, spans and counts in force, from `data/limits.csv`."""

from dataclasses import dataclass, fields
from datetime import date, time
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils import timezone

from yishi_methods.dated import DatedTable, parse_table

TABLE = Path(__file__).with_name("data") / "limits.csv"


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Each field is the row of the same name, in the unit that the table states."""

    quiet_from: time
    quiet_to: time
    digest_at: time
    digest_lines: int
    urgent_hours: int
    stale_hours: int
    attempts: int
    first_retry_seconds: int
    last_retry_seconds: int
    batch: int
    read_days: int


def limits(on: date | None = None) -> Limits:
    """The limits in force on a day (default: today)."""
    return _limits(on or timezone.localdate())


@lru_cache(maxsize=4)
def _limits(on: date) -> Limits:
    values = _table().on(on)
    return Limits(**{field.name: _parsed(values[field.name].value, field.type) for field in fields(Limits)})


def _parsed(value: str, kind: object) -> Any:
    return time.fromisoformat(value) if kind is time else int(value)


@lru_cache(maxsize=1)
def _table() -> DatedTable:
    return parse_table(TABLE.read_text(encoding="utf-8"))
