from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yishi_methods.deadlines import WorkingDays, Year
from yishi_methods.deadlines.tests.calendars import CALENDAR, days

DATES = st.dates(date(2025, 11, 1), date(2027, 6, 30))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-02-13", True),  # Friday
        ("2026-02-14", True),  # Saturday worked in exchange for the Spring Festival
        ("2026-02-16", False),  # Monday of the Spring Festival
        ("2026-02-24", True),
        ("2026-03-07", False),  # an ordinary Saturday
        ("2026-10-10", True),
    ],
)
def test_working_days_of_2026(day, works):
    assert CALENDAR.is_working(date.fromisoformat(day)) is works


def test_a_day_cannot_be_both_off_and_worked():
    with pytest.raises(ValueError, match="2026-05-09"):
        WorkingDays(off=days("2026-05-09"), make_up=days("2026-05-09"), years={})


@given(DATES, DATES)
def test_counting_equals_walking(first, last):
    walked = sum(CALENDAR.is_working(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))
    assert CALENDAR.count_between(first, last) == walked or last < first
    assert CALENDAR.count_between(last, first) == -CALENDAR.count_between(first, last)


def test_a_year_without_a_table_is_provisional():
    assert CALENDAR.is_provisional(date(2031, 3, 3), date(2031, 3, 4))
    assert CALENDAR.version(date(2031, 3, 3), date(2031, 3, 4)) == "2031.0"


def test_only_official_years_are_final():
    assert not CALENDAR.is_provisional(date(2025, 12, 30), date(2026, 12, 28))
    assert CALENDAR.is_provisional(date(2026, 12, 20), date(2027, 1, 4))
    assert CALENDAR.version(date(2026, 12, 20), date(2027, 1, 4)) == "2026.1+2027.0"


def test_the_last_days_of_december_wait_for_the_notice_of_the_next_year():
    new_years_eve = date(2026, 12, 31)
    assert CALENDAR.is_provisional(new_years_eve, new_years_eve)
    assert CALENDAR.version(new_years_eve, new_years_eve) == "2026.1+2027.0"


def test_calendars_are_values():
    assert WorkingDays(off=CALENDAR.off, make_up=CALENDAR.make_up, years=dict(CALENDAR.years)) == CALENDAR
    assert hash(CALENDAR) == hash(WorkingDays(CALENDAR.off, CALENDAR.make_up, {2030: Year(True, 1)}))
