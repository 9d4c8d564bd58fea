"""Pages of accounts and units: who opens which, how many statements, what the forms do."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import make_account, make_term, make_unit
from yishi.foundation.people.models import Account, Role, Term, Unit, UnitKind

pytestmark = pytest.mark.django_db

ADMINISTRATORS = {
    "people:managed_units": (),
    "people:create_unit": (),
    "people:managed_unit": ("chengguan",),
    "people:rename_unit": ("chengguan",),
    "people:move_unit": ("chengguan",),
    "people:close_unit": ("chengguan",),
    "people:grant_term": ("chengguan",),
    "people:staff_accounts": (),
    "people:open_account": (),
}


@pytest.mark.parametrize("name", ADMINISTRATORS)
def test_pages_of_administrators_are_open_to_them_and_closed_to_others(client, administrator, officer, resident, name):
    address = reverse(name, args=ADMINISTRATORS[name])
    assert client.get(address).status_code == 302
    client.force_login(resident)
    assert client.get(address).status_code == 403
    client.force_login(officer)
    assert client.get(address).status_code == 403
    client.force_login(administrator)
    assert client.get(address).status_code == 200


def test_an_administrator_of_a_town_does_not_find_other_units(client, district):
    account = make_account("zhenadmin")
    make_term(account, Role.ADMINISTRATOR, district.town_unit)
    client.force_login(account)
    assert client.get(reverse("people:managed_unit", args=["xingfuli"])).status_code == 200
    for name in ("people:managed_unit", "people:rename_unit", "people:grant_term"):
        assert client.get(reverse(name, args=["chengguan"])).status_code == 404
    listed = client.get(reverse("people:managed_units")).content.decode()
    assert "幸福里社区居委会" in listed
    assert "城市管理局" not in listed


def test_everybody_sees_the_units_and_their_office_telephones(client, district, officer):
    Unit.objects.filter(pk=district.bureau.pk).update(telephone="0551-60000001")
    closed = make_unit("old", UnitKind.BUREAU, "旧局", district.centre)
    closed.is_active = False
    closed.save()
    content = client.get(reverse("people:unit_directory")).content.decode()
    assert "城市管理局" in content
    assert "0551-60000001" in content
    assert "旧局" not in content
    assert "陈国华" not in content


def statements(client, address) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_pages_cost_the_same_for_many_rows(client, district, administrator, officer):
    client.force_login(administrator)
    addresses = [
        reverse("people:unit_directory"),
        reverse("people:managed_units"),
        reverse("people:managed_unit", args=["chengguan"]),
        reverse("people:staff_accounts"),
        reverse("people:staff_account", args=[officer.pk]),
        reverse("people:my_account"),
    ]
    for address in addresses:
        client.get(address)  # what is kept in memory is read once
    before = [statements(client, address) for address in addresses]
    for number in range(20):
        unit = make_unit(f"u{number}", UnitKind.BUREAU, f"单位{number}", district.centre)
        make_term(make_account(f"person{number}"), Role.OFFICER, district.bureau)
        make_term(officer, Role.OFFICER, unit)
    for address in addresses:
        client.get(address)
    assert [statements(client, address) for address in addresses] == before
    assert max(before) <= 12


def test_an_administrator_sets_up_a_unit_opens_an_account_and_gives_an_office(client, administrator, district):
    client.force_login(administrator)
    client.post(
        reverse("people:create_unit"),
        {"code": "shuiwu", "kind": "bureau", "name": "水务局", "parent": district.centre.pk},
    )
    unit = Unit.objects.get(code="shuiwu")
    client.post(reverse("people:open_account"), {"username": "liuyang", "display_name": "刘洋"})
    account = Account.objects.get(username="liuyang")
    assert client.get(reverse("people:staff_account", args=[account.pk])).status_code == 200
    page = client.post(reverse("people:issue_sign_in_link", args=[account.pk]))
    assert "/accounts/password/reset/key/" in page.content.decode()
    client.post(
        reverse("people:grant_term", args=["shuiwu"]),
        {"account": "liuyang", "role": "officer", "starts_on": "2026-11-01"},
    )
    term = Term.objects.get(account=account)
    assert term.unit == unit
    client.post(reverse("people:end_term", args=[term.pk]), {"ends_on": "2026-11-22"})
    term.refresh_from_db()
    assert str(term.ends_on) == "2026-11-22"
    page = client.get(reverse("people:managed_unit", args=["shuiwu"])).content.decode()
    assert "刘洋" in page


def test_what_an_act_finds_wrong_is_said_on_the_form(client, administrator, district):
    client.force_login(administrator)
    for name, code, data, words in [
        (
            "people:create_unit",
            None,
            {"code": "centre", "kind": "bureau", "name": "某局", "parent": district.centre.pk},
            "已被使用",
        ),
        ("people:move_unit", "liantang", {"parent": district.community_unit.pk}, "不能作为它的上级"),
        ("people:close_unit", "liantang", {}, "下级单位"),
        (
            "people:grant_term",
            "chengguan",
            {"account": "nobody", "role": "officer", "starts_on": "2026-11-01"},
            "没有找到这个账号",
        ),
        ("people:open_account", None, {"username": "sunli", "display_name": "孙丽"}, "请"),
    ]:
        response = client.post(reverse(name, args=[code] if code else []), data)
        assert response.status_code == 200, name
        content = response.content.decode()
        assert "error-summary" in content, name
        assert words in content, name


def test_nobody_gives_himself_an_office_on_the_page(client, administrator):
    client.force_login(administrator)
    data = {"account": "sunli", "role": "supervisor", "starts_on": "2026-11-01"}
    response = client.post(reverse("people:grant_term", args=["centre"]), data)
    assert response.status_code == 403
    assert "不能给自己任职" in response.content.decode()


def test_suspending_and_restoring_on_the_page(client, administrator, officer):
    client.force_login(administrator)
    page = client.post(reverse("people:suspend_account", args=[officer.pk]), {"reason": ""})
    assert "error-summary" in page.content.decode()
    client.post(reverse("people:suspend_account", args=[officer.pk]), {"reason": "调离"})
    officer.refresh_from_db()
    assert not officer.is_active
    assert "调离" in client.get(reverse("people:staff_account", args=[officer.pk])).content.decode()
    client.post(reverse("people:restore_account", args=[officer.pk]))
    officer.refresh_from_db()
    assert officer.is_active


def test_residents_are_not_found_among_accounts_of_staff(client, administrator, resident, officer):
    client.force_login(administrator)
    listed = client.get(reverse("people:staff_accounts")).content.decode()
    assert "陈国华" in listed
    assert "王秀英" not in listed
    assert client.get(reverse("people:staff_account", args=[resident.pk])).status_code == 404


def test_preferences_are_kept(client, resident, settings):
    client.force_login(resident)
    data = {"display_name": "秀英", "language": "en", "large_type": "on"}
    response = client.post(reverse("people:my_account"), data)
    assert response.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"
    resident.refresh_from_db()
    assert (resident.display_name, resident.language, resident.large_type) == ("秀英", "en", True)


OWN = [
    "people:my_account",
    "people:my_looks",
    "account_email",
    "account_change_phone",
    "account_change_password",
    "account_logout",
    "mfa_index",
    "socialaccount_connections",
]


@pytest.mark.parametrize("name", OWN)
def test_pages_of_ones_own_account_are_in_our_frame(client, resident, name):
    address = reverse(name)
    client.force_login(resident)
    content = client.get(address).content.decode()
    assert content.count("<h1") == 1
    assert "masthead" in content
    client.logout()
    assert client.get(address).status_code == 302
