"""Signed heads: the tree over all entries, its stored subtrees, and the signature on its root."""

from collections.abc import Sequence

from django.db import connection, transaction
from django.utils import timezone

from yishi.foundation.ledger import canonical, signing
from yishi.foundation.ledger.documents import SignedHead
from yishi.foundation.ledger.models import Entry, SubtreeRoot, TreeHead
from yishi_methods.merkle import TILE_WIDTH, Frontier, tree_root

_HEAD_LOCK = 0x796973686902  # any number nobody else uses for an advisory lock


class LedgerDamaged(RuntimeError):
    """Hashes that must be there are missing: rows were removed. `yishi verify_ledger` says which."""


class StoredHashes:
    """Reads the tree's hashes from the tables, a tile of 256 at a time; keeps tiles, so use one for one proof."""

    def __init__(self) -> None:
        self._tiles: dict[tuple[int, int], list[bytes]] = {}

    def read(self, level: int, start: int, count: int) -> Sequence[bytes]:
        tile, offset = divmod(start, TILE_WIDTH)
        if (level, tile) not in self._tiles:
            self._tiles[level, tile] = _read_tile(level, tile * TILE_WIDTH)
        hashes = self._tiles[level, tile][offset : offset + count]
        if len(hashes) < count:
            raise LedgerDamaged(f"hashes are missing at level {level} from {start} on; run yishi verify_ledger")
        return hashes


def sign_head() -> TreeHead | None:
    """Sign the root over all entries there are; None when there are none. An existing head of the size is kept."""
    with transaction.atomic():
        _one_at_a_time()
        size = Entry.objects.order_by("-sequence").values_list("sequence", flat=True).first()
        if size is None:
            return None
        existing = TreeHead.objects.select_related("key").filter(size=size).first()
        if existing:
            return existing
        store_subtrees(size)
        return _sign(size, tree_root(size, StoredHashes()))


def store_subtrees(size: int) -> None:
    """Store the roots of complete subtrees among the first `size` entries that are not stored yet."""
    level, complete = 1, size // TILE_WIDTH
    while complete:
        stored = SubtreeRoot.objects.filter(level=level).order_by("-index").values_list("index", flat=True).first()
        SubtreeRoot.objects.bulk_create(
            SubtreeRoot(
                level=level,
                index=index,
                hash=Frontier(StoredHashes().read(level - 1, index * TILE_WIDTH, TILE_WIDTH)).root(),
            )
            for index in range(0 if stored is None else stored + 1, complete)
        )
        level, complete = level + 1, complete // TILE_WIDTH


def signed(head: TreeHead) -> SignedHead:
    """The head as a document that verifies by itself."""
    return SignedHead(
        size=head.size,
        root=bytes(head.root),
        signed_at=canonical.instant(head.signed_at),
        public_key=bytes(head.key.public_key),
        signature=bytes(head.signature),
    )


def _sign(size: int, root: bytes) -> TreeHead:
    key = signing.private_key()
    now = timezone.now()
    unsigned = SignedHead(
        size=size,
        root=root,
        signed_at=canonical.instant(now),
        public_key=signing.public_half(key),
        signature=b"",
    )
    return TreeHead.objects.create(
        size=size,
        root=root,
        signed_at=now,
        key=signing.published(key),
        signature=key.sign(unsigned.signed_bytes()),
    )


def _one_at_a_time() -> None:
    """Others who sign wait on PostgreSQL; SQLite's BEGIN IMMEDIATE sees to it by itself."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_HEAD_LOCK])


def _read_tile(level: int, start: int) -> list[bytes]:
    if level == 0:
        rows = Entry.objects.filter(sequence__gt=start, sequence__lte=start + TILE_WIDTH).order_by("sequence")
        return [bytes(leaf) for leaf in rows.values_list("leaf_hash", flat=True)]
    subtrees = SubtreeRoot.objects.filter(level=level, index__gte=start, index__lt=start + TILE_WIDTH)
    return [bytes(root) for root in subtrees.order_by("index").values_list("hash", flat=True)]
