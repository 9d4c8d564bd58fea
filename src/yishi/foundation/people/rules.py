"""Permissions: one small named predicate each, which answers both questions: this row? and which rows?

    may_read_note = rule(
        lambda actor, note: note.unit_id in actor.own_units(),
        lambda actor: Q(unit__in=actor.own_units()),
    )

    may_read_note.allows(actor, note)       -> bool
    may_read_note.rows(actor)               -> Q, for a queryset's filter
    may_read_note.require(actor, note)      -> raises NotPermitted with the rule's reason

Rules combine with `&`, `|` and `~`; both answers combine alike. Tests compare the two answers on generated people
and rows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from yishi.foundation.people.actors import SYSTEM, Actor
from yishi.foundation.people.models import Account, IdentityLook, Role, Term

EVERY_ROW = Q()
NO_ROW = Q(pk__in=[])


class NotPermitted(PermissionDenied):
    """An actor asked for what a rule does not allow. The message is shown to the person."""


@dataclass(frozen=True)
class Rule:
    allows: Callable[[Actor, Any], bool]
    rows: Callable[[Actor], Q]
    reason: str | Promise = ""

    def require(self, actor: Actor, row: Any) -> None:
        if not self.allows(actor, row):
            raise NotPermitted(str(self.reason))

    def __and__(self, other: "Rule") -> "Rule":
        return Rule(
            lambda actor, row: self.allows(actor, row) and other.allows(actor, row),
            lambda actor: self.rows(actor) & other.rows(actor),
            self.reason or other.reason,
        )

    def __or__(self, other: "Rule") -> "Rule":
        return Rule(
            lambda actor, row: self.allows(actor, row) or other.allows(actor, row),
            lambda actor: _either(self.rows(actor), other.rows(actor)),
            self.reason or other.reason,
        )

    def __invert__(self) -> "Rule":
        return Rule(
            lambda actor, row: not self.allows(actor, row),
            lambda actor: NO_ROW if not self.rows(actor) else ~self.rows(actor),
            self.reason,
        )


def rule(allows: Callable[[Actor, Any], bool], rows: Callable[[Actor], Q], reason: str | Promise = "") -> Rule:
    """Make a rule of its two answers and of the sentence shown to a person it stops."""
    return Rule(allows, rows, reason)


def actor_rule(holds: Callable[[Actor], bool], reason: str | Promise = "") -> Rule:
    """A rule that looks at the actor alone: every row or none."""
    return Rule(lambda actor, row: holds(actor), lambda actor: EVERY_ROW if holds(actor) else NO_ROW, reason)


def _either(left: Q, right: Q) -> Q:
    # An empty Q means every row, but Django drops it from an OR.
    return EVERY_ROW if not left or not right else left | right


class NotPossible(ValueError):
    """The act makes no sense as things stand; the message says why and what to do."""


def _administers(actor: Actor, unit_id: int | None) -> bool:
    return actor == SYSTEM or unit_id in actor.units_as(Role.ADMINISTRATOR)


def _administered(actor: Actor, field: str) -> Q:
    return EVERY_ROW if actor == SYSTEM else Q(**{f"{field}__in": actor.units_as(Role.ADMINISTRATOR)})


def _knows_account(actor: Actor, account: Account) -> bool:
    if actor == SYSTEM:
        return True
    if actor.account_id is None or not actor.has_role(Role.ADMINISTRATOR):
        return False
    held = Term.objects.filter(account=account, unit__in=actor.units_as(Role.ADMINISTRATOR))
    return account.opened_by_id == actor.account_id or held.exists()


def _known_accounts(actor: Actor) -> Q:
    if actor == SYSTEM:
        return EVERY_ROW
    if actor.account_id is None or not actor.has_role(Role.ADMINISTRATOR):
        return NO_ROW
    held = Term.objects.filter(unit__in=actor.units_as(Role.ADMINISTRATOR))
    return Q(opened_by_id=actor.account_id) | Q(pk__in=held.values("account_id"))


def _concerns(actor: Actor, look: IdentityLook) -> bool:
    if look.matter_number in actor.matter_keys:
        return True
    return actor.account_id is not None and look.concerns_id == actor.account_id


def _concerning(actor: Actor) -> Q:
    rows = Q(matter_number__in=actor.matter_keys)
    return rows if actor.account_id is None else rows | Q(concerns_id=actor.account_id)


NOT_YOUR_UNIT = _("只有该单位或其上级单位的系统管理员可以这样做。")

is_system = actor_rule(lambda actor: actor == SYSTEM, _("最高一级的单位只能在安装时设立。"))
is_oneself = rule(
    lambda actor, account: actor.account_id is not None and actor.account_id == account.pk,
    lambda actor: NO_ROW if actor.account_id is None else Q(pk=actor.account_id),
    _("只有账号本人可以这样做。"),
)
may_manage_unit = rule(
    lambda actor, unit: _administers(actor, unit.pk),
    lambda actor: _administered(actor, "pk"),
    NOT_YOUR_UNIT,
)
"""Change a unit and who holds office in it."""
may_manage_term = rule(
    lambda actor, term: _administers(actor, term.unit_id),
    lambda actor: _administered(actor, "unit_id"),
    NOT_YOUR_UNIT,
)
may_open_account = actor_rule(
    lambda actor: actor == SYSTEM or actor.has_role(Role.ADMINISTRATOR), _("只有系统管理员可以开设工作账号。")
)
may_manage_account = rule(_knows_account, _known_accounts, NOT_YOUR_UNIT) & ~is_oneself
"""Help a member of staff into the account, or stop it. Residents' accounts are nobody's business but their own."""
may_read_look = rule(_concerns, _concerning, _("只有本人和审计人员可以查看。")) | actor_rule(
    lambda actor: actor.has_role(Role.AUDITOR)
)
"""Read who looked at a contact: the person whose contact it is, and auditors."""
