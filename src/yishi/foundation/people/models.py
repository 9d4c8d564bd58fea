"""Accounts, units, and who held which office when."""

import secrets
import uuid
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from yishi.foundation.ledger import revisions
from yishi.foundation.people.telephones import written_telephone


def new_salt() -> str:
    return secrets.token_hex(16)


class Account(AbstractUser):
    """Somebody who signs in.

    `reference` is how the ledger names the account: opaque, and cut off from it on erasure. `telephone` is in E.164;
    it is unverified until a code sent to it came back.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    display_name = models.CharField(max_length=60, blank=True)
    telephone = models.CharField(max_length=20, null=True, blank=True, unique=True)
    telephone_verified = models.BooleanField(default=False)
    language = models.CharField(max_length=10, blank=True)
    large_type = models.BooleanField(default=False)
    suspension_reason = models.CharField(max_length=500, blank=True, editable=False)
    opened_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    def __str__(self) -> str:
        return self.display_name or self.username

    @property
    def written_telephone(self) -> str:
        return written_telephone(self.telephone) if self.telephone else ""


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

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        path = f"{self.parent.path if self.parent else '/'}{self.pk}/"
        if path != self.path:
            self.path = path
            super().save(update_fields=["path"])
        revisions.bump("units")


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


class IdentityLook(models.Model):
    """A look at the sealed contact behind a matter: who looked, for which office, why and when.

    `concerns` is the account whose contact was read, where it has one; the person may see who looked.
    """

    matter_number = models.CharField(max_length=24, db_index=True)
    concerns = models.ForeignKey(Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="looked_at_by")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="looks")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=14, choices=Role.choices)
    reason = models.CharField(max_length=500)
    salt = models.CharField(max_length=32, default=new_salt, editable=False)
    looked_at = models.DateTimeField()

    class Meta:
        ordering = ["-looked_at", "-pk"]


class Installation(models.Model):
    """The one row about this installation itself."""

    is_demonstration = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_installation")]
