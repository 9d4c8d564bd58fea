"""Reading matters. Each list begins at `visible_to`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from yishi.foundation.ledger import revisions
from yishi.foundation.matters import rules
from yishi.foundation.matters.models import Category, Matter, Recusal
from yishi.foundation.matters.numbers import normalise_number
from yishi.foundation.people.actors import Actor
from yishi.foundation.people.models import Unit, UnitKind


def visible_to(actor: Actor) -> QuerySet[Matter]:
    """The matters whose existence the actor may know of."""
    return Matter.objects.filter(rules.may_list.rows(actor))


def readable_by(actor: Actor) -> QuerySet[Matter]:
    """The matters whose words the actor may read."""
    return Matter.objects.filter(rules.may_read.rows(actor))


def served_by(actor: Actor) -> QuerySet[Matter]:
    """The matters that the actor's offices cover."""
    return Matter.objects.filter(rules.serves.rows(actor))


def handled_by(actor: Actor) -> QuerySet[Matter]:
    """The matters that the actor may act on for the responsible unit."""
    return Matter.objects.filter(rules.may_handle.rows(actor))


def matter_with_number(actor: Actor, number: str) -> Matter:
    """The matter of a number with what its page needs, or `Matter.DoesNotExist` alike for unknown and for hidden
    ones.
    """
    whole = visible_to(actor).select_related(
        "authorship", "unit", "unit__parent", "handler", "category", "area", "merged_into", "escalated_to"
    )
    return whole.get(number=normalise_number(number))


def recused_units(matter: Matter) -> list[Unit]:
    """The units that must not handle a matter."""
    return list(Unit.objects.filter(recusals__matter=matter))


@revisions.cached("categories")
def active_categories() -> list[Category]:
    """The category tree in use, parents before children."""
    return list(Category.objects.filter(is_active=True).select_related("parent", "unit"))


@revisions.cached("units")
def centre_unit() -> Unit | None:
    """The unit that receives and routes; None where none has been set up yet."""
    return Unit.objects.filter(kind=UnitKind.CENTRE, is_active=True).select_related("parent").first()


@revisions.cached("units")
def supervision_unit() -> Unit | None:
    """The unit that supervises the others."""
    return Unit.objects.filter(kind=UnitKind.SUPERVISION, is_active=True).select_related("parent").first()


@revisions.cached("units")
def active_units() -> dict[int, Unit]:
    """The units in use, by id, in the order of the tree."""
    return {unit.pk: unit for unit in Unit.objects.filter(is_active=True).select_related("parent", "area")}


def level_above(unit: Unit | None) -> Unit | None:
    """Who stands above a unit: its parent, else the supervision unit, else the centre; never the unit itself."""
    parent = active_units().get(unit.parent_id) if unit is not None and unit.parent_id else None
    for candidate in (parent, supervision_unit(), centre_unit()):
        if candidate is not None and (unit is None or candidate.pk != unit.pk):
            return candidate
    return None


def unit_free_of(unit: Unit | None, recused: Sequence[Unit]) -> Unit | None:
    """The unit itself, or the nearest level above it that need not recuse itself."""
    barred = {other.pk for other in recused}
    seen: set[int] = set()
    while unit is not None and unit.pk in barred and unit.pk not in seen:
        seen.add(unit.pk)
        unit = level_above(unit)
    return None if unit is not None and unit.pk in barred else unit


@dataclass(frozen=True)
class Standing:
    """Where a matter stands against its next deadline."""

    due_at: datetime | None
    is_overdue: bool


def standing(matter: Matter, now: datetime) -> Standing:
    """The matter's next due time and whether it has passed."""
    return Standing(matter.due_at, matter.due_at is not None and matter.due_at < now)


def is_recused(matter: Matter, *, unit_id: int | None = None, account_id: int | None = None) -> bool:
    """Whether the unit or the account must not handle the matter."""
    rows = Recusal.objects.filter(matter=matter)
    return bool(
        (unit_id is not None and rows.filter(unit_id=unit_id).exists())
        or (account_id is not None and rows.filter(account_id=account_id).exists())
    )
