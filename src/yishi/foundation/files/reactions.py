"""What time does to files."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from yishi.foundation.files import commands
from yishi.foundation.ledger.due import due_task


@due_task(commands.SWEEP)
def sweep(data: dict[str, Any], at: datetime) -> None:
    """Every night: erase what was removed long ago and what no matter took."""
    now = timezone.now()
    commands.sweep_files(now=now)
    commands.arrange_sweep(now=now)
