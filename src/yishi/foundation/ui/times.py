"""How times and due dates read: when, how long still, how long over. Days are counted as the calendar counts them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

WorkingDayCount = Callable[[datetime, datetime], int]
ONE_DAY = timedelta(days=1)
SOON_WORKING_DAYS = 1

_count: WorkingDayCount | None = None


def count_working_days_by(count: WorkingDayCount) -> None:
    """Let the official calendar count the working days after one instant up to another; it says so when it is ready."""
    global _count  # noqa: PLW0603  (set once, while the installation starts)
    _count = count


@dataclass(frozen=True)
class DueDate:
    """`tone` is calm, soon, overdue, met, late or stopped; `when` and `rest` are words, `rest` may be empty."""

    at: datetime
    tone: str
    when: str
    rest: str = ""


def due_date(at: datetime, *, now: datetime, met_at: datetime | None = None, is_stopped: bool = False) -> DueDate:
    """The due date as it reads at an instant. All times carry their zone."""
    if met_at is not None:
        return _met(at, met_at, now)
    if is_stopped:
        return DueDate(at, "stopped", _("原定 %(time)s 前") % {"time": clock_time(at, now)}, _("已停止计时"))
    if at <= now:
        words = _("已超期 %(span)s") % {"span": span_words(at, now)}
        return DueDate(at, "overdue", _("应于 %(time)s 前办到") % {"time": clock_time(at, now)}, words)
    tone = "soon" if days_between(now, at) <= SOON_WORKING_DAYS else "calm"
    words = _("还剩 %(span)s") % {"span": span_words(now, at)}
    return DueDate(at, tone, _("%(time)s 前") % {"time": clock_time(at, now)}, words)


def _met(at: datetime, met_at: datetime, now: datetime) -> DueDate:
    when = _("%(time)s 办到") % {"time": clock_time(met_at, now)}
    if met_at <= at:
        return DueDate(met_at, "met", when, _("按时"))
    return DueDate(met_at, "late", when, _("超期 %(span)s") % {"span": span_words(at, met_at)})


def days_between(start: datetime, end: datetime) -> int:
    """Working days where the calendar counts them, else whole days."""
    return _count(start, end) if _count else (end - start).days


def span_words(start: datetime, end: datetime) -> str:
    """The time between two instants: working days where it is a day or more, else hours, else minutes."""
    if end - start >= ONE_DAY and (days := days_between(start, end)) > 0:
        if _count is None:
            return ngettext("%(n)d 天", "%(n)d 天", days) % {"n": days}
        return ngettext("%(n)d 个工作日", "%(n)d 个工作日", days) % {"n": days}
    hours, minutes = divmod(int((end - start).total_seconds()) // 60, 60)
    if hours:
        return ngettext("%(n)d 小时", "%(n)d 小时", hours) % {"n": hours}
    return ngettext("%(n)d 分钟", "%(n)d 分钟", max(minutes, 1)) % {"n": max(minutes, 1)}


def clock_time(at: datetime, now: datetime) -> str:
    """Day and time as one says them: 今天 18:00, 11月30日 18:00, and the year where it is not this one."""
    local, today = timezone.localtime(at), timezone.localtime(now).date()
    if local.date() == today:
        return _("今天 %(time)s") % {"time": f"{local:%H:%M}"}
    if local.date() == today + timedelta(days=1):
        return _("明天 %(time)s") % {"time": f"{local:%H:%M}"}
    # Translators: these two are patterns of Django's date filter.
    return date_format(local, _("n月j日 H:i") if local.year == today.year else _("Y年n月j日 H:i"))


def written_moment(at: datetime, words: str = "") -> SafeString:
    """A time for people and for machines: `words`, or else the plain day and time, in a `<time>` element."""
    machine = timezone.localtime(at).isoformat(timespec="minutes")
    return format_html('<time datetime="{}">{}</time>', machine, words or clock_time(at, timezone.now()))
