"""Choosing files on a form, and stating a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from yishi.foundation.files import shelf
from yishi.foundation.files.drafts import draft_token, recall_draft
from yishi.foundation.files.intake import take_in
from yishi.foundation.files.limits import limits
from yishi.foundation.files.shelf import Shelved

ACCEPT = "image/jpeg,image/png,image/webp,image/gif,application/pdf"


@dataclass(frozen=True)
class Sent:
    """What came with a form: new uploads, and signed texts of files it kept from an earlier try."""

    uploads: list[UploadedFile]
    tokens: list[str]


class FilesWidget(forms.FileInput):
    """A file input for several files, with a ticked box for each file kept from an earlier try."""

    template_name = "files/widget.html"
    allow_multiple_selected = True

    def value_from_datadict(
        self, data: Mapping[str, Any], files: MultiValueDict[str, UploadedFile], name: str
    ) -> Sent | None:
        tokens = data.getlist(f"{name}-kept") if hasattr(data, "getlist") else data.get(f"{name}-kept", [])
        uploads = files.getlist(name) if hasattr(files, "getlist") else []
        return Sent(uploads, list(tokens)) if uploads or tokens else None

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in files and f"{name}-kept" not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        context["widget"]["kept"] = [(draft_token(file), file) for file in value or ()]
        return context


class FilesField(forms.Field):
    """Several files at once. Cleans to a list of `Shelved` for `commands.attach_files`.

    When the form is refused, for whatever reason, the good files stay with it and need not be chosen again. Each bad
    one is named with its reason.
    """

    widget = FilesWidget
    default_error_messages = {
        "gone": _("有的文件保留时间已过，请重新选择。"),
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False, **options})
        self.widget.attrs.setdefault("accept", ACCEPT)
        self.kept: tuple[Shelved, ...] = ()

    def clean(self, value: Sent | None) -> list[Shelved]:
        self.kept = ()
        if value is None:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return []
        _check_count(len(value.uploads) + len(value.tokens))
        kept = [file for file in map(recall_draft, value.tokens) if file is not None]
        errors: list[ValidationError] = []
        if len(kept) < len(value.tokens):
            errors.append(ValidationError(self.error_messages["gone"], code="gone"))
        for upload in value.uploads:
            try:
                kept.append(shelf.put(take_in(upload)))
            except ValidationError as error:
                errors.append(error)
        self.kept = tuple(kept)
        if errors:
            raise ValidationError(errors)
        return kept

    def bound_data(self, data: Any, initial: Any) -> tuple[Shelved, ...]:
        return self.kept

    def has_changed(self, initial: Any, data: Any) -> bool:
        return data is not None


class ReasonForm(forms.Form):
    """Why a file is taken away, shown or hidden."""

    reason = forms.CharField(label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


def files_help() -> str:
    """What may be sent, in words, from the limits in force."""
    bounds = limits()
    return gettext(
        "最多 %(count)d 个：照片、截图（JPEG、PNG、WebP、GIF，每张不超过 %(picture)d MB）"
        "或者 PDF 文件（每个不超过 %(document)d MB）。照片里的拍摄地点等隐藏信息会自动去掉。"
    ) % {
        "count": bounds.files_per_upload,
        "picture": bounds.picture_bytes // 2**20,
        "document": bounds.document_bytes // 2**20,
    }


def _check_count(count: int) -> None:
    limit = limits().files_per_upload
    if count > limit:
        raise ValidationError(
            ngettext("一次最多上传 %(limit)d 个文件。", "一次最多上传 %(limit)d 个文件。", limit) % {"limit": limit},
            code="count",
        )
