"""Acts on units, terms of office and accounts, and looks at sealed contacts. Each is one entry in the ledger."""

import datetime
import re
from dataclasses import dataclass
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from yishi.events import people as events
from yishi.foundation.ledger import revisions
from yishi.foundation.ledger.commands import append, schedule
from yishi.foundation.ledger.queries import digest
from yishi.foundation.people import queries, rules
from yishi.foundation.people.actors import Actor
from yishi.foundation.people.limits import limits
from yishi.foundation.people.models import Account, IdentityLook, Installation, Role, Term, Unit, UnitKind
from yishi.foundation.people.rules import NotPossible, Rule
from yishi.foundation.people.sealing import add_key, drop_old_keys, reseal_all, unseal
from yishi.foundation.people.telephones import normalise_telephone
from yishi.foundation.places.models import Area

FORGET_UNFINISHED = "people.forget_unfinished"
UNIT_CODE = re.compile(r"(?!new$)[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


@transaction.atomic
def create_unit(
    *,
    actor: Actor,
    code: str,
    kind: UnitKind,
    name: str,
    parent: Unit | None = None,
    area: Area | None = None,
    name_en: str = "",
    telephone: str = "",
) -> Unit:
    """Set up a unit below `parent`. Raises NotPermitted, NotPossible."""
    if parent is None:
        rules.is_system.require(actor, None)
    else:
        rules.may_manage_unit.require(actor, parent)
    if not UNIT_CODE.fullmatch(code):
        raise NotPossible(_("单位代码“%(code)s”只能用字母、数字、点、横线和下划线，最多40个字符。") % {"code": code})
    if not name.strip():
        raise NotPossible(_("请填写单位名称。"))
    if Unit.objects.filter(code=code).exists():
        raise NotPossible(_("单位代码“%(code)s”已被使用，请换一个。") % {"code": code})
    unit = Unit.objects.create(
        code=code, kind=kind, name=name.strip(), parent=parent, area=area, name_en=name_en.strip(), telephone=telephone
    )
    append(
        events.UnitCreated(
            unit=code, unit_kind=kind, parent=parent.code if parent else "", area=area.code if area else ""
        ),
        actor=actor.reference,
        subject=code,
    )
    return unit


@transaction.atomic
def move_unit(*, actor: Actor, unit: Unit, parent: Unit) -> None:
    """Put a unit, with those below it, under another one. Raises NotPermitted, NotPossible for a circle."""
    units = {row.pk: row for row in Unit.objects.select_for_update()}
    unit, parent = units[unit.pk], units[parent.pk]
    rules.may_manage_unit.require(actor, unit)
    rules.may_manage_unit.require(actor, parent)
    if parent.path.startswith(unit.path):
        raise NotPossible(
            _("“%(parent)s”就是“%(unit)s”自身或其下级，不能作为它的上级。") % {"parent": parent.name, "unit": unit.name}
        )
    if parent.pk == unit.parent_id:
        return
    before = units[unit.parent_id].code if unit.parent_id else ""
    old_path, new_path = unit.path, f"{parent.path}{unit.pk}/"
    moved = [row for row in units.values() if row.path.startswith(old_path)]
    for row in moved:
        row.path = new_path + row.path[len(old_path) :]
    unit.parent = parent
    Unit.objects.bulk_update(moved, ["path", "parent"])
    revisions.bump("units")
    append(
        events.UnitMoved(unit=unit.code, before=before, parent=parent.code), actor=actor.reference, subject=unit.code
    )


@transaction.atomic
def rename_unit(*, actor: Actor, unit: Unit, name: str, name_en: str = "", telephone: str = "") -> None:
    """Change a unit's names and its public telephone. Raises NotPermitted, NotPossible."""
    rules.may_manage_unit.require(actor, unit)
    if not name.strip():
        raise NotPossible(_("请填写单位名称。"))
    unit.name, unit.name_en, unit.telephone = name.strip(), name_en.strip(), telephone.strip()
    unit.save(update_fields=["name", "name_en", "telephone"])
    description = f"{unit.name}\n{unit.name_en}\n{unit.telephone}"
    append(
        events.UnitDescribed(unit=unit.code, description_digest=digest(unit.code, description)),
        actor=actor.reference,
        subject=unit.code,
    )


@transaction.atomic
def close_unit(*, actor: Actor, unit: Unit) -> None:
    """Close a unit in which nobody holds office and below which no unit is open. Raises NotPermitted, NotPossible."""
    rules.may_manage_unit.require(actor, unit)
    if unit.children.filter(is_active=True).exists():
        raise NotPossible(_("“%(unit)s”还有下级单位，请先调整或关闭它们。") % {"unit": unit.name})
    if unit.terms.filter(_not_over(timezone.localdate())).exists():
        raise NotPossible(_("“%(unit)s”还有在任人员，请先结束他们的任职。") % {"unit": unit.name})
    unit.is_active = False
    unit.save(update_fields=["is_active"])
    append(events.UnitClosed(unit=unit.code), actor=actor.reference, subject=unit.code)


@transaction.atomic
def grant_term(
    *,
    actor: Actor,
    account: Account,
    role: Role,
    unit: Unit,
    area: Area | None = None,
    starts_on: datetime.date,
    ends_on: datetime.date | None = None,
) -> Term:
    """Give an account an office from a day on. Nobody gives one to himself. Raises NotPermitted, NotPossible."""
    rules.may_manage_unit.require(actor, unit)
    if rules.is_oneself.allows(actor, account):
        raise rules.NotPermitted(_("不能给自己任职，请由另一位管理员办理。"))
    if ends_on is not None and ends_on < starts_on:
        raise NotPossible(_("任职的最后一天不能早于第一天。"))
    if not account.is_active or not unit.is_active:
        raise NotPossible(_("账号或单位已停用，不能任职。"))
    if role == Role.GRID_WORKER and area is None:
        raise NotPossible(_("网格员需要指定所负责的网格或区域。"))
    same = Term.objects.filter(_not_over(starts_on), account=account, role=role, unit=unit, area=area)
    if same.filter(starts_on__lte=ends_on or datetime.date.max).exists():
        raise NotPossible(_("该账号在这段时间里已经担任这一岗位。"))
    term = Term.objects.create(account=account, role=role, unit=unit, area=area, starts_on=starts_on, ends_on=ends_on)
    append(
        events.TermGranted(
            account=str(account.reference),
            role=role,
            unit=unit.code,
            area=area.code if area else "",
            starts_on=starts_on.isoformat(),
            ends_on=ends_on.isoformat() if ends_on else "",
        ),
        actor=actor.reference,
        subject=unit.code,
    )
    return term


@transaction.atomic
def end_term(*, actor: Actor, term: Term, ends_on: datetime.date) -> None:
    """Set the last day of an office, that day included. Raises NotPermitted, NotPossible."""
    rules.may_manage_term.require(actor, term)
    if ends_on < term.starts_on:
        raise NotPossible(_("任职的最后一天不能早于第一天。要立即停止使用，请停用账号。"))
    if term.ends_on is not None and ends_on > term.ends_on:
        raise NotPossible(_("任期不能这样延长，请重新任职。"))
    if term.role == Role.ADMINISTRATOR and not _another_administrator(term.account, ends_on):
        raise NotPossible(_("这是最后一位系统管理员，请先任命接替的人。"))
    term.ends_on = ends_on
    term.save(update_fields=["ends_on"])
    append(
        events.TermEnded(
            account=str(term.account.reference), role=term.role, unit=term.unit.code, ends_on=ends_on.isoformat()
        ),
        actor=actor.reference,
        subject=term.unit.code,
    )


@transaction.atomic
def open_account(
    *, actor: Actor, username: str, display_name: str, email: str = "", telephone: str = "", language: str = ""
) -> Account:
    """Open a staff account; it has no password yet. Raises NotPermitted, NotPossible, NotATelephone."""
    rules.may_open_account.require(actor, None)
    if not display_name.strip():
        raise NotPossible(_("请填写姓名。"))
    account = Account(
        username=username.strip(),
        display_name=display_name.strip(),
        email=email.strip().lower(),
        telephone=normalise_telephone(telephone) if telephone.strip() else None,
        language=language,
        opened_by_id=actor.account_id,
    )
    account.set_unusable_password()
    try:
        account.full_clean(exclude=["password"])
    except ValidationError as errors:
        raise NotPossible(" ".join(errors.messages)) from errors
    account.save()
    append(events.AccountOpened(account=str(account.reference)), actor=actor.reference)
    return account


def arrange_forgetting(*, account: Account) -> None:
    """Have a sign-up forgotten that is not finished within days, in the caller's transaction."""
    at = timezone.now() + datetime.timedelta(days=limits().unfinished_days)
    schedule(f"{FORGET_UNFINISHED}:{account.pk}", task=FORGET_UNFINISHED, at=at, data={"account": account.pk})


@transaction.atomic
def forget_unfinished(*, account_id: int) -> None:
    """Delete an account that was begun by signing up and never entered; any other one stays."""
    account = Account.objects.filter(pk=account_id).first()
    if account is not None and queries.was_never_finished(account):
        account.delete()


@transaction.atomic
def issue_sign_in_link(*, actor: Actor, account: Account) -> str:
    """The path of a page on which the person sets a new password and is then signed in; good once, for a few days."""
    rules.may_manage_account.require(actor, account)
    key = default_token_generator.make_token(account)
    append(events.SignInLinkIssued(account=str(account.reference)), actor=actor.reference)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(account), "key": key})


