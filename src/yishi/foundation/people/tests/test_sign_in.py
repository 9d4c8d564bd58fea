"""Signing up and in; the same answer whether or not somebody is known; limits on attempts."""

import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import PASSWORD
from yishi.foundation.ledger.due import DUE_TASKS
from yishi.foundation.ledger.models import DueTask
from yishi.foundation.people.commands import FORGET_UNFINISHED
from yishi.foundation.people.models import Account
from yishi.foundation.people.tests.fakes import BrokenGateway, RecordingGateway, code_in

pytestmark = pytest.mark.django_db

SIGN_IN = "/accounts/login/"
SIGN_UP = "/accounts/signup/"
ENTER_CODE = "/accounts/login/code/confirm/"
VERIFY_TELEPHONE = "/accounts/phone/verify/"
MY_ACCOUNT = "/people/me/"
UNKNOWN = "139 1234 5678"
UNKNOWN_E164 = "+8613912345678"


@pytest.fixture(autouse=True)
def texts(settings):
    """The texts that were sent, as (telephone, text)."""
    settings.TEXT_GATEWAY = f"{RecordingGateway.__module__}.RecordingGateway"
    RecordingGateway.texts = []
    cache.clear()
    yield RecordingGateway.texts
    cache.clear()


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def skeleton(response) -> str:
    """A page without what differs by chance or by what was typed in."""
    return response.content.decode().split("<main", 1)[1].split("csrfmiddlewaretoken")[0]


# with a password


@pytest.mark.parametrize("login", ["wangxiuying", "wangxiuying@example.org", "13800000001", "+86 138-0000-0001"])
def test_a_password_opens_by_username_email_or_telephone(client, resident, login):
    response = client.post(SIGN_IN, {"login": login, "password": PASSWORD})
    assert response.status_code == 302
    assert is_signed_in(client)


def test_a_wrong_password_says_nothing_about_the_account(client, resident):
    known = client.post(SIGN_IN, {"login": "wangxiuying", "password": "wrong-password"})
    unknown = Client().post(SIGN_IN, {"login": "nobody-here", "password": "wrong-password"})
    assert not is_signed_in(client)
    assert skeleton(known) == skeleton(unknown)


def test_a_username_alone_is_asked_for_its_password(client, resident, texts):
    response = client.post(SIGN_IN, {"login": "wangxiuying", "password": ""})
    assert "用用户名登录，请填写密码。" in response.content.decode()
    assert texts == []


def test_signing_in_goes_back_to_the_page_that_asked(client, resident):
    asked = client.get(MY_ACCOUNT)
    assert asked.status_code == 302
    response = client.post(asked.url, {"login": "wangxiuying", "password": PASSWORD, "next": MY_ACCOUNT})
    assert response.url == MY_ACCOUNT


def test_a_suspended_account_stays_out(client, resident):
    resident.is_active = False
    resident.save()
    response = client.post(SIGN_IN, {"login": "wangxiuying", "password": PASSWORD})
    assert response.url == "/accounts/inactive/"
    assert not is_signed_in(client)


# with a code


def test_a_code_sent_to_the_telephone_opens(client, resident, texts):
    response = client.post(SIGN_IN, {"login": "13800000001"})
    assert response.url == ENTER_CODE
    telephone, text = texts[-1]
    assert telephone == "+8613800000001"
    response = client.post(ENTER_CODE, {"code": code_in(text)})
    assert response.status_code == 302
    assert is_signed_in(client)
    assert Account.objects.get(pk=resident.pk).telephone_verified


def test_a_code_sent_by_email_opens(client, resident):
    client.post(SIGN_IN, {"login": "wangxiuying@example.org"})
    client.post(ENTER_CODE, {"code": code_in(str(mail.outbox[-1].body))})
    assert is_signed_in(client)


def test_three_wrong_codes_end_the_attempt(client, resident, texts):
    client.post(SIGN_IN, {"login": "13800000001"})
    right = code_in(texts[-1][1])
    wrong = "000000" if right != "000000" else "111111"
    for _attempt in range(3):
        client.post(ENTER_CODE, {"code": wrong})
    client.post(ENTER_CODE, {"code": right})
    assert not is_signed_in(client)


