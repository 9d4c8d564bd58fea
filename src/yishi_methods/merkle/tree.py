"""Roots of ranges of leaves, out of stored hashes."""

from collections.abc import Sequence
from typing import Protocol

from yishi_methods.merkle.frontier import Frontier
from yishi_methods.merkle.hashing import EMPTY_ROOT, TILE_WIDTH

_TILE_BITS = TILE_WIDTH.bit_length() - 1


class HashReader(Protocol):
    """Where stored hashes are read."""

    def read(self, level: int, start: int, count: int) -> Sequence[bytes]:
        """The roots of the complete subtrees `start` … `start + count - 1` of 256 ** `level` leaves each.

        Level 0 are the leaves' own hashes. The range asked for never crosses a multiple of 256.
        """


def tree_root(size: int, reader: HashReader) -> bytes:
    """The root over the first `size` leaves."""
    return range_root(0, size, reader) if size else EMPTY_ROOT


def range_root(begin: int, end: int, reader: HashReader) -> bytes:
    """The root over the leaves `begin` … `end - 1`, a range that RFC 6962 makes a node of.

    Such a range is not empty, and begins at a multiple of the smallest power of two that is not less than its length.
    Reads at most 256 hashes for each power of 256 in the length.
    """
    level = ((end - begin).bit_length() - 1) // _TILE_BITS
    width = 1 << (level * _TILE_BITS)
    count = (end - begin) // width
    complete = Frontier(reader.read(level, begin // width, count))
    middle = begin + count * width
    return complete.root(range_root(middle, end, reader) if middle < end else None)
