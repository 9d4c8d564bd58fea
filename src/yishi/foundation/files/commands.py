"""Acts on the files of a matter."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yishi.events import files as events
from yishi.foundation.files import rules, shelf
from yishi.foundation.files.choices import Kind
from yishi.foundation.files.intake import RefusedFile
from yishi.foundation.files.limits import limits
from yishi.foundation.files.models import Attachment
from yishi.foundation.files.shelf import Shelved
from yishi.foundation.ledger.commands import append, schedule
from yishi.foundation.ledger.queries import digest
from yishi.foundation.matters import rules as matters
from yishi.foundation.matters.models import Matter
from yishi.foundation.people.actors import Actor

SWEEP = "files.sweep"


def attach_file(*, actor: Actor, matter: Matter, upload: UploadedFile, is_public: bool) -> Attachment:
    """Check, clean and store one uploaded file and add it to a matter.

    Raises RefusedFile and NotPermitted, and leaves nothing behind then.
    """
    rules.may_attach.require(actor, matter)
    with shelf.shelved([upload]) as files, transaction.atomic():
        return attach_files(actor=actor, matter=matter, files=files, is_public=is_public)[0]


def attach_files(
    *, actor: Actor, matter: Matter, files: Sequence[Shelved], is_public: bool, at: datetime | None = None
) -> list[Attachment]:
    """Add stored files to a matter, in order; runs inside the caller's transaction (see `shelf.shelved`).

    `at` is when that happened, now unless a history is told.

    A file that the matter already has comes back as the attachment it is. A document of a resident is never public by
    itself, since what it says of its author cannot be cleaned away; staff may show it afterwards. Whoever files without
    an account acts with the new matter's number among `matter_keys`.
    """
    rules.may_attach.require(actor, matter)
    if not files:
        return []
    present = list(Attachment.objects.filter(matter=matter, removed_at__isnull=True))
    _check_room(len(present) + len(files))
    by_staff = not matters.is_author.allows(actor, matter)
    known = {file.sha256: file for file in present if file.by_staff == by_staff}
    fresh: list[Attachment] = []
    for file in files:
        twin = known.get(file.sha256)
        if twin is None:
            known[file.sha256] = _draft(actor, matter, file, is_public=is_public, by_staff=by_staff, at=at)
            fresh.append(known[file.sha256])
        elif twin.key != file.key:
            shelf.discard(file.key)
    if fresh:
        _insert(actor, matter, fresh, is_public=is_public, at=at)
    return [known[file.sha256] for file in files]


def remove_file(*, actor: Actor, file: Attachment, reason: str) -> None:
    """Take a file away from a matter, with a reason.

    Its bytes stay for review by supervisors and are erased after `removed_days`.
    """
    rules.may_remove_file.require(actor, file)
    reason = _stated(reason)
    with transaction.atomic():
        now = timezone.now()
        changed = Attachment.objects.filter(pk=file.pk, removed_at__isnull=True).update(
            removed_at=now, removed_by=actor.account_id, removal_reason=reason
        )
        if not changed:
            return
        salt = file.matter.salt
        append(
            events.FileRemoved(file=digest(salt, file.sha256), reason_digest=digest(salt, reason)),
            actor=actor.reference,
            subject=file.matter.number,
        )
    file.refresh_from_db()


def change_publicity(*, actor: Actor, file: Attachment, is_public: bool, reason: str) -> None:
    """Show a file to everybody who may read the matter, or hide it from the public, with a reason."""
    rules.may_show_file.require(actor, file)
    reason = _stated(reason)
    with transaction.atomic():
        if not Attachment.objects.filter(pk=file.pk, is_public=not is_public).update(is_public=is_public):
            return
        salt = file.matter.salt
        append(
            events.FilePublicityChanged(
                file=digest(salt, file.sha256), is_public=is_public, reason_digest=digest(salt, reason)
            ),
            actor=actor.reference,
            subject=file.matter.number,
        )
    file.is_public = is_public


def sweep_files(*, now: datetime) -> int:
    """Erase the bytes of files removed long ago and of stored files that no matter took. Returns how many."""
    bounds = limits(timezone.localdate(now))
    erased = 0
    for file in Attachment.objects.filter(
        removed_at__lt=now - timedelta(days=bounds.removed_days), erased_at__isnull=True
    ):
        shelf.discard(file.key)
        Attachment.objects.filter(pk=file.pk).update(erased_at=now)
        erased += 1
    for keys in shelf.keys_older_than((now - timedelta(hours=bounds.orphan_hours)).timestamp()):
        owned = set(Attachment.objects.filter(key__in=keys).values_list("key", flat=True))
        for key in set(keys) - owned:
            shelf.discard(key)
            erased += 1
    return erased


def arrange_sweep(*, now: datetime) -> None:
    """Have the worker sweep on the coming night, at `sweep_hour`."""
    local = timezone.localtime(now)
    tonight = local.replace(hour=limits(local.date()).sweep_hour, minute=0, second=0, microsecond=0)
    schedule(SWEEP, task=SWEEP, at=tonight if tonight > local else tonight + timedelta(days=1))


def _draft(
    actor: Actor, matter: Matter, file: Shelved, *, is_public: bool, by_staff: bool, at: datetime | None
) -> Attachment:
    return Attachment(
        key=file.key,
        matter=matter,
        kind=file.kind,
        media_type=file.media_type,
        size=file.size,
        sha256=file.sha256,
        width=file.width,
        height=file.height,
        original_name=file.original_name,
        is_public=is_public and (by_staff or file.kind == Kind.PICTURE),
        uploaded_by_id=actor.account_id,
        by_staff=by_staff,
        uploaded_at=at or timezone.now(),
    )


def _insert(actor: Actor, matter: Matter, fresh: list[Attachment], *, is_public: bool, at: datetime | None) -> None:
    if Attachment.objects.filter(key__in=[file.key for file in fresh]).exists():
        raise RefusedFile(_("这些文件已经用于另一件事项，请重新选择文件。"), code="used")
    Attachment.objects.bulk_create(fresh)
    append(
        events.FilesAttached(
            files=tuple(digest(matter.salt, file.sha256) for file in fresh),
            media_types=tuple(str(file.media_type) for file in fresh),
            size=sum(file.size for file in fresh),
            is_public=is_public,
        ),
        actor=actor.reference,
        subject=matter.number,
        occurred_at=at,
    )


def _check_room(count: int) -> None:
    limit = limits().files_per_matter
    if count > limit:
        raise RefusedFile(_("一件事项最多可以有 %(limit)d 个文件，请先删去不需要的。") % {"limit": limit}, code="count")


def _stated(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise RefusedFile(_("请写明理由。"), code="reason")
    return reason[:500]
