"""Reads: the working days, and when a term ends."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from yishi.foundation.calendar.choices import DayKind
from yishi.foundation.calendar.models import CalendarYear, SpecialDay
from yishi.foundation.ledger import revisions
from yishi_methods import deadlines
from yishi_methods.deadlines import Due, Pause, Remaining, WorkingDays, Year


@revisions.cached("calendar")
def working_days() -> WorkingDays:
    """The working days of all years on record."""
    days: dict[str, set[date]] = {DayKind.OFF: set(), DayKind.WORK: set()}
    for day, kind in SpecialDay.objects.values_list("date", "kind"):
        days[kind].add(day)
    years = CalendarYear.objects.all()
    return WorkingDays(
        off=frozenset(days[DayKind.OFF]),
        make_up=frozenset(days[DayKind.WORK]),
        years={year.year: Year(year.is_official, year.version) for year in years},
    )


def due_time(start: datetime, amount: int, measure: str, pauses: Sequence[Pause] = ()) -> Due:
    """When a term that began at `start` ends in the district: `measure` is workday, day, hour, month or year.

    `pauses` are spans that are over, as (begin, end). Raises ValueError as `yishi_methods.deadlines.due_time` does.
    """
    zone = timezone.get_default_timezone()
    return deadlines.due_time(working_days(), start, amount, measure, zone=zone, pauses=pauses)


def remaining(now: datetime, due_at: datetime) -> Remaining:
    """What is left of a term, in time and in working days of the district."""
    return deadlines.remaining(working_days(), now, due_at, zone=timezone.get_default_timezone())


def version_of(year: int) -> int:
    """Which edition of a year's official table is on record; 0 for none."""
    return working_days().years.get(year, Year(is_official=False, version=0)).version


def year_on_record(year: int) -> CalendarYear | None:
    """A year with its special days, if it has a table."""
    return CalendarYear.objects.prefetch_related("days").filter(year=year).first()


def years_on_record() -> list[int]:
    """The years that have a table, in order."""
    return sorted(working_days().years)
