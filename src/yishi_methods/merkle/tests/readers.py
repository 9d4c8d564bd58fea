"""Hashes in memory, for tests."""

from collections.abc import Sequence

from yishi_methods.merkle import TILE_WIDTH, Frontier


class HashesInMemory:
    """A reader over a list of leaf hashes."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self._levels = [leaves]
        while len(self._levels[-1]) >= TILE_WIDTH:
            below = self._levels[-1]
            starts = range(0, len(below) - TILE_WIDTH + 1, TILE_WIDTH)
            self._levels.append([Frontier(below[start : start + TILE_WIDTH]).root() for start in starts])

    def read(self, level: int, start: int, count: int) -> Sequence[bytes]:
        return self._levels[level][start : start + count]
