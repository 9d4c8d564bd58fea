"""Telling people, and what they do with what they are told: no public acts, so nothing of it is in the ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, Min, OuterRef
from django.utils import timezone

from yishi.foundation.ledger.commands import schedule
from yishi.foundation.ledger.models import Entry
from yishi.foundation.matters.models import Matter
from yishi.foundation.notices import rules
from yishi.foundation.notices.choices import DIGEST, STAFF_GROUPS, Channel, Group, Mode, Role
from yishi.foundation.notices.circles import Telling, gather, tellings
from yishi.foundation.notices.contacts import reach
from yishi.foundation.notices.limits import limits
from yishi.foundation.notices.models import Following, Notice, Preference, notice_key
from yishi.foundation.notices.preferences import OUTSIDE_CHANNELS, Chosen, chosen_modes, mode_for
from yishi.foundation.notices.timing import after_quiet_hours, next_digest, wait_after
from yishi.foundation.notices.wording import wording_of
from yishi.foundation.people.actors import Actor
from yishi.foundation.people.models import Account
from yishi.foundation.people.rules import NotPermitted

SEND = "notices.send"
GATHER = "notices.gather"


@dataclass(frozen=True)
class Occasion:
    """What a telling is about in time: the entry's place in the ledger, when it happened, when it was recorded."""

    sequence: int
    happened_at: datetime
    recorded_at: datetime


def notify(
    *,
    recipients: Sequence[Account],
    kind: str,
    matter: Matter,
    role: Role,
    sequence: int,
    parameters: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> int:
    """Tell accounts something that has a wording for their role; returns how many messages are new.

    `sequence` is the ledger's entry behind it: telling the same again changes nothing. Runs in the caller's
    transaction.
    """
    now = timezone.now()
    occasion = Occasion(sequence, at or now, now)
    filled = {"number": matter.number, **(parameters or {})}
    return _tell([(occasion, Telling(account, matter, kind, role, filled)) for account in recipients], now)


def notify_about(*, entries: Sequence[Entry], now: datetime) -> int:
    """Tell everybody around the matters what the entries say; returns how many messages are new.

    Entries that were recorded long after they happened are history: of these an author hears on the page alone, staff
    nothing.
    """
    around = gather(entries, timezone.localdate(now))
    told = [
        (Occasion(entry.sequence, entry.occurred_at, entry.recorded_at), telling)
        for entry in entries
        for telling in tellings(entry, around)
    ]
    return _tell(told, now)


def mark_read(*, actor: Actor, notice: Notice) -> None:
    """The recipient has seen a notice."""
    rules.may_read_notice.require(actor, notice)
    Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=timezone.now())


def mark_all_read(*, actor: Actor, until: int | None = None) -> int:
    """The actor has seen all notices, up to the id `until`: one that came meanwhile stays unread. Returns how many."""
    rules.has_account.require(actor, None)
    unread = Notice.objects.filter(rules.may_read_notice.rows(actor), channel=Channel.IN_APP, read_at__isnull=True)
    if until is not None:
        unread = unread.filter(pk__lte=until)
    return unread.update(read_at=timezone.now())


def set_preferences(*, actor: Actor, modes: Mapping[tuple[Group, Channel], Mode]) -> None:
    """Choose how to hear of each group of things. What waited for a digest of a group now switched off is dropped."""
    account_id = _account_of(actor)
    rows = [
        Preference(account_id=account_id, group=group, channel=channel, mode=mode)
        for (group, channel), mode in modes.items()
        if channel in OUTSIDE_CHANNELS
    ]
    silenced = [row.group for row in rows if row.channel == Channel.MAIL and row.mode == Mode.OFF]
    with transaction.atomic():
        Preference.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["account", "group", "channel"], update_fields=["mode"]
        )
        _waiting_for_digest().filter(recipient_id=account_id, group__in=silenced).delete()


