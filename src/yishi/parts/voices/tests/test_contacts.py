"""Taking contacts out in a file: for whom, of which voices, and that each look is written down."""

import csv
import io
from dataclasses import replace

import pytest
from django.test import Client

from tests.factories import District, make_account, make_area, make_term
from yishi.foundation.ledger import revisions
from yishi.foundation.ledger.models import Entry
from yishi.foundation.matters.commands import declare_recusal
from yishi.foundation.people.models import Account, IdentityLook, Role
from yishi.foundation.people.queries import actor_of
from yishi.foundation.people.rules import NotPermitted
from yishi.foundation.search.commands import index_matters
from yishi.parts.voices import commands, overviews, queries
from yishi.parts.voices.limits import limits
from yishi.parts.voices.tests.conftest import FileOne

ADDRESS = "/voices/export/contacts/"
CONTACT = {"name": "王秀英", "telephone": "13800000001"}
REASON = {"reason": "按月回访"}


def contents(client: Client, address: str = ADDRESS) -> list[list[str]]:
    answer = client.post(address, REASON)
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"), newline="")))


def test_a_supervisor_exports_contacts_and_every_look_is_written_down(
    client: Client, supervisor: Account, file_one: FileOne
) -> None:
    matters = [file_one(f"第{place}盏路灯不亮", contact=CONTACT) for place in range(2)]
    file_one("没有留联系方式")
    client.force_login(supervisor)
    headings, *lines = contents(client)
    assert headings == ["编号", "办理情况", "承办单位", "称呼", "电话", "电子邮箱"]
    assert {line[0] for line in lines} == {matter.number for matter in matters}
    assert all(line[3:5] == ["王秀英", "13800000001"] for line in lines)
    looks = IdentityLook.objects.all()
    assert {look.matter_number for look in looks} == {matter.number for matter in matters}
    assert {(look.account_id, look.reason) for look in looks} == {(supervisor.pk, "按月回访")}
    assert Entry.objects.filter(kind="people.identity_looked_at").count() == 2


def test_opening_the_page_shows_no_contact_and_writes_nothing(
    client: Client, supervisor: Account, file_one: FileOne
) -> None:
    file_one(contact=CONTACT)
    client.force_login(supervisor)
    page = client.get(ADDRESS).content.decode()
    assert "将导出 1 件" in page
    assert "13800000001" not in page
    assert not IdentityLook.objects.exists()


def test_without_a_reason_nothing_is_exported(client: Client, supervisor: Account, file_one: FileOne) -> None:
    file_one(contact=CONTACT)
    client.force_login(supervisor)
    answer = client.post(ADDRESS, {"reason": " "})
    assert answer.status_code == 422
    assert not IdentityLook.objects.exists()


def test_conditions_narrow_the_export(client: Client, supervisor: Account, file_one: FileOne) -> None:
    file_one(contact=CONTACT)
    praise = file_one(contact=CONTACT, subkind="praise")
    client.force_login(supervisor)
    assert [line[0] for line in contents(client, f"{ADDRESS}?kind=praise")[1:]] == [praise.number]


def test_conditions_find_what_is_not_public(
    client: Client, district: District, supervisor: Account, file_one: FileOne
) -> None:
    revisions.bump("areas")
    private = file_one("楼上漏水", contact=CONTACT, is_private=True)
    index_matters([private])
    client.force_login(supervisor)
    for conditions in (f"area={district.town.code}", "q=漏水"):
        assert [line[0] for line in contents(client, f"{ADDRESS}?{conditions}")[1:]] == [private.number]


@pytest.mark.parametrize("who", ["officer", "resident"])
def test_nobody_else_exports(client: Client, who: str, request: pytest.FixtureRequest, file_one: FileOne) -> None:
    matter = file_one(contact=CONTACT)
    account: Account = request.getfixturevalue(who)
    client.force_login(account)
    assert client.get(ADDRESS).status_code == 403
    assert client.post(ADDRESS, REASON).status_code == 403
    assert ADDRESS not in client.get("/voices/").content.decode()
    actor = actor_of(account)
    assert not queries.contacts_to_export(actor).exists()
    with pytest.raises(NotPermitted):
        commands.export_contacts(actor=actor, matters=[matter], reason="按月回访")
    assert not IdentityLook.objects.exists()


def test_a_visitor_is_led_to_sign_in(client: Client, file_one: FileOne) -> None:
    file_one(contact=CONTACT)
    assert client.post(ADDRESS, REASON).status_code == 302


def test_a_supervisor_exports_only_of_the_own_area_and_where_not_recused(
    client: Client, district: District, supervisor: Account, file_one: FileOne
) -> None:
    other_town = make_area("329901102", "桃源镇", district.area)
    local = make_account("zhouli", "周丽")
    make_term(local, Role.SUPERVISOR, district.centre, district.town)
    near, far, own = (file_one(f"第{n}件", contact=CONTACT, area=area) for n, area in
                      enumerate((district.grid, other_town, district.grid)))  # fmt: skip
    declare_recusal(actor=actor_of(local), matter=own, account=local, unit=None, reason="亲属")
    client.force_login(local)
    assert [line[0] for line in contents(client)[1:]] == [near.number]
    found = {matter.number for matter in queries.contacts_to_export(actor_of(supervisor))}
    assert found == {near.number, far.number, own.number}


def test_too_many_at_once_are_refused(
    client: Client, supervisor: Account, file_one: FileOne, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in range(3):
        file_one(f"第{place}件", contact=CONTACT)
    monkeypatch.setattr(overviews, "limits", lambda: replace(limits(), contacts_at_once=2))
    client.force_login(supervisor)
    answer = client.post(ADDRESS, REASON)
    assert "符合条件的超过 2 件" in answer.content.decode()
    assert not IdentityLook.objects.exists()
