"""How a voice ends, or begins again: rating, the second person's check, reopening, appeal."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from yishi.events import voices as events
from yishi.foundation.ledger.commands import append
from yishi.foundation.ledger.queries import digest
from yishi.foundation.matters import queries as matter_queries
from yishi.foundation.matters import rules as matter_rules
from yishi.foundation.matters import steps
from yishi.foundation.matters.choices import Ending, Step
from yishi.foundation.matters.commands import iso
from yishi.foundation.matters.models import Deadline, Matter
from yishi.foundation.people.actors import Actor
from yishi.foundation.people.rules import NotPermitted, NotPossible
from yishi.parts.voices import queries, rules
from yishi.parts.voices.choices import VoiceState
from yishi.parts.voices.commands.traces import answer_due, keep_words
from yishi.parts.voices.models import Rating, Voice
from yishi_methods.procedures import VOICE


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
        Rating.objects.create(voice_id=matter.pk, is_solved=is_solved, is_satisfied=is_satisfied, rated_at=at)
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
        keep_words(matter, "reopen", reason, at)
        _do_again(matter, at)
        if matter.unit is not None:
            steps.hand_over(matter, unit=matter.unit, handler=matter.handler, by=actor.account_id, now=at, reason="")
        append(
            events.VoiceReopened(reason_digest=digest(matter.salt, reason), answer_due_at=iso(answer_due(matter))),
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
        keep_words(matter, "appeal", reason, at)
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


def _require_objection(matter: Matter, reason: str, at: datetime) -> None:
    if not reason.strip():
        raise NotPossible(_("请写明理由，方便承办单位了解哪里没有解决。"))
    if not queries.is_open_to_objection(matter, at):
        raise NotPossible(_("办结已经超过可以要求重办的期限。如果有新的情况，请重新提交。"))
