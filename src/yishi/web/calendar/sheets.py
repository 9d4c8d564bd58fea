"""A year laid out for reading: months in weeks, and holidays as spans of days."""

from calendar import Calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from yishi.foundation.calendar.choices import DayKind
from yishi.foundation.calendar.models import SpecialDay
from yishi_methods.deadlines import WorkingDays
from yishi_methods.deadlines.working_days import ONE_DAY


@dataclass(frozen=True)
class Day:
    """One square of a month. `special` is the row that speaks of the day, if any."""

    date: date
    is_working: bool
    special: SpecialDay | None


@dataclass(frozen=True)
class Month:
    """Weeks from Monday to Sunday; None stands for a day of another month."""

    first: date
    weeks: tuple[tuple[Day | None, ...], ...]
    working_days: int


@dataclass(frozen=True)
class Span:
    """Days in a row of the same kind and name."""

    first: date
    last: date
    special: SpecialDay

    @property
    def length(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def is_off(self) -> bool:
        return self.special.kind == DayKind.OFF


@dataclass(frozen=True)
class YearSheet:
    months: tuple[Month, ...]
    spans: tuple[Span, ...]
    working_days: int
    end_is_open: bool
    """Whether the last days of December still wait for the notice of the year after."""


def year_sheet(year: int, days: Iterable[SpecialDay], working_days: WorkingDays) -> YearSheet:
    """Lay out a year; `days` are the rows of its notice in order, which may begin in the December before."""
    rows = list(days)
    special = {row.date: row for row in rows}
    months = tuple(_month(year, number, special, working_days) for number in range(1, 13))
    last = date(year, 12, 31)
    return YearSheet(
        months=months,
        spans=tuple(_spans(rows)),
        working_days=sum(month.working_days for month in months),
        end_is_open=working_days.is_provisional(last, last),
    )


def _month(year: int, number: int, special: dict[date, SpecialDay], working_days: WorkingDays) -> Month:
    weeks = tuple(
        tuple(Day(day, working_days.is_working(day), special.get(day)) if day.month == number else None for day in week)
        for week in Calendar().monthdatescalendar(year, number)
    )
    worked = sum(day.is_working for week in weeks for day in week if day is not None)
    return Month(date(year, number, 1), weeks, worked)


def _spans(rows: Sequence[SpecialDay]) -> list[Span]:
    spans: list[Span] = []
    for row in rows:
        before = spans[-1] if spans else None
        if (
            before is not None
            and (before.special.kind, before.special.name) == (row.kind, row.name)
            and before.last + ONE_DAY == row.date
        ):
            spans[-1] = Span(before.first, row.date, before.special)
        else:
            spans.append(Span(row.date, row.date, row))
    return spans
