"""The packaged tables, day by day against another source."""

from datetime import date, timedelta

import chinese_calendar
import pytest

from yishi.foundation.calendar import queries
from yishi.foundation.calendar.choices import YearStatus
from yishi.foundation.calendar.models import CalendarYear
from yishi.foundation.calendar.reference_data import load_reference_data

pytestmark = pytest.mark.django_db

STATUTORY_2027 = {
    "元旦": ["2027-01-01"],
    "春节": ["2027-02-05", "2027-02-06", "2027-02-07", "2027-02-08"],
    "清明节": ["2027-04-05"],
    "劳动节": ["2027-05-01", "2027-05-02"],
    "端午节": ["2027-06-09"],
    "中秋节": ["2027-09-15"],
    "国庆节": ["2027-10-01", "2027-10-02", "2027-10-03"],
}


@pytest.mark.parametrize("year", range(2017, 2027))
def test_every_day_of_the_years_announced(year):
    known = queries.working_days()
    first = date(year, 1, 1)
    days = [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]
    assert [day for day in days if known.is_working(day) != chinese_calendar.is_workday(day)] == []
    assert known.years[year].is_official


def test_2027_has_what_the_statute_fixes_and_is_provisional():
    year = queries.year_on_record(2027)
    assert year is not None
    assert year.status == YearStatus.PROVISIONAL
    found: dict[str, list[str]] = {}
    for day in year.days.all():
        found.setdefault(day.name, []).append(day.date.isoformat())
    assert found == STATUTORY_2027


def test_every_year_names_its_source():
    assert list(CalendarYear.objects.values_list("year", flat=True)) == list(range(2017, 2028))
    assert CalendarYear.objects.get(year=2026).source == "国办发明电〔2025〕7号"
    assert not CalendarYear.objects.filter(source="").exists()


def test_a_second_migration_changes_nothing():
    before = list(CalendarYear.objects.values_list("year", "version", "loaded_at"))
    load_reference_data()
    assert list(CalendarYear.objects.values_list("year", "version", "loaded_at")) == before


def test_a_missing_year_comes_back_and_a_provisional_one_becomes_official():
    CalendarYear.objects.filter(year=2024).delete()
    CalendarYear.objects.filter(year=2026).update(status=YearStatus.PROVISIONAL, version=0)
    load_reference_data()
    assert [queries.version_of(year) for year in (2024, 2026)] == [1, 1]
    assert queries.working_days().is_working(date(2026, 2, 14))
