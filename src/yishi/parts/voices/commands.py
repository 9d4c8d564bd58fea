"""Acts on voices. `at` is when the act happened (now, unless a history is told); `version` is the one the actor saw."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
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
from yishi.foundation.matters.models import Authorship, Category, Deadline, Matter
from yishi.foundation.matters.numbers import next_numbers
from yishi.foundation.people.actors import Actor
from yishi.foundation.people.commands import Contact, reveal_identity
from yishi.foundation.people.models import Account, Unit
from yishi.foundation.people.rules import NotPermitted, NotPossible
from yishi.foundation.people.sealing import seal
from yishi.foundation.places.models import Area
from yishi.parts.voices import queries, rules
from yishi.parts.voices.choices import KIND, PREFIX, OtherChannel, VoiceKind, VoiceState
from yishi.parts.voices.models import Answer, Reply, Voice
from yishi_methods.procedures import VOICE
from yishi_methods.text.personal import find, mask

TITLE_LENGTH = 30


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
        )
    return matter


def masked(text: str, *, is_of_office: bool = False) -> str:
    """The text with personal data of anybody masked; in what an office writes, landlines are its own."""
    return mask(text, find(text, is_of_office=is_of_office))


def title_of(text: str) -> str:
    """A title for a text without one: its first sentence, ended at a comma where it is longer than `TITLE_LENGTH`."""
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    sentence = re.split(r"[。！？!?；;]", first)[0] or first
    if len(sentence) <= TITLE_LENGTH:
        return sentence
    clauses = re.match(rf".{{8,{TITLE_LENGTH}}}(?=[，,、：:])", sentence)
    return clauses[0] if clauses else f"{sentence[: TITLE_LENGTH - 1]}…"


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
                answer_due_at=iso(_answer_due(matter)),
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


def _answer_due(matter: Matter) -> datetime | None:
    due = Deadline.objects.filter(matter=matter, step__in=[Step.ANSWER, Step.APPEAL], ended_at__isnull=True)
    return due.values_list("due_at", flat=True).first()


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
    due = _answer_due(matter)
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


def rate_voice(
    *,
    actor: Actor,
    matter: Matter,
    is_solved: bool,
    is_satisfied: bool,
    comment: str = "",
    version: int | None = None,
    at: datetime | None = None,
) -> None:
    """The author says whether it is solved and whether they are satisfied. Solved closes; unsolved is done again."""
    matter_rules.is_author.require(actor, matter)
    at = at or timezone.now()
    act = "rate_solved" if is_solved else "rate_unsolved"
    with transaction.atomic():
        closing = {"closed_at": at, "due_at": None} if is_solved else {}
        steps.move_matter(matter, procedure=VOICE, act=act, version=version, now=at, **closing)
        Voice.objects.filter(pk=matter.pk).update(
            rated_at=at, is_solved=is_solved, is_satisfied=is_satisfied, rating_comment=comment
        )
        steps.end_deadlines(matter, [Step.RATE, Step.CHECK], now=at, met=True)
        if is_solved:
            steps.end_assignment(matter, ending=Ending.DONE, now=at)
        else:
            _do_again(matter, at)
        append(
            events.VoiceRated(solved=is_solved, satisfied=is_satisfied),
            actor=actor.reference,
            subject=matter.number,
            occurred_at=at,
        )


def _do_again(matter: Matter, at: datetime) -> None:
    Voice.objects.filter(pk=matter.pk).update(times_reopened=F("times_reopened") + 1)
    steps.start_deadlines(matter, [Step.ANSWER], start=at, unit=matter.unit)
    steps.refresh_due(matter)


def check_closure(
    *,
    actor: Actor,
    matter: Matter,
    passed: bool,
    reason: str,
    version: int | None = None,
    at: datetime | None = None,
) -> None:
    """A second person checks an answer whose author kept silent through the rating time: closed, or done again."""
    matter_rules.may_check.require(actor, matter)
    if not rules.is_second_person(actor, matter.voice.answered_by_id):
        raise NotPermitted(_("办结须由答复人以外的第二个人核查。"))
    if not reason.strip():
        raise NotPossible(_("请写明核查了什么、结果如何。"))
    at = at or timezone.now()
    window = Deadline.objects.filter(matter=matter, step=Step.RATE, ended_at__isnull=True).first()
    if passed and window is not None and at < window.due_at:
        raise NotPossible(_("提出人的评价期还没有结束，请等评价期满再核查。"))
    with transaction.atomic():
        closing = {"closed_at": at, "due_at": None} if passed else {}
        act = "check_closure" if passed else "reject_closure"
        steps.move_matter(matter, procedure=VOICE, act=act, version=version, now=at, **closing)
        steps.end_deadlines(matter, [Step.CHECK], now=at, met=True)
        steps.end_deadlines(matter, [Step.RATE], now=at, met=False)
        if passed:
            steps.end_assignment(matter, ending=Ending.DONE, now=at)
        else:
            _do_again(matter, at)
        append(
            events.ClosureChecked(passed=passed, reason_digest=digest(matter.salt, reason)),
            actor=actor.reference,
            subject=matter.number,
            occurred_at=at,
        )


def open_checks(*, now: datetime) -> int:
    """Where the rating time of an answered voice is over, start the clock of the second person's check.

    Returns how many.
    """
    over = Deadline.objects.filter(
        step=Step.RATE, ended_at__isnull=True, due_at__lt=now, matter__state=VoiceState.ANSWERED
    ).select_related("matter", "matter__unit")
    count = 0
    for window in over:
        with transaction.atomic():
            if Deadline.objects.filter(pk=window.pk, ended_at__isnull=True).update(ended_at=now):
                steps.start_deadlines(window.matter, [Step.CHECK], start=now, unit=window.matter.unit)
                steps.refresh_due(window.matter)
                count += 1
    return count


def reopen_voice(
    *,
    actor: Actor,
    matter: Matter,
    reason: str,
    version: int | None = None,
    at: datetime | None = None,
) -> None:
    """The author says that a closed voice is not solved after all."""
    matter_rules.is_author.require(actor, matter)
    at = at or timezone.now()
    _require_objection(matter, reason, at)
    with transaction.atomic():
        steps.move_matter(matter, procedure=VOICE, act="reopen", version=version, now=at, closed_at=None)
        _reply(matter, "reopen", reason, at)
        _do_again(matter, at)
        if matter.unit is not None:
            steps.hand_over(matter, unit=matter.unit, handler=matter.handler, by=actor.account_id, now=at, reason="")
        append(
            events.VoiceReopened(reason_digest=digest(matter.salt, reason), answer_due_at=iso(_answer_due(matter))),
            actor=actor.reference,
            subject=matter.number,
            occurred_at=at,
        )


def appeal_voice(
    *,
    actor: Actor,
    matter: Matter,
    reason: str,
    version: int | None = None,
    at: datetime | None = None,
) -> None:
    """The author asks the next level, which answers by its own clock."""
    matter_rules.is_author.require(actor, matter)
    at = at or timezone.now()
    _require_objection(matter, reason, at)
    above = matter_queries.unit_free_of(matter_queries.level_above(matter.unit), matter_queries.recused_units(matter))
    if above is None:
        raise NotPossible(_("已经是最高一级。您可以依法申请行政复议、提起诉讼或者信访。"))
    with transaction.atomic():
        steps.move_matter(
            matter,
            procedure=VOICE,
            act="appeal",
            version=version,
            now=at,
            unit=above,
            handler=None,
            closed_at=None,
        )
        _reply(matter, "appeal", reason, at)
        Voice.objects.filter(pk=matter.pk).update(times_appealed=F("times_appealed") + 1)
        steps.hand_over(matter, unit=above, handler=None, by=None, now=at, ending=Ending.ESCALATED, reason=reason)
        steps.end_deadlines(matter, Step.values, now=at, met=False)
        started = steps.start_deadlines(matter, [Step.APPEAL], start=at, unit=above)
        steps.refresh_due(matter)
        append(
            events.VoiceAppealed(
                to_unit=above.code,
                reason_digest=digest(matter.salt, reason),
                due_at=iso(started[Step.APPEAL].due_at) if Step.APPEAL in started else "",
            ),
            actor=actor.reference,
            subject=matter.number,
            occurred_at=at,
        )


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
        _reply(matter, "correct", "", at, former_text=before)
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
        _reply(matter, "withdraw", reason, at)
        steps.end_deadlines(matter, Step.values, now=at, met=False)
        steps.end_assignment(matter, ending=Ending.DONE, now=at)
        append(
            events.VoiceWithdrawn(reason_digest=digest(matter.salt, reason)),
            actor=actor.reference,
            subject=matter.number,
            occurred_at=at,
        )


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


def _require_objection(matter: Matter, reason: str, at: datetime) -> None:
    if not reason.strip():
        raise NotPossible(_("请写明理由，方便承办单位了解哪里没有解决。"))
    if not queries.is_open_to_objection(matter, at):
        raise NotPossible(_("办结已经超过可以要求重办的期限。如果有新的情况，请重新提交。"))


def _reply(matter: Matter, kind: str, text: str, at: datetime, former_text: str = "") -> None:
    Reply.objects.create(voice_id=matter.pk, kind=kind, text=text, former_text=former_text, written_at=at)
