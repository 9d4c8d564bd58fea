"""Files are stored before anything names them, nothing is left behind by a failure, and every act is in the ledger."""

import dataclasses
import hashlib
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone

from tests.factories import make_matter
from yishi.events.files import FilePublicityChanged, FileRemoved, FilesAttached
from yishi.foundation.files import shelf
from yishi.foundation.files.commands import (
    attach_file,
    attach_files,
    change_publicity,
    remove_file,
    sweep_files,
)
from yishi.foundation.files.intake import RefusedFile
from yishi.foundation.files.limits import limits
from yishi.foundation.files.models import Attachment
from yishi.foundation.files.shelf import path_of, shelved
from yishi.foundation.files.tests.uploads_for_tests import PDF, encoded, jpeg, picture, telephone_photo, upload
from yishi.foundation.ledger.models import Entry
from yishi.foundation.ledger.queries import digest, entries_of
from yishi.foundation.matters.models import Matter
from yishi.foundation.people.actors import Actor
from yishi.foundation.people.rules import NotPermitted

pytestmark = pytest.mark.django_db

People = dict[str, Actor]


def stored(media: Path) -> list[Path]:
    return sorted(path for path in media.rglob("*") if path.is_file())


def attached(matter: Matter, actor: Actor, data: bytes | None = None, *, is_public: bool = True) -> Attachment:
    return attach_file(actor=actor, matter=matter, upload=upload(data or jpeg()), is_public=is_public)


def test_a_picture_is_on_disk_under_an_unguessable_name(matter: Matter, people: People, media: Path) -> None:
    file = attached(matter, people["resident"], telephone_photo())
    assert len(file.key) >= 22
    assert path_of(file.key).read_bytes()
    assert hashlib.sha256(path_of(file.key).read_bytes()).hexdigest() == file.sha256
    assert stored(media) == sorted([path_of(file.key), path_of(file.key, small=True)])
    assert [path.stat().st_mode & 0o777 for path in stored(media)] == [0o600, 0o600]
    assert file.original_name == "photo.jpg"
    assert not file.by_staff


def test_the_ledger_holds_salted_digests_only(matter: Matter, people: People) -> None:
    file = attached(matter, people["resident"])
    entry = entries_of(matter.number).get()
    assert isinstance(entry.event, FilesAttached)
    assert entry.event.files == (digest(matter.salt, file.sha256),)
    assert entry.event.size == file.size
    body = bytes(entry.body).decode()
    assert file.key not in body
    assert file.sha256 not in body
    assert file.original_name not in body


def test_the_same_file_twice_is_one_attachment(matter: Matter, people: People, media: Path) -> None:
    first, second = attached(matter, people["resident"]), attached(matter, people["resident"])
    assert first == second
    assert Attachment.objects.count() == 1
    assert len(stored(media)) == 2
    with shelved([upload(jpeg()), upload(jpeg()), upload(encoded(picture(colour="red")))]) as files:
        with transaction.atomic():
            result = attach_files(actor=people["resident"], matter=matter, files=files, is_public=True)
    assert [file.pk for file in result] == [first.pk, first.pk, result[2].pk]
    assert Attachment.objects.count() == 2
    assert len(stored(media)) == 4


def test_staff_and_author_may_add_the_same_picture_each(matter: Matter, people: People) -> None:
    assert attached(matter, people["resident"]).pk != attached(matter, people["officer"]).pk


def test_several_files_are_one_act(matter: Matter, people: People) -> None:
    with shelved([upload(jpeg()), upload(PDF, "材料.pdf")]) as files, transaction.atomic():
        attach_files(actor=people["resident"], matter=matter, files=files, is_public=True)
    event = entries_of(matter.number).get().event
    assert isinstance(event, FilesAttached)
    assert event.media_types == ("image/jpeg", "application/pdf")


def test_no_files_are_no_act(matter: Matter, people: People) -> None:
    assert attach_files(actor=people["resident"], matter=matter, files=[], is_public=True) == []
    assert not Entry.objects.exists()


