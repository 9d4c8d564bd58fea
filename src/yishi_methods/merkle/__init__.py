"""Merkle trees as RFC 6962, section 2.1, has them: roots, proofs that an entry is in, proofs that nothing was rewritten."""

from yishi_methods.merkle.hashing import EMPTY_ROOT, leaf_hash, node_hash

__all__ = ["EMPTY_ROOT", "leaf_hash", "node_hash"]
