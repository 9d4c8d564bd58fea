"""Events and their register by kind."""

import dataclasses
from collections.abc import Callable
from typing import Any, ClassVar, TypeVar


@dataclasses.dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened. Fields are str, int, bool, None or tuples of str: what canonical JSON can carry
    exactly.
    """

    kind: ClassVar[str] = ""

    def payload(self) -> dict[str, Any]:
        """The fields as plain values; times are already ISO 8601 text in UTC."""
        return {field.name: _plain(getattr(self, field.name)) for field in dataclasses.fields(self)}


EventClass = TypeVar("EventClass", bound=type[Event])
EVENTS: dict[str, type[Event]] = {}


def event(kind: str) -> Callable[[EventClass], EventClass]:
    """Register an event class under its published `kind`, such as "voices.filed"; a kind is never reused."""

    def register(cls: EventClass) -> EventClass:
        if kind in EVENTS:
            raise ValueError(f"event kind {kind!r} is taken by {EVENTS[kind].__name__}")
        cls.kind = kind
        EVENTS[kind] = cls
        return cls

    return register


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
