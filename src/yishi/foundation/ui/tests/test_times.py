"""How due dates read, in both languages, with the calendar's working days."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from yishi.foundation.ui import times
from yishi.foundation.ui.templatetags.ui import due
from yishi.foundation.ui.times import clock_time, due_date, span_words

DISTRICT = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def weekdays(monkeypatch):
    """Monday to Friday, so that nothing depends on a year's table."""

    def count(start: dt.datetime, end: dt.datetime) -> int:
        first = start.astimezone(DISTRICT).date()
        last = end.astimezone(DISTRICT).date()
        return sum((first + dt.timedelta(n)).weekday() < 5 for n in range(1, (last - first).days + 1))

    monkeypatch.setattr(times, "_count", count)


def at(day: int, hour: int = 9, minute: int = 0, month: int = 11, year: int = 2026) -> dt.datetime:
    return dt.datetime(year, month, day, hour, minute, tzinfo=DISTRICT)


NOW = at(24)  # a Tuesday


@pytest.mark.parametrize(
    "moment,words",
    [
        (at(24, 18), "今天 18:00"),
        (at(25, 0), "明天 00:00"),
        (at(30, 18), "11月30日 18:00"),
        (at(4, 8, 5, month=1, year=2027), "2027年1月4日 08:05"),
    ],
)
def test_clock_time(moment, words):
    assert clock_time(moment, NOW) == words


def test_clock_time_in_english():
    with translation.override("en"):
        assert clock_time(at(30, 18), NOW) == "30 Nov 18:00"
        assert clock_time(at(4, 8, 5, month=1, year=2027), NOW) == "4 Jan 2027 08:05"


@pytest.mark.parametrize(
    "end,words",
    [
        (at(27, 18), "3 个工作日"),
        (at(30, 18), "4 个工作日"),
        (at(24, 14), "5 小时"),
        (at(24, 9, 20), "20 分钟"),
        (NOW + dt.timedelta(seconds=20), "1 分钟"),
    ],
)
def test_a_span_counts_working_days_then_hours_then_minutes(end, words):
    assert span_words(NOW, end) == words


def test_a_weekend_is_told_in_hours():
    assert span_words(at(28), at(29, 12)) == "27 小时"  # Saturday to Sunday: no working day between


@pytest.mark.parametrize(
    "due_at,met_at,stopped,tone,words",
    [
        (at(30, 18), None, False, "calm", ("11月30日 18:00 前", "还剩 4 个工作日")),
        (at(25, 18), None, False, "soon", ("明天 18:00 前", "还剩 1 个工作日")),
        (at(20, 18), None, False, "overdue", ("应于 11月20日 18:00 前办到", "已超期 2 个工作日")),
        (at(24, 9), None, False, "overdue", ("应于 今天 09:00 前办到", "已超期 1 分钟")),
        (at(30, 18), at(23, 10), False, "met", ("11月23日 10:00 办到", "按时")),
        (at(19, 18), at(23, 18), False, "late", ("11月23日 18:00 办到", "超期 2 个工作日")),
        (at(30, 18), None, True, "stopped", ("原定 11月30日 18:00 前", "已停止计时")),
    ],
)
def test_due_date(due_at, met_at, stopped, tone, words):
    date = due_date(due_at, now=NOW, met_at=met_at, is_stopped=stopped)
    assert (date.tone, (date.when, date.rest)) == (tone, words)


def test_english_counts_one_day_and_several():
    with translation.override("en"):
        assert due_date(at(25, 18), now=NOW).rest == "1 working day left"
        assert due_date(at(27, 18), now=NOW).rest == "3 working days left"


def test_without_a_calendar_days_are_plain_days(monkeypatch):
    monkeypatch.setattr(times, "_count", None)
    assert span_words(NOW, at(30, 18)) == "6 天"


def test_on_paper_a_time_has_its_full_date():
    text = due(timezone.now() + dt.timedelta(minutes=1))
    assert 'data-paper="20' in text
    assert '<span class="no-print">（还剩 ' in text
    assert due_date(at(24, 18), now=NOW).on_paper == "2026年11月24日 18:00 前"


def test_the_tag_says_the_time_to_machines_too():
    text = due(at(20, 18))
    assert 'class="due due-overdue"' in text
    assert 'datetime="2026-11-20T18:00+08:00"' in text


def test_no_due_date_is_no_words():
    assert due(None) == ""
