"""Reads about accounts, units and offices."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from yishi.foundation.ledger import revisions
from yishi.foundation.people import rules
from yishi.foundation.people.actors import ANONYMOUS, Actor, Office
from yishi.foundation.people.models import Account, IdentityLook, Installation, Role, Term, Unit
from yishi.foundation.people.telephones import NotATelephone, normalise_telephone
from yishi.foundation.places.models import Area, Level

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@dataclass(frozen=True)
class UnitNode:
    """A unit in its place: the ids of its parent, and of itself with all units below it."""

    unit: Unit
    parent_id: int | None
    below: frozenset[int]

    @property
    def depth(self) -> int:
        """0 for a root."""
        return self.unit.path.count("/") - 2


@revisions.cached("units")
def unit_tree() -> dict[int, UnitNode]:
    """All units by id, in the order of the tree; sisters by code. Shared between threads: not to be altered."""
    units = _in_tree_order(list(Unit.objects.order_by("code")))
    below: dict[int, set[int]] = {unit.pk: set() for unit in units}
    for unit in units:
        for ancestor in unit.path.strip("/").split("/"):
            below[int(ancestor)].add(unit.pk)
    return {unit.pk: UnitNode(unit, unit.parent_id, frozenset(below[unit.pk])) for unit in units}


def _in_tree_order(units: list[Unit]) -> list[Unit]:
    below: dict[int | None, list[Unit]] = {}
    for unit in units:
        below.setdefault(unit.parent_id, []).append(unit)
    ordered: list[Unit] = []
    waiting = below.pop(None, [])[::-1]
    while waiting:
        unit = waiting.pop()
        ordered.append(unit)
        waiting.extend(below.pop(unit.pk, [])[::-1])
    return ordered


def units_below(unit_id: int) -> frozenset[int]:
    """Ids of a unit and of all units below it."""
    return unit_tree()[unit_id].below


def parent_unit(unit_id: int) -> Unit | None:
    """The unit directly above, if any."""
    tree = unit_tree()
    parent_id = tree[unit_id].parent_id
    return tree[parent_id].unit if parent_id else None


def unit_code(unit_id: int) -> str:
    """The public code of a unit."""
    return unit_tree()[unit_id].unit.code


def in_force(on: datetime.date) -> Q:
    """Terms of office that run on a day; the first and the last day belong to them."""
    return Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gte=on))


def actor_of(
    account: AbstractBaseUser | AnonymousUser | None,
    on: datetime.date | None = None,
    *,
    matter_keys: frozenset[str] = frozenset(),
) -> Actor:
    """The account as the rules see it, with the offices it holds on a day (today when none is given)."""
    if not isinstance(account, Account) or account.pk is None:
        return Actor(reference=ANONYMOUS.reference, matter_keys=matter_keys)
    second_factor = Authenticator.objects.filter(user=OuterRef("account"), type__in=SECOND_FACTORS)
    terms = list(
        Term.objects.filter(in_force(on or timezone.localdate()), account=account)
        .select_related("area")
        .annotate(has_second_factor=Exists(second_factor))
    )
    return Actor(
        reference=f"account:{account.reference}",
        account_id=account.pk,
        offices=_offices(terms),
        matter_keys=matter_keys,
        has_second_factor=any(term.has_second_factor for term in terms),
    )


def _stem_of_office(area: Area | None) -> str:
    """The stem of an office's area; none for the district itself: that office also covers what has no known place."""
    return "" if area is None or area.level == Level.DISTRICT else area.stem


def _offices(terms: Sequence[Term]) -> tuple[Office, ...]:
    if not terms:
        return ()
    tree = unit_tree()
    return tuple(
        Office(
            role=term.role,
            unit_id=term.unit_id,
            unit_ids=tree[term.unit_id].below,
            parent_unit_id=tree[term.unit_id].parent_id,
            area_stem=_stem_of_office(term.area),
            unit_kind=tree[term.unit_id].unit.kind,
        )
        for term in terms
    )


def officers_of(unit: Unit, on: datetime.date | None = None) -> QuerySet[Account]:
    """Who may handle matters of the unit on a day (today when none is given): its officers and its head, by name."""
    terms = Term.objects.filter(in_force(on or timezone.localdate()), unit=unit, role__in=(Role.OFFICER, Role.HEAD))
    return Account.objects.filter(pk__in=terms.values("account_id"), is_active=True).order_by("display_name", "pk")


@dataclass(frozen=True)
class Branch:
    """A unit with the branches below it."""

    unit: Unit
    branches: list["Branch"]


def branches_of(nodes: Iterable[UnitNode]) -> list[Branch]:
    """Nodes in the order of the tree -> the tree; a unit whose parent is not among them stands at the top."""
    tops: list[Branch] = []
    known: dict[int, Branch] = {}
    for node in nodes:
        branch = known[node.unit.pk] = Branch(node.unit, [])
        above = known.get(node.parent_id) if node.parent_id else None
        (above.branches if above else tops).append(branch)
    return tops


def units_managed_by(actor: Actor) -> list[UnitNode]:
    """The units that an administrator looks after, in the order of the tree."""
    managed = set(Unit.objects.filter(rules.may_manage_unit.rows(actor)).values_list("pk", flat=True))
    return [node for node in unit_tree().values() if node.unit.pk in managed]


def open_units() -> list[UnitNode]:
    """The units in use, in the order of the tree: what everybody may know of the administration."""
    return [node for node in unit_tree().values() if node.unit.is_active]


def accounts_visible_to(actor: Actor) -> QuerySet[Account]:
    """The accounts of staff that an administrator looks after."""
    return Account.objects.filter(rules.may_manage_account.rows(actor))


def account_named(text: str) -> Account | None:
    """The active account with exactly this username, e-mail address or telephone number."""
    text = text.strip()
    try:
        telephone = normalise_telephone(text)
    except NotATelephone:
        telephone = ""
    same = Q(username=text) | Q(email__iexact=text) | (Q(telephone=telephone) if telephone else Q(pk__in=[]))
    found = list(Account.objects.filter(same, is_active=True).exclude(username="", email="")[:2])
    return found[0] if text and len(found) == 1 else None


def was_never_finished(account: Account) -> bool:
    """Whether the account was begun by signing up and nobody ever came in: it has nothing and opens to nothing."""
    return (
        account.last_login is None
        and account.opened_by_id is None
        and not account.telephone_verified
        and not account.has_usable_password()
        and not account.terms.exists()
        and not EmailAddress.objects.filter(user=account, verified=True).exists()
        and not SocialAccount.objects.filter(user=account).exists()
    )


def identity_looks_visible_to(actor: Actor) -> QuerySet[IdentityLook]:
    """Who looked at which contact, newest first: all for auditors, one's own for everybody else."""
    return IdentityLook.objects.filter(rules.may_read_look.rows(actor)).select_related("account", "unit")


@revisions.cached("installation")
def is_demonstration() -> bool:
    """Whether this installation was filled with invented data."""
    return Installation.objects.filter(is_demonstration=True).exists()


def has_second_factor(account: Account) -> bool:
    """Whether the account has set up a second factor."""
    return Authenticator.objects.filter(user=account, type__in=SECOND_FACTORS).exists()


def staff_need_second_factor() -> bool:
    """Whether an office may be exercised only with a second factor set up.

    YISHI_STAFF_MFA decides; where it is not set, only a demonstration does without.
    """
    if settings.STAFF_MFA:
        return bool(settings.STAFF_MFA == "required")
    return not is_demonstration()
