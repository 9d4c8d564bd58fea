"""What happens to a voice."""

from dataclasses import dataclass

from yishi.events.base import Event, event


@event("voices.filed")
@dataclass(frozen=True, kw_only=True)
class VoiceFiled(Event):
    subkind: str
    channel: str
    area: str
    unit: str
    visibility: str
    text_digest: str
    answer_due_at: str = ""
    suggested_unit: str = ""
    suggested_category: str = ""
    source: str = ""


@event("voices.updated")
@dataclass(frozen=True, kw_only=True)
class VoiceUpdated(Event):
    """A later import of the same record brought changes."""

    text_digest: str
    fields: tuple[str, ...]
    source: str


@event("voices.corrected")
@dataclass(frozen=True, kw_only=True)
class VoiceCorrected(Event):
    """The author corrected the words; both digests remain."""

    before_digest: str
    text_digest: str


@event("voices.routed")
@dataclass(frozen=True, kw_only=True)
class VoiceRouted(Event):
    """A person confirmed the category and the responsible unit."""

    category: str
    unit: str
    subkind: str
    answer_due_at: str
    as_suggested: bool


@event("voices.redirected")
@dataclass(frozen=True, kw_only=True)
class VoiceRedirected(Event):
    """Not for this platform: the right channel was shown, with reasons."""

    channel: str
    reason_digest: str


@event("voices.contacted")
@dataclass(frozen=True, kw_only=True)
class VoiceContacted(Event):
    way: str


@event("voices.answered")
@dataclass(frozen=True, kw_only=True)
class VoiceAnswered(Event):
    unit: str
    answer_digest: str
    in_time: bool


@event("voices.rated")
@dataclass(frozen=True, kw_only=True)
class VoiceRated(Event):
    solved: bool
    satisfied: bool
    by_callback: bool = False


@event("voices.checked")
@dataclass(frozen=True, kw_only=True)
class ClosureChecked(Event):
    """A second person looked at an answered voice whose author kept silent, and closed it or sent it back."""

    passed: bool
    reason_digest: str


@event("voices.reopened")
@dataclass(frozen=True, kw_only=True)
class VoiceReopened(Event):
    reason_digest: str
    answer_due_at: str = ""


@event("voices.appealed")
@dataclass(frozen=True, kw_only=True)
class VoiceAppealed(Event):
    """The author asked the next level; it has its own clock."""

    to_unit: str
    reason_digest: str
    due_at: str


@event("voices.withdrawn")
@dataclass(frozen=True, kw_only=True)
class VoiceWithdrawn(Event):
    reason_digest: str
