"""What lies on a worker's desk, and on which pile."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from yishi.foundation.matters import rules
from yishi.foundation.matters.choices import Step
from yishi.foundation.matters.limits import limits
from yishi.foundation.matters.models import Deadline, Matter
from yishi.foundation.people.actors import Actor
from yishi.parts.voices.choices import UNANSWERED_STATES, VoiceState


@dataclass(frozen=True)
class Pile:
    """One pile: its words, what to do with it, and which of the desk's matters belong to it."""

    name: str
    label: Any
    advice: Any
    condition: Callable[[Actor, datetime], Q]
    is_always_shown: bool = True


def _unanswered(actor: Actor, now: datetime) -> Q:
    return Q(state__in=UNANSWERED_STATES)


def _awaits_check() -> Q:
    check = Deadline.objects.filter(matter=OuterRef("pk"), step=Step.CHECK, ended_at__isnull=True)
    return Q(state=VoiceState.ANSWERED) & Q(Exists(check))


PILES = (
    Pile(
        "mine",
        _("我承办的"),
        _("由您承办、还没有答复的，最先到期的在最前面。"),
        lambda actor, now: _unanswered(actor, now) & Q(handler_id=actor.account_id),
    ),
    Pile("all", _("本单位未办"), _("本单位还没有答复的全部事项，包括下级逾期报上来的。"), _unanswered),
    Pile(
        "overdue",
        _("已逾期"),
        _("已经过了期限的，请先办这些。"),
        lambda actor, now: _unanswered(actor, now) & Q(due_at__lt=now),
    ),
    Pile(
        "near",
        _("快到期"),
        _("一天之内到期的。"),
        lambda actor, now: (
            _unanswered(actor, now) & Q(due_at__gte=now, due_at__lt=now + timedelta(hours=limits().reminder_hours))
        ),
    ),
    Pile(
        "route",
        _("待分派"),
        _("新提交或者被退回的，请核对类别和承办单位后分派。"),
        lambda actor, now: Q(state=VoiceState.FILED),
        is_always_shown=False,
    ),
    Pile(
        "check",
        _("待核查"),
        _("已经答复、提出人没有评价的，请第二个人核查后办结。"),
        lambda actor, now: _awaits_check(),
        is_always_shown=False,
    ),
)


def desk(actor: Actor) -> QuerySet[Matter]:
    """Everything that any of the piles may hold: the matters of the actor's units, those led, and those to check."""
    return Matter.objects.filter((rules.handles | rules.leads | rules.is_supervisor).rows(actor)).exclude(
        rules.is_recused.rows(actor)
    )


def pile_rows(actor: Actor, pile: Pile, now: datetime) -> QuerySet[Matter]:
    """The matters of a pile, with what a line shows."""
    return (
        desk(actor)
        .filter(pile.condition(actor, now))
        .select_related("unit", "category", "handler", "area")
        .defer("text", "public_text")
    )


def pile_sizes(actor: Actor, now: datetime) -> dict[str, int]:
    """How many matters each pile holds, in one statement."""
    open_ones = desk(actor).filter(state__in=[*UNANSWERED_STATES, VoiceState.ANSWERED])
    counts = {pile.name: Count("pk", filter=pile.condition(actor, now)) for pile in PILES}
    return open_ones.aggregate(**counts)
