"""Sizes and spans in force, from `data/limits.csv`."""

from dataclasses import dataclass
from pathlib import Path

from yishi.foundation.calendar.in_force import values_in_force


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


limits = values_in_force(Path(__file__).with_name("data") / "limits.csv", Limits)
"""The limits in force on a day (default: today)."""
