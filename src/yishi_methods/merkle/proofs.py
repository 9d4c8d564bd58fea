"""Computing proofs (RFC 6962, 2.1.1 and 2.1.2)."""

from yishi_methods.merkle.tree import HashReader, range_root


def inclusion_proof(index: int, size: int, reader: HashReader) -> list[bytes]:
    """The audit path of the leaf `index` (from 0) in the tree of `size` leaves, from the leaf upwards.

    At most ceil(log2(size)) hashes. Raises ValueError where there is no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"there is no leaf {index} in a tree of {size}")
    path = []
    begin, end = 0, size
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            path.append(range_root(middle, end, reader))
            end = middle
        else:
            path.append(range_root(begin, middle, reader))
            begin = middle
    return path[::-1]


def consistency_proof(old_size: int, new_size: int, reader: HashReader) -> list[bytes]:
    """The nodes that show that the tree of `old_size` leaves is the beginning of the tree of `new_size` leaves.

    Empty for equal sizes. Raises ValueError unless 0 < old_size <= new_size.
    """
    if not 0 < old_size <= new_size:
        raise ValueError(f"a tree of {old_size} leaves is no beginning of a tree of {new_size}")
    path = []
    begin, end = 0, new_size
    is_whole = True  # the part of the old tree looked at is the whole old tree, whose root the verifier has
    while end != old_size:
        middle = begin + _split(end - begin)
        if old_size <= middle:
            path.append(range_root(middle, end, reader))
            end = middle
        else:
            path.append(range_root(begin, middle, reader))
            begin = middle
            is_whole = False
    if not is_whole:
        path.append(range_root(begin, end, reader))
    return path[::-1]


def _split(length: int) -> int:
    """The largest power of two smaller than `length`."""
    return 1 << ((length - 1).bit_length() - 1)
