"""Messages leave once, later after a failure, never at night by text, and a day's worth in one mail."""

import smtplib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from tests.factories import District, make_account, make_matter, make_term
from yishi.events import voices
from yishi.foundation.ledger.models import DueTask, Entry
from yishi.foundation.matters.models import Matter
from yishi.foundation.notices import commands, reactions
from yishi.foundation.notices.choices import DIGEST, Channel
from yishi.foundation.notices.delivery import deliver_notices
from yishi.foundation.notices.limits import limits
from yishi.foundation.notices.models import Notice
from yishi.foundation.notices.queries import troubles
from yishi.foundation.people.gateways import TextNotSent
from yishi.foundation.people.models import Account
from yishi.foundation.people.models import Role as Office
from yishi.foundation.people.queries import actor_of
from yishi.foundation.people.rules import NotPermitted
from yishi.foundation.people.sealing import seal

pytestmark = pytest.mark.django_db

Record = Callable[..., Entry]
ANSWERED = voices.VoiceAnswered(unit="chengguan", answer_digest="0" * 64, in_time=True)
CONTACTED = voices.VoiceContacted(way="telephone")


class Gateway:
    """Takes text messages, or refuses them."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.refuses = ""

    def send(self, telephone: str, text: str) -> None:
        if self.refuses:
            raise TextNotSent(self.refuses)
        self.sent.append((telephone, text))


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Gateway:
    gateway = Gateway()
    monkeypatch.setattr("yishi.foundation.notices.delivery.text_gateway", lambda: gateway)
    return gateway


@pytest.fixture
def author(resident: Account) -> Account:
    resident.telephone_verified = True
    resident.save()
    return resident


def tell(*entries: Entry, now: datetime | None = None) -> None:
    with transaction.atomic():
        commands.notify_about(entries=entries, now=now or timezone.now())


def send_due(now: datetime) -> int:
    with transaction.atomic():
        ids = commands.claim_notices(now=now)
    return deliver_notices(ids)


def noon() -> datetime:
    return timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)


def test_a_mail_says_what_happened_and_where_to_look(
    matter: Matter, author: Account, record: Record, settings: Any
) -> None:
    settings.SITE_ADDRESS = "https://yishi.example"
    author.telephone_verified = False
    author.save()
    tell(record(ANSWERED, matter))
    assert send_due(timezone.now()) == 1
    (letter,) = mail.outbox
    assert letter.to == [author.email]
    assert letter.subject == "您的诉求 PX-26-7K4Q 已答复，请查看并评价。"
    assert "https://yishi.example/voices/PX-26-7K4Q/" in letter.body
    assert "https://yishi.example/notices/preferences/" in letter.body
    assert "12345" in letter.body
    assert "绝密" not in letter.subject + letter.body
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"


def test_messages_speak_the_recipients_language(
    matter: Matter, author: Account, record: Record, gateway: Gateway
) -> None:
    author.language = "en"
    author.save()
    tell(record(ANSWERED, matter), now=noon())
    send_due(noon())
    assert mail.outbox[0].subject == "Your matter PX-26-7K4Q has been answered. Please read the answer and rate it."
    assert gateway.sent == [(author.telephone, "[Yishi] " + mail.outbox[0].subject)]


def test_somebody_without_an_account_is_written_to_in_the_language_they_filed_in(
    district: District, record: Record, gateway: Gateway
) -> None:
    contact = seal({"telephone": "+8613900000009", "email": "limei@example.org"})
    matter = make_matter("PX-26-0002", unit=district.bureau, sealed_contact=contact)
    matter.authorship.language = "en"
    matter.authorship.save()
    tell(record(ANSWERED, matter), now=noon())
    assert send_due(noon()) == 2
    assert mail.outbox[0].to == ["limei@example.org"]
    assert mail.outbox[0].subject.startswith("Your matter PX-26-0002")
    assert "preferences" not in mail.outbox[0].body
    assert gateway.sent[0][0] == "+8613900000009"


def test_text_messages_wait_for_the_morning(matter: Matter, author: Account, record: Record, gateway: Gateway) -> None:
    night = noon().replace(hour=23)
    tell(record(ANSWERED, matter), now=night)
    assert send_due(night) == 1
    assert (len(mail.outbox), gateway.sent) == (1, [])
    morning = (night + timedelta(days=1)).replace(hour=8)
    assert send_due(DueTask.objects.get(key=commands.SEND).at) == 0
    assert DueTask.objects.get(key=commands.SEND).at == morning
    assert send_due(morning) == 1
    assert gateway.sent == [(author.telephone, "【议事】您的诉求 PX-26-7K4Q 已答复，请查看并评价。")]


def test_what_was_sent_is_not_sent_again(matter: Matter, author: Account, record: Record) -> None:
    tell(record(ANSWERED, matter), now=noon())
    send_due(noon())
    assert send_due(noon() + timedelta(days=30)) == 0
    assert len(mail.outbox) == 1


def test_a_failure_is_counted_and_tried_again_later_and_given_up_at_last(
    matter: Matter, author: Account, record: Record, gateway: Gateway
) -> None:
    gateway.refuses = "the text-message provider answered 503"
    tell(record(ANSWERED, matter), now=noon())
    now, waits = noon(), []
    for attempt in range(1, limits().attempts + 1):
        send_due(now)
        notice = Notice.objects.get(channel=Channel.TEXT)
        assert (notice.failures, notice.last_error) == (attempt, gateway.refuses)
        assert notice.send_after is not None
        waits.append(notice.send_after - now)
        now = notice.send_after
    assert notice.given_up_at is not None
    assert waits == sorted(waits)
    assert waits[0] == timedelta(seconds=limits().first_retry_seconds)
    gateway.refuses = ""
    assert send_due(now + timedelta(days=9)) == 0
    assert not gateway.sent


def test_one_failure_does_not_hold_up_the_others(
    matter: Matter, author: Account, neighbour: Account, record: Record, gateway: Gateway
) -> None:
    make_matter("PX-26-0003", author=neighbour, merged_into=matter)
    tell(record(ANSWERED, matter), now=noon())
    with mock.patch(
        "yishi.foundation.notices.delivery.letter_of", side_effect=[ValueError("bad words"), mock.DEFAULT]
    ) as letter_of:
        letter_of.return_value = mock.Mock(subject="一", body="二")
        assert send_due(noon()) == 2
    failed = Notice.objects.get(channel=Channel.MAIL, failures=1)
    assert failed.last_error == "ValueError"
    assert failed.sent_at is None


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (smtplib.SMTPDataError(451, b"wangxiuying@example.org greylisted"), "SMTPDataError 451"),
        (ConnectionRefusedError("mail.example"), "ConnectionRefusedError"),
    ],
)
def test_a_failure_is_recorded_without_the_address(
    matter: Matter, author: Account, record: Record, error: Exception, reason: str
) -> None:
    author.telephone_verified = False
    author.save()
    tell(record(ANSWERED, matter))
    with mock.patch("django.core.mail.EmailMessage.send", side_effect=error):
        assert send_due(timezone.now()) == 0
    assert Notice.objects.get(channel=Channel.MAIL).last_error == reason


def test_a_sender_that_dies_leaves_the_message_to_be_tried_again(
    matter: Matter, author: Account, record: Record
) -> None:
    tell(record(ANSWERED, matter), now=noon())
    with transaction.atomic():
        claimed = commands.claim_notices(now=noon())
    assert claimed
    with transaction.atomic():
        assert commands.claim_notices(now=noon()) == [], "no other sender takes it meanwhile"
    wait = timedelta(seconds=limits().first_retry_seconds)
    assert DueTask.objects.get(key=commands.SEND).at == noon() + wait
    with transaction.atomic():
        assert commands.claim_notices(now=noon() + wait) == claimed


def test_an_account_closed_meanwhile_is_not_written_to(matter: Matter, author: Account, record: Record) -> None:
    tell(record(ANSWERED, matter), now=noon())
    author.is_active = False
    author.save()
    assert send_due(noon()) == 0
    assert not mail.outbox
    assert set(Notice.objects.exclude(channel=Channel.IN_APP).values_list("last_error", flat=True)) == {
        "account closed"
    }


def test_an_address_removed_meanwhile_ends_the_message(matter: Matter, author: Account, record: Record) -> None:
    tell(record(ANSWERED, matter), now=noon())
    author.email, author.telephone = "", None
    author.save()
    assert send_due(noon()) == 0
    assert Notice.objects.filter(given_up_at__isnull=False, last_error="no address").count() == 2


def test_the_worker_sends_after_its_transaction(
    matter: Matter, author: Account, record: Record, django_capture_on_commit_callbacks: Any
) -> None:
    tell(record(ANSWERED, matter))
    with django_capture_on_commit_callbacks(execute=True) as callbacks, transaction.atomic():
        reactions.send({}, timezone.now())
        assert not mail.outbox
    assert len(callbacks) == 1
    assert len(mail.outbox) == 1


def test_the_day_goes_into_one_mail(matter: Matter, author: Account, record: Record, settings: Any) -> None:
    tell(*[record(CONTACTED, matter) for _number in range(3)], now=noon())
    assert send_due(noon()) == 0
    with transaction.atomic():
        assert commands.gather_digests(now=noon()) == 1
        assert commands.gather_digests(now=noon()) == 0
    assert send_due(noon()) == 1
    (letter,) = mail.outbox
    assert letter.subject == "您有 3 条新消息"
    assert letter.body.count("· 承办单位记录：已就您的诉求 PX-26-7K4Q 与您联系。") == 3
    assert not Notice.objects.filter(channel=Channel.MAIL, sent_at=None).exists()
    assert commands.gather_digests(now=noon() + timedelta(days=1)) == 0


def test_what_was_read_meanwhile_is_left_out_of_the_digest(matter: Matter, author: Account, record: Record) -> None:
    tell(record(CONTACTED, matter), record(CONTACTED, matter), now=noon())
    first = Notice.objects.filter(channel=Channel.IN_APP).order_by("pk")[0]
    commands.mark_read(actor=actor_of(author), notice=first)
    with transaction.atomic():
        assert commands.gather_digests(now=noon()) == 1
    send_due(noon())
    assert mail.outbox[0].subject == "您有 1 条新消息"
    commands.mark_all_read(actor=actor_of(author))
    tell(record(CONTACTED, matter), now=noon())
    commands.mark_all_read(actor=actor_of(author))
    with transaction.atomic():
        assert commands.gather_digests(now=noon() + timedelta(days=1)) == 0


def test_each_person_has_a_digest_of_their_own_in_their_language(
    matter: Matter, author: Account, neighbour: Account, record: Record
) -> None:
    neighbour.language = "en"
    neighbour.save()
    other = make_matter("PX-26-0003", author=neighbour)
    tell(record(CONTACTED, matter), record(CONTACTED, other), now=noon())
    with transaction.atomic():
        assert commands.gather_digests(now=noon()) == 2
    send_due(noon())
    assert {(letter.to[0], letter.subject) for letter in mail.outbox} == {
        (author.email, "您有 1 条新消息"),
        (neighbour.email, "You have 1 new message"),
    }
    assert not any("PX-26-0003" in letter.body for letter in mail.outbox if letter.to == [author.email])


def test_a_long_digest_is_cut_and_counted(matter: Matter, author: Account, record: Record) -> None:
    count = limits().digest_lines + 2
    tell(*[record(CONTACTED, matter) for _number in range(count)], now=noon())
    with transaction.atomic():
        commands.gather_digests(now=noon())
    send_due(noon())
    assert mail.outbox[0].body.count("· ") == limits().digest_lines
    assert "另有 2 条" in mail.outbox[0].body


def test_a_digest_that_fails_keeps_its_members(matter: Matter, author: Account, record: Record) -> None:
    tell(record(CONTACTED, matter), now=noon())
    with transaction.atomic():
        commands.gather_digests(now=noon())
    with mock.patch("django.core.mail.EmailMessage.send", side_effect=ConnectionRefusedError):
        assert send_due(noon()) == 0
    digest = Notice.objects.get(kind=DIGEST)
    assert digest.members.count() == 1
    assert send_due(noon() + timedelta(hours=1)) == 1
    assert Notice.objects.filter(digest=digest, sent_at__isnull=False).count() == 1


def test_the_daily_round_comes_back_every_day(matter: Matter) -> None:
    with transaction.atomic():
        reactions.gather({}, timezone.now())
    following = DueTask.objects.get(key=commands.GATHER).at
    assert timezone.localtime(following).time() == limits().digest_at
    assert following > timezone.now()


def test_old_notices_are_forgotten_once_read(matter: Matter, author: Account, record: Record) -> None:
    tell(record(ANSWERED, matter), record(ANSWERED, matter), now=noon())
    send_due(noon())
    read = Notice.objects.filter(channel=Channel.IN_APP).order_by("pk")[0]
    commands.mark_read(actor=actor_of(author), notice=read)
    assert commands.forget_old_notices(now=noon()) == 0
    commands.forget_old_notices(now=noon() + timedelta(days=limits().read_days + 1))
    kept = Notice.objects.get()
    assert (kept.channel, kept.read_at) == (Channel.IN_APP, None)


def test_an_administrator_sees_what_failed_and_tries_again(
    matter: Matter, author: Account, district: District, record: Record, gateway: Gateway
) -> None:
    administrator = make_account("admin", "管理员")
    make_term(administrator, Office.ADMINISTRATOR, district.centre)
    gateway.refuses = "the text-message provider could not be reached"
    tell(record(ANSWERED, matter), now=noon())
    Notice.objects.filter(channel=Channel.TEXT).update(failures=limits().attempts - 1)
    send_due(noon())
    actor = actor_of(administrator)
    (trouble,) = troubles(actor)
    assert (trouble.channel, trouble.reason, trouble.given_up, trouble.waiting) == ("text", gateway.refuses, 1, 0)
    gateway.refuses = ""
    assert commands.retry_given_up(actor=actor, now=noon()) == 1
    assert send_due(noon()) == 1
    assert troubles(actor) == []
    for other in (author, make_account("x", "路人")):
        with pytest.raises(NotPermitted):
            troubles(actor_of(other))
        with pytest.raises(NotPermitted):
            commands.retry_given_up(actor=actor_of(other), now=noon())
