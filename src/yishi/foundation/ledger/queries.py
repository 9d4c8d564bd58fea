"""Reading the ledger."""

import hashlib
from collections.abc import Sequence

from yishi.foundation.ledger.models import Entry, EntryQuerySet


def entries_of(subject: str) -> EntryQuerySet:
    """The entries about a subject (a matter's number), in order."""
    return Entry.objects.filter(subject=subject)


def entries_after(sequence: int, limit: int) -> Sequence[Entry]:
    """At most `limit` entries that follow `sequence`, in order; none is ever skipped."""
    return list(Entry.objects.filter(sequence__gt=sequence)[:limit])


def last_sequence() -> int:
    """The number of the last entry, which is also how many there are."""
    return Entry.objects.order_by("-sequence").values_list("sequence", flat=True).first() or 0


def digest(salt: str, text: str) -> str:
    """SHA-256 in hexadecimal over a salt and a text: what the ledger holds instead of the text.

    The salt is kept with the text and erased with it; then nobody can tell any more what the digest was of.
    """
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()
