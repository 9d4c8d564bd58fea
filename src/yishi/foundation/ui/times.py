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
    """`tone` is calm, soon, overdue, met, late or stopped; `rest`, how long still or over, may be empty.

    `when` is for the screen, where today is today; `on_paper` says the same with the full date.
    """

    at: datetime
    tone: str
    when: str
    on_paper: str
    rest: str = ""


def due_date(at: datetime, *, now: datetime, met_at: datetime | None = None, is_stopped: bool = False) -> DueDate:
    """The due date as it reads at an instant. All times carry their zone."""
    if met_at is not None:
        words = _("按时") if met_at <= at else _("超期 %(span)s") % {"span": span_words(at, met_at)}
        return _due("met" if met_at <= at else "late", met_at, now, _("%(time)s 办到"), words)
    if is_stopped:
        return _due("stopped", at, now, _("原定 %(time)s 前"), _("已停止计时"))
    if at <= now:
        return _due("overdue", at, now, _("应于 %(time)s 前办到"), _("已超期 %(span)s") % {"span": span_words(at, now)})
    tone = "soon" if days_between(now, at) <= SOON_WORKING_DAYS else "calm"
    return _due(tone, at, now, _("%(time)s 前"), _("还剩 %(span)s") % {"span": span_words(now, at)})


def _due(tone: str, at: datetime, now: datetime, pattern: str, rest: str) -> DueDate:
    return DueDate(at, tone, pattern % {"time": clock_time(at, now)}, pattern % {"time": full_time(at)}, rest)


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
    # Translators: a pattern of Django's date filter.
    return date_format(local, _("n月j日 H:i")) if local.year == today.year else full_time(at)


def full_time(at: datetime) -> str:
    """Day and time as they stand on paper: 2026年11月30日 18:00."""
    # Translators: a pattern of Django's date filter.
    return date_format(timezone.localtime(at), _("Y年n月j日 H:i"))


def written_moment(at: datetime, words: str = "", on_paper: str = "") -> SafeString:
    """A time in a `<time>` element: its words on the screen, its words on paper, and the machine's form.

    Where no words are given, the plain day and time: today is today on the screen, and a date on paper.
    """
    machine = timezone.localtime(at).isoformat(timespec="minutes")
    words, on_paper = words or clock_time(at, timezone.now()), on_paper or full_time(at)
    if words == on_paper:
        return format_html('<time datetime="{}">{}</time>', machine, words)
    return format_html('<time datetime="{}" data-paper="{}">{}</time>', machine, on_paper, words)