def test_a_residents_document_is_never_public_by_itself(matter: Matter, people: People) -> None:
    assert not attached(matter, people["resident"], PDF).is_public
    assert attached(matter, people["officer"], PDF).is_public


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("resident", True),
        ("with the code", True),
        ("officer", True),
        ("supervisor", True),
        ("neighbour", False),
        ("other officer", False),
        ("auditor", False),
        ("anonymous", False),
    ],
)
def test_who_may_add_files(matter: Matter, people: People, media: Path, who: str, may: bool) -> None:
    if may:
        assert attached(matter, people[who]).matter == matter
        return
    with pytest.raises(NotPermitted):
        attached(matter, people[who])
    assert not stored(media)
    assert not Entry.objects.exists()


def test_whoever_files_without_an_account_acts_with_the_new_number(district: object, people: People) -> None:
    matter = make_matter("PX-26-0009")
    filer = dataclasses.replace(people["anonymous"], matter_keys=frozenset({matter.number}))
    assert attached(matter, filer).uploaded_by is None


def test_a_refused_file_leaves_nothing(matter: Matter, people: People, media: Path) -> None:
    with pytest.raises(RefusedFile), shelved([upload(jpeg()), upload(b"no picture")]) as files:
        attach_files(actor=people["resident"], matter=matter, files=files, is_public=True)
    assert not stored(media)
    assert not Attachment.objects.exists()


def test_a_failing_transaction_leaves_no_file(matter: Matter, people: People, media: Path) -> None:
    def fail_after_attaching() -> None:
        with shelved([upload(jpeg())]) as files, transaction.atomic():
            attach_files(actor=people["resident"], matter=matter, files=files, is_public=True)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_attaching()
    assert not stored(media)
    assert not Attachment.objects.exists()
    assert not Entry.objects.exists()


