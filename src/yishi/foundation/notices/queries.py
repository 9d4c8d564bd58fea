"""Reading notices. Each list begins at `visible_to`."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, Count, ExpressionWrapper, Max, Min, Q, QuerySet

from yishi.foundation.matters.models import Matter
from yishi.foundation.notices import rules
from yishi.foundation.notices.choices import FAILURES, STAFF_GROUPS, Channel, Group, Mode
from yishi.foundation.notices.models import Following, Notice
from yishi.foundation.notices.preferences import OUTSIDE_CHANNELS, chosen_modes, mode_for
from yishi.foundation.people.actors import Actor


def visible_to(actor: Actor) -> QuerySet[Notice]:
    """The notices on the page of the actor: the unread first, each newest first."""
    is_read = ExpressionWrapper(Q(read_at__isnull=False), output_field=BooleanField())
    own = Notice.objects.filter(rules.may_read_notice.rows(actor), channel=Channel.IN_APP)
    return own.annotate(is_read=is_read).order_by("is_read", "-happened_at", "-pk").select_related("matter")


def unread_count(account_id: int | None) -> int:
    """How many notices an account has not read; one statement on a partial index, none for visitors without account."""
    if account_id is None:
        return 0
    return Notice.objects.filter(recipient_id=account_id, channel=Channel.IN_APP, read_at__isnull=True).count()


def groups_for(actor: Actor) -> list[Group]:
    """What the actor can choose about: the groups of staff only for staff."""
    return [group for group in Group if actor.is_staff or group not in STAFF_GROUPS]


def modes_of(actor: Actor) -> dict[tuple[Group, Channel], Mode]:
    """How the actor hears of each group by mail and text."""
    chosen = chosen_modes([actor.account_id] if actor.account_id is not None else [])
    return {
        (group, channel): mode_for(chosen, actor.account_id, group, channel)
        for group in groups_for(actor)
        for channel in OUTSIDE_CHANNELS
    }


def is_following(actor: Actor, matter: Matter) -> bool:
    """Whether the actor asked to hear the outcome of the matter."""
    return actor.account_id is not None and Following.objects.filter(account=actor.account_id, matter=matter).exists()


@dataclass(frozen=True)
class Trouble:
    """Messages of one channel that could not be sent for one reason; nothing of whom or what they are about."""

    channel: str
    reason: str
    waiting: int
    given_up: int
    first_at: datetime
    last_at: datetime

    @property
    def channel_name(self) -> str:
        return str(Channel(self.channel).label)

    @property
    def reason_words(self) -> str:
        """The reason as it is said to an administrator, with the provider's code where there is one."""
        for recorded, words in FAILURES.items():
            if self.reason.startswith(recorded):
                return f"{words} {self.reason.removeprefix(recorded).strip()}".strip()
        return self.reason


def troubles(actor: Actor) -> list[Trouble]:
    """What could not be sent, gathered by channel and reason, the most frequent first."""
    rules.may_see_delivery.require(actor, None)
    rows = (
        Notice.objects.filter(sent_at__isnull=True, failures__gt=0)
        .order_by()
        .values("channel", "last_error")
        .annotate(
            waiting=Count("pk", filter=Q(given_up_at__isnull=True)),
            given_up=Count("pk", filter=Q(given_up_at__isnull=False)),
            first_at=Min("happened_at"),
            last_at=Max("happened_at"),
        )
    )
    found = [
        Trouble(row["channel"], row["last_error"], row["waiting"], row["given_up"], row["first_at"], row["last_at"])
        for row in rows
    ]
    return sorted(found, key=lambda trouble: (-trouble.given_up - trouble.waiting, trouble.channel, trouble.reason))
