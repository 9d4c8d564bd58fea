"""What time does to accounts."""

from datetime import datetime
from typing import Any

from yishi.foundation.ledger.due import due_task
from yishi.foundation.people import commands


@due_task(commands.FORGET_UNFINISHED)
def forget_unfinished(data: dict[str, Any], at: datetime) -> None:
    """Days after a sign-up was begun: nothing is kept of one that was never finished."""
    commands.forget_unfinished(account_id=data["account"])
