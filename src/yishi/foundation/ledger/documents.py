"""Signed heads and receipts as files that people keep, and how anybody verifies them without this installation.

A head is Ed25519-signed over the RFC 8785 canonical JSON of its members format, key_id, root, signed_at and size.
Hashes, keys and signatures are hexadecimal. `key_id` is the first 16 characters of the SHA-256 of the public key in
hexadecimal.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.utils.translation import gettext as _

from yishi.foundation.ledger import canonical
from yishi_methods.merkle import leaf_hash, verify_consistency, verify_inclusion

HEAD_FORMAT = "yishi-tree-head-1"
RECEIPT_FORMAT = "yishi-receipt-1"


class BadDocument(ValueError):
    """A file is not what it should be, or what it says does not hold. The message says what is wrong."""


def key_id_of(public_key: bytes) -> str:
    return hashlib.sha256(public_key).hexdigest()[:16]


@dataclass(frozen=True, kw_only=True)
class SignedHead:
    """The root over the first `size` entries, signed at `signed_at` (canonical text)."""

    size: int
    root: bytes
    signed_at: str
    public_key: bytes
    signature: bytes

    @property
    def key_id(self) -> str:
        return key_id_of(self.public_key)

    def signed_members(self) -> dict[str, Any]:
        return {
            "format": HEAD_FORMAT,
            "key_id": self.key_id,
            "root": self.root.hex(),
            "signed_at": self.signed_at,
            "size": self.size,
        }

    def signed_bytes(self) -> bytes:
        """The very bytes under the signature."""
        return rfc8785.dumps(self.signed_members())

    def as_document(self) -> dict[str, Any]:
        return self.signed_members() | {"public_key": self.public_key.hex(), "signature": self.signature.hex()}

    def has_good_signature(self) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(self.signature, self.signed_bytes())
        except (InvalidSignature, ValueError):
            return False
        return True

    @classmethod
    def from_document(cls, document: Any) -> "SignedHead":
        """Raises BadDocument for what is no head, or one that contradicts itself."""
        _expect_format(document, HEAD_FORMAT)
        head = cls(
            size=_number(document, "size"),
            root=_hexadecimal(document, "root"),
            signed_at=_text(document, "signed_at"),
            public_key=_hexadecimal(document, "public_key"),
            signature=_hexadecimal(document, "signature"),
        )
        if _text(document, "key_id") != head.key_id:
            raise BadDocument(_("key_id 与 public_key 不符。"))
        return head


@dataclass(frozen=True, kw_only=True)
class ReceiptProof:
    """That an entry stands in the ledger: its hash, the path from there to the root, and the head with that root.

    `body` is left out (empty) for those who may know that the entry is there, but not what it says.
    """

    sequence: int
    leaf: bytes
    path: tuple[bytes, ...]
    head: SignedHead
    body: bytes = b""

    def as_document(self) -> dict[str, Any]:
        document: dict[str, Any] = {
            "format": RECEIPT_FORMAT,
            "sequence": self.sequence,
            "leaf_hash": self.leaf.hex(),
            "path": [node.hex() for node in self.path],
            "head": self.head.as_document(),
        }
        return document | {"body": self.body.decode("utf-8")} if self.body else document

    def verify(self) -> None:
        """Raises BadDocument with the first thing that does not hold."""
        if self.body and leaf_hash(self.body) != self.leaf:
            raise BadDocument(_("条目内容被改动：它的散列值与 leaf_hash 不符。"))
        if self.body and _members_of(self.body).get("sequence") != self.sequence:
            raise BadDocument(_("条目的编号与回执的编号不同。"))
        if not verify_inclusion(self.leaf, self.sequence - 1, self.head.size, self.path, self.head.root):
            raise BadDocument(_("证明路径不能从该条目通向签名的根。"))
        if not self.head.has_good_signature():
            raise BadDocument(_("签名无效。"))

    @classmethod
    def from_document(cls, document: Any) -> "ReceiptProof":
        """Raises BadDocument for what is no receipt; whether it holds is for `verify`."""
        _expect_format(document, RECEIPT_FORMAT)
        path = document.get("path")
        if not isinstance(path, list):
            raise BadDocument(_("缺少“path”，或者它不是列表。"))
        return cls(
            sequence=_number(document, "sequence"),
            leaf=_hexadecimal(document, "leaf_hash"),
            path=tuple(_hexadecimal({"path": node}, "path") for node in path),
            head=SignedHead.from_document(document.get("head")),
            body=_text(document, "body").encode() if "body" in document else b"",
        )


@dataclass(frozen=True, kw_only=True)
class ConsistencyProof:
    """That the ledger of `old_size` entries is the beginning of the one of `new_size` entries."""

    old_size: int
    new_size: int
    old_root: bytes
    new_root: bytes
    path: tuple[bytes, ...]

    def as_document(self) -> dict[str, Any]:
        return {
            "from": self.old_size,
            "to": self.new_size,
            "from_root": self.old_root.hex(),
            "to_root": self.new_root.hex(),
            "path": [node.hex() for node in self.path],
        }

    def holds(self) -> bool:
        return verify_consistency(self.old_size, self.new_size, self.old_root, self.new_root, self.path)


def read_document(path: Path) -> dict[str, Any]:
    """The JSON object in a file. Raises BadDocument where there is none."""
    try:
        document = json.loads(path.read_bytes())
    except OSError as error:
        raise BadDocument(_("无法读取文件：%(reason)s") % {"reason": error.strerror}) from error
    except ValueError as error:
        raise BadDocument(_("文件不是 JSON。")) from error
    if not isinstance(document, dict):
        raise BadDocument(_("文件中没有 JSON 对象。"))
    return document


def _members_of(body: bytes) -> dict[str, Any]:
    try:
        return canonical.decode(body)
    except ValueError as error:
        raise BadDocument(_("条目内容不是 JSON。")) from error


def _expect_format(document: Any, name: str) -> None:
    if not isinstance(document, dict) or document.get("format") != name:
        raise BadDocument(_("这不是所需的文件：“format”应为“%(format)s”。") % {"format": name})


def _text(document: dict[str, Any], name: str) -> str:
    value = document.get(name)
    if not isinstance(value, str):
        raise BadDocument(_("缺少“%(name)s”，或者它不是文字。") % {"name": name})
    return value


def _number(document: dict[str, Any], name: str) -> int:
    value = document.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadDocument(_("缺少“%(name)s”，或者它不是整数。") % {"name": name})
    return value


def _hexadecimal(document: dict[str, Any], name: str) -> bytes:
    try:
        return bytes.fromhex(_text(document, name))
    except ValueError as error:
        raise BadDocument(_("“%(name)s”不是十六进制数。") % {"name": name}) from error