def follow_matter(*, actor: Actor, matter: Matter) -> None:
    """Hear the outcome of a public matter. Doing it twice changes nothing."""
    rules.may_follow.require(actor, matter)
    Following.objects.get_or_create(account_id=_account_of(actor), matter=matter, defaults={"since": timezone.now()})


def unfollow_matter(*, actor: Actor, matter: Matter) -> None:
    """No longer hear of a matter."""
    Following.objects.filter(account_id=_account_of(actor), matter=matter).delete()


def claim_notices(*, now: datetime) -> list[int]:
    """Take the next messages that are due, and put each off to its next try: if the sender dies, they come again.

    Runs in the caller's transaction; returns their ids, oldest first.
    """
    bounds = limits(timezone.localdate(now))
    due = list(_unsent().filter(send_after__lte=now).order_by("send_after", "pk")[: bounds.batch])
    for notice in due:
        notice.send_after = now + wait_after(notice.failures + 1, bounds)
    Notice.objects.bulk_update(due, ["send_after"])
    arrange_sending(now=now)
    return [notice.pk for notice in due]


def record_sent(*, notice: Notice, now: datetime) -> None:
    """A message has left; with a digest, those it gathered have left too."""
    with transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(sent_at=now, last_error="")
        if notice.kind == DIGEST:
            Notice.objects.filter(digest=notice).update(sent_at=now)


def record_failure(*, notice: Notice, reason: str, now: datetime, is_final: bool = False) -> None:
    """A message could not leave; after the last try, or where trying again is no use, it is given up."""
    failures = notice.failures + 1
    given_up = is_final or failures >= limits(timezone.localdate(now)).attempts
    Notice.objects.filter(pk=notice.pk).update(
        failures=F("failures") + 1, last_error=reason[:300], given_up_at=now if given_up else None
    )


def retry_given_up(*, actor: Actor, now: datetime) -> int:
    """Try again what was given up, once the cause is mended. Returns how many messages."""
    rules.may_see_delivery.require(actor, None)
    with transaction.atomic():
        count = Notice.objects.filter(given_up_at__isnull=False, sent_at__isnull=True).update(
            given_up_at=None, failures=0, send_after=now
        )
        arrange_sending(now=now)
    return count


def gather_digests(*, now: datetime) -> int:
    """Make of what waits for each person one mail; what was read on the page meanwhile is left out. Returns how many.

    Runs in the caller's transaction.
    """
    seen = Notice.objects.filter(
        recipient=OuterRef("recipient"),
        matter=OuterRef("matter"),
        kind=OuterRef("kind"),
        happened_at=OuterRef("happened_at"),
        channel=Channel.IN_APP,
        read_at__isnull=False,
    )
    _waiting_for_digest().filter(Exists(seen)).delete()
    day = timezone.localdate(now).toordinal()
    waiting = _waiting_for_digest().filter(digest__isnull=True)
    count = 0
    for account_id in list(waiting.order_by("recipient").values_list("recipient", flat=True).distinct()):
        key = notice_key(account_id=account_id, matter_id=None, channel=Channel.MAIL, kind=DIGEST, sequence=day)
        digest, is_new = Notice.objects.get_or_create(
            key=key,
            defaults={
                "recipient_id": account_id,
                "channel": Channel.MAIL,
                "kind": DIGEST,
                "happened_at": now,
                "send_after": now,
            },
        )
        if is_new:
            members = waiting.filter(recipient=account_id).update(digest=digest)
            Notice.objects.filter(pk=digest.pk).update(parameters={"count": members})
            count += 1
    arrange_sending(now=now)
    return count


def forget_old_notices(*, now: datetime) -> int:
    """Delete notices long read, and messages long sent. Returns how many rows."""
    before = now - timedelta(days=limits(timezone.localdate(now)).read_days)
    read, _models = Notice.objects.filter(channel=Channel.IN_APP, read_at__lt=before).delete()
    sent, _models = Notice.objects.filter(sent_at__lt=before).delete()
    return read + sent


