import pytest
from hypothesis import given
from hypothesis import strategies as st

from yishi_methods.disclosure import Hiding, hiding

COUNTS = st.lists(st.integers(0, 40), max_size=12)


@pytest.mark.parametrize(
    ("counts", "cells", "total"),
    [
        ([], set(), False),
        ([0, 0], set(), False),
        ([7, 5, 0], set(), False),
        ([40, 3, 12], {1, 2}, False),  # alone, 3 would follow from the sum
        ([40, 3, 2], {1, 2}, False),
        ([40, 1, 1], {0, 1, 2}, False),  # 1 and 1 together are still below 5
        ([3, 0], {0}, True),
        ([1, 1], {0, 1}, True),
        ([6], set(), False),
    ],
)
def test_small_counts_and_what_gives_them_away_are_hidden(counts, cells, total):
    assert hiding(counts, 5) == Hiding(frozenset(cells), total)


@given(COUNTS, st.integers(1, 10))
def test_no_small_count_is_shown(counts, smallest):
    shown = set(range(len(counts))) - hiding(counts, smallest).cells
    assert all(counts[position] == 0 or counts[position] >= smallest for position in shown)


@given(COUNTS, st.integers(1, 10))
def test_no_small_count_follows_from_the_sum(counts, smallest):
    """What the sum says of the hidden ones together is said of two counts or more and of enough cases."""
    found = hiding(counts, smallest)
    if not found.total and found.cells:
        assert len(found.cells) >= 2
        assert sum(counts[position] for position in found.cells) >= smallest


@given(COUNTS, st.integers(1, 10))
def test_nothing_is_hidden_without_a_small_count(counts, smallest):
    if all(count == 0 or count >= smallest for count in counts):
        assert hiding(counts, smallest) == Hiding(frozenset(), total=False)
