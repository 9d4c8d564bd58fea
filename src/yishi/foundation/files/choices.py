"""Kinds of files and the few types accepted."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    PICTURE = "picture", _("图片")
    DOCUMENT = "document", _("文件")


class MediaType(models.TextChoices):
    """Types that may be stored. Every picture is stored as JPEG, whatever it was sent as."""

    JPEG = "image/jpeg", "JPEG"
    PDF = "application/pdf", "PDF"


EXTENSIONS = {MediaType.JPEG: "jpg", MediaType.PDF: "pdf"}
