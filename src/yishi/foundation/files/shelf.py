"""Files on disk: under MEDIA_ROOT, in folders by a digest of their unguessable keys.

They are on stable storage before anything in the database names them.
"""

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from yishi.foundation.files.intake import Incoming, take_in
from yishi.foundation.files.models import new_key

SMALL = ".small"
PART = ".part"
PRIVATE = 0o600


@dataclass(frozen=True)
class Shelved:
    """A file that is on disk and belongs to no matter yet.

    Sizes in bytes and pixels; `place` (longitude, latitude) is a proposal to the sender and not kept.
    """

    key: str
    kind: str
    media_type: str
    size: int
    sha256: str
    width: int | None
    height: int | None
    original_name: str
    place: tuple[float, float] | None = None


def path_of(key: str, *, small: bool = False) -> Path:
    """Where the file (or its small picture) of a key is."""
    return _folder_of(key) / (key + SMALL if small else key)


def put(incoming: Incoming) -> Shelved:
    """Write a file under a new key and wait until it is on stable storage."""
    key = new_key()
    try:
        _write(path_of(key), incoming.content)
        if incoming.small is not None:
            _write(path_of(key, small=True), incoming.small)
    except OSError:
        discard(key)
        raise
    return Shelved(
        key=key,
        kind=incoming.kind,
        media_type=incoming.media_type,
        size=len(incoming.content),
        sha256=hashlib.sha256(incoming.content).hexdigest(),
        width=incoming.width,
        height=incoming.height,
        original_name=incoming.original_name,
        place=incoming.place,
    )


def discard(key: str) -> None:
    """Delete the files of a key; nothing happens where there are none."""
    for suffix in ("", SMALL, PART, SMALL + PART):
        (_folder_of(key) / (key + suffix)).unlink(missing_ok=True)


@contextmanager
def shelved(uploads: Sequence[UploadedFile]) -> Iterator[list[Shelved]]:
    """Check, clean and store uploads around a transaction; they are deleted again if the block raises.

        with shelved(uploads) as files, transaction.atomic():
            …
            attach_files(actor=actor, matter=matter, files=files, is_public=True)

    Pictures are decoded before the transaction begins, so that no other writer waits for it. Raises RefusedFile.
    """
    files: list[Shelved] = []
    try:
        for upload in uploads:
            files.append(put(take_in(upload)))
        yield files
    except BaseException:
        for file in files:
            discard(file.key)
        raise


def keys_older_than(moment: float) -> Iterator[list[str]]:
    """Keys of the files last written before `moment` (seconds since 1970), folder by folder."""
    for folder in sorted(Path(settings.MEDIA_ROOT).glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]")):
        with os.scandir(folder) as entries:
            old = {entry.name.partition(".")[0] for entry in entries if entry.stat().st_mtime < moment}
        if old:
            yield sorted(old)


def _folder_of(key: str) -> Path:
    name = hashlib.sha256(key.encode()).hexdigest()
    return Path(settings.MEDIA_ROOT) / name[:2] / name[2:4]


def _write(path: Path, content: bytes) -> None:
    for folder in (path.parent.parent, path.parent):
        _make_folder(folder)
    draft = path.with_name(path.name + PART)
    with draft.open("xb") as file:
        draft.chmod(PRIVATE)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
    _sync_folder(path.parent)


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    # A new name in a folder is durable only when the folder itself is (fsync(2)).
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
