from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yishi.events.calendar import YearLoaded
from yishi.foundation.calendar import queries
from yishi.foundation.calendar.commands import load_year
from yishi.foundation.calendar.day_tables import read_table
from yishi.foundation.calendar.models import CalendarYear, SpecialDay
from yishi.foundation.ledger import revisions
from yishi.foundation.ledger.models import Entry

pytestmark = pytest.mark.django_db

NOTICE = """date,kind,name,name_en,source
2026-12-31,off,元旦,New Year's Day,国办发明电〔2026〕9号
2027-01-01,off,元旦,New Year's Day,
2027-01-02,off,元旦,New Year's Day,
2027-01-03,work,元旦调休上班,Working day in exchange for New Year's Day,
"""
LAST_WEEK_OF_2026 = datetime(2026, 12, 28, 1, 0, tzinfo=UTC)


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    path = tmp_path / "2027.csv"
    path.write_text(NOTICE, encoding="utf-8")
    return path


def entries() -> list[Entry]:
    return list(Entry.objects.filter(kind=YearLoaded.kind))


def test_a_deadline_in_a_year_not_announced_is_provisional_until_its_notice_is_loaded():
    before = queries.due_time(LAST_WEEK_OF_2026, 5, "workday")
    assert (before.at.date().isoformat(), before.is_provisional, before.calendar_version) == (
        "2027-01-05",
        True,
        "2026.1+2027.0",
    )
    load_year(actor="system", table=read_table(NOTICE.encode()))
    after = queries.due_time(LAST_WEEK_OF_2026, 5, "workday")
    assert (after.at.date().isoformat(), after.is_provisional, after.calendar_version) == (
        "2027-01-05",
        False,
        "2026.1+2027.1",
    )
    assert queries.due_time(LAST_WEEK_OF_2026, 3, "workday").at.date().isoformat() == "2027-01-03"


def test_loading_a_year_is_one_entry_in_the_ledger():
    load_year(actor="system", table=read_table(NOTICE.encode()))
    (entry,) = entries()
    assert entry.subject == "calendar-2027"
    assert entry.data == {
        "year": 2027,
        "version": 1,
        "source": "国办发明电〔2026〕9号",
        "off": ["2026-12-31", "2027-01-01", "2027-01-02"],
        "work": ["2027-01-03"],
    }


def test_the_same_table_again_changes_nothing():
    for _ in range(2):
        load_year(actor="system", table=read_table(NOTICE.encode()))
    assert len(entries()) == 1
    assert queries.version_of(2027) == 1


def test_a_corrected_table_is_a_new_edition_and_takes_the_place_of_the_old():
    load_year(actor="system", table=read_table(NOTICE.encode()))
    corrected = NOTICE.replace("2027-01-03,work", "2027-01-03,off")
    load_year(actor="system", table=read_table(corrected.encode()))
    assert queries.version_of(2027) == 2
    assert SpecialDay.objects.get(date="2027-01-03").kind == "off"
    assert len(entries()) == 2


def test_nothing_is_left_of_a_loading_that_fails(monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("no ledger")

    monkeypatch.setattr("yishi.foundation.calendar.commands.append", fail)
    with pytest.raises(RuntimeError):
        load_year(actor="system", table=read_table(NOTICE.encode()))
    assert queries.version_of(2027) == 0
    assert not queries.working_days().is_working(datetime(2027, 2, 8, tzinfo=UTC).date())


def test_the_command_loads_a_file_and_says_what_it_took(notice, capsys):
    call_command("load_calendar", notice)
    assert "已载入 2027 年的工作日历：放假 3 天，调休上班 1 天，第 1 版。" in capsys.readouterr().out
    call_command("load_calendar", notice)
    assert "没有变化" in capsys.readouterr().out
    assert entries()[0].actor == "operator"


def test_the_command_takes_the_source_by_hand(notice):
    call_command("load_calendar", notice, "--source", "国办发明电〔2026〕10号")
    assert CalendarYear.objects.get(year=2027).source == "国办发明电〔2026〕10号"


def test_a_bad_file_is_refused_whole(notice):
    notice.write_text(NOTICE + "2027-01-04,work,元旦调休上班,,\n", encoding="utf-8")
    with pytest.raises(CommandError, match="第 6 行：2027-01-04 不是周六或周日"):
        call_command("load_calendar", notice)
    assert queries.version_of(2027) == 0
    assert entries() == []


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="无法读取文件"):
        call_command("load_calendar", tmp_path / "missing.csv")


def test_deadlines_cost_no_statement_once_the_calendar_is_read():
    with revisions.reading():
        queries.due_time(LAST_WEEK_OF_2026, 5, "workday")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            queries.due_time(LAST_WEEK_OF_2026, 30, "day")
            queries.remaining(LAST_WEEK_OF_2026, LAST_WEEK_OF_2026)
    assert len(captured) == 0
