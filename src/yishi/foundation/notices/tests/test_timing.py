"""Quiet hours, digests and waits, for any moment."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yishi.foundation.notices.limits import limits
from yishi.foundation.notices.timing import after_quiet_hours, next_digest, wait_after

ZONE = ZoneInfo("Asia/Shanghai")
moments = st.datetimes(datetime(2025, 6, 1), datetime(2030, 1, 1), timezones=st.just(ZONE))  # noqa: DTZ001  zone is given


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("moment", "leaves"),
    [
        ("2026-11-23 21:59:59", "2026-11-23 21:59:59"),
        ("2026-11-23 22:00:00", "2026-11-24 08:00:00"),
        ("2026-11-24 00:00:00", "2026-11-24 08:00:00"),
        ("2026-11-24 07:59:59", "2026-11-24 08:00:00"),
        ("2026-11-24 08:00:00", "2026-11-24 08:00:00"),
        ("2026-12-31 23:30:00", "2027-01-01 08:00:00"),
    ],
)
def test_text_messages_wait_for_the_morning(moment: str, leaves: str) -> None:
    assert after_quiet_hours(at(moment), limits()) == at(leaves)


@given(moments)
def test_no_text_message_leaves_at_night_or_waits_longer_than_a_night(moment: datetime) -> None:
    leaves = after_quiet_hours(moment, limits())
    assert time(8) <= leaves.time() < time(22)
    assert timedelta(0) <= leaves - moment <= timedelta(hours=10)
    assert after_quiet_hours(leaves, limits()) == leaves


@given(moments)
def test_a_digest_comes_every_day_at_its_hour(moment: datetime) -> None:
    following = next_digest(moment, limits())
    assert following.time() == limits().digest_at
    assert timedelta(0) < following - moment <= timedelta(days=1)


@given(st.integers(1, 40))
def test_waits_grow_and_end_at_the_longest(failures: int) -> None:
    wait, following = wait_after(failures, limits()), wait_after(failures + 1, limits())
    assert wait <= following <= timedelta(seconds=limits().last_retry_seconds)
    assert wait_after(1, limits()) == timedelta(seconds=limits().first_retry_seconds)
