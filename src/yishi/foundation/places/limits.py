"""Distances and sizes in force, from `data/limits.csv`."""

from dataclasses import dataclass
from pathlib import Path

from yishi.foundation.calendar.in_force import values_in_force


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Each field is the row of the same name; metres, square metres and counts as the table says."""

    nearest_within: int
    overlap_reported: int
    outline_detail: int
    areas_to_choose: int
    names_per_act: int


limits = values_in_force(Path(__file__).with_name("data") / "limits.csv", Limits)
"""The limits in force on a day (default: today)."""
