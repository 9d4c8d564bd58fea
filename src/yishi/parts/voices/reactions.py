"""What time and entries do to voices."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from yishi.foundation.ledger.commands import schedule
from yishi.foundation.ledger.due import due_task
from yishi.foundation.matters.limits import limits

OPEN_CHECKS = "voices.open_checks"


@due_task(OPEN_CHECKS)
def open_checks(data: dict[str, Any], at: datetime) -> None:
    """Where the author kept silent through the rating time, the second person's clock begins."""
    from yishi.parts.voices import commands

    now = timezone.now()
    commands.open_checks(now=now)
    schedule(OPEN_CHECKS, task=OPEN_CHECKS, at=now + timedelta(seconds=limits().sweep_seconds))
