"""Merkle trees of RFC 6962, section 2.1: roots, proofs that an entry is in, proofs that nothing was rewritten.

A tree is built over the hashes of its leaves, in order. Who computes proofs reads hashes through a `HashReader`, which
also knows the roots of complete subtrees of 256, 65,536 … leaves; so a proof in a tree of millions of leaves reads some
hundred hashes for each power of 256. Who verifies a proof needs nothing but the proof.
"""

from yishi_methods.merkle.frontier import Frontier, TiledFrontier
from yishi_methods.merkle.hashing import EMPTY_ROOT, HASH_SIZE, TILE_WIDTH, leaf_hash, node_hash
from yishi_methods.merkle.proofs import consistency_proof, inclusion_proof
from yishi_methods.merkle.tree import HashReader, range_root, tree_root
from yishi_methods.merkle.verifying import verify_consistency, verify_inclusion

__all__ = [
    "EMPTY_ROOT",
    "HASH_SIZE",
    "TILE_WIDTH",
    "Frontier",
    "HashReader",
    "TiledFrontier",
    "consistency_proof",
    "inclusion_proof",
    "leaf_hash",
    "node_hash",
    "range_root",
    "tree_root",
    "verify_consistency",
    "verify_inclusion",
]
