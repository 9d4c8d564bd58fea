"""What happens to the ledger itself and to the worker that reads it."""

from dataclasses import dataclass

from yishi.events.base import Event, event


@event("ledger.key_added")
@dataclass(frozen=True, kw_only=True)
class SigningKeyAdded(Event):
    """Heads are signed with this Ed25519 key from here on; earlier keys stay good for the heads they signed."""

    key_id: str
    public_key: str


@event("ledger.retry_asked")
@dataclass(frozen=True, kw_only=True)
class RetryAsked(Event):
    """A person asked the worker to try again at once what had failed. `of` is "subscriber" or "task"."""

    of: str
    name: str
    failures: int