def test_a_full_disk_leaves_no_half_file(
    matter: Matter, people: People, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        attached(matter, people["resident"])
    assert not stored(media)
    assert not Attachment.objects.exists()


def test_files_are_on_stable_storage_before_the_row(
    matter: Matter, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    sync = os.fsync

    def watched(descriptor: int) -> None:
        seen.append(Attachment.objects.count())
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", watched)
    attached(matter, people["resident"])
    assert len(seen) >= 4  # two files, and the folders that name them
    assert set(seen) == {0}


def test_a_matter_takes_so_many_files_and_no_more(
    matter: Matter, people: People, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bounds = dataclasses.replace(limits(), files_per_matter=1)
    monkeypatch.setattr("yishi.foundation.files.commands.limits", lambda on=None: bounds)
    attached(matter, people["resident"])
    with pytest.raises(RefusedFile, match="最多可以有 1 个文件"):
        attached(matter, people["resident"], encoded(picture(colour="red")))
    assert len(stored(media)) == 2


def test_a_stored_file_serves_one_matter_only(matter: Matter, people: People) -> None:
    other = make_matter("PX-26-0002", author=matter.authorship.account)
    with shelved([upload(jpeg())]) as files, transaction.atomic():
        attach_files(actor=people["resident"], matter=matter, files=files, is_public=True)
    with pytest.raises(RefusedFile, match="另一件事项"), transaction.atomic():
        attach_files(actor=people["resident"], matter=other, files=files, is_public=True)
    assert path_of(files[0].key).exists()


@pytest.mark.parametrize(
    ("who", "own", "of_staff"),
    [
        ("resident", True, False),
        ("with the code", True, False),
        ("officer", True, True),
        ("supervisor", True, True),
        ("neighbour", False, False),
        ("other officer", False, False),
        ("auditor", False, False),
        ("anonymous", False, False),
    ],
)
def test_who_may_remove(matter: Matter, people: People, who: str, own: bool, of_staff: bool) -> None:
    for uploader, may in (("resident", own), ("officer", of_staff)):
        file = attached(matter, people[uploader])
        if may:
            remove_file(actor=people[who], file=file, reason="里面有别人的车牌")
            assert file.removed_at is not None
        else:
            with pytest.raises(NotPermitted):
                remove_file(actor=people[who], file=file, reason="不喜欢")


def test_removing_needs_a_reason_and_enters_only_its_digest(matter: Matter, people: People, media: Path) -> None:
    file = attached(matter, people["resident"])
    with pytest.raises(RefusedFile, match="理由"):
        remove_file(actor=people["resident"], file=file, reason="  ")
    remove_file(actor=people["resident"], file=file, reason="拍到了邻居的脸")
    event = entries_of(matter.number).last().event  # type: ignore[union-attr]
    assert event == FileRemoved(
        file=digest(matter.salt, file.sha256), reason_digest=digest(matter.salt, "拍到了邻居的脸")
    )
    assert len(stored(media)) == 2


def test_removing_twice_is_one_act(matter: Matter, people: People) -> None:
    file = attached(matter, people["resident"])
    stale = Attachment.objects.select_related("matter").get(pk=file.pk)
    remove_file(actor=people["resident"], file=file, reason="错了")
    remove_file(actor=people["resident"], file=stale, reason="又错了")
    assert [entry.kind for entry in entries_of(matter.number)] == ["files.attached", "files.removed"]


def test_a_removed_picture_can_be_sent_anew(matter: Matter, people: People) -> None:
    file = attached(matter, people["resident"])
    remove_file(actor=people["resident"], file=file, reason="错了")
    assert attached(matter, people["resident"]).pk != file.pk


def test_staff_hide_and_show_with_a_reason(matter: Matter, people: People) -> None:
    file = attached(matter, people["resident"])
    with pytest.raises(NotPermitted):
        change_publicity(actor=people["resident"], file=file, is_public=False, reason="不想公开")
    change_publicity(actor=people["officer"], file=file, is_public=False, reason="有人脸")
    change_publicity(actor=people["officer"], file=file, is_public=False, reason="有人脸")
    file.refresh_from_db()
    assert not file.is_public
    events = [entry.event for entry in entries_of(matter.number)][1:]
    assert events == [
        FilePublicityChanged(
            file=digest(matter.salt, file.sha256), is_public=False, reason_digest=digest(matter.salt, "有人脸")
        )
    ]


def test_the_sweep_erases_what_was_removed_long_ago_and_what_nobody_took(
    matter: Matter, people: People, media: Path
) -> None:
    kept, removed = attached(matter, people["resident"]), attached(matter, people["officer"])
    remove_file(actor=people["officer"], file=removed, reason="错了")
    with shelved([upload(encoded(picture(colour="red")))]) as files:
        pass
    orphan = path_of(files[0].key)
    now = timezone.now()

    assert sweep_files(now=now) == 0
    assert orphan.exists()
    assert sweep_files(now=now + timedelta(hours=limits().orphan_hours + 1)) == 1
    assert not orphan.exists()
    assert path_of(removed.key).exists()
    later = now + timedelta(days=limits().removed_days + 1)
    assert sweep_files(now=later) == 1
    removed.refresh_from_db()
    assert removed.erased_at == later
    assert stored(media) == sorted([path_of(kept.key), path_of(kept.key, small=True)])
    assert sweep_files(now=later) == 0


def test_a_draft_outlives_its_form_but_not_the_sweep() -> None:
    assert limits().draft_hours < limits().orphan_hours


def test_half_written_files_are_swept(media: Path) -> None:
    key = "k" * 32
    folder = path_of(key).parent
    folder.mkdir(parents=True)
    (folder / f"{key}.small.part").write_bytes(b"half")
    later = timezone.now() + timedelta(hours=limits().orphan_hours + 1)
    assert list(shelf.keys_older_than(later.timestamp())) == [[key]]
    assert sweep_files(now=later) == 1
    assert not stored(media)
