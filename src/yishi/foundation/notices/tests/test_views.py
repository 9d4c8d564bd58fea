"""The pages of notices: one's own only, unread first, a constant number of statements, both languages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories import District, make_account, make_matter, make_term
from yishi.events import voices
from yishi.foundation.ledger.models import Entry
from yishi.foundation.matters.choices import Visibility
from yishi.foundation.matters.models import Matter
from yishi.foundation.notices import queries, rules
from yishi.foundation.notices.choices import Channel, Group, Mode
from yishi.foundation.notices.commands import notify_about
from yishi.foundation.notices.context import unread_notices
from yishi.foundation.notices.models import Following, Notice
from yishi.foundation.people.models import Account, Role
from yishi.foundation.people.queries import actor_of

pytestmark = pytest.mark.django_db

Record = Callable[..., Entry]
ANSWERED = voices.VoiceAnswered(unit="chengguan", answer_digest="0" * 64, in_time=True)
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def notices(matter: Matter, record: Record) -> list[Notice]:
    """Three notices of 王秀英."""
    entries = [record(ANSWERED, matter) for _number in range(3)]
    with transaction.atomic():
        notify_about(entries=entries, now=timezone.now())
    return list(Notice.objects.filter(channel=Channel.IN_APP).order_by("pk"))


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def test_the_list_shows_ones_own_notices(notices: list[Notice], resident: Account, neighbour: Account) -> None:
    page = signed_in(resident).get(reverse("notices:index")).content.decode()
    assert page.count('您的诉求 <span class="nowrap">PX-26-7K4Q</span> 已答复，请查看并评价。') == 3
    assert "有 3 条未读" in page
    assert "绝密" not in page
    other = signed_in(neighbour).get(reverse("notices:index")).content.decode()
    assert "PX-26-7K4Q" not in other
    assert "还没有消息" in other


def test_the_list_speaks_english(notices: list[Notice], resident: Account) -> None:
    page = signed_in(resident).get(reverse("notices:index"), headers=ENGLISH).content.decode()
    assert page.count("has been answered. Please read the answer and rate it.") == 3
    assert "3 are unread." in page


@pytest.mark.parametrize(
    ("route", "arguments", "method"),
    [
        ("index", [], "get"),
        ("preferences", [], "get"),
        ("open", [1], "get"),
        ("mark_read", [1], "post"),
        ("mark_all_read", [], "post"),
        ("follow", ["PX-26-7K4Q"], "post"),
        ("delivery", [], "get"),
    ],
)
def test_visitors_are_led_to_sign_in(
    matter: Matter, client: Client, route: str, arguments: list[Any], method: str
) -> None:
    response = getattr(client, method)(reverse(f"notices:{route}", args=arguments))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_one_file_and_lists_agree(notices: list[Notice], resident: Account, neighbour: Account) -> None:
    for account in (resident, neighbour, None):
        actor = actor_of(account)
        listed = set(Notice.objects.filter(rules.may_read_notice.rows(actor)).values_list("pk", flat=True))
        assert listed == {n.pk for n in Notice.objects.all() if rules.may_read_notice.allows(actor, n)}


def test_the_unread_come_first(notices: list[Notice], resident: Account) -> None:
    client = signed_in(resident)
    newest = notices[-1]
    response = client.get(reverse("notices:open", args=[newest.pk]))
    assert response["Location"] == "/voices/PX-26-7K4Q/"
    newest.refresh_from_db()
    assert newest.read_at is not None
    assert list(queries.visible_to(actor_of(resident))) == [notices[1], notices[0], newest]
    assert queries.unread_count(resident.pk) == 2


def test_another_persons_notice_is_unknown(notices: list[Notice], neighbour: Account) -> None:
    client = signed_in(neighbour)
    assert client.get(reverse("notices:open", args=[notices[0].pk])).status_code == 404
    assert client.post(reverse("notices:mark_read", args=[notices[0].pk])).status_code == 404
    assert client.post(reverse("notices:mark_all_read")).status_code == 302
    assert not Notice.objects.filter(read_at__isnull=False).exists()


def test_reading_one_and_all(notices: list[Notice], resident: Account) -> None:
    client = signed_in(resident)
    assert client.get(reverse("notices:mark_read", args=[notices[0].pk])).status_code == 405
    client.post(reverse("notices:mark_read", args=[notices[0].pk]))
    assert queries.unread_count(resident.pk) == 2
    client.post(reverse("notices:mark_all_read"), {"newest": notices[1].pk})
    assert queries.unread_count(resident.pk) == 1, "what came after the page was shown stays unread"
    response = client.post(reverse("notices:mark_all_read"), {"newest": "nonsense"}, follow=True)
    assert queries.unread_count(resident.pk) == 0
    assert "已把 1 条消息标为已读。" in response.content.decode()


def test_the_list_costs_the_same_for_any_number(
    notices: list[Notice], resident: Account, record: Record, matter: Matter, django_assert_num_queries: Any
) -> None:
    client = signed_in(resident)
    client.get(reverse("notices:index"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("notices:index"))
    entries = [record(ANSWERED, matter) for _number in range(25)]
    with transaction.atomic():
        notify_about(entries=entries, now=timezone.now())
    with django_assert_num_queries(len(few)):
        client.get(reverse("notices:index"))


def test_many_notices_are_paged(notices: list[Notice], resident: Account, record: Record, matter: Matter) -> None:
    entries = [record(ANSWERED, matter) for _number in range(40)]
    with transaction.atomic():
        notify_about(entries=entries, now=timezone.now())
    client = signed_in(resident)
    first = client.get(reverse("notices:index")).content.decode()
    assert "第 1 页，共 2 页" in first
    assert 'rel="next"' in first
    second = client.get(reverse("notices:index") + "?page=2").content.decode()
    assert second.count("请查看并评价") == 13
    assert client.get(reverse("notices:index") + "?page=nonsense").status_code == 200


def test_people_choose_what_they_hear_of(resident: Account, matter: Matter) -> None:
    client = signed_in(resident)
    address = reverse("notices:preferences")
    page = client.get(address).content.decode()
    assert "我的诉求有了答复或者结果" in page
    assert "承办事项即将到期" not in page
    assert "您还没有验证手机号码" in page
    modes = queries.modes_of(actor_of(resident))
    choice = {f"{group}-{channel}": mode.value for (group, channel), mode in modes.items()}
    assert client.post(address, choice | {"answer-mail": "daily"}).status_code == 302
    assert queries.modes_of(actor_of(resident)) == modes | {(Group.ANSWER, Channel.MAIL): Mode.DAILY}
    assert client.post(address, choice | {"answer-text": "daily"}).status_code == 422
    assert client.post(address, {}).status_code == 422


def test_staff_choose_about_their_work_too(officer: Account) -> None:
    page = signed_in(officer).get(reverse("notices:preferences"), headers=ENGLISH).content.decode()
    assert "Matters due soon or overdue" in page


def test_following_by_a_button(matter: Matter, neighbour: Account) -> None:
    client = signed_in(neighbour)
    address = reverse("notices:follow", args=["px-26-7k4q"])
    assert client.post(address)["Location"] == "/voices/PX-26-7K4Q/"
    assert queries.is_following(actor_of(neighbour), matter)
    client.post(address, {"stop": "1"})
    assert not Following.objects.exists()
    hidden = make_matter("PX-26-H1DE", visibility=Visibility.PRIVATE)
    answers = [client.post(reverse("notices:follow", args=[number])) for number in (hidden.number, "PX-26-N0NE")]
    assert [answer.status_code for answer in answers] == [404, 404]


def test_only_administrators_see_what_could_not_be_sent(
    notices: list[Notice], district: District, officer: Account, resident: Account, settings: Any
) -> None:
    settings.STAFF_MFA = "optional"
    administrator = make_account("admin", "管理员")
    make_term(administrator, Role.ADMINISTRATOR, district.centre)
    Notice.objects.filter(channel=Channel.MAIL).update(
        failures=9, last_error="SMTPDataError 550", given_up_at=timezone.now()
    )
    address = reverse("notices:delivery")
    for account in (officer, resident):
        assert signed_in(account).get(address).status_code == 403
        assert signed_in(account).post(address).status_code == 403
    client = signed_in(administrator)
    page = client.get(address).content.decode()
    assert "邮件服务器不接受邮件内容 550" in page
    assert "PX-26-7K4Q" not in page
    assert resident.email not in page
    assert "将重新发送 3 条消息。" in client.post(address, follow=True).content.decode()
    assert "没有发不出去的消息" in client.get(address).content.decode()


def test_the_count_is_asked_for_only_where_it_is_shown(
    notices: list[Notice], resident: Account, django_assert_num_queries: Any
) -> None:
    request = RequestFactory().get("/")
    request.actor = actor_of(resident)  # type: ignore[attr-defined]
    with django_assert_num_queries(0):
        count = unread_notices(request)["unread_notices"]
    with django_assert_num_queries(1):
        assert count == 3
    request.actor = actor_of(None)  # type: ignore[attr-defined]
    with django_assert_num_queries(0):
        assert unread_notices(request)["unread_notices"] == 0
