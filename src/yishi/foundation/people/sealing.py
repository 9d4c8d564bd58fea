"""Contact data under seal: encrypted with keys that lie in the data folder, never in the database.

Fernet (AES-128-CBC with HMAC-SHA256). `sealing.keys` holds one key per line: the first, the newest, seals; all unseal.
A copy of the database alone tells nobody who filed a matter; whoever loses the keys loses the contacts.
"""

import json
import os
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

_lock = threading.Lock()
_keyrings: dict[Path, MultiFernet] = {}
_columns: list[Callable[[MultiFernet], int]] = []


class SealBroken(ValueError):
    """Sealed data that none of the keys opens: the key file was lost or exchanged, or the bytes were altered."""


def seal(contact: dict[str, Any]) -> bytes:
    """Encrypt plain values as JSON."""
    return _keyring().encrypt(json.dumps(contact, ensure_ascii=False, sort_keys=True).encode())


def unseal(sealed: bytes | memoryview) -> dict[str, Any]:
    """Decrypt what `seal` made. Raises SealBroken where no key fits."""
    token = bytes(sealed)
    try:
        plain = _keyring().decrypt(token)
    except InvalidToken:
        plain = _unseal_with_new_keys(token)
    value: dict[str, Any] = json.loads(plain)
    return value


def seal_text(text: str) -> str:
    """Encrypt a short secret, as text."""
    return _keyring().encrypt(text.encode()).decode("ascii")


def unseal_text(sealed: str) -> str:
    """Decrypt what `seal_text` made. Raises SealBroken where no key fits."""
    token = sealed.encode("ascii")
    try:
        return _keyring().decrypt(token).decode()
    except InvalidToken:
        return _unseal_with_new_keys(token).decode()


def sealed_column(reseal_rows: Callable[[MultiFernet], int]) -> Callable[[MultiFernet], int]:
    """Register a function that seals all rows of a column anew with the newest key and returns how many they were."""
    _columns.append(reseal_rows)
    return reseal_rows


def add_key() -> None:
    """Put a new key first; the older ones still unseal."""
    path = _key_file()
    with _lock:
        _write_keys(path, [Fernet.generate_key().decode(), *_read_keys(path)])
        _keyrings.pop(path, None)


def reseal_all() -> int:
    """Seal every registered column anew with the newest key, in the caller's transaction; returns how many values."""
    keyring = _keyring()
    return sum(reseal_rows(keyring) for reseal_rows in _columns)


def drop_old_keys() -> int:
    """Forget all keys but the newest, after `reseal_all`; returns how many were dropped."""
    path = _key_file()
    with _lock:
        keys = _read_keys(path)
        _write_keys(path, keys[:1])
        _keyrings.pop(path, None)
    return len(keys) - 1


def _unseal_with_new_keys(token: bytes) -> bytes:
    # Another process may have rotated the keys since this one read them.
    with _lock:
        _keyrings.pop(_key_file(), None)
    try:
        return _keyring().decrypt(token)
    except InvalidToken:
        raise SealBroken(f"none of the keys in {_key_file()} opens this sealed value") from None


def _keyring() -> MultiFernet:
    path = _key_file()
    with _lock:
        if path not in _keyrings:
            if not path.exists():
                _write_keys(path, [Fernet.generate_key().decode()], first=True)
            _keyrings[path] = MultiFernet([Fernet(key) for key in _read_keys(path)])
        return _keyrings[path]


def _key_file() -> Path:
    return Path(settings.DATA) / "sealing.keys"


def _read_keys(path: Path) -> list[str]:
    return path.read_text(encoding="ascii").split() if path.exists() else []


def _write_keys(path: Path, keys: Iterable[str], *, first: bool = False) -> None:
    """Write the file whole, readable by its owner only. Of two processes making the first key, one wins."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    try:
        draft.write_text("".join(f"{key}\n" for key in keys), encoding="ascii")
        if not first:
            draft.replace(path)
            return
        try:
            os.link(draft, path)
        except FileExistsError:
            return
    finally:
        draft.unlink(missing_ok=True)
