"""New entries are put under a signed head soon, but not each one under its own."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from yishi.foundation.ledger import heads
from yishi.foundation.ledger.commands import schedule
from yishi.foundation.ledger.due import due_task
from yishi.foundation.ledger.models import Entry
from yishi.foundation.ledger.queries import latest_head
from yishi.foundation.ledger.subscribers import subscriber

HEAD_PERIOD = timedelta(seconds=10)


@subscriber("ledger.heads")
def plan_head(entries: Sequence[Entry]) -> None:
    """At once when the last head is some seconds old, else when it will be."""
    head = latest_head()
    at = max(timezone.now(), head.signed_at + HEAD_PERIOD) if head else timezone.now()
    schedule("ledger.head", task="ledger.sign_head", at=at)


@due_task("ledger.sign_head")
def sign_head(data: dict[str, Any], at: datetime) -> None:
    heads.sign_head()
