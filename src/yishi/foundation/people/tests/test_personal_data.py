"""A copy of one's data, and erasing it."""

import json

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from tests.factories import PASSWORD
from yishi.foundation.ledger.models import Entry
from yishi.foundation.people import commands, personal_data
from yishi.foundation.people.models import Account, IdentityLook
from yishi.foundation.people.personal_data import erase_account, export_personal_data
from yishi.foundation.people.queries import actor_of
from yishi.foundation.people.rules import NotPermitted, NotPossible, actor_rule
from yishi.foundation.people.sealing import seal
from yishi.foundation.people.tests.entries import last_entry

pytestmark = pytest.mark.django_db

ERASE = "/people/me/erase/"


@pytest.fixture
def looked_at(resident, officer):
    EmailAddress.objects.create(user=resident, email=resident.email, verified=True, primary=True)
    commands.reveal_identity(
        actor=actor_of(officer),
        rule=actor_rule(lambda actor: True),
        row=None,
        sealed=seal({"name": "王秀英"}),
        subject="PX-26-7K4Q",
        reason="回访",
        concerns=resident,
    )
    return resident


def test_a_copy_holds_what_is_known_and_is_written_down(looked_at):
    copy = export_personal_data(actor=actor_of(looked_at), account=looked_at)
    assert copy["account"]["display_name"] == "王秀英"
    assert copy["account"]["emails"] == [{"email": "wangxiuying@example.org", "verified": True}]
    assert copy["looks_at_my_contact"][0]["reason"] == "回访"
    assert json.loads(json.dumps(copy)) == copy
    assert last_entry().kind == "people.data_exported"


def test_the_copy_comes_as_a_file(looked_at, client):
    client.force_login(looked_at)
    response = client.post("/people/me/data/")
    assert response["Content-Type"] == "application/json"
    assert "attachment" in response["Content-Disposition"]
    assert "王秀英" in response.content.decode()
    assert client.get("/people/me/data/").status_code == 405


def test_nobody_copies_or_erases_the_data_of_another(resident, officer):
    for act in (export_personal_data, erase_account):
        with pytest.raises(NotPermitted):
            act(actor=actor_of(officer), account=resident)


def test_erasing_leaves_a_row_that_names_nobody_and_the_ledger_as_it_was(looked_at):
    reference, before = str(looked_at.reference), list(Entry.objects.values_list("leaf_hash", flat=True))
    Authenticator.objects.create(user=looked_at, type=Authenticator.Type.TOTP, data={})
    erase_account(actor=actor_of(looked_at), account=looked_at)
    account = Account.objects.get(pk=looked_at.pk)
    held = " ".join(str(value) for value in Account.objects.filter(pk=account.pk).values().get().values())
    for secret in ("王秀英", "wangxiuying", "13800000001", "example.org", reference):
        assert secret not in held
    assert not account.is_active
    assert account.erased_at is not None
    assert not EmailAddress.objects.exists()
    assert not Authenticator.objects.exists()
    assert IdentityLook.objects.get().concerns is None
    assert list(Entry.objects.values_list("leaf_hash", flat=True))[:-1] == before
    assert last_entry().kind == "people.account_erased"


def test_other_apps_erase_and_export_their_share(resident, monkeypatch):
    seen = []
    monkeypatch.setattr(personal_data, "_erasures", [])
    monkeypatch.setattr(personal_data, "_exports", {})
    personal_data.erases(lambda account: seen.append(account.display_name))
    personal_data.exports("notices")(lambda account: ["已答复"])
    assert export_personal_data(actor=actor_of(resident), account=resident) == {"notices": ["已答复"]}
    with pytest.raises(ValueError, match="twice"):
        personal_data.exports("notices")(lambda account: [])
    erase_account(actor=actor_of(resident), account=resident)
    assert seen == ["王秀英"]


def test_a_share_that_fails_erases_nothing(resident, monkeypatch):
    def fail(account):
        raise RuntimeError("disk full")

    monkeypatch.setattr(personal_data, "_erasures", [fail])
    with pytest.raises(RuntimeError):
        erase_account(actor=actor_of(resident), account=resident)
    assert Account.objects.get(pk=resident.pk).display_name == "王秀英"


def test_who_held_office_is_not_erased(officer, client):
    with pytest.raises(NotPossible, match="工作岗位"):
        erase_account(actor=actor_of(officer), account=officer)
    client.post("/accounts/login/", {"login": "chenguohua", "password": PASSWORD})
    assert "工作岗位" in client.post(ERASE, {"is_sure": "on"}).content.decode()


def test_erasing_on_the_page_asks_twice_and_signs_out(resident, client):
    client.post("/accounts/login/", {"login": "wangxiuying", "password": PASSWORD})
    assert client.get(ERASE).status_code == 200
    client.post(ERASE, {})
    assert Account.objects.get(pk=resident.pk).erased_at is None
    client.post(ERASE, {"is_sure": "on"})
    assert Account.objects.get(pk=resident.pk).erased_at is not None
    assert "_auth_user_id" not in client.session
    again = Client()
    again.post("/accounts/login/", {"login": "wangxiuying", "password": PASSWORD})
    assert "_auth_user_id" not in again.session


def test_erasing_asks_for_the_password_again_after_a_while(resident, client):
    client.force_login(resident)
    assert client.get(ERASE).url.startswith("/accounts/reauthenticate/")


def test_an_erased_account_does_not_come_back(resident, administrator):
    Account.objects.filter(pk=resident.pk).update(opened_by=administrator)
    erase_account(actor=actor_of(resident), account=resident)
    with pytest.raises(NotPossible, match="已经注销"):
        commands.restore_account(actor=actor_of(administrator), account=Account.objects.get(pk=resident.pk))


def test_a_number_that_was_erased_can_be_used_again(resident):
    erase_account(actor=actor_of(resident), account=resident)
    Account.objects.create_user("new", telephone="+8613800000001", last_login=timezone.now())
