"""What happens to the worker that reads the ledger."""

from dataclasses import dataclass

from yishi.events.base import Event, event


@event("ledger.retry_asked")
@dataclass(frozen=True, kw_only=True)
class RetryAsked(Event):
    """A person asked the worker to try again at once what had failed. `of` is "subscriber" or "task"."""

    of: str
    name: str
    failures: int
