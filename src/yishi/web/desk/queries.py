"""What lies on a worker's desk, and on which pile."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from yishi.foundation.matters import rules
from yishi.foundation.matters.choices import Step
from yishi.foundation.matters.limits import limits
from yishi.foundation.matters.models import Deadline, Matter
from yishi.foundation.people.actors import Actor
from yishi.parts.voices.choices import UNANSWERED_STATES, VoiceState

COUNTED = 1000
"""Piles are counted up to here: whoever has more needs no exact number, and a longer count would slow every look."""


@dataclass(frozen=True)
class Pile:
    """One pile: its words, what to do with it, and which matters belong to it. A usual one is shown when empty too."""

    name: str
    label: Any
    advice: Any
    condition: Callable[[Actor, datetime], Q]
    is_usual: bool = True


def _own(actor: Actor, now: datetime) -> Q:
    return Q(state__in=UNANSWERED_STATES) & rules.handles.rows(actor)


def _reported(actor: Actor, now: datetime) -> Q:
    return Q(state__in=UNANSWERED_STATES, escalated_to_id__in=actor.own_units(*rules.HANDLING_ROLES))


def _awaits_check(actor: Actor, now: datetime) -> Q:
    check = Deadline.objects.filter(matter=OuterRef("pk"), step=Step.CHECK, ended_at__isnull=True)
    by_whom = rules.is_supervisor | rules.leads | rules.is_triage
    return Q(state=VoiceState.ANSWERED) & Q(Exists(check)) & by_whom.rows(actor)


PILES = (
    Pile(
        "mine",
        _("我承办的"),
        _("由您承办、还没有答复的，最先到期的在最前面。"),
        lambda actor, now: Q(state__in=UNANSWERED_STATES, handler_id=actor.account_id),
    ),
    Pile("all", _("本单位未办"), _("本单位还没有答复的全部事项，最先到期的在最前面。"), _own),
    Pile(
        "overdue",
        _("已逾期"),
        _("已经过了期限的，请先办这些。"),
        lambda actor, now: _own(actor, now) & Q(due_at__lt=now),
    ),
    Pile(
        "near",
        _("快到期"),
        _("一天之内到期的。"),
        lambda actor, now: (
            _own(actor, now) & Q(due_at__gte=now, due_at__lt=now + timedelta(hours=limits().reminder_hours))
        ),
    ),
    Pile(
        "route",
        _("待分派"),
        _("新提交或者被退回的，请核对类别和承办单位后分派。"),
        lambda actor, now: Q(state=VoiceState.FILED) & rules.handles.rows(actor),
        is_usual=False,
    ),
    Pile("reported", _("下级逾期"), _("下级单位逾期、报到本单位的，请督促办理或者改派。"), _reported, is_usual=False),
    Pile(
        "check",
        _("待核查"),
        _("已经答复、提出人没有评价的，请第二个人核查后办结。"),
        _awaits_check,
        is_usual=False,
    ),
)


def pile_rows(actor: Actor, pile: Pile, now: datetime) -> QuerySet[Matter]:
    """The matters of a pile."""
    return Matter.objects.filter(pile.condition(actor, now)).exclude(rules.is_recused.rows(actor))


def pile_lines(actor: Actor, pile: Pile, now: datetime) -> QuerySet[Matter]:
    """The matters of a pile with what a line shows."""
    whole = pile_rows(actor, pile, now)
    return whole.select_related("unit", "category", "handler", "area").defer("text", "public_text")


def pile_sizes(actor: Actor, now: datetime) -> dict[str, int]:
    """How many matters each pile holds, counted up to `COUNTED`: one short statement each."""
    return {pile.name: pile_rows(actor, pile, now)[:COUNTED].count() for pile in PILES}