def arrange_sending(*, now: datetime) -> None:
    """Have the worker come when the next message is due."""
    earliest = _unsent().aggregate(earliest=Min("send_after"))["earliest"]
    if earliest is not None:
        schedule(SEND, task=SEND, at=max(earliest, now))


def _account_of(actor: Actor) -> int:
    if actor.account_id is None:
        raise NotPermitted(str(rules.has_account.reason))
    return actor.account_id


def _unsent() -> Any:
    return Notice.objects.filter(sent_at__isnull=True, given_up_at__isnull=True, send_after__isnull=False)


def _waiting_for_digest() -> Any:
    return Notice.objects.filter(
        channel=Channel.MAIL,
        sent_at__isnull=True,
        given_up_at__isnull=True,
        send_after__isnull=True,
        digest__isnull=True,
    )


def _tell(told: Sequence[tuple[Occasion, Telling]], now: datetime) -> int:
    chosen = chosen_modes({telling.account.pk for _occasion, telling in told if telling.account is not None})
    drafts: dict[str, Notice] = {}
    for occasion, telling in told:
        for notice in _drafted(occasion, telling, chosen, now):
            drafts.setdefault(notice.key, notice)
    known = set(Notice.objects.filter(key__in=drafts).values_list("key", flat=True))
    fresh = [notice for key, notice in drafts.items() if key not in known]
    if fresh:
        Notice.objects.bulk_create(fresh)
    if any(notice.send_after for notice in fresh):
        arrange_sending(now=now)
    return len(fresh)


def _drafted(occasion: Occasion, telling: Telling, chosen: Chosen, now: datetime) -> list[Notice]:
    """The messages that one telling makes: on the page for whoever has an account, and outside as they want it."""
    wording = wording_of(telling.kind, telling.role)
    if wording is None:
        raise LookupError(f"no wording of {telling.kind!r} for {telling.role!r}")
    account, bounds = telling.account, limits(timezone.localdate(now))
    is_history = occasion.recorded_at - occasion.happened_at > timedelta(hours=bounds.stale_hours)
    if is_history and wording.group in STAFF_GROUPS:
        return []
    notices = [_notice(occasion, telling, wording.group, Channel.IN_APP, None)] if account is not None else []
    if is_history:
        return notices
    is_author = telling.role in (Role.AUTHOR, Role.MERGED)
    for channel in reach(account, telling.matter, is_author=is_author):
        mode = mode_for(chosen, account.pk if account else None, wording.group, channel)
        if mode != Mode.OFF:
            at = _send_after(telling, wording.group, channel, mode, now)
            notices.append(_notice(occasion, telling, wording.group, channel, at))
    return notices


def _send_after(telling: Telling, group: Group, channel: Channel, mode: Mode, now: datetime) -> datetime | None:
    """When a message may leave; None to wait for the digest."""
    bounds = limits(timezone.localdate(now))
    if channel == Channel.TEXT:
        return after_quiet_hours(timezone.localtime(now), bounds)
    due_at = telling.matter.due_at
    is_urgent = group in STAFF_GROUPS and due_at is not None and due_at - now <= timedelta(hours=bounds.urgent_hours)
    return now if mode == Mode.IMMEDIATELY or is_urgent else None


def _notice(
    occasion: Occasion, telling: Telling, group: Group, channel: Channel, send_after: datetime | None
) -> Notice:
    account_id = telling.account.pk if telling.account is not None else None
    return Notice(
        key=notice_key(
            account_id=account_id,
            matter_id=telling.matter.pk,
            channel=channel,
            kind=telling.kind,
            sequence=occasion.sequence,
        ),
        recipient=telling.account,
        matter=telling.matter,
        channel=channel,
        kind=telling.kind,
        role=telling.role,
        group=group,
        parameters=telling.parameters,
        happened_at=occasion.happened_at,
        send_after=send_after,
    )


def first_digest(now: datetime) -> datetime:
    """When the next digest is made."""
    return next_digest(timezone.localtime(now), limits(timezone.localdate(now)))
