"""Sign-in through another identity provider, with a provider that is never asked over the network."""

import json
import os
import subprocess
import sys
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.providers.oauth2.client import OAuth2Client
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter

from yishi.foundation.people.models import Account
from yishi.foundation.people.queries import actor_of

pytestmark = pytest.mark.django_db

SIGN_IN = "/accounts/oidc/sso/login/"
BACK = "/accounts/oidc/sso/login/callback/"
PROVIDER = {
    "issuer": "https://id.example.org",
    "authorization_endpoint": "https://id.example.org/authorize",
    "token_endpoint": "https://id.example.org/token",
    "userinfo_endpoint": "https://id.example.org/userinfo",
    "jwks_uri": "https://id.example.org/keys",
}
PERSON = {"sub": "u-77", "name": "陈国华", "email": "chen@example.org", "preferred_username": "chen"}


@pytest.fixture(autouse=True)
def provider(settings, monkeypatch):
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "sso",
                    "name": "统一身份认证",
                    "client_id": "yishi",
                    "secret": "s",
                    "settings": {"server_url": PROVIDER["issuer"]},
                }
            ],
        }
    }
    monkeypatch.setattr(OpenIDConnectOAuth2Adapter, "openid_config", PROVIDER)
    monkeypatch.setattr(OpenIDConnectOAuth2Adapter, "_fetch_user_info", lambda self, token: PERSON)
    monkeypatch.setattr(OAuth2Client, "get_access_token", lambda self, code, pkce_code_verifier: {"access_token": "t"})


def came_back(client):
    state = parse_qs(urlsplit(client.post(SIGN_IN).url).query)["state"][0]
    return client.get(BACK, {"code": "c", "state": state})


def test_the_sign_in_page_offers_the_provider(client):
    assert "统一身份认证" in client.get("/accounts/login/").content.decode()


def test_the_way_there_carries_state_and_proof_key(client):
    address = urlsplit(client.post(SIGN_IN).url)
    asked = parse_qs(address.query)
    assert f"{address.scheme}://{address.netloc}{address.path}" == PROVIDER["authorization_endpoint"]
    assert asked["client_id"] == ["yishi"]
    assert asked["redirect_uri"] == [f"http://testserver{BACK}"]
    assert asked["state"]
    assert asked["code_challenge_method"] == ["S256"]


def test_a_link_alone_asks_before_it_leaves(client):
    response = client.get(SIGN_IN)
    assert response.status_code == 200
    assert "masthead" in response.content.decode()


def test_who_comes_back_has_an_account_without_any_office(client):
    came_back(client)
    account = Account.objects.get()
    assert client.session["_auth_user_id"] == str(account.pk)
    assert (account.display_name, account.email) == ("陈国华", "chen@example.org")
    assert (account.first_name, account.last_name) == ("", "")
    assert account.username != "chen"
    assert not actor_of(account).is_staff


def test_who_comes_back_twice_has_one_account(client):
    came_back(client)
    client.logout()
    came_back(client)
    assert Account.objects.count() == 1


def test_an_answer_without_our_state_signs_nobody_in(client):
    client.post(SIGN_IN)
    client.get(BACK, {"code": "c", "state": "forged"})
    assert "_auth_user_id" not in client.session


def test_an_email_that_is_taken_is_not_taken_over(client, resident, monkeypatch):
    taken = PERSON | {"email": resident.email, "email_verified": True}
    monkeypatch.setattr(OpenIDConnectOAuth2Adapter, "_fetch_user_info", lambda self, token: taken)
    came_back(client)
    assert client.session.get("_auth_user_id") != str(resident.pk)


def test_the_provider_is_set_by_the_environment(tmp_path):
    environment = os.environ | {
        "YISHI_DATA": str(tmp_path),
        "YISHI_OIDC_ISSUER": "https://id.example.org/realms/district",
        "YISHI_OIDC_CLIENT_ID": "yishi",
        "YISHI_OIDC_CLIENT_SECRET": "s",
        "YISHI_OIDC_NAME": "区统一认证",
    }
    script = (
        "import json; from yishi.config import settings as s;"
        "print(json.dumps([s.SOCIALACCOUNT_PROVIDERS, s.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action']]))"
    )
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    providers, form_action = json.loads(done.stdout)
    (app,) = providers["openid_connect"]["APPS"]
    assert (app["name"], app["client_id"]) == ("区统一认证", "yishi")
    assert app["settings"] == {"server_url": "https://id.example.org/realms/district"}
    assert form_action == ["'self'", "https://id.example.org"]
