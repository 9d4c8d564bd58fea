"""Sizes and spans in force, from `data/limits.csv`."""

from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.utils import timezone

from yishi_methods.dated import DatedTable, parse_table

TABLE = Path(__file__).with_name("data") / "limits.csv"


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Each field is the row of the same name; bytes, pixels, counts, hours and days as the names say."""

    picture_bytes: int
    jpeg_pixels: int
    other_pixels: int
    picture_edge: int
    small_edge: int
    jpeg_quality: int
    document_bytes: int
    files_per_upload: int
    files_per_matter: int
    request_bytes: int
    name_length: int
    draft_hours: int
    orphan_hours: int
    removed_days: int
    sweep_hour: int


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
