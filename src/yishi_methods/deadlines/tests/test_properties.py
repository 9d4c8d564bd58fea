"""What holds of every term, against a day-walking reading of the rules."""

import itertools
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from yishi_methods.deadlines import MEASURES, Pause, due_time, remaining
from yishi_methods.deadlines.tests.calendars import CALENDAR, SHANGHAI

FIRST_MOMENT = datetime(2025, 12, 1, tzinfo=SHANGHAI)
MOMENTS = st.timedeltas(timedelta(0), timedelta(days=420)).map(lambda passed: FIRST_MOMENT + passed)
AMOUNTS = st.integers(1, 70)
LENGTHS = st.timedeltas(timedelta(0), timedelta(days=20))
PAUSES = st.lists(st.builds(lambda begin, length: (begin, begin + length), MOMENTS, LENGTHS), max_size=4)
DAY_MEASURES = st.sampled_from(["workday", "day"])


def due(start, amount, measure, pauses=()):
    return due_time(CALENDAR, start, amount, measure, zone=SHANGHAI, pauses=pauses)


def is_paused(day: date, pauses: Sequence[Pause]) -> bool:
    """Whether any moment of the local day lies in a pause."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
    return any(begin < end and begin < midnight + timedelta(days=1) and end > midnight for begin, end in pauses)


def walked(start: datetime, amount: int, measure: str, pauses: Sequence[Pause]) -> date:
    """The last day by going through the calendar day by day with a pencil."""
    day, counted = start.date(), 0
    while True:
        day += timedelta(days=1)
        works = CALENDAR.is_working(day)
        if is_paused(day, pauses):
            continue
        if measure == "day" or works:
            counted += 1
        if counted >= amount and works:
            return day


@given(MOMENTS, AMOUNTS, DAY_MEASURES, PAUSES)
def test_it_is_what_a_pencil_says(start, amount, measure, pauses):
    assert due(start, amount, measure, pauses).at.date() == walked(start, amount, measure, pauses)


@given(MOMENTS, AMOUNTS, st.sampled_from(MEASURES), PAUSES)
def test_a_longer_term_never_ends_earlier(start, amount, measure, pauses):
    assert due(start, amount, measure, pauses).at <= due(start, amount + 1, measure, pauses).at


@given(MOMENTS, AMOUNTS, st.sampled_from(["workday", "day", "month"]), PAUSES)
def test_it_ends_on_a_working_day_that_is_not_paused(start, amount, measure, pauses):
    last = due(start, amount, measure, pauses).at.date()
    assert CALENDAR.is_working(last)
    assert not is_paused(last, pauses)
    assert last > start.date()


@given(MOMENTS, AMOUNTS, st.sampled_from(MEASURES), PAUSES)
def test_a_pause_only_delays(start, amount, measure, pauses):
    assert due(start, amount, measure).at <= due(start, amount, measure, pauses).at


@given(MOMENTS, AMOUNTS, DAY_MEASURES, PAUSES)
def test_a_later_start_never_ends_earlier(start, amount, measure, pauses):
    later = start + timedelta(hours=30)
    assert due(start, amount, measure, pauses).at <= due(later, amount, measure, pauses).at


@given(MOMENTS, AMOUNTS, PAUSES)
def test_the_clock_runs_exactly_the_hours_promised(start, amount, pauses):
    end = due(start, amount, "hour", pauses).at
    edges = sorted({start, end, *(edge for pause in pauses for edge in pause if start < edge < end)})
    run = timedelta(0)
    for begin, until in itertools.pairwise(edges):
        if not any(pause[0] <= begin and until <= pause[1] for pause in pauses):
            run += until - begin
    assert run == timedelta(hours=amount)


@given(MOMENTS, AMOUNTS)
def test_what_remains_of_a_fresh_term_is_its_amount(start, amount):
    end = due(start, amount, "workday").at
    left = remaining(CALENDAR, start, end, zone=SHANGHAI)
    assert left.working_days == amount
    assert left.time == end - start
    assert not left.is_overdue


@given(MOMENTS, AMOUNTS)
def test_a_term_is_overdue_from_the_first_moment_after_it(start, amount):
    end = due(start, amount, "workday").at
    assert not remaining(CALENDAR, end, end, zone=SHANGHAI).is_overdue
    late = remaining(CALENDAR, end + timedelta.resolution, end, zone=SHANGHAI)
    assert late.is_overdue
    assert late.working_days <= 0


@given(MOMENTS, AMOUNTS, st.sampled_from(["workday", "day"]), PAUSES)
def test_it_says_when_it_rests_on_a_year_not_yet_announced(start, amount, measure, pauses):
    answer = due(start, amount, measure, pauses)
    if answer.at.date() >= date(2026, 12, 29):
        assert answer.is_provisional
        assert answer.calendar_version.endswith("2027.0")
    else:
        assert not answer.is_provisional
