"""The index follows the ledger, so that filing costs no statement for it."""

from collections.abc import Sequence

from yishi.foundation.ledger.models import Entry
from yishi.foundation.ledger.subscribers import subscriber
from yishi.foundation.matters.models import Matter
from yishi.foundation.search.commands import index_matters


@subscriber("search.index")
def index_subjects(entries: Sequence[Entry]) -> None:
    """Index anew the matters that the entries are about. An entry about something else has no matter's number."""
    subjects = {entry.subject for entry in entries if entry.subject}
    index_matters(Matter.objects.filter(number__in=subjects).only("pk"))
