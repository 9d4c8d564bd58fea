"""Acts on any matter. `at` is when the act happened, now unless a history is being told; `version` is the one the
actor saw.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from yishi.events import matters as events
from yishi.foundation.calendar.queries import due_time
from yishi.foundation.ledger.commands import append
from yishi.foundation.ledger.queries import digest
from yishi.foundation.matters import queries, rules, steps
from yishi.foundation.matters.choices import Ending, LinkKind, Step, Visibility
from yishi.foundation.matters.models import Assignment, Deadline, Link, Matter, Note, Pause, Promise, Recusal, Support
from yishi.foundation.people.actors import Actor
from yishi.foundation.people.models import Account, Unit
from yishi.foundation.people.rules import NotPossible
from yishi_methods.procedures import Procedure


def iso(moment: datetime | None) -> str:
    """A time as the ledger writes it: ISO 8601 in UTC, "" for none."""
    return moment.astimezone(UTC).isoformat(timespec="seconds") if moment else ""


def assign_matter(
    *,
    actor: Actor,
    matter: Matter,
    procedure: Procedure,
    unit: Unit,
    handler: Account | None = None,
    reason: str = "",
    version: int | None = None,
    at: datetime | None = None,
) -> Assignment:
    """Give an already routed matter to another unit or person.

    Raises `RecusedParty`, `StaleMatter`, `ActNotAllowed`.
    """
    rules.may_assign.require(actor, matter)
    if handler is not None and not handler.terms.filter(unit=unit).exists():
        raise NotPossible(_("%(person)s不在%(unit)s任职，请先选择单位内的人员。") % {"person": handler, "unit": unit})
    at = at or timezone.now()
    before = matter.unit
    with transaction.atomic():
        steps.move_matter(
            matter, procedure=procedure, act="reassign", version=version, now=at, unit=unit, handler=handler
        )
        assignment = steps.hand_over(matter, unit=unit, handler=handler, by=actor.account_id, now=at, reason=reason)
        append(
            events.MatterAssigned(
                unit=unit.code,
                before=before.code if before else "",
                handler=str(handler.reference) if handler else "",
                due_at=iso(matter.due_at),
                reason_digest=digest(matter.salt, reason) if reason else "",
            ),
            actor=actor.reference,
            subject=matter.number,
            occurred_at=at,
        )
    return assignment


def refuse_assignment(
    *,
    actor: Actor,
    matter: Matter,
    procedure: Procedure,
    reason: str,
    version: int | None = None,
    at: datetime | None = None,
) -> None:
    """Send a wrongly assigned matter back to the centre, with reasons, within the time for it (信访工作条例 23)."""
    rules.may_handle.require(actor, matter)
    at = at or timezone.now()
    if not reason.strip():
        raise NotPossible(_("请写明退回的理由，以便重新分派。"))
    window = Deadline.objects.filter(matter=matter, step=Step.REFUSE, ended_at__isnull=True).first()
    if window is not None and at > window.due_at:
        raise NotPossible(_("退回期限已过。需要其他单位办理时，请使用“改派”并说明情况，或者报请督办。"))
    unit = matter.unit
    with transaction.atomic():
        centre = queries.unit_free_of(queries.centre_unit(), queries.recused_units(matter))
        steps.move_matter(
            matter, procedure=procedure, act="refuse_assignment", version=version, now=at, unit=centre, handler=None
        )
        steps.end_assignment(matter, ending=Ending.REFUSED, now=at, reason=reason)
        steps.end_deadlines(matter, [Step.REFUSE], now=at, met=True)
        steps.start_deadlines(matter, [Step.ROUTE], start=at, unit=centre)
        steps.refresh_due(matter)
        append(
            events.AssignmentRefused(unit=unit.code if unit else "", reason_digest=digest(matter.salt, reason)),
            actor=actor.reference,
            subject=matter.number,
            occurred_at=at,
        )


def declare_recusal(
    *,
    actor: Actor,
    matter: Matter,
    reason: str,
    account: Account | None = None,
    unit: Unit | None = None,
    at: datetime | None = None,
) -> Recusal:
    """Bar a person (oneself, usually) or a unit from a matter; if it was theirs, it goes back to the centre's desk."""
    own = account is not None and account.pk == actor.account_id
    if not own:
        (rules.is_triage | rules.is_supervisor).require(actor, matter)
    else:
        rules.may_declare_recusal.require(actor, matter)
    if (account is None) == (unit is None):
        raise NotPossible(_("请选择一位应当回避的人员或者一个应当回避的单位。"))
    if not reason.strip():
        raise NotPossible(_("请写明回避的理由。"))
    now = at or timezone.now()
    with transaction.atomic():
        recusal = Recusal.objects.create(matter=matter, account=account, unit=unit, reason=reason, declared_at=now)
        if account is not None and matter.handler_id == account.pk:
            steps.change_matter(matter, now=now, handler=None)
        if unit is not None and matter.unit_id == unit.pk:
            successor = queries.unit_free_of(queries.level_above(unit), queries.recused_units(matter))
            if successor is None:
                raise NotPossible(_("没有可以接手的上一级单位，请先由督办单位指定承办单位。"))
            steps.hand_over(matter, unit=successor, handler=None, by=actor.account_id, now=now, reason=reason)
            steps.change_matter(matter, now=now, unit=successor, handler=None)
        append(
            events.Recused(
                party=unit.code if unit else f"account:{account.reference}" if account else "",
                reason_digest=digest(matter.salt, reason),
            ),
            actor=actor.reference,
            subject=matter.number,
            occurred_at=now,
        )
    return recusal


