"""Files that belong to matters."""

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from yishi.foundation.files.choices import Kind, MediaType

KEY_BYTES = 24


def new_key() -> str:
    """An unguessable name: 192 random bits."""
    return secrets.token_urlsafe(KEY_BYTES)


class Attachment(models.Model):
    """A picture or a document of a matter.

    `key` names it in addresses and on disk and is never written to the ledger. `sha256` is the digest (hex) of the
    stored bytes, not of those sent. `is_public`: whoever may read the matter may see the file. A removed file is out of
    sight at once for all but those who supervise; its bytes are erased later (`removed_days`), the row stays.
    """

    key = models.CharField(max_length=43, unique=True, default=new_key, editable=False)
    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="attachments")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    media_type = models.CharField(max_length=40, choices=MediaType.choices)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    original_name = models.CharField(max_length=120, blank=True)
    is_public = models.BooleanField(default=False)
    uploaded_by = models.ForeignKey(
        "people.Account", null=True, blank=True, on_delete=models.SET_NULL, related_name="attachments"
    )
    by_staff = models.BooleanField(default=False, help_text=_("由工作人员上传"))
    uploaded_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey("people.Account", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    removal_reason = models.CharField(max_length=500, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["uploaded_at", "pk"]
        indexes = [
            models.Index(
                fields=["removed_at"],
                condition=models.Q(removed_at__isnull=False, erased_at__isnull=True),
                name="attachment_to_erase",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def is_picture(self) -> bool:
        return self.kind == Kind.PICTURE
