"""The installation's own Ed25519 key: a file in the data folder, readable by its owner only.

It is made on first use. To change it, move the file away: the next head makes and uses a new one, and the public
half of the old one stays in the table of keys, so that what it signed can still be verified.
"""

import os
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.utils import timezone

from yishi.foundation.ledger.documents import key_id_of
from yishi.foundation.ledger.models import SigningKey

KEY_FILE = "ledger.key"


def private_key() -> Ed25519PrivateKey:
    """The key in the data folder, made if there is none; two processes starting together get the same one."""
    path = Path(settings.DATA) / KEY_FILE
    if not path.exists():
        _make(path)
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{path} holds another kind of key than Ed25519")
    return key


def public_half(key: Ed25519PrivateKey) -> bytes:
    """32 bytes."""
    return key.public_key().public_bytes_raw()


def published(key: Ed25519PrivateKey) -> SigningKey:
    """The row of its public half, made on first use."""
    public_key = public_half(key)
    row, _ = SigningKey.objects.get_or_create(
        key_id=key_id_of(public_key), defaults={"public_key": public_key, "made_at": timezone.now()}
    )
    return row


def _make(path: Path) -> None:
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_bytes(
        Ed25519PrivateKey.generate().private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    try:
        os.link(draft, path)  # fails, unlike a rename, if another process was faster
    except FileExistsError:
        pass
    finally:
        draft.unlink()