def add_note(*, actor: Actor, matter: Matter, text: str, at: datetime | None = None) -> Note:
    """Write an internal note."""
    rules.may_write_note.require(actor, matter)
    if actor.account_id is None or not text.strip():
        raise NotPossible(_("备注没有内容。"))
    at = at or timezone.now()
    with transaction.atomic():
        note = Note.objects.create(matter=matter, author_id=actor.account_id, text=text, written_at=at)
        append(
            events.NoteAdded(text_digest=digest(note.salt, text)),
            actor=actor.reference,
            subject=matter.number,
            occurred_at=at,
        )
    return note


def change_visibility(
    *, actor: Actor, matter: Matter, visibility: str, reason: str, version: int | None = None
) -> None:
    """Show or hide a matter's words in public, with a reason."""
    (rules.may_handle | rules.may_route | rules.may_supervise).require(actor, matter)
    if visibility not in Visibility.values:
        raise NotPossible(_("没有这种公开方式。"))
    if not reason.strip():
        raise NotPossible(_("请写明改变公开方式的理由。"))
    now = timezone.now()
    before = matter.visibility
    if version is not None and version != matter.version:
        raise steps.StaleMatter(matter.number)
    with transaction.atomic():
        steps.change_matter(matter, now=now, visibility=visibility)
        append(
            events.VisibilityChanged(before=before, after=visibility, reason_digest=digest(matter.salt, reason)),
            actor=actor.reference,
            subject=matter.number,
            occurred_at=now,
        )


def redact_public_text(
    *, actor: Actor, matter: Matter, public_title: str, public_text: str, reason: str, version: int | None = None
) -> None:
    """Change what the public reads; the author's own words stay as they are."""
    (rules.may_handle | rules.may_route | rules.may_supervise).require(actor, matter)
    if version is not None and version != matter.version:
        raise steps.StaleMatter(matter.number)
    if not public_title.strip():
        raise NotPossible(_("公开标题不能为空。"))
    if not reason.strip():
        raise NotPossible(_("请写明修改公开内容的理由。"))
    now = timezone.now()
    with transaction.atomic():
        steps.change_matter(matter, now=now, public_title=public_title, public_text=public_text)
        append(
            events.VisibilityChanged(
                before=matter.visibility, after=matter.visibility, reason_digest=digest(matter.salt, reason)
            ),
            actor=actor.reference,
            subject=matter.number,
            occurred_at=now,
        )


def link_matters(*, actor: Actor, matter: Matter, other: Matter, kind: str = LinkKind.RELATED) -> None:
    """Say that two matters belong together. Saying it twice changes nothing."""
    rules.may_write_note.require(actor, matter)
    rules.may_list.require(actor, other)
    if matter.pk == other.pk:
        raise NotPossible(_("不能与自己关联。"))
    with transaction.atomic():
        _link, is_new = Link.objects.get_or_create(matter=matter, other=other, kind=kind)
        if is_new:
            append(
                events.MattersLinked(other=other.number, relation=kind), actor=actor.reference, subject=matter.number
            )


