"""Which figures of a table stay unpublished, so that nobody can be read out of a small one."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Hiding:
    """The positions of the counts to hide, and whether their sum must be hidden as well."""

    cells: frozenset[int]
    total: bool


def hiding(counts: Sequence[int], smallest: int) -> Hiding:
    """What to hide of counts that stand beside their sum.

    `counts` are numbers of cases (0 or more), `smallest` the least number that may be published (1 or more). A count
    of 0 speaks of nobody and is shown. A smaller count is hidden; and because the sum would give it away, the next
    smallest ones are hidden too until at least two are and together hold `smallest` cases (complementary suppression).
    Where that cannot be reached the sum is hidden.

    >>> hiding([40, 3, 12, 0], 5)
    Hiding(cells=frozenset({1, 2}), total=False)
    """
    rising = sorted((position for position, count in enumerate(counts) if count), key=lambda position: counts[position])
    hidden: list[int] = []
    for position in rising:
        if counts[position] >= smallest and _is_safe(hidden, counts, smallest):
            break
        hidden.append(position)
    return Hiding(frozenset(hidden), total=not _is_safe(hidden, counts, smallest))


def _is_safe(hidden: Sequence[int], counts: Sequence[int], smallest: int) -> bool:
    return not hidden or (len(hidden) > 1 and sum(counts[position] for position in hidden) >= smallest)
