"""Verifying the whole ledger: every row, the chain, the tree, every signed head, and heads that somebody kept."""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext as _

from yishi.foundation.ledger import heads, protection, queries
from yishi.foundation.ledger.documents import SignedHead
from yishi.foundation.ledger.entry_audit import COLUMNS, EntryAudit, Row
from yishi.foundation.ledger.findings import FindingKind, Findings
from yishi.foundation.ledger.models import Cursor, SigningKey, SubtreeRoot, TreeHead
from yishi.foundation.ledger.tree_audit import Checkpoint, TreeAudit

PAGE = 4000

# A time column in the canonical form, made by the database: a driver's own reading fails at a text that is no time.
_TIME_AS_TEXT = {
    "sqlite": "replace({0}, ' ', 'T') || CASE length({0}) WHEN 19 THEN '.000000Z' ELSE 'Z' END",
    "postgresql": """to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""",
}


@dataclass
class Report:
    """How many entries and heads were verified, and what was found. `is_protected`: the database's triggers stand."""

    entries: int = 0
    heads: int = 0
    is_protected: bool = True
    findings: Findings = field(default_factory=Findings)

    @property
    def is_sound(self) -> bool:
        return not self.findings

    def as_document(self) -> dict[str, Any]:
        return {
            "is_sound": self.is_sound,
            "entries": self.entries,
            "heads": self.heads,
            "is_protected": self.is_protected,
            "findings": [finding.as_document() for finding in self.findings],
        }


def verify_ledger(kept: Sequence[SignedHead] = ()) -> Report:
    """Verify all entries there are when it begins; entries may be appended meanwhile.

    `kept` are heads that were kept outside of this database; their signatures must have been verified by the caller.
    """
    report = Report(is_protected=protection.is_protected(connection))
    known, signed_size = _known_size(), queries.signed_size()
    last = queries.last_sequence()  # after the sizes known: what a head covers has been appended before
    tree = TreeAudit(
        report.findings,
        heapq.merge(_checkpoints(report, last), _kept_checkpoints(kept)),
        _stored_subtrees(),
        signed_size,
    )
    audit = EntryAudit(report.findings, lambda: tree.signed_size)
    for row in _rows(last):
        leaf = audit.check(row)
        report.entries += 1
        if audit.is_whole:
            tree.add(leaf)
    audit.finish(max([known, *(head.size for head in kept)]))
    if audit.is_whole:
        tree.finish()
    report.findings.sort(key=lambda finding: finding.first)
    return report


def _known_size() -> int:
    """How many entries there must be at least: a subscriber has read, or a head has covered, as many."""
    read = Cursor.objects.aggregate(most=Max("position"))["most"] or 0
    return max(read, queries.signed_size())


def _rows(last: int) -> Iterator[Row]:
    """All rows up to `last`, read as the database holds them: a forged value must not stop the reading."""
    columns = ", ".join(
        _TIME_AS_TEXT[connection.vendor].format(name) if name.endswith("_at") else name for name in COLUMNS
    )
    # No upper limit here: with one, PostgreSQL expects few rows and sorts what it could read in order.
    statement = f"SELECT {columns} FROM ledger_entry WHERE sequence > %s ORDER BY sequence LIMIT {PAGE}"
    after = -(2**31)
    while after < last:
        with connection.cursor() as cursor:
            cursor.execute(statement, [after])
            rows = cursor.fetchall()
        if not rows:
            return
        for row in rows:
            if row[0] > last:
                return
            yield (*row[:6], _bytes(row[6]), _bytes(row[7]), _bytes(row[8]))
        after = rows[-1][0]


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


def _checkpoints(report: Report, last: int) -> Iterator[Checkpoint]:
    """The heads of this database whose signatures are good; others are findings."""
    after = 0
    while page := list(TreeHead.objects.select_related("key").filter(size__gt=after, size__lte=last)[:PAGE]):
        for head in page:
            report.heads += 1
            signed = heads.signed(head)
            if signed.has_good_signature() and signed.key_id == head.key_id:
                yield Checkpoint(head.size, False, signed.root, signed.signed_at)
            else:
                text = _("前 %(size)s 条的签名无效，签名记录本身被改动。")
                report.findings.note(FindingKind.HEAD, 1, head.size, text % {"size": head.size})
        after = page[-1].size


def _kept_checkpoints(kept: Sequence[SignedHead]) -> list[Checkpoint]:
    return sorted(Checkpoint(head.size, True, head.root, head.signed_at) for head in kept)


def _stored_subtrees() -> dict[tuple[int, int], bytes]:
    rows = SubtreeRoot.objects.values_list("level", "index", "hash")
    return {(level, index): bytes(root) for level, index, root in rows.iterator()}


def is_known_key(public_key: bytes) -> bool:
    """Whether this ledger has signed with the key."""
    return SigningKey.objects.filter(public_key=public_key).exists()
