"""Spans in force, from `data/limits.csv`."""

from dataclasses import dataclass
from pathlib import Path

from yishi.foundation.calendar.in_force import values_in_force


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Each field is the row of the same name."""

    unfinished_days: int


limits = values_in_force(Path(__file__).with_name("data") / "limits.csv", Limits)
"""The limits in force on a day (default: today)."""
