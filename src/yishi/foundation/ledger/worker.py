"""The worker: hands new entries to subscribers and does what is due.

Whatever fails is rolled back, counted and tried again later, and the others go on. A batch that fails is handed
over once more entry by entry, so that what comes before a bad entry is done, and the page about the worker names
the bad one.
"""

import threading
from datetime import datetime, timedelta

import structlog
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Q, QuerySet, Value
from django.utils import timezone

from yishi.foundation.ledger import queries, revisions
from yishi.foundation.ledger.due import DUE_TASKS
from yishi.foundation.ledger.models import Cursor, DueTask, Entry
from yishi.foundation.ledger.subscribers import SUBSCRIBERS, Subscriber

BATCH = 100
IDLE_SECONDS = 0.5
LONGEST_WAIT = timedelta(hours=1)
MAX_ERROR_TEXT = 2000

log = structlog.get_logger(__name__)


class HandlerFailed(Exception):
    """A subscriber's handler raised; the message says at which entries."""


def waiting_time(failures: int) -> timedelta:
    """How long to wait after so many failures in a row: 2, 4, 8 … seconds, an hour at most."""
    return min(timedelta(seconds=2 ** min(failures, 12)), LONGEST_WAIT)


class Worker:
    """Rounds of work. `stop` may be set by a signal handler or another thread; the batch in hand is finished first."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self._read_up_to: int | None = None

    def run(self) -> None:
        """Work until told to stop. A database that is away for a while is waited for."""
        is_busy = True
        while not self.stop.is_set():
            try:
                is_busy = (is_busy or self.work_waits()) and self.work_once()
            except (OperationalError, InterfaceError):
                log.exception("database_away")
                connection.close()
                is_busy = False
            if not is_busy:
                self.stop.wait(IDLE_SECONDS)

    def run_until_idle(self) -> None:
        """Work until nothing is left that could be done now; what failed and what is due later stays."""
        while not self.stop.is_set() and self.work_once():
            pass

    def work_waits(self) -> bool:
        """Whether there is anything to do; one cheap statement, since it is asked all day."""
        if self._read_up_to is None:
            return True
        now = timezone.now()
        failed = Cursor.objects.filter(failures__gt=0, retry_at__lte=now)
        next_entry = Entry.objects.filter(sequence__gt=self._read_up_to)
        waiting = [rows.order_by().values_list(Value(1)) for rows in (next_entry, failed, _ready_tasks(now))]
        return waiting[0].union(*waiting[1:]).exists()

    def work_once(self) -> bool:
        """A batch for every subscriber, and a batch of what is due. Returns whether more may be waiting."""
        with revisions.reading():
            last = queries.last_sequence()
            cursors = _cursors()
            read_on = [
                self._serve(subscriber, cursors[subscriber.name], last) for subscriber in list(SUBSCRIBERS.values())
            ]
            done = [self._perform(task) for task in _ready_tasks(timezone.now())[:BATCH]]
        if not any(read_on):
            self._read_up_to = last
        return any(read_on) or any(done)

    def _serve(self, subscriber: Subscriber, cursor: Cursor, last: int) -> bool:
        """Hand a subscriber its next batch. Returns whether it got on."""
        is_waiting = cursor.retry_at is not None and cursor.retry_at > timezone.now()
        if self.stop.is_set() or is_waiting or cursor.position >= last:
            return False
        try:
            _hand_over(subscriber, last, BATCH)
        except Exception:  # noqa: BLE001 - whatever a handler raises, the entries are tried one by one
            return self._serve_singly(subscriber, cursor, last)
        return True

    def _serve_singly(self, subscriber: Subscriber, cursor: Cursor, last: int) -> bool:
        """After a batch failed: one entry at a time up to the bad one, whose failure is kept."""
        served, position = 0, cursor.position
        try:
            while position < last and served < BATCH and not self.stop.is_set():
                position = _hand_over(subscriber, last, 1)
                served += 1
        except Exception as error:
            failures = 1 if served else cursor.failures + 1
            retry_at = timezone.now() + waiting_time(failures)
            log.exception("subscriber_failed", subscriber=subscriber.name, failures=failures, retry_at=retry_at)
            Cursor.objects.filter(name=subscriber.name).update(
                failures=failures, last_error=_told(error), retry_at=retry_at, changed_at=timezone.now()
            )
        return served > 0

    def _perform(self, task: DueTask) -> bool:
        """Do what is due. Returns whether it was done."""
        if self.stop.is_set():
            return False
        try:
            return _perform_locked(task.key)
        except Exception as error:
            failures = task.failures + 1
            retry_at = timezone.now() + waiting_time(failures)
            log.exception("due_task_failed", key=task.key, task=task.task, failures=failures, retry_at=retry_at)
            DueTask.objects.filter(key=task.key, at=task.at).update(
                failures=failures, last_error=_told(error), retry_at=retry_at
            )
            return False


def _cursors() -> dict[str, Cursor]:
    """The cursors of all subscribers; a new subscriber begins at the first entry."""
    cursors = Cursor.objects.in_bulk(field_name="name")
    new = [Cursor(name=name, changed_at=timezone.now()) for name in SUBSCRIBERS if name not in cursors]
    Cursor.objects.bulk_create(new, ignore_conflicts=True)
    return cursors | {cursor.name: cursor for cursor in new}


def _hand_over(subscriber: Subscriber, last: int, limit: int) -> int:
    """Call the handler with up to `limit` entries it wants and move its cursor, in one transaction.

    Returns the new position: the last entry handed over, or `last` where it wants no more up to there. `last` is no
    limit of the statement: with one, PostgreSQL expects few rows and sorts what it could read in order.
    """
    with transaction.atomic():
        cursor = Cursor.objects.select_for_update().get(name=subscriber.name)
        wanted = Entry.objects.filter(sequence__gt=cursor.position)
        if subscriber.kinds:
            wanted = wanted.filter(kind__in=subscriber.kinds)
        entries = list(wanted[:limit])
        if entries:
            _call(subscriber, entries)
        handed_over = entries[-1].sequence if entries else 0
        cursor.position = handed_over if len(entries) == limit else max(cursor.position, handed_over, last)
        cursor.failures, cursor.last_error, cursor.retry_at, cursor.changed_at = 0, "", None, timezone.now()
        cursor.save()
    return cursor.position


def _call(subscriber: Subscriber, entries: list[Entry]) -> None:
    try:
        subscriber.handler(entries)
    except Exception as error:
        raise HandlerFailed(f"entries {entries[0].sequence} to {entries[-1].sequence}") from error


def _ready_tasks(now: datetime) -> QuerySet[DueTask]:
    return DueTask.objects.filter(Q(retry_at__isnull=True) | Q(retry_at__lte=now), at__lte=now)


def _perform_locked(key: str) -> bool:
    with transaction.atomic():
        task = _ready_tasks(timezone.now()).select_for_update().filter(key=key).first()
        if task is None:
            return False  # moved or unscheduled since the round began
        DueTask.objects.filter(pk=task.pk).delete()  # first, so that the handler may schedule the same key anew
        if task.task not in DUE_TASKS:
            raise LookupError(f"no due task {task.task!r} is registered in this version")
        DUE_TASKS[task.task](task.data, task.at)
    return True


def _told(error: Exception) -> str:
    """An error in words, with its cause, for the page about the worker."""
    causes = []
    cause: BaseException | None = error
    while cause is not None:
        causes.append(f"{type(cause).__name__}: {cause}")
        cause = cause.__cause__
    return "\n".join(causes)[:MAX_ERROR_TEXT]
