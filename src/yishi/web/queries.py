"""Reads that join parts."""

from dataclasses import dataclass
from importlib.metadata import version

from django.db import connection

from yishi.foundation.ledger.models import Cursor, DueTask
from yishi.foundation.ledger.queries import last_sequence
from yishi.foundation.ledger.subscribers import SUBSCRIBERS
from yishi.foundation.matters.models import Matter
from yishi.parts.voices.models import Voice


@dataclass(frozen=True)
class Status:
    """How this installation stands. `lag` maps each subscriber to the number of ledger entries it has yet to read."""

    version: str
    database: str
    voices: int
    matters: int
    ledger_entries: int
    lag: dict[str, int]
    due_tasks: int
    failing: int


def installation_status() -> Status:
    """Counts over the whole installation, for whoever runs it; no row of it is anybody's."""
    last = last_sequence()
    positions = dict(Cursor.objects.values_list("name", "position"))
    return Status(
        version=version("yishi"),
        database=connection.vendor,
        voices=Voice.objects.count(),
        matters=Matter.objects.count(),
        ledger_entries=last,
        lag={name: last - positions.get(name, 0) for name in sorted(SUBSCRIBERS)},
        due_tasks=DueTask.objects.count(),
        failing=Cursor.objects.filter(failures__gt=0).count() + DueTask.objects.filter(failures__gt=0).count(),
    )
