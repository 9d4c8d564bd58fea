"""The second factor: staff set one up before they act; signing in asks for it."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client

from tests.factories import PASSWORD
from yishi.foundation.people import commands
from yishi.foundation.people.actors import SYSTEM
from yishi.foundation.people.sealing import add_key, drop_old_keys, reseal_all

pytestmark = pytest.mark.django_db

SIGN_IN = "/accounts/login/"
SETUP = "/accounts/2fa/totp/activate/"
ASKED = "/accounts/2fa/authenticate/"
UNITS = "/people/units/"


@pytest.fixture(autouse=True)
def second_factor_is_required(settings, tmp_path):
    settings.STAFF_MFA = "required"
    settings.DATA = tmp_path
    cache.clear()


def code_of(secret: str) -> str:
    """What an authenticator shows now for a secret."""
    _before, counter, _after = yield_hotp_counters_from_time()
    return str(format_hotp_value(hotp_value(secret, counter)))


def set_up(client: Client) -> str:
    """Set up the second factor; returns its secret."""
    secret = str(client.get(SETUP).context["form"].secret)
    response = client.post(SETUP, {"code": code_of(secret)})
    assert response.status_code == 302, response.content.decode()
    return secret


def test_staff_without_a_second_factor_are_led_to_set_it_up_and_back(client, administrator):
    client.post(SIGN_IN, {"login": "sunli", "password": PASSWORD})
    assert client.get(UNITS)["Location"] == SETUP
    set_up(client)
    assert UNITS in client.get("/accounts/2fa/recovery-codes/").content.decode()
    assert client.get(UNITS).status_code == 200


def test_signing_in_asks_for_the_second_factor(client, administrator):
    client.post(SIGN_IN, {"login": "sunli", "password": PASSWORD})
    secret = set_up(client)
    cache.clear()  # the code just used may not be used again at once
    again = Client()
    response = again.post(SIGN_IN, {"login": "sunli", "password": PASSWORD})
    assert response["Location"] == ASKED
    assert "_auth_user_id" not in again.session
    assert again.get(UNITS)["Location"].startswith(SIGN_IN)
    again.post(ASKED, {"code": code_of(secret)})
    assert again.get(UNITS).status_code == 200


def test_a_recovery_code_opens_once(client, administrator):
    client.post(SIGN_IN, {"login": "sunli", "password": PASSWORD})
    set_up(client)
    recovery = Authenticator.objects.get(user=administrator, type=Authenticator.Type.RECOVERY_CODES)
    code = recovery.wrap().get_unused_codes()[0]
    first, second = Client(), Client()
    for visitor in (first, second):
        visitor.post(SIGN_IN, {"login": "sunli", "password": PASSWORD})
        visitor.post(ASKED, {"code": code})
    assert "_auth_user_id" in first.session
    assert "_auth_user_id" not in second.session


def test_residents_need_none(client, resident):
    client.post(SIGN_IN, {"login": "wangxiuying", "password": PASSWORD})
    assert client.get("/people/me/").status_code == 200


def test_the_secret_is_under_seal_also_after_new_keys(client, administrator):
    client.post(SIGN_IN, {"login": "sunli", "password": PASSWORD})
    secret = set_up(client)
    stored = Authenticator.objects.get(user=administrator, type=Authenticator.Type.TOTP)
    assert secret not in str(stored.data)
    add_key()
    assert reseal_all() >= 2
    drop_old_keys()
    cache.clear()
    again = Client()
    again.post(SIGN_IN, {"login": "sunli", "password": PASSWORD})
    again.post(ASKED, {"code": code_of(secret)})
    assert "_auth_user_id" in again.session


@pytest.mark.parametrize("setting, is_let_in", [("", True), ("required", False), ("optional", True)])
def test_a_demonstration_does_without_unless_told_otherwise(client, administrator, settings, setting, is_let_in):
    settings.STAFF_MFA = setting
    commands.declare_demonstration(actor=SYSTEM)
    client.force_login(administrator)
    assert (client.get(UNITS).status_code == 200) is is_let_in


def test_without_a_demonstration_the_second_factor_is_the_default(client, administrator, settings):
    settings.STAFF_MFA = ""
    client.force_login(administrator)
    assert client.get(UNITS).url == SETUP


def test_an_administrator_helps_who_lost_the_second_factor(client, administrator, officer):
    Authenticator.objects.create(user=officer, type=Authenticator.Type.TOTP, data={})
    actor = commands.queries.actor_of(administrator)
    commands.remove_second_factor(actor=actor, account=officer)
    assert not Authenticator.objects.filter(user=officer).exists()