def merge_matter(
    *,
    actor: Actor,
    matter: Matter,
    into: Matter,
    procedure: Procedure,
    reason: str,
    version: int | None = None,
    at: datetime | None = None,
) -> None:
    """Merge `matter` into `into`: nothing is lost, its author keeps page and number and receives the answer too."""
    rules.may_merge.require(actor, matter)
    rules.may_merge.require(actor, into)
    if matter.pk == into.pk:
        raise NotPossible(_("不能并入自己。"))
    if matter.kind != into.kind:
        raise NotPossible(_("只能与同类事项并案。"))
    if into.merged_into_id is not None:
        raise NotPossible(_("%(number)s已经并入另一件事项，请并入那一件。") % {"number": into.number})
    if into.state in procedure.final:
        raise NotPossible(_("%(number)s已经办结，不能再并入。") % {"number": into.number})
    if not reason.strip():
        raise NotPossible(_("请写明并案的理由。"))
    at = at or timezone.now()
    with transaction.atomic():
        steps.move_matter(
            matter, procedure=procedure, act="merge", version=version, now=at, merged_into=into, due_at=None
        )
        Matter.objects.filter(merged_into=matter).update(merged_into=into)
        steps.end_deadlines(matter, Step.values, now=at, met=False)
        steps.end_assignment(matter, ending=Ending.DONE, now=at, reason=reason)
        append(
            events.MatterMerged(into=into.number, reason_digest=digest(matter.salt, reason)),
            actor=actor.reference,
            subject=matter.number,
            occurred_at=at,
        )


def support_matter(*, actor: Actor, matter: Matter, supporter: str, at: datetime | None = None) -> bool:
    """Give a me-too. Returns whether it is new. Marks enter the ledger in batches: see `enter_supports`."""
    rules.may_read.require(actor, matter)
    at = at or timezone.now()
    with transaction.atomic():
        _mark, is_new = Support.objects.get_or_create(matter=matter, supporter=supporter, defaults={"given_at": at})
        if is_new:
            Matter.objects.filter(pk=matter.pk).update(supporters=F("supporters") + 1)
            matter.supporters += 1
    return is_new


def withdraw_support(*, matter: Matter, supporter: str) -> bool:
    """Take one's me-too back, as long as it has not been counted in the ledger. Returns whether there was one."""
    with transaction.atomic():
        gone, _by_model = Support.objects.filter(matter=matter, supporter=supporter, entered_in_ledger=False).delete()
        if gone:
            Matter.objects.filter(pk=matter.pk).update(supporters=F("supporters") - 1)
            matter.supporters -= 1
    return bool(gone)


def enter_supports(*, at: datetime | None = None) -> int:
    """Write the me-too marks not yet in the ledger, one entry a matter. Returns how many marks."""
    with transaction.atomic():
        waiting: dict[int, list[Support]] = {}
        for mark in Support.objects.filter(entered_in_ledger=False).select_related("matter").order_by("supporter"):
            waiting.setdefault(mark.matter_id, []).append(mark)
        for marks in waiting.values():
            matter = marks[0].matter
            joined = "\n".join(mark.supporter for mark in marks)
            append(
                events.SupportsCounted(added=len(marks), total=matter.supporters, digest=digest(matter.salt, joined)),
                actor="system",
                subject=matter.number,
                occurred_at=at,
            )
        Support.objects.filter(pk__in=[m.pk for marks in waiting.values() for m in marks]).update(
            entered_in_ledger=True
        )
    return sum(len(marks) for marks in waiting.values())


def pause_deadline(*, actor: Actor, matter: Matter, reason: str, at: datetime | None = None) -> None:
    """Stop the clock of the answer, with a reason that the author reads."""
    rules.may_handle.require(actor, matter)
    if not reason.strip():
        raise NotPossible(_("请写明暂停计时的理由，提出人会看到。"))
    now = at or timezone.now()
    with transaction.atomic():
        deadline = _running_answer(matter)
        if deadline.pauses.filter(ends_at__isnull=True).exists():
            raise NotPossible(_("计时已经暂停。"))
        Pause.objects.create(deadline=deadline, reason=reason, starts_at=now, paused_by_id=actor.account_id)
        steps.change_matter(matter, now=now)
        append(
            events.DeadlinePaused(step=deadline.step, reason_digest=digest(matter.salt, reason)),
            actor=actor.reference,
            subject=matter.number,
            occurred_at=now,
        )


def resume_deadline(*, actor: Actor, matter: Matter, at: datetime | None = None) -> None:
    """Let the clock of the answer run again; the time it stood still is added."""
    rules.may_handle.require(actor, matter)
    now = at or timezone.now()
    with transaction.atomic():
        deadline = _running_answer(matter)
        if not deadline.pauses.filter(ends_at__isnull=True).update(ends_at=now):
            raise NotPossible(_("计时没有暂停。"))
        recompute_deadline(deadline)
        steps.refresh_due(matter)
        steps.change_matter(matter, now=now)
        append(
            events.DeadlineResumed(step=deadline.step, due_at=iso(deadline.due_at)),
            actor=actor.reference,
            subject=matter.number,
            occurred_at=now,
        )


