"""Acts of the responsible unit: contact and answer; and looking up contacts for an export."""

from collections.abc import Sequence
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
from yishi.foundation.matters.models import Matter
from yishi.foundation.people.actors import Actor
from yishi.foundation.people.commands import Contact, reveal_identity
from yishi.foundation.people.rules import NotPossible
from yishi.parts.voices import rules
from yishi.parts.voices.commands.traces import answer_due
from yishi.parts.voices.commands.wording import masked
from yishi.parts.voices.models import Answer, Voice
from yishi_methods.procedures import VOICE


def record_contact(
    *,
    actor: Actor,
    matter: Matter,
    way: str,
    version: int | None = None,
    at: datetime | None = None,
) -> None:
    """The handling unit has spoken with the author (or could not) and begins."""
    matter_rules.may_handle.require(actor, matter)
    at = at or timezone.now()
    with transaction.atomic():
        steps.move_matter(
            matter,
            procedure=VOICE,
            act="record_contact",
            version=version,
            now=at,
            handler_id=matter.handler_id or actor.account_id,
        )
        Voice.objects.filter(pk=matter.pk, contacted_at__isnull=True).update(contacted_at=at, contact_way=way)
        steps.end_deadlines(matter, [Step.CONTACT], now=at, met=True)
        steps.end_deadlines(matter, [Step.REFUSE], now=at, met=False)
        steps.refresh_due(matter)
        append(events.VoiceContacted(way=way), actor=actor.reference, subject=matter.number, occurred_at=at)


def answer_voice(
    *,
    actor: Actor,
    matter: Matter,
    text: str,
    version: int | None = None,
    at: datetime | None = None,
) -> Answer:
    """Answer in public (personal data masked for others than the author); the author is asked whether it is solved."""
    matter_rules.may_handle.require(actor, matter)
    if not text.strip():
        raise NotPossible(_("请写下答复内容。"))
    at = at or timezone.now()
    due = answer_due(matter)
    with transaction.atomic():
        steps.move_matter(
            matter,
            procedure=VOICE,
            act="answer",
            version=version,
            now=at,
            handler_id=matter.handler_id or actor.account_id,
            escalated_to=None,
        )
        answer = Answer.objects.create(
            voice_id=matter.pk,
            text=text,
            public_text=masked(text, is_of_office=True),
            unit=matter.unit,
            written_by_id=actor.account_id,
            answered_at=at,
            in_time=None if due is None else at <= due,
        )
        Voice.objects.filter(pk=matter.pk).update(
            answered_at=at, answered_by_id=actor.account_id, rated_at=None, is_solved=None, is_satisfied=None
        )
        steps.end_deadlines(matter, [Step.CONTACT, Step.ANSWER, Step.APPEAL], now=at, met=True)
        steps.end_deadlines(matter, [Step.ROUTE, Step.REFUSE], now=at, met=False)
        steps.start_deadlines(matter, [Step.RATE], start=at, unit=matter.unit)
        steps.refresh_due(matter)
        append(
            events.VoiceAnswered(
                unit=matter.unit.code if matter.unit else "",
                answer_digest=digest(answer.salt, text),
                in_time=answer.in_time is not False,
            ),
            actor=actor.reference,
            subject=matter.number,
            occurred_at=at,
        )
    return answer


def export_contacts(*, actor: Actor, matters: Sequence[Matter], reason: str) -> list[tuple[Matter, Contact]]:
    """Open the contacts behind several voices for one stated reason; each look is written down by itself.

    The matters carry their authorship and its account. Raises NotPermitted, and NotPossible without a reason.
    """
    rules.may_export_personal.require(actor, None)
    with transaction.atomic():
        return [
            (
                matter,
                reveal_identity(
                    actor=actor,
                    rule=matter_rules.may_see_identity,
                    row=matter,
                    sealed=matter.authorship.sealed_contact,
                    subject=matter.number,
                    reason=reason,
                    concerns=matter.authorship.account,
                ),
            )
            for matter in matters
        ]
