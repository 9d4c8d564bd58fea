"""The messages that a told history leaves behind: on the pages, and nowhere else."""

from datetime import datetime, timedelta

from django.utils import timezone

from yishi.foundation.ledger.commands import unschedule
from yishi.foundation.ledger.models import Cursor, Entry
from yishi.foundation.notices.choices import Channel
from yishi.foundation.notices.circles import KINDS
from yishi.foundation.notices.commands import SEND, notify_about
from yishi.foundation.notices.models import Notice

BATCH = 500
UNREAD_DAYS = 6
"""Messages older than that have been read."""
SUBSCRIBER = "notices.tell"


def tell_on_pages_only(now: datetime) -> None:
    """Write the messages about everything in the ledger, drop those that would go out by mail or text, and move the
    subscriber behind them, so that nothing of the past is sent once the worker runs.

    Runs in the caller's transaction.
    """
    told = Entry.objects.filter(kind__in=KINDS)
    last = Entry.objects.order_by("-sequence").values_list("sequence", flat=True).first() or 0
    position = 0
    while entries := list(told.filter(sequence__gt=position)[:BATCH]):
        notify_about(entries=entries, now=now)
        position = entries[-1].sequence
    Notice.objects.exclude(channel=Channel.IN_APP).delete()
    Notice.objects.filter(happened_at__lt=now - timedelta(days=UNREAD_DAYS)).update(read_at=now)
    unschedule(SEND)
    Cursor.objects.update_or_create(name=SUBSCRIBER, defaults={"position": last, "changed_at": timezone.now()})
