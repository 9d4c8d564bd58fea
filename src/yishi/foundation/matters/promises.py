"""Which promise of time holds for a matter."""

from datetime import datetime

from django.utils import timezone

from yishi.foundation.ledger import revisions
from yishi.foundation.matters.models import Promise
from yishi.foundation.people.models import Unit


@revisions.cached("promises")
def all_promises() -> dict[tuple[str, str], list[Promise]]:
    """Every promise by kind of matter and step, the latest in force first."""
    table: dict[tuple[str, str], list[Promise]] = {}
    for promise in Promise.objects.order_by("-in_force_from", "-pk"):
        table.setdefault((promise.kind, promise.step), []).append(promise)
    return table


def promise_for(kind: str, subkind: str, step: str, *, unit: Unit | None, on: datetime) -> Promise | None:
    """The most particular promise in force on a day: the unit's or that of the nearest unit above it, then the
    subkind's.
    """
    day = timezone.localtime(on).date()
    units = [int(part) for part in unit.path.strip("/").split("/")] if unit is not None else []
    best: tuple[int, bool] | None = None
    found = None
    for promise in all_promises().get((kind, step), []):
        if promise.subkind not in ("", subkind) or promise.in_force_from > day:
            continue
        if promise.in_force_to is not None and promise.in_force_to < day:
            continue
        if promise.unit_id is not None and promise.unit_id not in units:
            continue
        rank = (units.index(promise.unit_id) + 1 if promise.unit_id else 0, bool(promise.subkind))
        if best is None or rank > best:
            best, found = rank, promise
    return found
