"""When a message may leave: quiet hours, the daily digest, the wait after a failure. Pure; times are aware."""

from datetime import datetime, time, timedelta

from yishi.foundation.notices.limits import Limits


def after_quiet_hours(moment: datetime, limits: Limits) -> datetime:
    """`moment` itself (local time), or the end of the quiet hours that it falls into."""
    clock = moment.timetz().replace(tzinfo=None)
    if not _is_between(clock, limits.quiet_from, limits.quiet_to):
        return moment
    end = _at(moment, limits.quiet_to)
    return end if end > moment else end + timedelta(days=1)


def next_digest(moment: datetime, limits: Limits) -> datetime:
    """The next time after `moment` (local time) at which the day's digest is made."""
    today = _at(moment, limits.digest_at)
    return today if today > moment else today + timedelta(days=1)


def wait_after(failures: int, limits: Limits) -> timedelta:
    """How long to wait after that many failures (1 or more): doubling from the first wait up to the longest."""
    seconds = min(limits.first_retry_seconds * 2 ** (failures - 1), limits.last_retry_seconds)
    return timedelta(seconds=seconds)


def _is_between(clock: time, start: time, end: time) -> bool:
    # The quiet hours usually run over midnight.
    return start <= clock < end if start <= end else clock >= start or clock < end


def _at(moment: datetime, clock: time) -> datetime:
    return moment.replace(hour=clock.hour, minute=clock.minute, second=clock.second, microsecond=0)
