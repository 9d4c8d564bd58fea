"""The steps that acts are made of: each changes rows inside the caller's transaction and writes no ledger entry.

An act (a function of some `commands.py`) checks its rule, takes these steps, and appends one entry for the whole.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from yishi.foundation.calendar.queries import due_time
from yishi.foundation.ledger.inserting import insert_many
from yishi.foundation.matters import promises
from yishi.foundation.matters.choices import Ending, Step
from yishi.foundation.matters.models import Assignment, Authorship, Deadline, Matter, Recusal
from yishi.foundation.people.models import Account, Unit
from yishi_methods.procedures import Procedure

STAFF_STEPS = (Step.ROUTE, Step.CONTACT, Step.ANSWER, Step.APPEAL, Step.CHECK)
"""Steps that somebody in office owes; the others are windows in which a resident or a unit may do something."""


class StaleMatter(Exception):
    """Somebody else acted on the matter since it was read: read again, then decide."""

    def __init__(self, number: str) -> None:
        self.number = number
        super().__init__(str(_("这件事项刚刚被别人更新过。请看过最新情况后再操作，您填写的内容仍然保留。")))


class RecusedParty(Exception):
    """The unit or person must not handle this matter."""

    def __init__(self, party: str) -> None:
        super().__init__(str(_("%(party)s应当回避这件事项，不能承办。") % {"party": party}))


@dataclass(frozen=True)
class NewMatter:
    """A matter about to be opened, with what stands beside it."""

    matter: Matter
    authorship: Authorship
    recused_units: Sequence[Unit] = field(default=())


def insert_matters(drafts: Sequence[NewMatter]) -> None:
    """Insert matters whose numbers are given, with authorships and recusals: one statement for each table."""
    insert_many(Matter, [draft.matter for draft in drafts])
    for draft in drafts:
        draft.authorship.matter = draft.matter
    insert_many(Authorship, [draft.authorship for draft in drafts])
    recusals = [
        Recusal(
            matter=draft.matter, unit=unit, reason=str(_("诉求反映的就是该单位")), declared_at=draft.matter.filed_at
        )
        for draft in drafts
        for unit in draft.recused_units
    ]
    if recusals:
        Recusal.objects.bulk_create(recusals)


def move_matter(
    matter: Matter, *, procedure: Procedure, act: str, version: int | None, now: datetime, **changes: Any
) -> None:
    """Take `act` in the procedure and write the matter's changes, if it is still as the caller read it.

    `version` is the one the person saw (None: as loaded). Raises `StaleMatter`, or `ActNotAllowed` from the procedure.
    """
    if version is not None and version != matter.version:
        raise StaleMatter(matter.number)
    changes["state"] = procedure.target(matter.state, act)
    change_matter(matter, now=now, **changes)


def change_matter(matter: Matter, *, now: datetime, **changes: Any) -> None:
    """Write changes to a matter that is still at the version loaded, and count the version up. Raises `StaleMatter`."""
    changes |= {"version": matter.version + 1, "changed_at": now}
    if not Matter.objects.filter(pk=matter.pk, version=matter.version).update(**changes):
        raise StaleMatter(matter.number)
    for name, value in changes.items():
        setattr(matter, name, value)


@dataclass(frozen=True)
class Clock:
    """A promise put to a date: the facts of a deadline, before it belongs to a matter."""

    step: str
    promise_id: int
    amount: int
    measure: str
    basis: str
    starts_at: datetime
    due_at: datetime
    is_provisional: bool
    calendar_version: str

    def running_on(self, matter: Matter) -> Deadline:
        """The deadline of a matter, not yet written."""
        return Deadline(matter=matter, **vars(self))


def clocks_of(kind: str, subkind: str, steps: Iterable[str], *, start: datetime, unit: Unit | None) -> list[Clock]:
    """The clocks of `steps` that are promised for a kind of matter and a unit, started at a time."""
    clocks = []
    for step in steps:
        promise = promises.promise_for(kind, subkind, step, unit=unit, on=start)
        if promise is None:
            continue
        due = due_time(start, promise.amount, promise.measure)
        clocks.append(
            Clock(
                step=step,
                promise_id=promise.pk,
                amount=promise.amount,
                measure=promise.measure,
                basis=promise.basis,
                starts_at=start,
                due_at=due.at,
                is_provisional=due.is_provisional,
                calendar_version=due.calendar_version,
            )
        )
    return clocks


def drafted_deadlines(
    matter: Matter, steps: Iterable[str], *, start: datetime, unit: Unit | None = None
) -> list[Deadline]:
    """The clocks of a matter, not yet written: for a caller that writes several things at once."""
    clocks = clocks_of(matter.kind, matter.subkind, steps, start=start, unit=unit)
    return [clock.running_on(matter) for clock in clocks]


def start_deadlines(
    matter: Matter, steps: Iterable[str], *, start: datetime, unit: Unit | None = None
) -> dict[str, Deadline]:
    """Start the clocks of `steps` that are promised for this kind of matter and unit; returns them by step."""
    started = drafted_deadlines(matter, steps, start=start, unit=unit)
    Deadline.objects.bulk_create(started)
    return {deadline.step: deadline for deadline in started}


def earliest_due(deadlines: Iterable[Deadline]) -> datetime | None:
    """The earliest time at which somebody in office owes something."""
    return min((d.due_at for d in deadlines if d.step in STAFF_STEPS and d.ended_at is None), default=None)


def end_deadlines(matter: Matter, steps: Iterable[str], *, now: datetime, met: bool) -> None:
    """Stop running clocks: `met` when the promise was kept (late or in time), else because it no longer applies."""
    running = Deadline.objects.filter(matter=matter, step__in=list(steps), ended_at__isnull=True)
    running.update(ended_at=now, **({"met_at": now} if met else {}))


def running_due(matter: Matter) -> datetime | None:
    """The matter's `due_at` from its running clocks."""
    return earliest_due(Deadline.objects.filter(matter=matter, ended_at__isnull=True))


def refresh_due(matter: Matter) -> None:
    """Write the matter's `due_at` anew from its running clocks."""
    matter.due_at = running_due(matter)
    Matter.objects.filter(pk=matter.pk).update(due_at=matter.due_at)


def hand_over(
    matter: Matter,
    *,
    unit: Unit,
    handler: Account | None,
    by: int | None,
    now: datetime,
    ending: str = Ending.REASSIGNED,
    reason: str = "",
) -> Assignment:
    """End the open assignment, if any, and open one for `unit`. Raises `RecusedParty` for a unit or person recused."""
    recusals = Recusal.objects.filter(matter=matter)
    if recusals.filter(unit=unit).exists():
        raise RecusedParty(str(unit))
    if handler is not None and recusals.filter(account=handler).exists():
        raise RecusedParty(str(handler))
    end_assignment(matter, ending=ending, now=now, reason=reason)
    return Assignment.objects.create(
        matter=matter, unit=unit, handler=handler, assigned_by_id=by, reason=reason, starts_at=now
    )


def end_assignment(matter: Matter, *, ending: str, now: datetime, reason: str = "") -> None:
    """Close the open assignment, if any."""
    Assignment.objects.filter(matter=matter, ends_at__isnull=True).update(
        ends_at=now, ending=ending, ending_reason=reason
    )
