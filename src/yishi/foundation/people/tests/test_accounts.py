"""Accounts of staff: opened, helped into, stopped; looks at sealed contacts."""

import pytest
from django.test import Client

from tests.factories import PASSWORD, make_account, make_term
from yishi.foundation.ledger.models import Entry
from yishi.foundation.people import commands
from yishi.foundation.people.commands import Contact
from yishi.foundation.people.models import Account, IdentityLook, Role
from yishi.foundation.people.queries import account_named, accounts_visible_to, actor_of, identity_looks_visible_to
from yishi.foundation.people.rules import NotPermitted, NotPossible, actor_rule
from yishi.foundation.people.sealing import SealBroken, seal
from yishi.foundation.people.telephones import NotATelephone
from yishi.foundation.people.tests.entries import last_entry, words_of

pytestmark = pytest.mark.django_db

CONTACT = {"name": "王秀英", "telephone": "+8613800000001", "email": "wang@example.org"}
everybody = actor_rule(lambda actor: True)
nobody = actor_rule(lambda actor: False, "这不归您看。")


def opened_by(administrator: Account, **changes: str) -> Account:
    wanted = {"username": "liuyang", "display_name": "刘洋", "telephone": "139 0000 0009"} | changes
    return commands.open_account(actor=actor_of(administrator), **wanted)


def test_an_administrator_opens_an_account_that_has_no_password_yet(administrator):
    account = opened_by(administrator)
    assert account.telephone == "+8613900000009"
    assert not account.has_usable_password()
    assert last_entry().data == {"account": str(account.reference)}
    assert "刘洋" not in words_of(last_entry())
    assert set(accounts_visible_to(actor_of(administrator))) == {account}


def test_nobody_else_opens_accounts(officer, resident):
    for person in (officer, resident):
        with pytest.raises(NotPermitted):
            opened_by(person)


@pytest.mark.parametrize(
    "changes, mistake",
    [
        ({"username": "sunli"}, NotPossible),
        ({"username": "刘 洋"}, NotPossible),
        ({"display_name": "  "}, NotPossible),
        ({"email": "not-an-address"}, NotPossible),
        ({"telephone": "12345"}, NotATelephone),
    ],
)
def test_a_wrong_account_is_refused(administrator, changes, mistake):
    with pytest.raises(mistake):
        opened_by(administrator, **changes)
    assert Account.objects.count() == 1


def test_the_sign_in_link_sets_a_password_once(administrator, client):
    account = opened_by(administrator)
    path = commands.issue_sign_in_link(actor=actor_of(administrator), account=account)
    form = client.get(path, follow=True)
    address = form.redirect_chain[-1][0]
    new = {"password1": "一扇常开着的门-1977", "password2": "一扇常开着的门-1977"}
    client.post(address, new)
    assert client.session["_auth_user_id"] == str(account.pk)
    assert "_auth_user_id" not in _posted_again(path, new).session
    assert Entry.objects.filter(kind="people.sign_in_link_issued").count() == 1


def _posted_again(path: str, new: dict[str, str]) -> Client:
    again = Client()
    again.get(path, follow=True)
    again.post(path, new)
    return again


def test_help_is_for_accounts_of_staff_only(administrator, resident, officer):
    actor = actor_of(administrator)
    commands.issue_sign_in_link(actor=actor, account=officer)
    for account in (resident, administrator):
        for act in (commands.issue_sign_in_link, commands.remove_second_factor, commands.restore_account):
            with pytest.raises(NotPermitted):
                act(actor=actor, account=account)
        with pytest.raises(NotPermitted):
            commands.suspend_account(actor=actor, account=account, reason="试试")


def test_a_suspended_account_is_out_at_once_and_can_come_back(administrator, officer, client):
    actor = actor_of(administrator)
    client.force_login(officer)
    commands.suspend_account(actor=actor, account=officer, reason="调离")
    assert client.get("/people/me/").status_code == 302
    officer.refresh_from_db()
    assert officer.suspension_reason == "调离"
    assert "调离" not in words_of(last_entry())
    commands.restore_account(actor=actor, account=officer)
    assert client.get("/people/me/").status_code == 200


