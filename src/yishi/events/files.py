"""What happens to the files of a matter.

A file is named by a salted digest of the SHA-256 of its stored bytes, never by its key.
"""

from dataclasses import dataclass

from yishi.events.base import Event, event


@event("files.attached")
@dataclass(frozen=True, kw_only=True)
class FilesAttached(Event):
    """Files joined a matter: `files` and `media_types` in the same order, `size` their bytes together."""

    files: tuple[str, ...]
    media_types: tuple[str, ...]
    size: int
    is_public: bool


@event("files.removed")
@dataclass(frozen=True, kw_only=True)
class FileRemoved(Event):
    file: str
    reason_digest: str


@event("files.publicity_changed")
@dataclass(frozen=True, kw_only=True)
class FilePublicityChanged(Event):
    """A file was shown to everybody, or hidden from the public."""

    file: str
    is_public: bool
    reason_digest: str
