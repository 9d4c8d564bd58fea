"""Sizes and spans of this part in force, from `data/limits.csv`."""

from dataclasses import dataclass
from pathlib import Path

from yishi.foundation.calendar.in_force import values_in_force


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


limits = values_in_force(Path(__file__).with_name("data") / "limits.csv", Limits)
"""The limits in force on a day (default: today)."""
