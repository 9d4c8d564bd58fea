"""A tree that only grows: it keeps the roots of its complete subtrees, one for each 1 in its size in binary."""

from collections.abc import Iterable

from yishi_methods.merkle.hashing import EMPTY_ROOT, node_hash


class Frontier:
    """The right edge of a growing tree: log2(size) hashes are all that is needed to add leaves and to tell the root."""

    def __init__(self, hashes: Iterable[bytes] = ()) -> None:
        self.size = 0
        self._peaks: list[bytes] = []
        for leaf in hashes:
            self.append(leaf)

    def append(self, leaf: bytes) -> None:
        """Add the hash of one leaf (or, for a tree of subtrees, the root of the next complete one)."""
        self.size += 1
        below = self.size
        while below & 1 == 0:  # each trailing zero of the new size is a pair of equal subtrees to be joined
            leaf = node_hash(self._peaks.pop(), leaf)
            below >>= 1
        self._peaks.append(leaf)

    def root(self) -> bytes:
        """The root over all leaves so far; EMPTY_ROOT when there are none."""
        if not self._peaks:
            return EMPTY_ROOT
        root = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            root = node_hash(peak, root)
        return root
