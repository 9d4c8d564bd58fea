"""Which days are working days, and how far that is official."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

SATURDAY = 5
NEXT_NOTICE_BEGINS = (12, 29)
"""From this day on a year also depends on the notice of the next: those for 2008 and 2019 moved 29 to 31 December."""


@dataclass(frozen=True)
class Year:
    """Whether the working days of a year are announced, and which edition of its table this is."""

    is_official: bool
    version: int


@dataclass(frozen=True)
class WorkingDays:
    """Monday to Friday, without the days `off`, with the `make_up` days that are worked in exchange (调休).

    A year that `years` does not name has no table: it counts Monday to Friday and is provisional, version 0.
    Raises ValueError when a day is both off and worked.
    """

    off: frozenset[date]
    make_up: frozenset[date]
    years: Mapping[int, Year] = field(hash=False)

    def __post_init__(self) -> None:
        if both := self.off & self.make_up:
            raise ValueError(f"both off and a working day: {', '.join(day.isoformat() for day in sorted(both))}")

    def is_working(self, day: date) -> bool:
        return day in self.make_up or (day.weekday() < SATURDAY and day not in self.off)

    def count_between(self, first: date, last: date) -> int:
        """The working days after `first` up to and including `last`; negative when `last` is the earlier."""
        return self._count_until(last) - self._count_until(first)

    def is_provisional(self, first: date, last: date) -> bool:
        """Whether any day from `first` to `last` lies in a year that is not yet official."""
        return not all(year.is_official for year in self._years_behind(first, last).values())

    def version(self, first: date, last: date) -> str:
        """The editions that answer for the days from `first` to `last`, such as "2026.1+2027.0"."""
        return "+".join(f"{number}.{year.version}" for number, year in self._years_behind(first, last).items())

    def _years_behind(self, first: date, last: date) -> dict[int, Year]:
        past = last.year + ((last.month, last.day) >= NEXT_NOTICE_BEGINS)
        return {number: self.years.get(number, _NO_TABLE) for number in range(first.year, past + 1)}

    def _count_until(self, day: date) -> int:
        weeks, rest = divmod(day.toordinal(), 7)  # day 1 of the calendar is a Monday
        weekdays = weeks * 5 + min(rest, 5)
        return weekdays - bisect_right(self._free_weekdays, day) + bisect_right(self._worked_weekends, day)

    @cached_property
    def _free_weekdays(self) -> list[date]:
        return sorted(day for day in self.off if day.weekday() < SATURDAY)

    @cached_property
    def _worked_weekends(self) -> list[date]:
        return sorted(day for day in self.make_up if day.weekday() >= SATURDAY)


ONE_DAY = timedelta(days=1)
_NO_TABLE = Year(is_official=False, version=0)
