"""What several acts need: the answer that is due, and the author's later words."""

from datetime import datetime

from yishi.foundation.matters.choices import Step
from yishi.foundation.matters.models import Deadline, Matter
from yishi.parts.voices.models import Reply


def answer_due(matter: Matter) -> datetime | None:
    """When the answer (or that of an appeal) is due; None where no such clock runs."""
    due = Deadline.objects.filter(matter=matter, step__in=[Step.ANSWER, Step.APPEAL], ended_at__isnull=True)
    return due.values_list("due_at", flat=True).first()


def keep_words(matter: Matter, kind: str, text: str, at: datetime, former_text: str = "") -> None:
    """Keep what the author said later: a reason, or the words before a correction."""
    Reply.objects.create(voice_id=matter.pk, kind=kind, text=text, former_text=former_text, written_at=at)
