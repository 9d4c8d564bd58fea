"""Fixed vocabularies of the calendar."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class YearStatus(models.TextChoices):
    OFFICIAL = "official", _("已公布")
    PROVISIONAL = "provisional", _("暂定")


class DayKind(models.TextChoices):
    OFF = "off", _("放假")
    WORK = "work", _("上班")