def recompute_deadline(deadline: Deadline) -> None:
    """Compute a deadline again from its rule, its pauses and the calendar as it is now."""
    pauses = [(pause.starts_at, pause.ends_at) for pause in deadline.pauses.all() if pause.ends_at is not None]
    due = due_time(deadline.starts_at, deadline.amount, deadline.measure, pauses=pauses)
    deadline.due_at, deadline.is_provisional, deadline.calendar_version = (
        due.at,
        due.is_provisional,
        due.calendar_version,
    )
    deadline.save(update_fields=["due_at", "is_provisional", "calendar_version"])


def recompute_provisional_deadlines() -> int:
    """After an official calendar was loaded: compute every running provisional deadline again.

    Returns how many moved.
    """
    moved = 0
    for deadline in Deadline.objects.filter(is_provisional=True, ended_at__isnull=True).select_related("matter"):
        before = deadline.due_at
        with transaction.atomic():
            recompute_deadline(deadline)
            if deadline.due_at == before:
                continue
            steps.refresh_due(deadline.matter)
            append(
                events.DeadlineRecomputed(
                    step=deadline.step,
                    before=iso(before),
                    due_at=iso(deadline.due_at),
                    calendar_version=deadline.calendar_version,
                ),
                actor="system",
                subject=deadline.matter.number,
            )
        moved += 1
    return moved


def escalate_overdue(*, now: datetime | None = None, limit: int = 500) -> int:
    """Put matters with a missed deadline on the next level's desk, once a deadline. Returns how many."""
    now = now or timezone.now()
    overdue = (
        Deadline.objects.filter(
            ended_at__isnull=True, escalated_at__isnull=True, due_at__lt=now, step__in=steps.STAFF_STEPS
        )
        .exclude(pauses__ends_at__isnull=True, pauses__isnull=False)
        .select_related("matter", "matter__unit")
        .order_by("due_at")[:limit]
    )
    count = 0
    for deadline in overdue:
        escalate(deadline, now=now)
        count += 1
    return count


def escalate(deadline: Deadline, *, now: datetime) -> None:
    """Tell the ledger that a deadline was missed and put the matter on the next level's desk."""
    matter = deadline.matter
    above = queries.unit_free_of(queries.level_above(matter.unit), queries.recused_units(matter))
    with transaction.atomic():
        if not Deadline.objects.filter(pk=deadline.pk, escalated_at__isnull=True).update(escalated_at=now):
            return
        if above is not None:
            Matter.objects.filter(pk=matter.pk).update(escalated_to=above)
        append(
            events.MatterEscalated(
                unit=matter.unit.code if matter.unit else "", to_unit=above.code if above else "", step=deadline.step
            ),
            actor="system",
            subject=matter.number,
            occurred_at=deadline.due_at,
        )


def announce_near_deadlines(*, now: datetime, horizon: datetime) -> int:
    """Say once of each running deadline that falls before `horizon` that it is near. Returns how many."""
    near = Deadline.objects.filter(
        ended_at__isnull=True, reminded_at__isnull=True, due_at__gt=now, due_at__lte=horizon, step__in=steps.STAFF_STEPS
    ).select_related("matter", "matter__unit")
    count = 0
    for deadline in near:
        with transaction.atomic():
            if not Deadline.objects.filter(pk=deadline.pk, reminded_at__isnull=True).update(reminded_at=now):
                continue
            unit = deadline.matter.unit
            append(
                events.DeadlineNear(unit=unit.code if unit else "", step=deadline.step, due_at=iso(deadline.due_at)),
                actor="system",
                subject=deadline.matter.number,
            )
        count += 1
    return count


def load_promises(rows: Iterable[Promise]) -> int:
    """Add promises that are not there yet (same kind, subkind, step, unit and first day).

    Returns how many were added.
    """
    known = {
        (p.kind, p.subkind, p.step, p.unit_id, p.in_force_from)
        for p in Promise.objects.only("kind", "subkind", "step", "unit_id", "in_force_from")
    }
    fresh = [p for p in rows if (p.kind, p.subkind, p.step, p.unit_id, p.in_force_from) not in known]
    Promise.objects.bulk_create(fresh)
    return len(fresh)


def _running_answer(matter: Matter) -> Deadline:
    deadline = Deadline.objects.filter(
        matter=matter, step__in=[Step.ANSWER, Step.APPEAL], ended_at__isnull=True
    ).first()
    if deadline is None:
        raise NotPossible(_("没有正在计时的答复期限。"))
    return deadline
