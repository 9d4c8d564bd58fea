"""Files over HTTP: permission, headers, and the same answer for what is unknown and what is forbidden."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.factories import make_matter
from yishi.foundation.files.commands import attach_file, remove_file
from yishi.foundation.files.models import Attachment
from yishi.foundation.files.shelf import path_of
from yishi.foundation.files.tests.uploads_for_tests import PDF, jpeg, upload
from yishi.foundation.ledger.queries import entries_of
from yishi.foundation.matters.choices import Visibility
from yishi.foundation.matters.models import Matter
from yishi.foundation.people.actors import Actor
from yishi.foundation.people.models import Account
from yishi.foundation.people.queries import actor_of

pytestmark = pytest.mark.django_db


def attached(matter: Matter, account: Account, data: bytes | None = None, *, is_public: bool = True) -> Attachment:
    sent = upload(data or jpeg(), "王秀英家.jpg")
    return attach_file(actor=actor_of(account), matter=matter, upload=sent, is_public=is_public)


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def body_of(response: object) -> bytes:
    """What was streamed; the file is closed with it."""
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def test_anybody_sees_a_shown_picture_of_a_public_matter(matter: Matter, resident: Account, client: Client) -> None:
    file = attached(matter, resident)
    for route, small in (("files:show", False), ("files:small", True)):
        response = client.get(reverse(route, args=[file.key]))
        assert response.status_code == 200
        assert body_of(response) == path_of(file.key, small=small).read_bytes()
        assert response["Content-Type"] == "image/jpeg"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response["Cache-Control"] == "public, max-age=300"
        assert response["Content-Disposition"] == f'inline; filename="PX-26-0001-{file.pk}.jpg"'
        assert "sessionid" not in response.cookies


def test_what_is_not_public_is_not_kept_by_caches(matter: Matter, resident: Account) -> None:
    file = attached(matter, resident, is_public=False)
    response = signed_in(resident).get(reverse("files:show", args=[file.key]))
    assert body_of(response)
    assert response["Cache-Control"] == "private, no-store"
    assert "%E7%8E%8B%E7%A7%80%E8%8B%B1" in response["Content-Disposition"], "the sender's own name, to the sender"


def test_a_document_is_saved_not_shown(matter: Matter, officer: Account, client: Client) -> None:
    file = attached(matter, officer, PDF)
    response = client.get(reverse("files:show", args=[file.key]))
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; ")
    assert body_of(response) == PDF
    assert client.get(reverse("files:small", args=[file.key])).status_code == 404


def test_an_unchanged_picture_is_not_sent_again(matter: Matter, resident: Account, client: Client) -> None:
    file = attached(matter, resident)
    address = reverse("files:show", args=[file.key])
    first = client.get(address)
    assert body_of(first)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert not again.content
    small = client.get(reverse("files:small", args=[file.key]))
    assert body_of(small)
    assert first["ETag"] != small["ETag"]


@pytest.mark.parametrize("route", ["files:show", "files:small", "files:remove"])
def test_unknown_forbidden_and_removed_files_answer_alike(
    district: object, resident: Account, officer: Account, client: Client, route: str
) -> None:
    hidden = attached(make_matter("PX-26-0003", author=resident, visibility=Visibility.PRIVATE), resident)
    removed = attached(make_matter("PX-26-0004", author=resident), resident)
    remove_file(actor=actor_of(resident), file=removed, reason="错了")
    answers = [client.get(reverse(route, args=[key])) for key in (hidden.key, removed.key, "x" * 32)]
    assert {answer.status_code for answer in answers} == {404}
    bodies = {
        answer.content.replace(key.encode(), b"")
        for answer, key in zip(answers, (hidden.key, removed.key, "x" * 32), strict=True)
    }
    assert len({_without_token(body) for body in bodies}) == 1


def _without_token(body: bytes) -> bytes:
    return b"\n".join(line for line in body.splitlines() if b"csrfmiddlewaretoken" not in line)


def test_files_are_only_read(matter: Matter, resident: Account, client: Client) -> None:
    file = attached(matter, resident)
    assert client.post(reverse("files:show", args=[file.key])).status_code == 405


def test_an_author_removes_a_picture_with_a_reason(matter: Matter, resident: Account) -> None:
    file = attached(matter, resident)
    client = signed_in(resident)
    address = reverse("files:remove", args=[file.key])
    assert "移除这张图片吗" in client.get(address).content.decode()
    assert client.post(address, {"reason": ""}).status_code == 422
    response = client.post(address, {"reason": "拍到了邻居的车牌"})
    assert response.status_code == 302
    file.refresh_from_db()
    assert file.removed_at is not None
    assert file.removal_reason == "拍到了邻居的车牌"
    assert entries_of(matter.number).last().kind == "files.removed"  # type: ignore[union-attr]
    assert client.get(reverse("files:show", args=[file.key])).status_code == 404


def test_a_neighbour_sees_but_does_not_remove(matter: Matter, resident: Account, client: Client) -> None:
    file = attached(matter, resident)
    address = reverse("files:remove", args=[file.key])
    assert client.get(address).status_code == 403
    assert client.post(address, {"reason": "不喜欢"}).status_code == 403
    assert Attachment.objects.get(pk=file.pk).removed_at is None


def test_an_officer_hides_a_picture(matter: Matter, resident: Account, officer: Account, settings: object) -> None:
    settings.STAFF_MFA = "optional"  # type: ignore[attr-defined]
    file = attached(matter, resident)
    client = signed_in(officer)
    address = reverse("files:publicity", args=[file.key])
    assert "不再公开这个文件吗" in client.get(address).content.decode()
    assert client.post(address, {"reason": "有人脸"}).status_code == 302
    file.refresh_from_db()
    assert not file.is_public
    assert Client().get(reverse("files:show", args=[file.key])).status_code == 404
    assert "公开这个文件吗" in client.get(address).content.decode()


def test_a_resident_has_no_such_page(matter: Matter, resident: Account) -> None:
    file = attached(matter, resident)
    assert signed_in(resident).get(reverse("files:publicity", args=[file.key])).status_code == 403


def test_pages_speak_english(matter: Matter, resident: Account) -> None:
    file = attached(matter, resident)
    response = signed_in(resident).get(reverse("files:remove", args=[file.key]), headers={"Accept-Language": "en"})
    assert "Remove this picture?" in response.content.decode()


def test_an_actor_by_tracking_code_reads_what_is_not_public(people: dict[str, Actor], matter: Matter) -> None:
    file = attach_file(actor=people["with the code"], matter=matter, upload=upload(jpeg()), is_public=False)
    assert file.uploaded_by is None
