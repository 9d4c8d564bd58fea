"""Reads about accounts, units and offices."""

import datetime
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from yishi.foundation.people.actors import ANONYMOUS, Actor, Office
from yishi.foundation.people.models import Account, Term, Unit

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


def unit_tree() -> dict[int, UnitNode]:
    """All units by id, in the order of the tree."""
    units = list(Unit.objects.order_by("path"))
    below: dict[int, set[int]] = {unit.pk: set() for unit in units}
    for unit in units:
        for ancestor in unit.path.strip("/").split("/"):
            below[int(ancestor)].add(unit.pk)
    return {unit.pk: UnitNode(unit, unit.parent_id, frozenset(below[unit.pk])) for unit in units}


def units_below(unit_id: int) -> frozenset[int]:
    """Ids of a unit and of all units below it."""
    return unit_tree()[unit_id].below


def parent_unit(unit_id: int) -> Unit | None:
    """The unit directly above, if any."""
    tree = unit_tree()
    parent_id = tree[unit_id].parent_id
    return tree[parent_id].unit if parent_id else None


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


def _offices(terms: list[Term]) -> tuple[Office, ...]:
    if not terms:
        return ()
    tree = unit_tree()
    return tuple(
        Office(
            role=term.role,
            unit_id=term.unit_id,
            unit_ids=tree[term.unit_id].below,
            parent_unit_id=tree[term.unit_id].parent_id,
            area_stem=term.area.stem if term.area else "",
            unit_kind=tree[term.unit_id].unit.kind,
        )
        for term in terms
    )


def staff_need_second_factor() -> bool:
    """Whether an office may be exercised only with a second factor set up."""
    return settings.STAFF_MFA != "optional"
