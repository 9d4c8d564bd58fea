"""Configuration kept in memory and reloaded when it has changed.

Areas, promises, categories and calendars are read on nearly every request and change a few times a year. Whoever
changes one calls `bump("areas")` in the same transaction; whoever reads it goes through a loader wrapped in
`cached("areas")`. A process notices a change at its next request, by one statement that reads the marks of all
names together.
"""

import functools
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.core.signals import request_finished, request_started
from django.db import transaction

from yishi.foundation.ledger.models import Revision

Value = TypeVar("Value")


class _Reading(threading.local):
    """What this thread has read: `marks` holds all names during a request, None outside of one."""

    is_open = False
    marks: dict[str, int] | None = None
    bumped: frozenset[str] = frozenset()


_reading = _Reading()


def current(name: str) -> int:
    """The mark of a configuration; a different number after every change, 0 before the first. No order is meant."""
    if not _reading.is_open:
        return _read().get(name, 0)
    if _reading.marks is None:
        _reading.marks = _read()
    return _reading.marks.get(name, 0)


def bump(name: str) -> None:
    """Say that a configuration has changed, in the transaction that changes it.

    The mark is drawn by lot, not counted: after a rollback a counter would give out the same number for other content.
    """
    Revision.objects.update_or_create(name=name, defaults={"value": secrets.randbits(62) + 1})
    _reading.marks = None
    _reading.bumped |= {name}
    transaction.on_commit(lambda: _settle(name))


def cached(name: str) -> Callable[[Callable[[], Value]], Callable[[], Value]]:
    """Keep the result of a loader without arguments in the process until the revision of `name` changes.

    The loader's result is shared between threads: it must not be altered by those who get it.
    """

    def wrap(load: Callable[[], Value]) -> Callable[[], Value]:
        kept: list[tuple[int, Value]] = []

        @functools.wraps(load)
        def loaded() -> Value:
            if name in _reading.bumped:
                return load()  # between a change and its commit nothing is kept: more may change, or all be undone
            mark = current(name)
            if not kept or kept[0][0] != mark:
                kept[:] = [(mark, load())]
            return kept[0][1]

        return loaded

    return wrap


@contextmanager
def reading() -> Iterator[None]:
    """A stretch of work that reads the marks once, as a request does: a round of the worker, a chunk of an import."""
    before = _reading.is_open
    _open()
    try:
        yield
    finally:
        _reading.is_open, _reading.marks = before, None


def _read() -> dict[str, int]:
    return dict(Revision.objects.values_list("name", "value"))


def _settle(name: str) -> None:
    _reading.bumped -= {name}


def _open(**signal: Any) -> None:
    _reading.is_open, _reading.marks, _reading.bumped = True, None, frozenset()


def _close(**signal: Any) -> None:
    _reading.is_open, _reading.marks = False, None


request_started.connect(_open, dispatch_uid="ledger.revisions.open")
request_finished.connect(_close, dispatch_uid="ledger.revisions.close")
