"""When a term ends."""

import calendar as months
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from yishi_methods.deadlines.working_days import ONE_DAY, WorkingDays

MEASURES = ("hour", "workday", "day", "month", "year")
LAST_MOMENT = time.max
"""24:00, as the last moment of the day that ends with it."""

Pause = tuple[datetime, datetime]
"""A span in which the clock stands still, from its first moment to the first moment after it."""


@dataclass(frozen=True)
class Due:
    """The last moment that is in time, and whether it may still move.

    `calendar_version` names the editions of the years it rests on, "" where it rests on none.
    """

    at: datetime
    is_provisional: bool
    calendar_version: str


def due_time(
    working_days: WorkingDays,
    start: datetime,
    amount: int,
    measure: str,
    *,
    zone: tzinfo,
    pauses: Sequence[Pause] = (),
    closes_at: time = LAST_MOMENT,
) -> Due:
    """When a term of `amount` hours, working days, days, months or years ends that began at `start`.

    `zone` is the local time of the place, `closes_at` the local time at which a last day ends. The answer is in `zone`.
    Raises ValueError for an unknown measure, an amount below 1, a time without time zone or a pause that ends before
    it begins.
    """
    if measure not in MEASURES:
        raise ValueError(f"unknown measure {measure!r}: one of {', '.join(MEASURES)}")
    if amount < 1:
        raise ValueError(f"a term has at least 1 {measure}, not {amount}")
    _require_times(start, pauses)
    if measure == "hour":
        return Due(_after_hours(start, amount, pauses).astimezone(zone), is_provisional=False, calendar_version="")
    first = start.astimezone(zone).date()
    paused = _paused_days(pauses, zone)
    if measure == "workday":
        last = _count_days(first, amount, lambda day: working_days.is_working(day) and day not in paused)
        looked_at = first + ONE_DAY
    else:
        looked_at = _count_days(first, _days_in(first, amount, measure), lambda day: day not in paused)
        last = looked_at
        while last in paused or not working_days.is_working(last):
            last += ONE_DAY
    return Due(
        datetime.combine(last, closes_at, tzinfo=zone),
        is_provisional=working_days.is_provisional(looked_at, last),
        calendar_version=working_days.version(looked_at, last),
    )


def _require_times(start: datetime, pauses: Sequence[Pause]) -> None:
    if any(moment.tzinfo is None for moment in (start, *(end for pause in pauses for end in pause))):
        raise ValueError("times need a time zone")
    for begin, end in pauses:
        if end < begin:
            raise ValueError(f"a pause ends at {end.isoformat()}, before it begins at {begin.isoformat()}")


def _count_days(day: date, amount: int, counts: Callable[[date], bool]) -> date:
    """The `amount`-th day after `day` that counts."""
    while amount:
        day += ONE_DAY
        amount -= counts(day)
    return day


def _days_in(first: date, amount: int, measure: str) -> int:
    """The length in days of a term of days, months or years that begins on `first`."""
    if measure == "day":
        return amount
    year, month = divmod(first.year * 12 + first.month - 1 + amount * (12 if measure == "year" else 1), 12)
    last_number = months.monthrange(year, month + 1)[1]
    return (date(year, month + 1, min(first.day, last_number)) - first).days


def _paused_days(pauses: Sequence[Pause], zone: tzinfo) -> set[date]:
    """Every local day that a pause touches."""
    days = set()
    for begin, end in pauses:
        day, instant_before_end = begin.astimezone(zone).date(), end.astimezone(UTC) - timedelta.resolution
        while begin < end and day <= instant_before_end.astimezone(zone).date():
            days.add(day)
            day += ONE_DAY
    return days


def _after_hours(start: datetime, amount: int, pauses: Sequence[Pause]) -> datetime:
    """The moment at which the clock has run `amount` hours; where pauses overlap they stop it once."""
    run_until = start.astimezone(UTC)
    at = run_until + timedelta(hours=amount)
    for begin, end in sorted(pauses):
        stopped = max(begin.astimezone(UTC), run_until)
        if stopped >= at:
            break
        run_until = max(end.astimezone(UTC), stopped)
        at += run_until - stopped
    return at
