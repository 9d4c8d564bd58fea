"""Home, the switches of every page, the menu, and the pages that explain the site."""

import pytest
from django.conf import settings
from django.urls import NoReverseMatch, reverse

from yishi.foundation.people.queries import actor_of
from yishi.foundation.ui.context import TYPE_SIZE_COOKIE
from yishi.web.navigation import FOOTER, MENU, lines

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["home", "about", "accessibility", "gallery"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_page_has_one_heading_and_says_its_language(client, name, language):
    text = client.get(reverse(name), headers={"accept-language": language}).content.decode()
    assert text.count("<h1") == 1
    assert text.count("<main") == 1
    assert f'<html lang="{language}"' in text
    assert ' style="' not in text
    assert "<script>" not in text


def test_a_visitor_without_session_costs_no_statement(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get(reverse("about")).status_code == 200


def test_the_language_switch_keeps_the_page(client):
    address = reverse("about") + "?a=1"
    response = client.post(reverse("choose_language"), {"language": "en", "next": address})
    assert response.url == address
    assert response.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"
    assert '<html lang="en"' in client.get(address).content.decode()


def test_large_type_is_remembered_and_the_menu_is_shorter(client):
    response = client.post(reverse("choose_type_size"), {"size": "large", "next": reverse("about")})
    assert response.url == reverse("about")
    assert response.cookies[TYPE_SIZE_COOKIE].value == "large"
    assert 'class="large-type"' in client.get(response.url).content.decode()
    client.post(reverse("choose_type_size"), {"size": "normal"})
    assert 'class="large-type"' not in client.get(reverse("about")).content.decode()


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_a_switch_never_leads_elsewhere(client, address):
    for name, value in (("choose_type_size", {"size": "large"}), ("choose_language", {"language": "en"})):
        assert client.post(reverse(name), {**value, "next": address}).url == reverse("home")


@pytest.mark.parametrize("name", ["choose_type_size", "choose_language"])
def test_a_switch_is_no_link(client, name):
    assert client.get(reverse(name)).status_code in {405, 302}
    assert not client.cookies


def menu_of(rf, account, *, is_simple=False):
    request = rf.get("/")
    request.actor = actor_of(account)
    return [str(line.label) for line in lines(MENU, request, is_simple=is_simple)]


def test_each_sees_the_menu_of_their_role(rf, resident, officer):
    nobody, own, staff = menu_of(rf, None), menu_of(rf, resident), menu_of(rf, officer)
    assert "工作台" not in nobody
    assert "我的诉求" not in nobody
    assert "我的诉求" in own
    assert "工作台" not in own
    assert "我的诉求" not in staff
    assert set(menu_of(rf, resident, is_simple=True)) < set(own)


def test_the_menu_marks_the_page_one_is_on(rf):
    request = rf.get(reverse("about"))
    request.actor = actor_of(None)
    assert [line.is_here for line in lines(FOOTER, request)].count(True) == 1


def test_every_entry_of_the_menu_leads_somewhere():
    for entry in (*MENU, *FOOTER):
        try:
            reverse(entry.url_name)
        except NoReverseMatch as error:
            pytest.fail(f"{entry.label}: {error}")


def test_a_signed_in_visitor_finds_account_and_messages(client, resident):
    client.force_login(resident)
    text = client.get(reverse("home")).content.decode()
    assert "王秀英" in text
    assert reverse("notices:index") in text
    assert reverse("account_login") not in text
