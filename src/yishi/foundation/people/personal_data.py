"""What the installation holds about a person: given out as a copy, or erased, on the person's own request.

Each app that keeps something about accounts says so in its own `personal_data.py`:

    @exports("notices")
    def my_notices(account) -> list | dict        plain values, for the copy

    @erases
    def cut_authorship(account) -> None           called in the erasing transaction

Erasing (Personal Information Protection Law, articles 45 and 47) leaves the account's row without anything that names
somebody, and the ledger untouched: its entries hold opaque references and digests only, and stay verifiable.
"""

import uuid
from collections.abc import Callable
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yishi.events import people as events
from yishi.foundation.ledger.commands import append
from yishi.foundation.people import rules
from yishi.foundation.people.actors import Actor
from yishi.foundation.people.models import Account
from yishi.foundation.people.rules import NotPossible

Export = Callable[[Account], Any]
Erasure = Callable[[Account], None]
_exports: dict[str, Export] = {}
_erasures: list[Erasure] = []


def exports(name: str) -> Callable[[Export], Export]:
    """Register a function that gives an app's part of a person's copy, under its name."""

    def register(export: Export) -> Export:
        if name in _exports:
            raise ValueError(f"{name!r} is exported twice")
        _exports[name] = export
        return export

    return register


def erases(erasure: Erasure) -> Erasure:
    """Register a function that erases what an app holds about an account."""
    _erasures.append(erasure)
    return erasure


@transaction.atomic
def export_personal_data(*, actor: Actor, account: Account) -> dict[str, Any]:
    """A copy of everything held about the account, as plain values. Raises NotPermitted for anybody else."""
    rules.is_oneself.require(actor, account)
    append(events.DataExported(account=str(account.reference)), actor=actor.reference)
    return {name: export(account) for name, export in _exports.items()}


@transaction.atomic
def erase_account(*, actor: Actor, account: Account) -> None:
    """Erase a person's data and close the account for good. Raises NotPermitted, NotPossible for who has held office.

    Whoever acted for a unit stays named in its records, which archive law keeps.
    """
    rules.is_oneself.require(actor, account)
    account = Account.objects.select_for_update().get(pk=account.pk)
    if account.terms.exists():
        raise NotPossible(_("担任过工作岗位的账号要随办理记录保存，不能自行注销。请与本单位的系统管理员联系。"))
    reference = str(account.reference)
    for erasure in _erasures:
        erasure(account)
    _make_nameless(account)
    append(events.AccountErased(account=reference), actor=actor.reference)


def _make_nameless(account: Account) -> None:
    for model in (EmailAddress, Authenticator, SocialAccount):
        model.objects.filter(user=account).delete()
    account.looked_at_by.update(concerns=None)
    account.reference = uuid.uuid4()
    account.username = f"erased-{account.reference.hex}"
    account.display_name = account.email = account.first_name = account.last_name = account.language = ""
    account.telephone, account.telephone_verified = None, False
    account.last_login, account.is_active, account.erased_at = None, False, timezone.now()
    account.set_unusable_password()
    account.save()


@exports("account")
def export_account(account: Account) -> dict[str, Any]:
    """What the account itself holds."""
    return {
        "reference": str(account.reference),
        "username": account.username,
        "display_name": account.display_name,
        "telephone": account.telephone,
        "telephone_verified": account.telephone_verified,
        "emails": list(EmailAddress.objects.filter(user=account).values("email", "verified")),
        "language": account.language,
        "large_type": account.large_type,
        "opened_at": account.date_joined.isoformat(),
        "last_signed_in_at": account.last_login.isoformat() if account.last_login else None,
        "offices": [
            {
                "role": term.role,
                "unit": term.unit.name,
                "starts_on": term.starts_on.isoformat(),
                "ends_on": term.ends_on.isoformat() if term.ends_on else None,
            }
            for term in account.terms.select_related("unit")
        ],
    }


@exports("looks_at_my_contact")
def export_looks(account: Account) -> list[dict[str, Any]]:
    """Who read the person's contact, and why."""
    return [
        {
            "matter": look.matter_number,
            "unit": look.unit.name,
            "role": look.role,
            "reason": look.reason,
            "looked_at": look.looked_at.isoformat(),
        }
        for look in account.looked_at_by.select_related("unit")
    ]
