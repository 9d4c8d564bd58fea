"""What happens to the calendar of working days."""

from dataclasses import dataclass

from yishi.events.base import Event, event


@event("calendar.year_loaded")
@dataclass(frozen=True, kw_only=True)
class YearLoaded(Event):
    """The official working days of a year were loaded. `off` and `work` are dates, ISO 8601."""

    year: int
    version: int
    source: str
    off: tuple[str, ...]
    work: tuple[str, ...]
