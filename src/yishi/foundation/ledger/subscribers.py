"""Who hears of entries: handlers that the worker calls with new ones, in order and at least once.

    @subscriber("notices.tell_author", kinds=["voices.answered"])
    def tell_author(entries: Sequence[Entry]) -> None: ...

Apps keep them in `reactions.py` (something is done about it) and `projections.py` (figures and indexes), which are
found by themselves. A handler runs in the transaction that moves its cursor: its writes and the cursor stand or
fall together. What it does outside the database (a message sent) may happen twice after a crash, so it must be
harmless twice.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from yishi.events import Event
from yishi.foundation.ledger.models import Entry

Handler = Callable[[Sequence[Entry]], None]


@dataclass(frozen=True)
class Subscriber:
    """A handler under its name; it gets entries of `kinds`, or all when there are none."""

    name: str
    kinds: frozenset[str]
    handler: Handler


SUBSCRIBERS: dict[str, Subscriber] = {}


def subscriber(name: str, *, kinds: Collection[str | type[Event]] = ()) -> Callable[[Handler], Handler]:
    """Register a handler. `name` is the name of its cursor: a new name starts at the first entry."""

    def register(handler: Handler) -> Handler:
        if name in SUBSCRIBERS:
            raise ValueError(f"there is a subscriber {name!r} already")
        wanted = frozenset(kind if isinstance(kind, str) else kind.kind for kind in kinds)
        SUBSCRIBERS[name] = Subscriber(name, wanted, handler)
        return handler

    return register
