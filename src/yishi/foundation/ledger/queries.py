"""Reading the ledger."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from yishi.foundation.ledger import heads
from yishi.foundation.ledger.documents import BadDocument, ConsistencyProof, ReceiptProof
from yishi.foundation.ledger.models import Cursor, DueTask, Entry, EntryQuerySet, SigningKey, TreeHead
from yishi_methods.merkle import consistency_proof as merkle_consistency
from yishi_methods.merkle import inclusion_proof, tree_root


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


def latest_head() -> TreeHead | None:
    """The head over the most entries, or None before the first was signed."""
    return TreeHead.objects.select_related("key").order_by("-size").first()


def signed_heads(before: int | None, limit: int) -> list[TreeHead]:
    """At most `limit` heads over fewer than `before` entries, the latest first."""
    older = TreeHead.objects.select_related("key").order_by("-size")
    return list((older if before is None else older.filter(size__lt=before))[:limit])


def signing_keys() -> list[SigningKey]:
    """All public keys that have signed heads, the oldest first."""
    return list(SigningKey.objects.all())


def signed_size() -> int:
    """How many entries the latest head covers."""
    return TreeHead.objects.order_by("-size").values_list("size", flat=True).first() or 0


def receipt_proof(entry: Entry, *, with_body: bool = True) -> ReceiptProof:
    """The proof that the entry stands in the ledger, under the first signed head that covers it.

    Signs one where none does yet; so call it after the act's transaction, not inside. The proof was verified before
    it is returned; raises LedgerDamaged where it does not hold.
    """
    head = TreeHead.objects.select_related("key").filter(size__gte=entry.sequence).first() or heads.sign_head()
    if head is None or head.size < entry.sequence:
        raise heads.LedgerDamaged(f"entry {entry.sequence} is not in the ledger any more; run yishi verify_ledger")
    proof = ReceiptProof(
        sequence=entry.sequence,
        leaf=bytes(entry.leaf_hash),
        path=tuple(inclusion_proof(entry.sequence - 1, head.size, heads.StoredHashes())),
        head=heads.signed(head),
        body=bytes(entry.body) if with_body else b"",
    )
    try:
        proof.verify()
    except BadDocument as fault:
        raise heads.LedgerDamaged(f"entry {entry.sequence}: {fault}; run yishi verify_ledger") from fault
    return proof


def consistency_proof(old_size: int, new_size: int) -> ConsistencyProof:
    """The proof that the ledger of `old_size` entries is the beginning of that of `new_size`, both under signed heads.

    Raises ValueError unless 0 < old_size <= new_size <= the size of the latest head.
    """
    covered = signed_size()
    if not 0 < old_size <= new_size <= covered:
        raise ValueError(f"sizes must be 0 < from <= to <= {covered}, not {old_size} and {new_size}")
    reader = heads.StoredHashes()
    return ConsistencyProof(
        old_size=old_size,
        new_size=new_size,
        old_root=tree_root(old_size, reader),
        new_root=tree_root(new_size, reader),
        path=tuple(merkle_consistency(old_size, new_size, reader)),
    )


@dataclass(frozen=True)
class WorkerReport:
    """How far the worker is. `late_tasks` are due and have not failed: many of them mean that no worker runs."""

    last_sequence: int
    cursors: list[Cursor]
    failed_tasks: list[DueTask]
    late_tasks: int
    next_tasks: list[DueTask]

    @property
    def reading(self) -> list[tuple[Cursor, int]]:
        """Each subscriber with the number of entries it has still to read."""
        return [(cursor, max(self.last_sequence - cursor.position, 0)) for cursor in self.cursors]


def worker_report(now: datetime, *, shown: int = 20) -> WorkerReport:
    """What the page about the worker shows, in five statements."""
    sound = DueTask.objects.filter(failures=0)
    return WorkerReport(
        last_sequence=last_sequence(),
        cursors=list(Cursor.objects.all()),
        failed_tasks=list(DueTask.objects.filter(failures__gt=0)[:shown]),
        late_tasks=sound.filter(at__lte=now).count(),
        next_tasks=list(sound[:shown]),
    )
