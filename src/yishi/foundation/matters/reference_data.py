"""The categories and promises that come with the platform: dated tables, loaded once, never overwriting a district's
own.
"""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from yishi.foundation.ledger import revisions
from yishi.foundation.ledger.commands import schedule
from yishi.foundation.matters.commands import load_promises
from yishi.foundation.matters.models import Category, Promise
from yishi.foundation.matters.reactions import SWEEP

DATA = Path(__file__).parent / "data"


def load_reference_data(**_signal: object) -> None:
    """Load what is missing and start the sweep over deadlines; runs after each migration."""
    with transaction.atomic():
        schedule(SWEEP, task=SWEEP, at=timezone.now())
    if load_promises(promises_in(DATA / "promises.csv")):
        revisions.bump("promises")
    if not Category.objects.exists() and load_categories(DATA / "categories.csv"):
        revisions.bump("categories")


def promises_in(path: Path) -> Iterator[Promise]:
    """The promises of a table, not yet saved."""
    for row in _rows(path):
        yield Promise(
            kind=row["kind"],
            subkind=row["subkind"],
            step=row["step"],
            amount=int(row["amount"]),
            measure=row["measure"],
            basis=row["basis"],
            basis_en=row["basis_en"],
            source=row["source"],
            confidence=row["confidence"],
            in_force_from=date.fromisoformat(row["in_force_from"]),
        )


def load_categories(path: Path) -> int:
    """Load a category tree; parents stand before their children. Returns how many."""
    known: dict[str, Category] = {}
    for row in _rows(path):
        known[row["code"]] = Category.objects.create(
            code=row["code"],
            parent=known.get(row["parent"]),
            name=row["name"],
            name_en=row["name_en"],
            words=row["words"],
            order=int(row["order"]),
        )
    return len(known)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
