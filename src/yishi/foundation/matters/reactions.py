"""What time does to matters: reminders, escalation, me-too marks entered in batches, deadlines after a new calendar."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from yishi.foundation.ledger.commands import schedule
from yishi.foundation.ledger.due import due_task
from yishi.foundation.ledger.models import Entry
from yishi.foundation.ledger.subscribers import subscriber
from yishi.foundation.matters import commands
from yishi.foundation.matters.limits import limits

SWEEP = "matters.sweep"


@due_task(SWEEP)
def sweep(data: dict[str, Any], at: datetime) -> None:
    """Look once for deadlines that came near or were missed, and enter the me-too marks; then again in a while."""
    now = timezone.now()
    commands.announce_near_deadlines(now=now, horizon=now + timedelta(hours=limits().reminder_hours))
    commands.escalate_overdue(now=now)
    commands.enter_supports()
    schedule(SWEEP, task=SWEEP, at=now + timedelta(seconds=limits().sweep_seconds))


@subscriber("matters.recompute_deadlines", kinds=["calendar.year_loaded"])
def recompute_deadlines(entries: Sequence[Entry]) -> None:
    """Deadlines that rested on a provisional calendar are computed again."""
    commands.recompute_provisional_deadlines()
