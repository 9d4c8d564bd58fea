"""What entries and time do to notices."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from yishi.foundation.ledger.commands import schedule
from yishi.foundation.ledger.due import due_task
from yishi.foundation.ledger.models import Entry
from yishi.foundation.ledger.subscribers import subscriber
from yishi.foundation.notices import commands
from yishi.foundation.notices.circles import KINDS
from yishi.foundation.notices.delivery import deliver_notices


@subscriber("notices.tell", kinds=KINDS)
def tell(entries: Sequence[Entry]) -> None:
    """Whoever is concerned by an entry hears of it."""
    commands.notify_about(entries=entries, now=timezone.now())


@due_task(commands.SEND)
def send(data: dict[str, Any], at: datetime) -> None:
    """Send what is due, after the transaction: the providers may be slow."""
    ids = commands.claim_notices(now=timezone.now())
    transaction.on_commit(lambda: deliver_notices(ids))


@due_task(commands.GATHER)
def gather(data: dict[str, Any], at: datetime) -> None:
    """Once a day: make the digests, and forget what is old."""
    now = timezone.now()
    commands.gather_digests(now=now)
    commands.forget_old_notices(now=now)
    schedule(commands.GATHER, task=commands.GATHER, at=commands.first_digest(now))
