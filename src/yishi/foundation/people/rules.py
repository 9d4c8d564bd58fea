"""Permissions: one small named predicate each, which answers both questions: this row? and which rows?

    may_read_note = rule(
        lambda actor, note: note.unit_id in actor.own_units(),
        lambda actor: Q(unit__in=actor.own_units()),
    )

    may_read_note.allows(actor, note)       -> bool
    may_read_note.rows(actor)               -> Q, for a queryset's filter
    may_read_note.require(actor, note)      -> raises NotPermitted with the rule's reason

Rules combine with `&`, `|` and `~`; both answers combine alike. Tests compare the two answers on generated people
and rows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from yishi.foundation.people.actors import Actor

EVERY_ROW = Q()
NO_ROW = Q(pk__in=[])


class NotPermitted(PermissionDenied):
    """An actor asked for what a rule does not allow. The message is shown to the person."""


@dataclass(frozen=True)
class Rule:
    allows: Callable[[Actor, Any], bool]
    rows: Callable[[Actor], Q]
    reason: str = ""

    def require(self, actor: Actor, row: Any) -> None:
        if not self.allows(actor, row):
            raise NotPermitted(str(self.reason))

    def __and__(self, other: "Rule") -> "Rule":
        return Rule(
            lambda actor, row: self.allows(actor, row) and other.allows(actor, row),
            lambda actor: self.rows(actor) & other.rows(actor),
            self.reason or other.reason,
        )

    def __or__(self, other: "Rule") -> "Rule":
        return Rule(
            lambda actor, row: self.allows(actor, row) or other.allows(actor, row),
            lambda actor: _either(self.rows(actor), other.rows(actor)),
            self.reason or other.reason,
        )

    def __invert__(self) -> "Rule":
        return Rule(
            lambda actor, row: not self.allows(actor, row),
            lambda actor: NO_ROW if not self.rows(actor) else ~self.rows(actor),
            self.reason,
        )


def rule(allows: Callable[[Actor, Any], bool], rows: Callable[[Actor], Q], reason: str = "") -> Rule:
    """Make a rule of its two answers and of the sentence shown to a person it stops."""
    return Rule(allows, rows, reason)


def actor_rule(holds: Callable[[Actor], bool], reason: str = "") -> Rule:
    """A rule that looks at the actor alone: every row or none."""
    return Rule(lambda actor, row: holds(actor), lambda actor: EVERY_ROW if holds(actor) else NO_ROW, reason)


def _either(left: Q, right: Q) -> Q:
    # An empty Q means every row, but Django drops it from an OR.
    return EVERY_ROW if not left or not right else left | right
