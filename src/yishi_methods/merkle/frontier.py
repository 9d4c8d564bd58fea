"""A tree that only grows: it keeps the roots of its complete subtrees, one for each 1 in its size in binary."""

from collections.abc import Callable, Iterable

from yishi_methods.merkle.hashing import EMPTY_ROOT, TILE_WIDTH, node_hash


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

    def root(self, rest: bytes | None = None) -> bytes:
        """The root over all leaves so far; EMPTY_ROOT when there are none.

        `rest` is the root of a last, incomplete subtree: it joins as if it were one more leaf, because the tree
        splits at multiples of complete ones.
        """
        nodes = self._peaks if rest is None else [*self._peaks, rest]
        if not nodes:
            return EMPTY_ROOT
        root = nodes[-1]
        for peak in reversed(nodes[:-1]):
            root = node_hash(peak, root)
        return root


class TiledFrontier:
    """A growing tree that tells of every complete subtree of 256, 65,536 … leaves, as (level, index, root)."""

    def __init__(self, on_complete: Callable[[int, int, bytes], None]) -> None:
        self._on_complete = on_complete
        self._levels = [Frontier()]
        self._completed = [0]

    def append(self, leaf: bytes) -> None:
        """Add the hash of one leaf."""
        level = 0
        self._levels[0].append(leaf)
        while self._levels[level].size == TILE_WIDTH:
            leaf = self._levels[level].root()
            self._levels[level] = Frontier()
            self._on_complete(level + 1, self._completed[level], leaf)
            self._completed[level] += 1
            level += 1
            if level == len(self._levels):
                self._levels.append(Frontier())
                self._completed.append(0)
            self._levels[level].append(leaf)

    def root(self) -> bytes:
        """The root over all leaves so far; EMPTY_ROOT when there are none."""
        rest = None
        for frontier in self._levels:
            if frontier.size:
                rest = frontier.root(rest)
        return EMPTY_ROOT if rest is None else rest
