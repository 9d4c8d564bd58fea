"""Hours, spans and counts in force, from `data/limits.csv`."""

from dataclasses import dataclass
from datetime import time
from pathlib import Path

from yishi.foundation.calendar.in_force import values_in_force


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


limits = values_in_force(Path(__file__).with_name("data") / "limits.csv", Limits)
"""The limits in force on a day (default: today)."""
