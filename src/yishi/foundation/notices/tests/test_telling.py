"""Who is told of what, how, and how often: once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from tests.factories import District, make_account, make_matter, make_term
from yishi.events import matters, voices
from yishi.foundation.ledger.models import Cursor, Entry
from yishi.foundation.ledger.worker import Worker
from yishi.foundation.matters.choices import Visibility
from yishi.foundation.matters.models import Matter, Recusal
from yishi.foundation.notices.choices import Channel, Group, Mode, Role
from yishi.foundation.notices.circles import Telling
from yishi.foundation.notices.commands import follow_matter, notify, notify_about, set_preferences, unfollow_matter
from yishi.foundation.notices.models import Notice
from yishi.foundation.people.models import Account
from yishi.foundation.people.models import Role as Office
from yishi.foundation.people.queries import actor_of
from yishi.foundation.people.rules import NotPermitted
from yishi.foundation.people.sealing import seal

pytestmark = pytest.mark.django_db

Record = Callable[..., Entry]
ANSWERED = voices.VoiceAnswered(unit="chengguan", answer_digest="0" * 64, in_time=True)


def tell(*entries: Entry) -> int:
    with transaction.atomic():
        return notify_about(entries=entries, now=timezone.now())


def told(account: Account | None, channel: Channel = Channel.IN_APP) -> list[tuple[str, str]]:
    rows = Notice.objects.filter(recipient=account, channel=channel).order_by("pk")
    return [(notice.kind, notice.role) for notice in rows]


def reachable(account: Account, **changes: Any) -> Account:
    for name, value in {"telephone_verified": True, **changes}.items():
        setattr(account, name, value)
    account.save()
    return account


def test_the_author_hears_of_the_answer_at_once_by_every_channel(matter: Matter, record: Record) -> None:
    author = reachable(matter.authorship.account)  # type: ignore[arg-type]
    tell(record(ANSWERED, matter))
    for channel in Channel:
        assert told(author, channel) == [("voices.answered", Role.AUTHOR)]
    mail = Notice.objects.get(channel=Channel.MAIL)
    assert mail.send_after is not None
    assert mail.parameters == {"number": "PX-26-7K4Q", "unit": "chengguan"}


def test_no_notice_holds_the_words_of_the_matter(matter: Matter, record: Record) -> None:
    Matter.objects.filter(pk=matter.pk).update(visibility=Visibility.PRIVATE)
    tell(record(ANSWERED, matter))
    for notice in Notice.objects.all():
        assert "绝密" not in str(notice.__dict__)


def test_telling_twice_tells_once(matter: Matter, record: Record) -> None:
    entry = record(ANSWERED, matter)
    assert tell(entry, entry) == 2
    assert tell(entry) == 0
    assert Notice.objects.count() == 2


def test_a_reader_that_starts_over_doubles_nothing(matter: Matter, record: Record) -> None:
    record(ANSWERED, matter)
    Worker().run_until_idle()
    before = set(Notice.objects.values_list("pk", flat=True))
    Cursor.objects.filter(name="notices.tell").update(position=0)
    Worker().run_until_idle()
    assert set(Notice.objects.values_list("pk", flat=True)) == before


def test_an_author_without_account_is_reached_by_the_sealed_contact(district: District, record: Record) -> None:
    contact = seal({"name": "李梅", "telephone": "+8613900000009", "email": "limei@example.org"})
    matter = make_matter("PX-26-0002", unit=district.bureau, sealed_contact=contact)
    tell(record(ANSWERED, matter))
    found = Notice.objects.filter(recipient=None).order_by("channel")
    assert [(notice.channel, notice.role) for notice in found] == [("mail", "author"), ("text", "author")]
    assert "1390000" not in str([notice.__dict__ for notice in found])
    assert "limei" not in str([notice.__dict__ for notice in found])


def test_an_author_who_left_nothing_is_not_written_to(district: District, record: Record) -> None:
    assert tell(record(ANSWERED, make_matter("PX-26-0002", unit=district.bureau))) == 0


def test_a_telephone_counts_once_it_is_verified(matter: Matter, resident: Account, record: Record) -> None:
    assert resident.telephone
    assert not resident.telephone_verified
    tell(record(ANSWERED, matter))
    assert told(resident, Channel.TEXT) == []


def test_text_messages_are_for_answers_and_deadlines_only(matter: Matter, resident: Account, record: Record) -> None:
    reachable(resident)
    tell(
        record(voices.VoiceContacted(way="telephone"), matter),
        record(matters.MatterEscalated(unit="chengguan", to_unit="ducha", step="answer"), matter),
    )
    assert told(resident, Channel.TEXT) == [("matters.escalated", Role.AUTHOR)]
    assert len(told(resident)) == 2


def test_of_missed_steps_the_author_hears_of_those_owed_to_them(
    matter: Matter, resident: Account, record: Record
) -> None:
    tell(record(matters.MatterEscalated(unit="chengguan", to_unit="ducha", step="route"), matter))
    assert told(resident) == []


def test_every_author_of_merged_voices_is_answered(
    matter: Matter, resident: Account, neighbour: Account, district: District, record: Record
) -> None:
    contact = seal({"email": "third@example.org"})
    make_matter("PX-26-0003", author=neighbour, merged_into=matter)
    make_matter("PX-26-0004", sealed_contact=contact, merged_into=matter)
    tell(record(ANSWERED, matter))
    assert told(resident) == [("voices.answered", Role.AUTHOR)]
    assert told(neighbour) == [("voices.answered", Role.MERGED)]
    own = Notice.objects.get(recipient=neighbour, channel=Channel.IN_APP)
    assert own.matter is not None
    assert (own.matter.number, own.parameters["number"], own.parameters["other"]) == (
        "PX-26-0003",
        "PX-26-0003",
        "PX-26-7K4Q",
    )
    third = Notice.objects.get(recipient=None)
    assert (third.channel, third.matter.number) == (Channel.MAIL, "PX-26-0004")  # type: ignore[union-attr]


def test_followers_hear_of_the_answer_until_they_stop(matter: Matter, neighbour: Account, record: Record) -> None:
    actor = actor_of(neighbour)
    follow_matter(actor=actor, matter=matter)
    follow_matter(actor=actor, matter=matter)
    tell(record(ANSWERED, matter))
    assert told(neighbour) == [("voices.answered", Role.FOLLOWER)]
    unfollow_matter(actor=actor, matter=matter)
    tell(record(ANSWERED, matter))
    assert len(told(neighbour)) == 1


def test_only_public_matters_are_followed_and_only_with_an_account(neighbour: Account, district: District) -> None:
    hidden = make_matter("PX-26-0005", visibility=Visibility.PRIVATE)
    with pytest.raises(NotPermitted):
        follow_matter(actor=actor_of(neighbour), matter=hidden)
    with pytest.raises(NotPermitted):
        follow_matter(actor=actor_of(None), matter=make_matter("PX-26-0006"))


def test_nobody_is_told_of_their_own_act_but_confirmations(matter: Matter, resident: Account, record: Record) -> None:
    own = f"account:{resident.reference}"
    filed = voices.VoiceFiled(
        subkind="help", channel="web", area="", unit="", visibility="public", text_digest="0" * 64
    )
    tell(
        record(filed, matter, actor=own),
        record(voices.VoiceCorrected(before_digest="0" * 64, text_digest="1" * 64), matter, actor=own),
        record(voices.VoiceReopened(reason_digest="0" * 64), matter, actor=own),
    )
    assert told(resident) == [("voices.filed", Role.AUTHOR), ("voices.reopened", Role.AUTHOR)]


def test_the_handler_is_told_or_else_the_whole_desk(
    matter: Matter, officer: Account, district: District, record: Record
) -> None:
    colleague = make_account("colleague", "同事")
    make_term(colleague, Office.HEAD, district.bureau)
    former = make_account("former", "前任")
    make_term(former, Office.OFFICER, district.bureau, ends_on=timezone.localdate() - timedelta(days=1))
    near = matters.DeadlineNear(unit="chengguan", step="answer", due_at="2026-11-30T10:00:00+00:00")
    tell(record(near, matter))
    assert told(officer) == told(colleague) == [("matters.deadline_near", Role.STAFF)]
    assert told(former) == []
    Matter.objects.filter(pk=matter.pk).update(handler=officer)
    tell(record(near, matter))
    assert (len(told(officer)), len(told(colleague))) == (2, 1)


def test_whoever_recused_themselves_hears_nothing(matter: Matter, officer: Account, record: Record) -> None:
    Recusal.objects.create(matter=matter, account=officer, reason="亲属", declared_at=timezone.now())
    tell(record(matters.DeadlineNear(unit="chengguan", step="answer", due_at=""), matter))
    assert told(officer) == []


def test_the_centre_hears_of_refusals_and_the_level_above_of_escalations(
    matter: Matter, officer: Account, supervisor: Account, district: District, record: Record
) -> None:
    clerk = make_account("clerk", "受理员")
    make_term(clerk, Office.OFFICER, district.centre)
    tell(record(matters.AssignmentRefused(unit="chengguan", reason_digest="0" * 64), matter))
    assert told(clerk) == [("matters.assignment_refused", Role.CENTRE)]
    assert told(supervisor) == []
    tell(record(matters.MatterEscalated(unit="chengguan", to_unit="centre", step="answer"), matter))
    assert told(clerk)[1:] == told(supervisor) == [("matters.escalated", Role.ABOVE)]
    assert told(officer) == [("matters.escalated", Role.STAFF)]


def test_a_change_of_person_within_the_unit_is_no_news_for_the_author(
    matter: Matter, resident: Account, officer: Account, record: Record
) -> None:
    tell(record(matters.MatterAssigned(unit="chengguan", before="chengguan", handler="x"), matter))
    assert told(resident) == []
    assert told(officer) == [("matters.assigned", Role.STAFF)]
    tell(record(matters.MatterAssigned(unit="chengguan", before="liantang"), matter))
    assert told(resident) == [("matters.assigned", Role.AUTHOR)]


def test_the_author_who_also_works_there_is_told_once_as_author(
    matter: Matter, resident: Account, district: District, record: Record
) -> None:
    make_term(resident, Office.OFFICER, district.bureau)
    routed = voices.VoiceRouted(category="", unit="chengguan", subkind="help", answer_due_at="", as_suggested=True)
    tell(record(routed, matter))
    assert told(resident) == [("voices.routed", Role.AUTHOR)]


def test_staff_have_a_digest_but_what_is_due_within_a_day_goes_at_once(
    matter: Matter, officer: Account, record: Record
) -> None:
    near = matters.DeadlineNear(unit="chengguan", step="answer", due_at="")
    Matter.objects.filter(pk=matter.pk).update(due_at=timezone.now() + timedelta(days=3))
    tell(record(near, matter))
    mails = Notice.objects.filter(recipient=officer, channel=Channel.MAIL).order_by("pk")
    assert [mail.send_after for mail in mails] == [None]
    Matter.objects.filter(pk=matter.pk).update(due_at=timezone.now() + timedelta(hours=20))
    tell(record(near, matter))
    assert mails.last().send_after is not None  # type: ignore[union-attr]


def test_people_choose_how_they_hear(matter: Matter, resident: Account, record: Record) -> None:
    reachable(resident)
    actor = actor_of(resident)
    set_preferences(
        actor=actor, modes={(Group.ANSWER, Channel.MAIL): Mode.DAILY, (Group.ANSWER, Channel.TEXT): Mode.OFF}
    )
    tell(record(ANSWERED, matter))
    assert told(resident) == [("voices.answered", Role.AUTHOR)]
    assert told(resident, Channel.TEXT) == []
    assert Notice.objects.get(channel=Channel.MAIL).send_after is None
    set_preferences(actor=actor, modes={(Group.ANSWER, Channel.MAIL): Mode.OFF})
    assert not Notice.objects.filter(channel=Channel.MAIL).exists(), "what waited for the digest is dropped"
    tell(record(ANSWERED, matter))
    assert not Notice.objects.filter(channel=Channel.MAIL).exists()


def test_the_page_cannot_be_switched_off(matter: Matter, resident: Account, record: Record) -> None:
    set_preferences(actor=actor_of(resident), modes={(Group.ANSWER, Channel.IN_APP): Mode.OFF})
    tell(record(ANSWERED, matter))
    assert told(resident) == [("voices.answered", Role.AUTHOR)]


def test_history_is_shown_to_its_author_and_sent_to_nobody(
    matter: Matter, resident: Account, officer: Account, neighbour: Account, record: Record
) -> None:
    follow_matter(actor=actor_of(neighbour), matter=matter)
    long_ago = timezone.now() - timedelta(days=400)
    tell(
        record(ANSWERED, matter, occurred_at=long_ago),
        record(matters.DeadlineNear(unit="chengguan", step="answer", due_at=""), matter, occurred_at=long_ago),
    )
    assert told(resident) == [("voices.answered", Role.AUTHOR)]
    assert Notice.objects.get(recipient=resident).happened_at == long_ago
    assert told(officer) == []
    assert not Notice.objects.exclude(channel=Channel.IN_APP).exists()


def test_closed_accounts_and_unknown_subjects_are_passed_over(
    matter: Matter, resident: Account, record: Record
) -> None:
    resident.is_active = False
    resident.save()
    entry = record(ANSWERED, matter)
    with transaction.atomic():
        assert (
            notify_about(
                entries=[entry, Entry(sequence=99, kind="voices.answered", subject="PX-00")], now=entry.recorded_at
            )
            == 0
        )


def test_notify_tells_accounts_directly(matter: Matter, neighbour: Account) -> None:
    with transaction.atomic():
        for _time in range(2):
            notify(recipients=[neighbour], kind="voices.answered", matter=matter, role=Role.FOLLOWER, sequence=7)
    assert told(neighbour) == [("voices.answered", Role.FOLLOWER)]
    with pytest.raises(LookupError, match="no wording"):
        notify(recipients=[neighbour], kind="voices.answered", matter=matter, role=Role.CENTRE, sequence=8)


def test_a_batch_costs_the_same_for_few_and_many(
    matter: Matter, officer: Account, neighbour: Account, record: Record, django_assert_max_num_queries: Any
) -> None:
    make_matter("PX-26-0003", author=neighbour, merged_into=matter)
    entries = [record(ANSWERED, matter) for _number in range(30)]
    with transaction.atomic(), django_assert_max_num_queries(11):
        assert notify_about(entries=entries, now=timezone.now()) == 120


def test_tellings_are_plain_values() -> None:
    assert Telling.__dataclass_params__.frozen  # type: ignore[attr-defined]