@transaction.atomic
def remove_second_factor(*, actor: Actor, account: Account) -> None:
    """Remove a lost second factor: the next sign-in leads to setting up a new one. Raises NotPermitted."""
    rules.may_manage_account.require(actor, account)
    Authenticator.objects.filter(user=account).delete()
    append(events.SecondFactorRemoved(account=str(account.reference)), actor=actor.reference)


@transaction.atomic
def suspend_account(*, actor: Actor, account: Account, reason: str) -> None:
    """Stop an account at once; its offices and records stay. Raises NotPermitted, NotPossible."""
    rules.may_manage_account.require(actor, account)
    if not reason.strip():
        raise NotPossible(_("请写明停用的理由。"))
    if _is_administrator(account) and not _another_administrator(account, timezone.localdate()):
        raise NotPossible(_("这是最后一位系统管理员，请先任命接替的人。"))
    account.is_active, account.suspension_reason = False, reason.strip()[:500]
    account.save(update_fields=["is_active", "suspension_reason"])
    reason_digest = digest(str(account.reference), account.suspension_reason)
    append(events.AccountSuspended(account=str(account.reference), reason_digest=reason_digest), actor=actor.reference)


@transaction.atomic
def restore_account(*, actor: Actor, account: Account) -> None:
    """Let a suspended account sign in again. Raises NotPermitted, NotPossible for one that was erased."""
    rules.may_manage_account.require(actor, account)
    if account.erased_at is not None:
        raise NotPossible(_("这个账号已经注销，不能恢复。"))
    account.is_active, account.suspension_reason = True, ""
    account.save(update_fields=["is_active", "suspension_reason"])
    append(events.AccountRestored(account=str(account.reference)), actor=actor.reference)


