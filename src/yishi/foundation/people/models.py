"""Accounts, units, and who held which office when."""

import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Account(AbstractUser):
    """Somebody who signs in. `reference` is how the ledger names the account: opaque, and cut off from it on erasure."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    display_name = models.CharField(max_length=60, blank=True)
    telephone = models.CharField(max_length=20, null=True, blank=True, unique=True)
    language = models.CharField(max_length=10, blank=True)
    large_type = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.display_name or self.username


class UnitKind(models.TextChoices):
    CENTRE = "centre", _("受理中心")
    BUREAU = "bureau", _("区级部门")
    TOWN = "town", _("镇（街道）")
    COMMUNITY = "community", _("村（居）委会")
    SUPERVISION = "supervision", _("督查机构")


class Unit(models.Model):
    """An office that can be responsible for a matter. `path` holds the ids from the root to itself: "/1/4/9/"."""

    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=12, choices=UnitKind.choices)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=200, db_index=True, editable=False, default="/")
    area = models.ForeignKey("places.Area", null=True, blank=True, on_delete=models.PROTECT, related_name="units")
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    telephone = models.CharField(max_length=40, blank=True, help_text=_("对外办公电话，不填私人号码"))
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["path"]

    def __str__(self) -> str:
        return (self.name_en if get_language() == "en" else "") or self.name

    def save(self, *args, **kwargs) -> None:
        super().save(*args, **kwargs)
        path = f"{self.parent.path if self.parent else '/'}{self.pk}/"
        if path != self.path:
            self.path = path
            super().save(update_fields=["path"])


class Role(models.TextChoices):
    GRID_WORKER = "grid_worker", _("网格员")
    OFFICER = "officer", _("承办人员")
    HEAD = "head", _("单位负责人")
    SUPERVISOR = "supervisor", _("督办人员")
    AUDITOR = "auditor", _("审计人员")
    ADMINISTRATOR = "administrator", _("系统管理员")


class Term(models.Model):
    """A term of office: an account holds a role in a unit, for an area where the role has one, between two dates.

    A resident is whoever holds no office. `ends_on` is the last day, inclusive; none means until further notice.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="terms")
    role = models.CharField(max_length=14, choices=Role.choices)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="terms")
    area = models.ForeignKey("places.Area", null=True, blank=True, on_delete=models.PROTECT, related_name="terms")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="term_ends_after_it_starts",
            ),
        ]
