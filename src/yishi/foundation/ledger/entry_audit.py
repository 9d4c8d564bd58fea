"""Checking entries one after another: the row against its body, the body against its hashes, these with the chain."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from yishi.foundation.ledger.commands import CHAIN_START
from yishi.foundation.ledger.findings import FindingKind, Findings
from yishi_methods.merkle import leaf_hash

# In the order of COLUMNS; times are in the canonical form where the row holds a time at all.
Row = tuple[int, str, str, str, str, str, bytes, bytes, bytes]
COLUMNS = ("sequence", "kind", "subject", "actor", "occurred_at", "recorded_at", "body", "leaf_hash", "chain_hash")
_REPEATED = COLUMNS[:6]  # the columns that repeat what is in the body


@dataclass
class _Move:
    """Rows `first` … `last` that hold what was recorded under a number smaller by `offset`."""

    first: int
    last: int
    offset: int


class EntryAudit:
    """Takes all rows in the order of their numbers, then `finish`; what is wrong stands in `findings`.

    `is_whole` is true as long as the rows are 1, 2, 3 … and each in its own place, altered or not. `signed_size`
    tells how many of the entries so far agree with a signed head.
    """

    def __init__(self, findings: Findings, signed_size: Callable[[], int] = lambda: 0) -> None:
        self.findings = findings
        self._signed_size = signed_size
        self.last = 0
        self.is_whole = True
        self._chain = CHAIN_START
        self._chain_is_known = True
        self._other_chain: bytes | None = None
        self._moves: list[_Move] = []

    def check(self, row: Row) -> bytes:
        """Check the next row; return the hash that its leaf in the tree must have."""
        sequence, body, leaf, chain = row[0], row[6], row[7], row[8]
        is_sound = (
            sequence == self.last + 1
            and self._chain_is_known
            and sha256(self._chain + leaf).digest() == chain
            and leaf_hash(body) == leaf
            and not _disagreeing(row)
        )
        if not is_sound:
            leaf = self._explain(row)
        self.last, self._chain = sequence, chain
        return leaf

    def finish(self, known: int = 0) -> None:
        """After the last row. `known` is the highest number that a head or a subscriber has seen."""
        self._tell_moves()
        if known > self.last:
            self.is_whole = False
            text = _("签名或处理进度表明账本曾有 %(known)s 条，现在只有 %(last)s 条。")
            self._note(FindingKind.REMOVED, self.last + 1, known, text % {"known": known, "last": self.last})

    def _note(self, kind: FindingKind, first: int, last: int, text: str, sort: str = "") -> None:
        self.findings.note(kind, first, last, text, sort)

    def _explain(self, row: Row) -> bytes:
        """Say what is wrong with a row that is not as it should be, or with those before it."""
        sequence, body, leaf, chain = row[0], row[6], row[7], row[8]
        chain_was_known, other_chain = self._chain_is_known, self._other_chain
        self._chain_is_known, self._other_chain = True, None
        if sequence < 1:
            self.is_whole = chain_was_known = False
            self._note(FindingKind.INSERTED, sequence, sequence, _("编号小于 1，不属于账本。"), "number")
        elif sequence != self.last + 1:
            self.is_whole = chain_was_known = False
            self._note(FindingKind.REMOVED, self.last + 1, sequence - 1, _("编号中断。"))
        disagreeing = _disagreeing(row)
        original = json.loads(body)["sequence"] if "sequence" in disagreeing and leaf_hash(body) == leaf else None
        if isinstance(original, int):
            self._note_move(sequence, original)
            return leaf
        follows = not chain_was_known or sha256(self._chain + leaf).digest() == chain
        if not follows and other_chain and sha256(other_chain + leaf).digest() == chain:
            follows = True
            self.findings[-1].first = self.findings[-1].last = sequence - 1
            self.findings[-1].text = _("chain_hash 一栏被改动，其余各栏与前后两条相符。")
        return self._explain_in_place(row, disagreeing, follows)

    def _explain_in_place(self, row: Row, disagreeing: list[str], follows: bool) -> bytes:
        sequence, body, leaf, chain = row[0], row[6], row[7], row[8]
        true_leaf = leaf_hash(body)
        if true_leaf != leaf and sha256(self._chain + true_leaf).digest() == chain:
            text = _("leaf_hash 一栏被改动：内容与 chain_hash 相符，与 leaf_hash 不符。")
            self._note(FindingKind.ALTERED, sequence, sequence, text, "leaf_hash")
            return true_leaf
        if true_leaf != leaf:
            text = (
                _("内容（body）被改动：它的散列值与 leaf_hash 不符，而 leaf_hash 与前后相连。")
                if follows
                else _("内容（body）、leaf_hash、chain_hash 互不相符。")
            )
            self._note(FindingKind.ALTERED, sequence, sequence, text, f"body {follows}")
            return leaf
        if disagreeing:
            self._note(FindingKind.ALTERED, sequence, sequence, _told(row, disagreeing), " ".join(disagreeing))
        if not follows:
            text = _("内容连同散列值被改写，或者这里插入、删除过内容：第 %(here)s 条的 chain_hash 接不上前一条。")
            first = sequence if self._signed_size() >= sequence - 1 else sequence - 1
            self._note(FindingKind.ALTERED, first, sequence, text % {"here": sequence})
            self._other_chain = sha256(self._chain + leaf).digest()
        return leaf

    def _note_move(self, sequence: int, original: int) -> None:
        offset = sequence - original
        run = self._moves[-1] if self._moves else None
        if run and (run.last, run.offset) == (sequence - 1, offset):
            run.last = sequence
        else:
            self._moves.append(_Move(sequence, sequence, offset))
        self.is_whole = self._chain_is_known = False

    def _tell_moves(self) -> None:
        before = 0
        for move in self._moves:
            reaches_end = move.last == self.last
            if reaches_end and move.offset > 0 and before < move.first - move.offset:
                text = _("其后各条的编号都加了 %(number)s。") % {"number": move.offset}
                self._note(FindingKind.INSERTED, move.first - move.offset, move.first - 1, text)
            elif reaches_end and move.offset < 0:
                text = _("其后各条的编号都减了 %(number)s。") % {"number": -move.offset}
                self._note(FindingKind.REMOVED, move.first, move.first - move.offset - 1, text)
            else:
                text = _("这里是原来第 %(original)s 条起的内容。") % {"original": move.first - move.offset}
                self._note(FindingKind.REORDERED, move.first, move.last, text)
            before = move.last


def _disagreeing(row: Row) -> list[str]:
    """The columns that say something else than the body; all of them where the body cannot be read."""
    said = _said_by_body(row[6])
    if said is None:
        return ["body"]
    if row[:6] == said:
        return []
    return [name for name, here, there in zip(_REPEATED, row[:6], said, strict=True) if here != there]


def _said_by_body(body: bytes) -> tuple[Any, ...] | None:
    try:
        members = json.loads(body)
        return tuple(members[name] for name in _REPEATED)
    except (ValueError, KeyError, TypeError):
        return None


def _told(row: Row, disagreeing: list[str]) -> str:
    said = _said_by_body(row[6])
    if said is None:
        return _("内容（body）不是账本的格式。")
    text = _("“%(column)s”一栏是“%(here)s”，而签入账本的内容是“%(said)s”。")
    return "".join(
        text % {"column": name, "here": here, "said": there}
        for name, here, there in zip(_REPEATED, row[:6], said, strict=True)
        if name in disagreeing
    )
