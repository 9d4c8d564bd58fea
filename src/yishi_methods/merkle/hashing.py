"""The two hashes of the tree (RFC 6962, 2.1). Their first bytes differ, so that no node can be passed off as a leaf."""

from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()
HASH_SIZE = 32
TILE_WIDTH = 256


def leaf_hash(content: bytes) -> bytes:
    """SHA-256 over a zero byte and the content."""
    return sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256 over a one byte and the two hashes below."""
    return sha256(b"\x01" + left + right).digest()
