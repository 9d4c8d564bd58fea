"""Acts of the reception centre: where a voice goes, or the channel it belongs to instead."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yishi.events import voices as events
from yishi.foundation.ledger.commands import append
from yishi.foundation.ledger.queries import digest
from yishi.foundation.matters import rules as matter_rules
from yishi.foundation.matters import steps
from yishi.foundation.matters.choices import Step
from yishi.foundation.matters.commands import iso
from yishi.foundation.matters.models import Category, Deadline, Matter
from yishi.foundation.people.actors import Actor
from yishi.foundation.people.models import Account, Unit
from yishi.foundation.people.rules import NotPossible
from yishi.parts.voices.choices import OtherChannel
from yishi.parts.voices.commands.traces import answer_due
from yishi.parts.voices.models import Voice
from yishi_methods.procedures import VOICE


def confirm_routing(
    *,
    actor: Actor,
    matter: Matter,
    category: Category | None,
    unit: Unit,
    subkind: str = "",
    handler: Account | None = None,
    version: int | None = None,
    at: datetime | None = None,
) -> None:
    """A person confirms or corrects what was suggested; the deadline that the author was told may not get later by
    it.
    """
    matter_rules.may_route.require(actor, matter)
    at = at or timezone.now()
    voice = matter.voice
    subkind = subkind or matter.subkind
    with transaction.atomic():
        changes = {"unit": unit, "handler": handler, "category": category, "subkind": subkind}
        steps.move_matter(matter, procedure=VOICE, act="confirm_routing", version=version, now=at, **changes)
        steps.hand_over(matter, unit=unit, handler=handler, by=actor.account_id, now=at)
        steps.end_deadlines(matter, [Step.ROUTE], now=at, met=True)
        steps.start_deadlines(matter, [Step.REFUSE], start=at, unit=unit)
        _keep_earlier_promise(matter, unit)
        steps.refresh_due(matter)
        append(
            events.VoiceRouted(
                category=category.code if category else "",
                unit=unit.code,
                subkind=subkind,
                answer_due_at=iso(answer_due(matter)),
                as_suggested=voice.suggested_unit_id == unit.pk
                and voice.suggested_category_id == (category.pk if category else None),
            ),
            actor=actor.reference,
            subject=matter.number,
            occurred_at=at,
        )


def _keep_earlier_promise(matter: Matter, unit: Unit) -> None:
    """Where the confirmed kind or unit promises an earlier answer, that holds; a later one does not."""
    for draft in steps.drafted_deadlines(matter, [Step.CONTACT, Step.ANSWER], start=matter.filed_at, unit=unit):
        Deadline.objects.filter(matter=matter, step=draft.step, ended_at__isnull=True, due_at__gt=draft.due_at).update(
            due_at=draft.due_at,
            promise_id=draft.promise_id,
            amount=draft.amount,
            measure=draft.measure,
            basis=draft.basis,
            is_provisional=draft.is_provisional,
            calendar_version=draft.calendar_version,
        )


def redirect_voice(
    *,
    actor: Actor,
    matter: Matter,
    channel: str,
    reason: str,
    version: int | None = None,
    at: datetime | None = None,
) -> None:
    """Not for this platform: show the author the right channel, with reasons. The author may appeal."""
    matter_rules.may_route.require(actor, matter)
    if channel not in OtherChannel.values:
        raise NotPossible(_("请选择应当转告的渠道。"))
    if not reason.strip():
        raise NotPossible(_("请写明理由，提出人会看到。"))
    at = at or timezone.now()
    with transaction.atomic():
        steps.move_matter(matter, procedure=VOICE, act="redirect", version=version, now=at, due_at=None, closed_at=at)
        Voice.objects.filter(pk=matter.pk).update(redirected_to=channel, redirect_reason=reason)
        steps.end_deadlines(matter, [Step.ROUTE], now=at, met=True)
        steps.end_deadlines(matter, Step.values, now=at, met=False)
        append(
            events.VoiceRedirected(channel=channel, reason_digest=digest(matter.salt, reason)),
            actor=actor.reference,
            subject=matter.number,
            occurred_at=at,
        )
