"""Writing to the ledger and to the table of due times, always inside the transaction of the act itself."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from yishi.events import Event
from yishi.events.ledger import RetryAsked
from yishi.foundation.ledger import canonical
from yishi.foundation.ledger.due import DUE_TASKS
from yishi.foundation.ledger.inserting import insert_many
from yishi.foundation.ledger.models import ACTOR_LENGTH, KIND_LENGTH, SUBJECT_LENGTH, Cursor, DueTask, Entry
from yishi_methods.merkle import leaf_hash

CHAIN_START = bytes(32)
_TEXT_COLUMNS = {"kind": KIND_LENGTH, "subject": SUBJECT_LENGTH, "actor": ACTOR_LENGTH}
_APPEND_LOCK = 0x796973686901  # any number nobody else uses for an advisory lock


class OutsideTransactionError(transaction.TransactionManagementError):
    """An entry or a due time was written outside the transaction of an act."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """An entry to be appended. `actor` is `Actor.reference`; `occurred_at` is now unless an import knows better."""

    event: Event
    actor: str
    subject: str = ""
    occurred_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class DueTime:
    """A due time to be scheduled. A later one with the same key takes its place."""

    key: str
    task: str
    at: datetime
    data: dict[str, Any] = field(default_factory=dict)


def append(event: Event, *, actor: str, subject: str = "", occurred_at: datetime | None = None) -> Entry:
    """Append one entry; two statements on SQLite, three on PostgreSQL.

    Call it as the last thing in an act: on PostgreSQL all who append wait for each other until they commit.
    Raises OutsideTransactionError, and canonical.UnfitPayload for what the ledger does not take.
    """
    return append_many([Draft(event=event, actor=actor, subject=subject, occurred_at=occurred_at)])[0]


def append_many(drafts: Sequence[Draft]) -> list[Entry]:
    """Append entries in the order given, with one read and one bulk insert. Raises as `append` does."""
    _require_transaction("ledger entries are")
    if not drafts:
        return []
    sequence, chain = _last()
    recorded_at = timezone.now()
    entries = []
    for draft in drafts:
        sequence += 1
        entry = _entry(sequence, chain, draft, recorded_at)
        chain = bytes(entry.chain_hash)
        entries.append(entry)
    insert_many(Entry, entries)
    return entries


def schedule(key: str, *, task: str, at: datetime, data: dict[str, Any] | None = None) -> None:
    """Have the worker call the due task named `task` at a time, or move it there if the key is scheduled already."""
    schedule_many([DueTime(key=key, task=task, at=at, data=data or {})])


def schedule_many(due_times: Iterable[DueTime]) -> None:
    """Schedule several due times with one statement per some hundred; keys must differ from each other."""
    _require_transaction("due times are")
    rows = [DueTask(key=due.key, task=_known_task(due.task), at=due.at, data=due.data) for due in due_times]
    DueTask.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["task", "at", "data", "failures", "last_error", "retry_at"],
    )


def unschedule(*keys: str) -> None:
    """Forget due times; keys that are not scheduled are passed over."""
    _require_transaction("due times are")
    DueTask.objects.filter(key__in=keys).delete()


def retry_subscriber(*, actor: str, name: str) -> None:
    """Have the worker try a failing subscriber again at once. Raises Cursor.DoesNotExist unless it is failing."""
    with transaction.atomic():
        cursor = Cursor.objects.select_for_update().get(name=name, failures__gt=0)
        cursor.retry_at = timezone.now()
        cursor.save(update_fields=["retry_at"])
        append(RetryAsked(of="subscriber", name=name, failures=cursor.failures), actor=actor)


def retry_task(*, actor: str, key: str) -> None:
    """Have the worker try a failing due task again at once. Raises DueTask.DoesNotExist unless it is failing."""
    with transaction.atomic():
        task = DueTask.objects.select_for_update().get(key=key, failures__gt=0)
        task.retry_at = timezone.now()
        task.save(update_fields=["retry_at"])
        append(RetryAsked(of="task", name=key, failures=task.failures), actor=actor)


def _require_transaction(what: str) -> None:
    if not connection.in_atomic_block:
        raise OutsideTransactionError(
            f"{what} written in the transaction of the act: put it under transaction.atomic()"
        )


def _last() -> tuple[int, bytes]:
    """Sequence and chain hash of the last entry, with nobody else appending until this transaction ends.

    SQLite's BEGIN IMMEDIATE sees to that by itself. On PostgreSQL sequences would commit out of order without the
    lock, and a reader by sequence could skip an entry.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_APPEND_LOCK])
    last = Entry.objects.order_by("-sequence").values_list("sequence", "chain_hash").first()
    return (last[0], bytes(last[1])) if last else (0, CHAIN_START)


def _entry(sequence: int, chain: bytes, draft: Draft, recorded_at: datetime) -> Entry:
    columns: dict[str, Any] = {
        "sequence": sequence,
        "kind": draft.event.kind,
        "subject": draft.subject,
        "actor": draft.actor,
        "occurred_at": draft.occurred_at or recorded_at,
        "recorded_at": recorded_at,
    }
    _check_columns(columns)
    body = canonical.encode(**columns, data=draft.event.payload())
    leaf = leaf_hash(body)
    return Entry(**columns, body=body, leaf_hash=leaf, chain_hash=hashlib.sha256(chain + leaf).digest())


def _check_columns(columns: dict[str, Any]) -> None:
    for name, limit in _TEXT_COLUMNS.items():
        value = columns[name]
        if not isinstance(value, str) or len(value) > limit or not value.isprintable():
            raise canonical.UnfitPayload(f"{name} {value!r} is not a text of at most {limit} printable characters")
        if not value and name != "subject":
            raise canonical.UnfitPayload(f"an entry needs its {name}")


def _known_task(name: str) -> str:
    if name not in DUE_TASKS:
        raise LookupError(f"no due task {name!r} is registered; known are {', '.join(sorted(DUE_TASKS)) or 'none'}")
    return name
