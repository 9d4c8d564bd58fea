"""Entries for tests."""

from django.db import transaction

from yishi.events.ledger import RetryAsked
from yishi.foundation.ledger.commands import Draft, append_many
from yishi.foundation.ledger.heads import sign_head
from yishi.foundation.ledger.models import Entry, TreeHead


def fill(count: int, *, subject: str = "PX-26-7K4Q") -> list[Entry]:
    """Append so many entries, in one transaction."""
    event = RetryAsked(of="task", name="matters.remind", failures=1)
    with transaction.atomic():
        return append_many([Draft(event=event, actor="system", subject=subject) for _ in range(count)])


def sign() -> TreeHead:
    """Sign a head over all entries; there must be some."""
    head = sign_head()
    assert head is not None
    return head
