"""The calendar of 2026 as announced (国办发明电〔2025〕7号), and 2027 as far as the statute alone tells."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from yishi_methods.deadlines import WorkingDays, Year

SHANGHAI = ZoneInfo("Asia/Shanghai")


def span(first: str, last: str) -> set[date]:
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    return {begin + timedelta(days=n) for n in range((end - begin).days + 1)}


def days(*texts: str) -> frozenset[date]:
    return frozenset(date.fromisoformat(text) for text in texts)


CALENDAR = WorkingDays(
    off=frozenset(
        span("2026-01-01", "2026-01-03")
        | span("2026-02-15", "2026-02-23")
        | span("2026-04-04", "2026-04-06")
        | span("2026-05-01", "2026-05-05")
        | span("2026-06-19", "2026-06-21")
        | span("2026-09-25", "2026-09-27")
        | span("2026-10-01", "2026-10-07")
        | span("2027-01-01", "2027-01-01")
        | span("2027-02-05", "2027-02-08")
    ),
    make_up=days("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"),
    years={2025: Year(True, 1), 2026: Year(True, 1), 2027: Year(False, 0)},
)


def at(text: str) -> datetime:
    """A local time in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
