"""Checking the tree over the entries: against every signed head, and against the stored roots of its subtrees."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from yishi.foundation.ledger.findings import FindingKind, Findings
from yishi_methods.merkle import TILE_WIDTH, TiledFrontier


@dataclass(frozen=True, order=True)
class Checkpoint:
    """What the root was when there were `size` entries. `is_kept` says that it comes from outside of this database."""

    size: int
    is_kept: bool
    root: bytes
    signed_at: str


class TreeAudit:
    """Takes the hashes of all leaves in order, then `finish`; what is wrong stands in `findings`.

    `checkpoints` come in the order of their sizes; `stored` are the stored roots by level and index, which must be
    there for the complete subtrees among the first `stored_size` leaves.
    """

    def __init__(
        self,
        findings: Findings,
        checkpoints: Iterable[Checkpoint],
        stored: dict[tuple[int, int], bytes],
        stored_size: int,
    ) -> None:
        self.findings = findings
        self.size = 0
        self.signed_size = 0  # up to here a head of this database agrees
        self._tree = TiledFrontier(self._check_subtree)
        self._checkpoints: Iterator[Checkpoint] = iter(checkpoints)
        self._next = next(self._checkpoints, None)
        self._stored = stored
        self._wrong_subtrees: list[tuple[int, int]] = []
        self._stored_size = stored_size
        self._disagrees = False

    def add(self, leaf: bytes) -> None:
        """Add the hash of the next leaf, and compare where a head was signed."""
        self._tree.append(leaf)
        self.size += 1
        while self._next and self._next.size <= self.size:
            if self._next.size == self.size:
                self._compare(self._next)
            self._next = next(self._checkpoints, None)

    def finish(self) -> None:
        """After the last leaf: what the stored subtrees say. Where a head disagrees they tell where to look."""
        if self._disagrees:
            return
        for level, index in self._wrong_subtrees:
            first, last = _entries_below(level, index)
            text = _("第 %(level)s 级第 %(index)s 个中间散列值不符或缺失；条目本身未见改动，但无法出具证明。")
            self.findings.note(FindingKind.SUBTREE, first, last, text % {"level": level, "index": index})

    def _compare(self, head: Checkpoint) -> None:
        if self._tree.root() == head.root:
            if not head.is_kept:
                self.signed_size = head.size
            return
        if self._disagrees and not head.is_kept:
            return  # after the first head that disagrees all later ones do
        self._disagrees = True
        first = 1 if head.is_kept else self.signed_size + 1
        first, last = self._narrowed(first, head.size)
        text = (
            _("您保存的签名（%(size)s 条，签于 %(signed_at)s）与现在的内容不符：其中有条目后来被改动。")
            if head.is_kept
            else _("与 %(signed_at)s 对前 %(size)s 条的签名不符：其中有条目连同散列值被改写。")
        )
        self.findings.note(FindingKind.HEAD, first, last, text % {"size": head.size, "signed_at": head.signed_at})

    def _narrowed(self, first: int, last: int) -> tuple[int, int]:
        """The range of entries within the blocks of 256 whose stored root disagrees, where there are such."""
        blocks = [_entries_below(level, index) for level, index in self._wrong_subtrees if level == 1]
        inside = [(low, high) for low, high in blocks if high >= first and low <= last]
        if not inside:
            return first, last
        return max(first, inside[0][0]), min(last, inside[-1][1])

    def _check_subtree(self, level: int, index: int, root: bytes) -> None:
        if _entries_below(level, index)[1] <= self._stored_size and self._stored.get((level, index)) != root:
            self._wrong_subtrees.append((level, index))


def _entries_below(level: int, index: int) -> tuple[int, int]:
    width = TILE_WIDTH**level
    return index * width + 1, (index + 1) * width
