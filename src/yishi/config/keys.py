"""Secrets of one installation, made once and kept in the data folder, readable by its owner only."""

import os
import secrets
from pathlib import Path


def installation_secret(path: Path) -> str:
    """Return the secret in `path`, making it on first use; two processes starting together get the same one."""
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64), encoding="ascii")
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii").strip()