@transaction.atomic
def set_preferences(*, actor: Actor, account: Account, display_name: str, language: str, large_type: bool) -> None:
    """Change how the person is called and how pages look to them. Not a public act, so not in the ledger."""
    rules.is_oneself.require(actor, account)
    account.display_name, account.language, account.large_type = display_name.strip(), language, large_type
    account.save(update_fields=["display_name", "language", "large_type"])


@dataclass(frozen=True)
class Contact:
    """How to reach a person; "" for what was not given."""

    name: str = ""
    telephone: str = ""
    email: str = ""


@transaction.atomic
def record_look(*, actor: Actor, subject: str, reason: str, concerns: Account | None = None) -> IdentityLook:
    """Write down that the actor reads the contact behind the matter `subject`. Raises NotPermitted, NotPossible."""
    if actor.account_id is None or not actor.offices:
        raise rules.NotPermitted(_("只有在任的工作人员可以查看联系方式。"))
    office = actor.offices[0]
    if not reason.strip():
        raise NotPossible(_("请写明查看联系方式的理由；理由会记录在案，当事人也能看到。"))
    look = IdentityLook.objects.create(
        matter_number=subject,
        concerns=concerns,
        account_id=actor.account_id,
        unit_id=office.unit_id,
        role=office.role,
        reason=reason.strip()[:500],
        looked_at=timezone.now(),
    )
    append(
        events.IdentityLookedAt(
            role=look.role, unit=queries.unit_code(look.unit_id), reason_digest=digest(look.salt, look.reason)
        ),
        actor=actor.reference,
        subject=subject,
        occurred_at=look.looked_at,
    )
    return look


@transaction.atomic
def reveal_identity(
    *,
    actor: Actor,
    rule: Rule,
    row: Any,
    sealed: bytes | memoryview | None,
    subject: str,
    reason: str,
    concerns: Account | None = None,
) -> Contact:
    """Open the sealed contact behind the matter `subject`, if `rule` lets the actor see that of `row`.

    The look is written down first. Raises NotPermitted, NotPossible without a reason, SealBroken.
    """
    rule.require(actor, row)
    record_look(actor=actor, subject=subject, reason=reason, concerns=concerns)
    contact = unseal(sealed) if sealed else {}
    return Contact(**{name: str(contact.get(name, "")) for name in ("name", "telephone", "email")})


@transaction.atomic
def declare_demonstration(*, actor: Actor) -> None:
    """Mark the installation as filled with invented data: pages say so, staff may act without a second factor."""
    rules.is_system.require(actor, None)
    Installation.objects.update_or_create(pk=1, defaults={"is_demonstration": True})
    revisions.bump("installation")
    append(events.DemonstrationDeclared(), actor=actor.reference)


def renew_seals(*, actor: Actor, drop_old: bool = False) -> int:
    """Seal everything anew with a new key; returns how many values. Old keys are dropped only when told so.

    Drop them when no other process seals with an old one: with server and worker stopped. Raises NotPermitted.
    """
    rules.is_system.require(actor, None)
    add_key()
    with transaction.atomic():
        count = reseal_all()
        append(events.SealsRenewed(count=count), actor=actor.reference)
    if drop_old:
        drop_old_keys()
    return count


def _not_over(day: datetime.date) -> Q:
    return Q(ends_on__isnull=True) | Q(ends_on__gte=day)


def _is_administrator(account: Account) -> bool:
    return account.terms.filter(_not_over(timezone.localdate()), role=Role.ADMINISTRATOR).exists()


def _another_administrator(account: Account, after: datetime.date) -> bool:
    day_after = after + datetime.timedelta(days=1)
    others = Term.objects.filter(_not_over(day_after), role=Role.ADMINISTRATOR, account__is_active=True)
    return others.exclude(account=account).exists()