def test_suspending_needs_a_reason(administrator, officer):
    with pytest.raises(NotPossible, match="理由"):
        commands.suspend_account(actor=actor_of(administrator), account=officer, reason=" ")


def test_an_account_is_found_by_its_exact_name_only(resident):
    for text in ("wangxiuying", "WangXiuYing@example.org", "138 0000 0001", "+8613800000001"):
        assert account_named(text) == resident, text
    for text in ("", "wang", "王秀英", "13800000002", "@example.org"):
        assert account_named(text) is None, text


# looks at contacts


def reveal(actor, rule=everybody, reason="回访", sealed=None, concerns=None):
    return commands.reveal_identity(
        actor=actor,
        rule=rule,
        row=None,
        sealed=seal(CONTACT) if sealed is None else sealed,
        subject="PX-26-7K4Q",
        reason=reason,
        concerns=concerns,
    )


def test_a_look_opens_the_seal_and_is_written_down_twice(officer, resident, district):
    assert reveal(actor_of(officer), concerns=resident) == Contact(**CONTACT)
    look = IdentityLook.objects.get()
    assert (look.account, look.unit, look.role, look.reason) == (officer, district.bureau, Role.OFFICER, "回访")
    entry = Entry.objects.get(subject="PX-26-7K4Q")
    assert entry.kind == "people.identity_looked_at"
    assert entry.data["unit"] == "chengguan"
    for secret in ("王秀英", "13800000001", "回访", "wang@example.org"):
        assert secret not in words_of(entry)


def test_who_may_not_look_leaves_no_trace_and_sees_nothing(officer):
    with pytest.raises(NotPermitted, match="这不归您看"):
        reveal(actor_of(officer), rule=nobody)
    assert not IdentityLook.objects.exists()
    assert not Entry.objects.exists()


def test_a_look_needs_a_reason_and_an_office(officer, resident):
    with pytest.raises(NotPossible, match="理由"):
        reveal(actor_of(officer), reason="  ")
    with pytest.raises(NotPermitted):
        reveal(actor_of(resident))
    assert not Entry.objects.exists()


def test_a_seal_that_does_not_open_leaves_no_look(officer):
    with pytest.raises(SealBroken):
        reveal(actor_of(officer), sealed=b"gAAAAA-altered")
    assert not IdentityLook.objects.exists()


def test_a_contact_that_was_never_given_is_empty(officer):
    assert reveal(actor_of(officer), sealed=b"") == Contact()


def test_looks_are_seen_by_auditors_and_by_those_they_concern(officer, resident, supervisor, auditor, client):
    reveal(actor_of(officer), concerns=resident)
    stranger = make_account("stranger")
    by_code = actor_of(None, matter_keys=frozenset({"PX-26-7K4Q"}))
    for actor in (actor_of(auditor), actor_of(resident), by_code):
        assert identity_looks_visible_to(actor).count() == 1
    for actor in (actor_of(officer), actor_of(supervisor), actor_of(stranger), actor_of(None)):
        assert identity_looks_visible_to(actor).count() == 0
    client.force_login(resident)
    content = client.get("/people/me/looks/").content.decode()
    assert "PX-26-7K4Q" in content
    assert "陈国华" not in content  # the unit and the office answer for it
    client.force_login(auditor)
    content = client.get("/people/looks/").content.decode()
    assert "陈国华" in content
    assert "13800000001" not in content


def test_the_page_of_all_looks_is_for_auditors(officer, client):
    client.force_login(officer)
    assert client.get("/people/looks/").status_code == 403


def test_an_account_signs_in_after_an_office_was_given(administrator, resident, district, client):
    make_term(resident, Role.ADMINISTRATOR, district.town_unit)
    client.post("/accounts/login/", {"login": "wangxiuying", "password": PASSWORD})
    assert client.get("/people/units/").status_code == 200