def test_an_unknown_telephone_gets_the_same_page_and_its_owner_a_word(client, resident, texts):
    known = client.post(SIGN_IN, {"login": "13800000001"}, follow=True)
    stranger = Client()
    unknown = stranger.post(SIGN_IN, {"login": UNKNOWN}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain
    assert skeleton(known).replace("+8613800000001", "") == skeleton(unknown).replace(UNKNOWN_E164, "")
    assert texts[-1][0] == UNKNOWN_E164
    assert "还没有注册" in texts[-1][1]
    stranger.post(ENTER_CODE, {"code": "123456"})
    assert not is_signed_in(stranger)


def test_an_unknown_email_gets_the_same_page(client, resident):
    known = client.post(SIGN_IN, {"login": "wangxiuying@example.org"}, follow=True)
    unknown = Client().post(SIGN_IN, {"login": "nobody@example.org"}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain
    assert skeleton(known).replace("wangxiuying@", "") == skeleton(unknown).replace("nobody@", "")


def test_a_text_that_cannot_be_sent_is_said_and_breaks_nothing(client, resident, settings):
    settings.TEXT_GATEWAY = f"{BrokenGateway.__module__}.BrokenGateway"
    response = client.post(SIGN_IN, {"login": "13800000001"}, follow=True)
    assert response.status_code == 200
    assert "短信暂时发不出去" in response.content.decode()


# signing up


def test_signing_up_by_telephone_needs_only_the_code(client, texts):
    response = client.post(SIGN_UP, {"phone": UNKNOWN, "email": ""})
    assert response.url == VERIFY_TELEPHONE
    client.post(VERIFY_TELEPHONE, {"code": code_in(texts[-1][1])})
    assert is_signed_in(client)
    account = Account.objects.get(telephone=UNKNOWN_E164)
    assert account.telephone_verified
    assert account.username.startswith("r-")
    assert not account.has_usable_password()


def test_signing_up_by_email_needs_only_the_code(client):
    response = client.post(SIGN_UP, {"phone": "", "email": "li@example.org"})
    assert response.url == ENTER_CODE
    assert not is_signed_in(client)
    client.post(ENTER_CODE, {"code": code_in(str(mail.outbox[-1].body))})
    assert is_signed_in(client)
    assert EmailAddress.objects.get(email="li@example.org").verified


def test_signing_up_needs_one_of_the_two(client):
    response = client.post(SIGN_UP, {"phone": "", "email": ""})
    assert "有一项就可以" in response.content.decode()
    assert not Account.objects.exists()


@pytest.mark.parametrize("telephone", ["12345", "0551-62345678", "23800000001", "+86 23800000001", "１３８"])
def test_what_is_no_mobile_number_is_refused(client, telephone):
    response = client.post(SIGN_UP, {"phone": telephone})
    assert "请填写11位手机号码" in response.content.decode()
    assert not Account.objects.exists()


def test_signing_up_with_a_known_telephone_tells_only_its_owner(client, resident, texts):
    resident.last_login = resident.date_joined
    resident.save()
    known = client.post(SIGN_UP, {"phone": "13800000001"}, follow=True)
    unknown = Client().post(SIGN_UP, {"phone": UNKNOWN}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain
    assert skeleton(known).replace("+8613800000001", "") == skeleton(unknown).replace(UNKNOWN_E164, "")
    assert "已经注册过" in texts[0][1]
    assert Account.objects.filter(telephone="+8613800000001").count() == 1


def test_signing_up_with_a_known_email_tells_only_its_owner(client, resident):
    known = client.post(SIGN_UP, {"email": "wangxiuying@example.org"}, follow=True)
    unknown = Client().post(SIGN_UP, {"email": "nobody@example.org"}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain
    assert skeleton(known).replace("wangxiuying@", "") == skeleton(unknown).replace("nobody@", "")
    assert Account.objects.filter(email="wangxiuying@example.org").count() == 1


def test_asking_again_for_a_code_that_was_never_sent_says_nothing(client, resident):
    client.post(SIGN_UP, {"phone": "13800000001"})
    cache.clear()
    response = client.post(VERIFY_TELEPHONE, {"action": "resend"})
    assert response.status_code == 302


def test_who_broke_off_signing_up_goes_on_with_the_same_account(client, texts):
    client.post(SIGN_UP, {"phone": UNKNOWN})
    cache.clear()
    again = Client()
    again.post(SIGN_UP, {"phone": UNKNOWN})
    again.post(VERIFY_TELEPHONE, {"code": code_in(texts[-1][1])})
    assert is_signed_in(again)
    assert Account.objects.count() == 1


def test_a_sign_up_that_was_never_finished_is_forgotten(client, texts):
    client.post(SIGN_UP, {"phone": UNKNOWN})
    (task,) = DueTask.objects.filter(task=FORGET_UNFINISHED)
    assert task.at > timezone.now() + dt.timedelta(days=6)
    DUE_TASKS[task.task](task.data, task.at)
    assert not Account.objects.exists()


def test_a_sign_up_that_was_finished_stays(client, texts):
    client.post(SIGN_UP, {"phone": UNKNOWN})
    client.post(VERIFY_TELEPHONE, {"code": code_in(texts[-1][1])})
    task = DueTask.objects.get(task=FORGET_UNFINISHED)
    DUE_TASKS[task.task](task.data, task.at)
    assert Account.objects.filter(telephone=UNKNOWN_E164).exists()


# limits


def test_five_wrong_passwords_stop_further_attempts_even_the_right_one(client, resident):
    for _attempt in range(5):
        client.post(SIGN_IN, {"login": "13800000001", "password": "wrong-password"})
    response = client.post(SIGN_IN, {"login": "+86 138 0000 0001", "password": PASSWORD})
    assert not is_signed_in(client)
    assert response.status_code == 200


def test_a_telephone_gets_few_codes_a_minute(resident, texts):
    for _attempt in range(6):
        Client().post(SIGN_IN, {"login": "13800000001"})
    assert len(texts) == 3


def test_too_many_requests_get_a_page_of_ours(client):
    for _attempt in range(25):
        response = client.post(SIGN_UP, {"phone": "", "email": ""})
    assert response.status_code == 429
    assert "请稍等一会儿再试" in response.content.decode()


# language


def test_pages_speak_the_language_of_the_account(client, resident):
    resident.language = "en"
    resident.save()
    client.post(SIGN_IN, {"login": "wangxiuying", "password": PASSWORD})
    assert '<html lang="en"' in client.get(MY_ACCOUNT).content.decode()


def test_what_was_chosen_on_the_device_comes_first(client, resident, settings):
    resident.language = "en"
    resident.save()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    client.post(SIGN_IN, {"login": "wangxiuying", "password": PASSWORD})
    assert '<html lang="zh-hans"' in client.get(MY_ACCOUNT).content.decode()


@pytest.mark.parametrize(
    "name",
    ["account_login", "account_signup", "account_reset_password", "account_reset_password_done", "account_inactive"],
)
def test_every_entrance_is_in_our_frame(client, name):
    content = client.get(reverse(name)).content.decode()
    assert content.count("<h1") == 1
    assert "masthead" in content
