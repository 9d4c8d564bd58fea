"""Every proof verifies; no other proof does; few hashes are read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yishi_methods.merkle import (
    EMPTY_ROOT,
    Frontier,
    TiledFrontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    range_root,
    tree_root,
    verify_consistency,
    verify_inclusion,
)
from yishi_methods.merkle.tests.readers import HashesInMemory

MANY = [leaf_hash(number.to_bytes(4, "big")) for number in range(70_000)]
READER = HashesInMemory(MANY)
SIZES = st.integers(1, 600) | st.sampled_from([255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537, 66_000, 70_000])


def root_by_definition(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962, 2.1, word for word."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(root_by_definition(leaves[:split]), root_by_definition(leaves[split:]))


@st.composite
def sizes_and_smaller(draw, least):
    size = draw(SIZES)
    return draw(st.integers(least, size - 1 + least)), size


def flipped(value: bytes, bit: int) -> bytes:
    return (int.from_bytes(value, "big") ^ 1 << bit).to_bytes(len(value), "big")


@given(SIZES)
def test_the_root_is_the_one_defined(size):
    root = tree_root(size, READER)
    assert root == root_by_definition(MANY[:size])
    assert root == Frontier(MANY[:size]).root()


@given(st.sampled_from([0, 1, 255, 256, 257, 65_535, 65_536, 66_000]))
def test_a_growing_tree_tells_of_its_complete_subtrees(size):
    told = {}
    tiled = TiledFrontier(lambda level, index, root: told.update({(level, index): root}))
    for leaf in MANY[:size]:
        tiled.append(leaf)
    assert tiled.root() == tree_root(size, READER)
    expected = {(1, index) for index in range(size // 256)} | {(2, index) for index in range(size // 65_536)}
    assert told.keys() == expected
    assert all(root == READER.read(level, index, 1)[0] for (level, index), root in told.items())


@given(st.integers(0, 300), st.integers(1, 300))
def test_ranges_have_the_roots_defined(number, length):
    begin = number * (1 << (length - 1).bit_length())
    if begin + length <= len(MANY):
        assert range_root(begin, begin + length, READER) == root_by_definition(MANY[begin : begin + length])


@given(sizes_and_smaller(0), st.data())
def test_inclusion_is_proved_and_any_altered_bit_fails(index_and_size, data):
    index, size = index_and_size
    root = tree_root(size, READER)
    path = inclusion_proof(index, size, READER)
    assert len(path) <= (size - 1).bit_length()
    assert verify_inclusion(MANY[index], index, size, path, root)

    bit = data.draw(st.integers(0, 255))
    place = data.draw(st.integers(0, len(path) + 1))
    changed = [*path, MANY[index], root]
    changed[place] = flipped(changed[place], bit)
    assert not verify_inclusion(changed[-2], index, size, changed[:-2], changed[-1])


@given(sizes_and_smaller(0), st.data())
def test_inclusion_holds_for_no_other_place_and_no_other_length(index_and_size, data):
    index, size = index_and_size
    root = tree_root(size, READER)
    path = inclusion_proof(index, size, READER)
    other = data.draw(st.integers(-1, size).filter(lambda number: number != index))
    assert not verify_inclusion(MANY[index], other, size, path, root)
    assert not verify_inclusion(MANY[index], index, size, [*path, root], root)
    assert not verify_inclusion(MANY[index], index, size, [root[:31], *path], root)
    if path:
        assert not verify_inclusion(MANY[index], index, size, path[:-1], root)
        assert not verify_inclusion(MANY[index], index, size, path[1:], root)


@given(sizes_and_smaller(1), st.data())
def test_consistency_is_proved_and_any_altered_bit_fails(sizes, data):
    old, new = sizes
    roots = tree_root(old, READER), tree_root(new, READER)
    path = consistency_proof(old, new, READER)
    assert verify_consistency(old, new, *roots, path)

    bit = data.draw(st.integers(0, 255))
    place = data.draw(st.integers(0, len(path) + 1))
    changed = [*path, *roots]
    changed[place] = flipped(changed[place], bit)
    assert not verify_consistency(old, new, changed[-2], changed[-1], changed[:-2])


@given(sizes_and_smaller(1), st.data())
def test_consistency_holds_for_no_rewritten_tree_and_no_other_length(sizes, data):
    old, new = sizes
    roots = tree_root(old, READER), tree_root(new, READER)
    path = consistency_proof(old, new, READER)
    assert not verify_consistency(old, new, *roots, [*path, roots[1]])
    if path:
        assert not verify_consistency(old, new, *roots, path[:-1])

    rewritten = list(MANY[:new])
    place = data.draw(st.integers(0, old - 1))
    rewritten[place] = flipped(rewritten[place], 0)
    reader = HashesInMemory(rewritten)
    assert not verify_consistency(old, new, roots[0], tree_root(new, reader), consistency_proof(old, new, reader))


def test_an_empty_tree_is_the_beginning_of_any():
    assert verify_consistency(0, 7, EMPTY_ROOT, tree_root(7, READER), [])
    assert not verify_consistency(0, 7, MANY[0], tree_root(7, READER), [])
    assert not verify_consistency(7, 0, tree_root(7, READER), EMPTY_ROOT, [])


@pytest.mark.parametrize("index, size", [(0, 0), (3, 3), (-1, 3)])
def test_refuses_a_leaf_that_is_not_there(index, size):
    with pytest.raises(ValueError, match="no leaf"):
        inclusion_proof(index, size, READER)


@pytest.mark.parametrize("old, new", [(0, 3), (4, 3)])
def test_refuses_a_tree_that_is_no_beginning(old, new):
    with pytest.raises(ValueError, match="no beginning"):
        consistency_proof(old, new, READER)


class CountingReader:
    """Counts hashes read, and checks that no read crosses a tile."""

    def __init__(self, reader):
        self.reader, self.hashes = reader, 0

    def read(self, level, start, count):
        assert start // 256 == (start + count - 1) // 256
        self.hashes += count
        return self.reader.read(level, start, count)


@given(st.integers(0, 69_999), st.integers(1, 69_999))
def test_proofs_read_few_hashes(index, old):
    reader = CountingReader(READER)
    inclusion_proof(index, 70_000, reader)
    assert reader.hashes <= 256 * 3 * 2
    reader.hashes = 0
    consistency_proof(old, 70_000, reader)
    assert reader.hashes <= 256 * 3 * 2
