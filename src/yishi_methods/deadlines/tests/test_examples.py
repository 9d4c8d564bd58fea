"""Worked examples, each to be checked on a wall calendar of 2026."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from yishi_methods.deadlines import due_time
from yishi_methods.deadlines.tests.calendars import CALENDAR, SHANGHAI, at


def due(start, amount, measure, *pauses, **options):
    spans = [(at(begin), at(end)) for begin, end in pauses]
    return due_time(CALENDAR, at(start), amount, measure, zone=SHANGHAI, pauses=spans, **options)


@pytest.mark.parametrize(
    ("start", "amount", "measure", "last_day"),
    [
        ("2026-11-23 09:00", 5, "workday", "2026-11-30"),  # Monday: Tuesday is day 1
        ("2026-11-20 19:30", 5, "workday", "2026-11-27"),  # Friday evening: Monday is day 1
        ("2026-11-21 10:00", 5, "workday", "2026-11-27"),  # Saturday: the same Monday is day 1
        ("2026-11-20 23:59:59", 1, "workday", "2026-11-23"),
        ("2026-02-13 17:00", 1, "workday", "2026-02-14"),  # the Saturday before the Spring Festival is worked
        ("2026-02-13 17:00", 2, "workday", "2026-02-24"),  # then nine days off
        ("2026-02-14 09:00", 5, "workday", "2026-02-28"),  # 24, 25, 26, 27, and Saturday the 28th is worked
        ("2026-09-30 09:00", 3, "workday", "2026-10-10"),  # 8, 9, and Saturday the 10th is worked
        ("2026-01-15 09:00", 30, "day", "2026-02-14"),  # the 30th day is a worked Saturday: it ends there
        ("2026-01-16 09:00", 30, "day", "2026-02-24"),  # the 30th day falls into the Spring Festival
        ("2026-03-06 09:00", 15, "day", "2026-03-23"),  # the 15th day is an ordinary Saturday
        ("2026-01-31 09:00", 1, "month", "2026-02-28"),  # no 31 February: the last of the month, a worked Saturday
        ("2026-03-31 09:00", 2, "month", "2026-06-01"),  # 31 May is a Sunday
        ("2026-02-16 09:00", 1, "year", "2027-02-16"),
    ],
)
def test_the_last_day(start, amount, measure, last_day):
    assert due(start, amount, measure).at.date().isoformat() == last_day


def test_the_last_day_lasts_until_midnight():
    end = due("2026-11-23 09:00", 5, "workday").at
    assert end == datetime(2026, 11, 30, 23, 59, 59, 999999, tzinfo=SHANGHAI)
    assert end == datetime(2026, 11, 30, 15, 59, 59, 999999, tzinfo=UTC)


def test_or_until_business_closes():
    assert due("2026-11-23 09:00", 5, "workday", closes_at=time(17, 30)).at == at("2026-11-30 17:30")


def test_hours_count_from_the_moment_and_on_every_day():
    assert due("2026-02-14 22:15", 24, "hour").at == at("2026-02-15 22:15")


def test_the_day_of_filing_is_the_local_day():
    evening_in_london = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)  # already Monday the 23rd in Shanghai
    in_shanghai = due_time(CALENDAR, evening_in_london, 1, "workday", zone=SHANGHAI)
    in_london = due_time(CALENDAR, evening_in_london, 1, "workday", zone=ZoneInfo("Europe/London"))
    assert in_shanghai.at.date().isoformat() == "2026-11-24"
    assert in_london.at.date().isoformat() == "2026-11-23"


@pytest.mark.parametrize(
    ("start", "amount", "measure", "last_day", "is_provisional", "version"),
    [
        ("2026-12-14 09:00", 5, "workday", "2026-12-21", False, "2026.1"),
        ("2026-12-28 09:00", 5, "workday", "2027-01-05", True, "2026.1+2027.0"),
        ("2026-11-23 09:00", 60, "day", "2027-01-22", True, "2027.0"),
        ("2026-11-23 09:00", 100, "hour", "2026-11-27", False, ""),
    ],
)
def test_across_the_new_year(start, amount, measure, last_day, is_provisional, version):
    answer = due(start, amount, measure)
    assert (answer.at.date().isoformat(), answer.is_provisional, answer.calendar_version) == (
        last_day,
        is_provisional,
        version,
    )


@pytest.mark.parametrize(
    ("measure", "amount", "pause", "last_day"),
    [
        ("workday", 3, ("2026-11-25 10:00", "2026-11-25 10:30"), "2026-11-27"),  # a day partly paused is not counted
        ("workday", 3, ("2026-11-26 23:00", "2026-11-27 00:00"), "2026-11-27"),  # the last day paused: one more
        ("workday", 3, ("2026-11-27 00:00", "2026-11-28 00:00"), "2026-11-26"),  # after the end: no effect
        ("workday", 3, ("2026-11-23 10:00", "2026-11-23 18:00"), "2026-11-26"),  # on the day of the start: no effect
        ("workday", 3, ("2026-11-21 00:00", "2026-11-23 00:00"), "2026-11-26"),  # before the start: no effect
        ("workday", 3, ("2026-11-25 10:00", "2026-11-25 10:00"), "2026-11-26"),  # of no length: no effect
        ("workday", 3, ("2026-11-28 00:00", "2026-11-30 00:00"), "2026-11-26"),  # a weekend after the end
        ("day", 3, ("2026-11-24 08:00", "2026-11-25 08:00"), "2026-11-30"),  # the third counted day is a Saturday
        ("day", 5, ("2026-11-30 08:00", "2026-11-30 18:00"), "2026-12-01"),  # the Monday it moves to is paused
        ("month", 1, ("2026-12-01 00:00", "2026-12-02 00:00"), "2026-12-24"),
    ],
)
def test_a_pause_stops_the_clock(measure, amount, pause, last_day):
    assert due("2026-11-23 09:00", amount, measure, pause).at.date().isoformat() == last_day


def test_paused_hours_are_added_and_counted_once():
    overlapping = [("2026-11-23 10:00", "2026-11-23 12:00"), ("2026-11-23 11:00", "2026-11-23 13:00")]
    assert due("2026-11-23 09:00", 4, "hour", *overlapping).at == at("2026-11-23 16:00")
    assert due("2026-11-23 09:00", 4, "hour", ("2026-11-23 13:00", "2026-11-23 20:00")).at == at("2026-11-23 13:00")


@pytest.mark.parametrize(
    ("amount", "measure", "fault"),
    [(0, "day", "at least 1 day"), (-3, "workday", "at least 1 workday"), (2, "fortnight", "unknown measure")],
)
def test_terms_that_make_no_sense_are_refused(amount, measure, fault):
    with pytest.raises(ValueError, match=fault):
        due("2026-11-23 09:00", amount, measure)


def test_times_without_a_zone_are_refused():
    aware = at("2026-11-23 09:00")
    naive = aware.replace(tzinfo=None)
    with pytest.raises(ValueError, match="time zone"):
        due_time(CALENDAR, naive, 1, "day", zone=SHANGHAI)
    with pytest.raises(ValueError, match="time zone"):
        due_time(CALENDAR, aware, 1, "day", zone=SHANGHAI, pauses=[(aware, naive)])


def test_a_pause_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="before it begins"):
        due("2026-11-23 09:00", 1, "day", ("2026-11-25 09:00", "2026-11-24 09:00"))
