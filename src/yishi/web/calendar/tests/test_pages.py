from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from yishi.foundation.calendar import queries
from yishi.foundation.calendar.commands import load_year
from yishi.foundation.calendar.day_tables import read_table
from yishi.foundation.calendar.models import CalendarYear
from yishi.web.calendar.sheets import year_sheet

pytestmark = pytest.mark.django_db


def page(client: Client, address: str, language: str = "zh-hans") -> str:
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_present_year_is_shown(client, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    assert "2026 年工作日历" in page(client, "/calendar/")


def test_a_year_without_a_table_gives_the_nearest(client, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2031, 1, 1, tzinfo=UTC))
    assert "2027 年工作日历" in page(client, "/calendar/")


def test_an_official_year_names_its_source(client):
    text = page(client, "/calendar/2026/")
    assert "国办发明电〔2025〕7号" in text
    assert "已公布" in text
    assert "春节调休上班" in text
    assert "还没有公布" not in text


def test_a_provisional_year_says_so(client):
    text = page(client, "/calendar/2027/")
    assert "暂定" in text
    assert "2027 年的放假安排还没有公布" in text


def test_the_end_of_december_waits_for_the_next_notice(client):
    remark = "12 月 29 日至 31 日可能因下一年的放假安排而调整"
    assert remark in page(client, "/calendar/2026/")
    assert remark not in page(client, "/calendar/2025/")
    notice = "date,kind,name,source\n2027-01-01,off,元旦,某号文\n"
    load_year(actor="system", table=read_table(notice.encode()))
    assert remark not in page(client, "/calendar/2026/")


def test_in_english(client):
    text = page(client, "/calendar/2026/", "en")
    assert "Working days of 2026" in text
    assert "Spring Festival" in text
    assert "Working day in exchange for Spring Festival" in text


def test_a_year_that_is_not_on_record_is_not_found(client):
    assert client.get("/calendar/1999/").status_code == 404


def test_the_page_lists_every_day_once(client):
    row = queries.year_on_record(2026)
    assert row is not None
    sheet = year_sheet(2026, row.days.all(), queries.working_days())
    days = [day for month in sheet.months for week in month.weeks for day in week if day is not None]
    assert [day.date for day in days] == [date.fromordinal(date(2026, 1, 1).toordinal() + n) for n in range(365)]
    assert all(len(week) == 7 for month in sheet.months for week in month.weeks)
    assert sheet.working_days == sum(day.is_working for day in days) == 248
    assert sum(span.length for span in sheet.spans) == row.days.count()


def test_days_in_a_row_are_one_span():
    row = queries.year_on_record(2026)
    assert row is not None
    spans = year_sheet(2026, row.days.all(), queries.working_days()).spans
    festival = [(span.first, span.last) for span in spans if span.special.name == "春节"]
    assert festival == [(date(2026, 2, 15), date(2026, 2, 23))]


def test_the_number_of_statements_is_the_same_for_every_year(client):
    counts = set()
    for year in CalendarYear.objects.values_list("year", flat=True):
        with CaptureQueriesContext(connection) as captured:
            page(client, f"/calendar/{year}/")
        counts.add(len(captured))
    assert max(counts) - min(counts) <= 2, "only the first page reads the calendar itself"
