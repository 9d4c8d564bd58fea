"""The author's own acts on what they said: file it, correct it, take it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yishi.events import voices as events
from yishi.foundation.files.commands import attach_files
from yishi.foundation.files.shelf import Shelved
from yishi.foundation.ledger.commands import append
from yishi.foundation.ledger.queries import digest
from yishi.foundation.matters import queries as matter_queries
from yishi.foundation.matters import rules as matter_rules
from yishi.foundation.matters import steps
from yishi.foundation.matters.choices import Channel, Ending, Step, Visibility
from yishi.foundation.matters.commands import iso
from yishi.foundation.matters.models import Authorship, Deadline, Matter
from yishi.foundation.matters.numbers import next_numbers
from yishi.foundation.people.actors import Actor
from yishi.foundation.people.models import Unit
from yishi.foundation.people.rules import NotPossible
from yishi.foundation.people.sealing import seal
from yishi.foundation.places.models import Area
from yishi.parts.voices import queries, rules
from yishi.parts.voices.choices import KIND, PREFIX, VoiceKind
from yishi.parts.voices.commands.traces import keep_words
from yishi.parts.voices.commands.wording import masked, title_of
from yishi.parts.voices.models import Voice
from yishi_methods.procedures import VOICE


@dataclass(frozen=True)
class VoiceDraft:
    """What somebody says, before it is a voice.

    Text is normalised already; `submission` makes sending twice harmless.
    """

    subkind: str
    text: str
    title: str = ""
    area: Area | None = None
    place_text: str = ""
    longitude: float | None = None
    latitude: float | None = None
    contact: dict[str, str] | None = None
    is_confidential: bool = True
    is_private: bool = False
    on_behalf_of: str = "self"
    guardian_consent: bool | None = None
    about_unit: Unit | None = None
    about_retaliation: bool = False
    channel: str = Channel.WEB
    language: str = ""
    submission: str = ""


def file_voice(*, actor: Actor, draft: VoiceDraft, files: Sequence[Shelved] = (), at: datetime | None = None) -> Matter:
    """File a voice: number, place, unit in charge, deadlines, suggestion and ledger entry in one transaction.

    Filing the same `submission` again returns the voice it made. Raises `NotPermitted` for filing in another's name
    without an office, `NotPossible` for a child without a guardian's consent or for an empty text.
    """
    by_office = draft.channel != Channel.WEB
    if by_office:
        rules.may_file_for_others.require(actor, None)
    if draft.guardian_consent is False:
        raise NotPossible(_("为未满十四周岁的孩子反映，需要监护人同意。"))
    if not draft.text.strip():
        raise NotPossible(_("请写下您要说的事。"))
    at = at or timezone.now()
    suggestion = queries.suggest_routing(draft.text, area=draft.area, about_unit=draft.about_unit)
    with transaction.atomic():
        earlier = queries.filed_with_submission(draft.submission)
        if earlier is not None:
            return earlier
        matter = _drafted_matter(draft, at)
        matter.number = next_numbers(PREFIX, timezone.localtime(at).year)[0]
        matter.unit = matter_queries.unit_free_of(
            matter_queries.centre_unit(), [draft.about_unit] if draft.about_unit else []
        )
        clocks = steps.drafted_deadlines(
            matter, (Step.ROUTE, Step.CONTACT, Step.ANSWER), start=at, unit=suggestion.unit or matter.unit
        )
        matter.due_at = steps.earliest_due(clocks)
        authorship = Authorship(
            account_id=None if by_office else actor.account_id,
            filed_by_id=actor.account_id if by_office else None,
            sealed_contact=seal(draft.contact) if draft.contact else None,
            is_confidential=draft.is_confidential,
            channel=draft.channel,
            on_behalf_of=draft.on_behalf_of,
            guardian_consent=draft.guardian_consent,
            language=draft.language,
        )
        steps.insert_matters(
            [steps.NewMatter(matter, authorship, recused_units=[draft.about_unit] if draft.about_unit else [])]
        )
        Deadline.objects.bulk_create(clocks)
        Voice.objects.bulk_create(
            [
                Voice(
                    matter=matter,
                    about_unit=draft.about_unit,
                    about_retaliation=draft.about_retaliation,
                    suggested_category=suggestion.category,
                    suggested_unit=suggestion.unit,
                    suggestion_confidence=suggestion.confidence,
                )
            ]
        )
        append(
            events.VoiceFiled(
                subkind=draft.subkind,
                channel=draft.channel,
                area=draft.area.code if draft.area else "",
                unit=matter.unit.code if matter.unit else "",
                visibility=matter.visibility,
                text_digest=digest(matter.salt, matter.text),
                answer_due_at=next((iso(c.due_at) for c in clocks if c.step == Step.ANSWER), ""),
                suggested_unit=suggestion.unit.code if suggestion.unit else "",
                suggested_category=suggestion.category.code if suggestion.category else "",
            ),
            actor=actor.reference,
            subject=matter.number,
            occurred_at=at,
        )
        attach_files(
            actor=actor.with_key_of(matter.number),
            matter=matter,
            files=files,
            is_public=matter.visibility == Visibility.PUBLIC,
            at=at,
        )
    return matter


def _drafted_matter(draft: VoiceDraft, at: datetime) -> Matter:
    title = draft.title or title_of(draft.text)
    return Matter(
        kind=KIND,
        subkind=draft.subkind,
        state=VOICE.initial,
        title=title,
        text=draft.text,
        public_title=masked(title),
        public_text=masked(draft.text),
        visibility=_visibility(draft),
        area=draft.area,
        area_stem=draft.area.stem if draft.area else "",
        place_text=draft.place_text,
        longitude=draft.longitude,
        latitude=draft.latitude,
        filed_at=at,
        changed_at=at,
        source="form" if draft.submission else "",
        external_id=draft.submission or None,
    )


def _visibility(draft: VoiceDraft) -> str:
    hidden = draft.subkind == VoiceKind.REPORT or draft.about_retaliation or draft.is_private
    return Visibility.PRIVATE if hidden else Visibility.PUBLIC


def correct_voice(
    *,
    actor: Actor,
    matter: Matter,
    text: str,
    title: str = "",
    version: int | None = None,
    at: datetime | None = None,
) -> None:
    """The author corrects the words before the answer; the former words are kept beside."""
    matter_rules.is_author.require(actor, matter)
    if not text.strip():
        raise NotPossible(_("请写下您要说的事。"))
    at = at or timezone.now()
    before = matter.text
    title = title or title_of(text)
    with transaction.atomic():
        steps.move_matter(
            matter,
            procedure=VOICE,
            act="correct",
            version=version,
            now=at,
            text=text,
            title=title,
            public_text=masked(text),
            public_title=masked(title),
        )
        keep_words(matter, "correct", "", at, former_text=before)
        append(
            events.VoiceCorrected(before_digest=digest(matter.salt, before), text_digest=digest(matter.salt, text)),
            actor=actor.reference,
            subject=matter.number,
            occurred_at=at,
        )


def withdraw_voice(
    *,
    actor: Actor,
    matter: Matter,
    reason: str = "",
    version: int | None = None,
    at: datetime | None = None,
) -> None:
    """The author takes the voice back: its words leave the public pages, its number and entries stay."""
    matter_rules.is_author.require(actor, matter)
    at = at or timezone.now()
    hidden = Visibility.PRIVATE if matter.visibility == Visibility.PRIVATE else Visibility.REDACTED
    with transaction.atomic():
        steps.move_matter(
            matter,
            procedure=VOICE,
            act="withdraw",
            version=version,
            now=at,
            due_at=None,
            closed_at=at,
            visibility=hidden,
        )
        keep_words(matter, "withdraw", reason, at)
        steps.end_deadlines(matter, Step.values, now=at, met=False)
        steps.end_assignment(matter, ending=Ending.DONE, now=at)
        append(
            events.VoiceWithdrawn(reason_digest=digest(matter.salt, reason)),
            actor=actor.reference,
            subject=matter.number,
            occurred_at=at,
        )
