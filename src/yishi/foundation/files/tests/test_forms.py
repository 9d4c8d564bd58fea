"""Choosing several files: the good ones stay when the form comes back, each bad one is named."""

import dataclasses
import re
from pathlib import Path

import pytest
from django import forms
from django.core import signing
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.test import RequestFactory
from django.utils.datastructures import MultiValueDict

from yishi.foundation.files.drafts import SALT, draft_token, recall_draft
from yishi.foundation.files.forms import FilesField, files_help
from yishi.foundation.files.limits import limits
from yishi.foundation.files.shelf import discard
from yishi.foundation.files.tests.uploads_for_tests import PDF, jpeg, upload
from yishi.foundation.files.uploads import BoundedUpload


class VoiceForm(forms.Form):
    text = forms.CharField()
    pictures = FilesField()


def sent(*uploads: UploadedFile, text: str = "灯不亮", kept: tuple[str, ...] = ()) -> VoiceForm:
    data: MultiValueDict[str, str] = MultiValueDict({"text": [text], "pictures-kept": list(kept)})
    return VoiceForm(data, MultiValueDict({"pictures": list(uploads)} if uploads else {}))


def tokens_in(form: VoiceForm) -> list[str]:
    return re.findall(r'name="pictures-kept" value="([^"]+)" checked', str(form["pictures"]))


def test_several_files_are_taken_at_once() -> None:
    form = sent(upload(jpeg(), "一.jpg"), upload(PDF, "二.pdf"))
    assert form.is_valid(), form.errors
    assert [file.original_name for file in form.cleaned_data["pictures"]] == ["一.jpg", "二.pdf"]


def test_none_is_fine_unless_required() -> None:
    form = sent()
    assert form.is_valid()
    assert form.cleaned_data["pictures"] == []
    form = sent()
    form.fields["pictures"].required = True
    assert not form.is_valid()


def test_each_bad_file_is_named_and_the_good_ones_stay() -> None:
    form = sent(upload(jpeg(), "好.jpg"), upload(b"", "空.jpg"), upload(b"<html>", "页.jpg"))
    assert not form.is_valid()
    assert [("空.jpg" in words, "页.jpg" in words) for words in form.errors["pictures"]] == [
        (True, False),
        (False, True),
    ]
    assert "好.jpg" in str(form["pictures"])
    again = sent(text="灯不亮", kept=tuple(tokens_in(form)))
    assert again.is_valid(), again.errors
    assert [file.original_name for file in again.cleaned_data["pictures"]] == ["好.jpg"]


def test_files_stay_when_something_else_was_wrong() -> None:
    form = sent(upload(jpeg(), "灯.jpg"), text="")
    assert not form.is_valid()
    (token,) = tokens_in(form)
    again = sent(upload(PDF, "材料.pdf"), kept=(token,))
    assert again.is_valid(), again.errors
    assert [file.original_name for file in again.cleaned_data["pictures"]] == ["灯.jpg", "材料.pdf"]


def test_an_unticked_file_is_left_out() -> None:
    form = sent(upload(jpeg()), text="")
    assert not form.is_valid()
    assert sent(kept=()).is_valid()


def test_the_place_does_not_travel_with_the_form() -> None:
    form = sent(upload(jpeg()))
    assert form.is_valid()
    file = dataclasses.replace(form.cleaned_data["pictures"][0], place=(120.5, 31.25))
    assert signing.loads(draft_token(file), salt=SALT)["place"] is None


@pytest.mark.parametrize("token", ["", "forged", "a:b:c"])
def test_a_forged_token_is_refused(token: str) -> None:
    assert recall_draft(token) is None
    form = sent(kept=(token,)) if token else sent(kept=("",))
    assert not form.is_valid()
    assert "重新选择" in form.errors["pictures"][0]


def test_a_token_is_good_for_a_while_only(monkeypatch: pytest.MonkeyPatch) -> None:
    form = sent(upload(jpeg()), text="")
    form.is_valid()
    (token,) = tokens_in(form)
    assert recall_draft(token) is not None
    bounds = dataclasses.replace(limits(), draft_hours=-1)
    monkeypatch.setattr("yishi.foundation.files.drafts.limits", lambda: bounds)
    assert recall_draft(token) is None


def test_a_file_swept_away_is_asked_for_again() -> None:
    form = sent(upload(jpeg()), text="")
    form.is_valid()
    (token,) = tokens_in(form)
    file = recall_draft(token)
    assert file is not None
    discard(file.key)
    assert not sent(kept=(token,)).is_valid()


def test_only_so_many_at_once(media: Path) -> None:
    form = sent(*[upload(jpeg()) for _ in range(limits().files_per_upload + 1)])
    assert not form.is_valid()
    assert "最多上传 9 个" in form.errors["pictures"][0]
    assert not media.exists()


def test_the_field_says_what_it_takes() -> None:
    assert "9 个" in files_help()
    assert "25 MB" in files_help()
    assert 'accept="image/jpeg,' in str(VoiceForm()["pictures"])
    assert "multiple" in str(VoiceForm()["pictures"])


def test_names_are_escaped_on_the_page() -> None:
    form = sent(upload(jpeg(), "<script>alert(1)<script>.jpg"), text="")
    assert not form.is_valid()
    assert "<script>" not in str(form["pictures"])


def test_a_request_beyond_all_measure_is_refused_before_it_is_read() -> None:
    body = RequestFactory().post("/", {"files": upload(jpeg())})
    body.upload_handlers = [BoundedUpload(body), MemoryFileUploadHandler(body)]
    (taken,) = body.FILES.getlist("files")
    assert taken.size == len(jpeg())

    vast = RequestFactory().post("/", {"files": upload(jpeg())}, CONTENT_LENGTH=str(limits().request_bytes + 1))
    vast.upload_handlers = [BoundedUpload(vast), MemoryFileUploadHandler(vast)]
    with pytest.raises(RequestDataTooBig):
        vast.FILES  # noqa: B018
