"""What the ledger holds, for tests."""

from yishi.foundation.ledger.models import Entry


def last_entry() -> Entry:
    """The entry appended last."""
    entry = Entry.objects.last()
    assert entry is not None
    return entry


def words_of(entry: Entry) -> str:
    """The text of an entry's body, in which no secret may stand."""
    return bytes(entry.body).decode()
