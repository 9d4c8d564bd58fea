"""Verifying proofs, by the algorithms of RFC 9162, sections 2.1.3.2 and 2.1.4.2 (for the same trees as RFC 6962)."""

from collections.abc import Sequence

from yishi_methods.merkle.hashing import EMPTY_ROOT, HASH_SIZE, node_hash


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the path proves that `leaf` is the hash of leaf `index` in the tree of `size` leaves with that root."""
    if not 0 <= index < size or not _are_hashes(leaf, root, *path):
        return False
    place, last, computed = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            computed = node_hash(sibling, computed)
            place, last = _skip_missing(place, last)
        else:
            computed = node_hash(computed, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and computed == root


def verify_consistency(old_size: int, new_size: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether the path proves that the tree with the old root is the beginning of the tree with the new root.

    An empty old tree is the beginning of every tree, with an empty path.
    """
    if not 0 <= old_size <= new_size or not _are_hashes(old_root, new_root, *path):
        return False
    if old_size == new_size:
        return not path and old_root == new_root
    if old_size == 0:
        return not path and old_root == EMPTY_ROOT
    return _climb(old_size, new_size, old_root, new_root, path)


def _climb(old_size: int, new_size: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Compute both roots side by side from the nodes of the path."""
    nodes = list(path)
    if old_size & (old_size - 1) == 0:
        nodes.insert(0, old_root)  # a complete old tree is a node of the new one
    if not nodes:
        return False
    place, last = _without_ones(old_size - 1, new_size - 1)
    old = new = nodes[0]
    for node in nodes[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node_hash(node, old), node_hash(node, new)
            place, last = _skip_missing(place, last)
        else:
            new = node_hash(new, node)
        place, last = place >> 1, last >> 1
    return last == 0 and old == old_root and new == new_root


def _without_ones(place: int, last: int) -> tuple[int, int]:
    """Climb as long as the place is a right child."""
    while place & 1:
        place, last = place >> 1, last >> 1
    return place, last


def _skip_missing(place: int, last: int) -> tuple[int, int]:
    """Climb over the levels where the last node of an incomplete tree has no sibling."""
    while place and not place & 1:
        place, last = place >> 1, last >> 1
    return place, last


def _are_hashes(*values: bytes) -> bool:
    return all(len(value) == HASH_SIZE for value in values)
