"""What happens to any matter, whatever its kind."""

from dataclasses import dataclass

from yishi.events.base import Event, event


@event("matters.assigned")
@dataclass(frozen=True, kw_only=True)
class MatterAssigned(Event):
    """A unit (and perhaps a person in it) became responsible; `before` is the unit that was."""

    unit: str
    before: str = ""
    handler: str = ""
    due_at: str = ""
    reason_digest: str = ""


@event("matters.assignment_refused")
@dataclass(frozen=True, kw_only=True)
class AssignmentRefused(Event):
    """A unit sent the matter back as not its own, with its reasons, in time."""

    unit: str
    reason_digest: str


@event("matters.escalated")
@dataclass(frozen=True, kw_only=True)
class MatterEscalated(Event):
    """A missed deadline put the matter on the desk of the next level; the unit stays responsible."""

    unit: str
    to_unit: str
    step: str


@event("matters.deadline_near")
@dataclass(frozen=True, kw_only=True)
class DeadlineNear(Event):
    """A running deadline falls within the reminding time."""

    unit: str
    step: str
    due_at: str


@event("matters.deadline_paused")
@dataclass(frozen=True, kw_only=True)
class DeadlinePaused(Event):
    step: str
    reason_digest: str


@event("matters.deadline_resumed")
@dataclass(frozen=True, kw_only=True)
class DeadlineResumed(Event):
    step: str
    due_at: str


@event("matters.deadline_recomputed")
@dataclass(frozen=True, kw_only=True)
class DeadlineRecomputed(Event):
    """A new official calendar moved a deadline that had rested on a provisional year."""

    step: str
    before: str
    due_at: str
    calendar_version: str


@event("matters.recused")
@dataclass(frozen=True, kw_only=True)
class Recused(Event):
    """A person or a unit must not handle the matter. `party` is the unit's code or the account's reference."""

    party: str
    reason_digest: str


@event("matters.note_added")
@dataclass(frozen=True, kw_only=True)
class NoteAdded(Event):
    text_digest: str


@event("matters.visibility_changed")
@dataclass(frozen=True, kw_only=True)
class VisibilityChanged(Event):
    before: str
    after: str
    reason_digest: str


@event("matters.linked")
@dataclass(frozen=True, kw_only=True)
class MattersLinked(Event):
    other: str
    relation: str


@event("matters.merged")
@dataclass(frozen=True, kw_only=True)
class MatterMerged(Event):
    """The subject was merged into `into`; its text, author and supporters stay, and its author is answered there."""

    into: str
    reason_digest: str


@event("matters.supported")
@dataclass(frozen=True, kw_only=True)
class SupportsCounted(Event):
    """A batch of me-too marks: how many came, how many there are, and one digest over the marks of the batch."""

    added: int
    total: int
    digest: str
