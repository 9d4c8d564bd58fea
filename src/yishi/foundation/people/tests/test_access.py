"""Who may open a page: each decorator from both sides."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from yishi.foundation.people.access import public, roles, signed_in, staff
from yishi.foundation.people.middleware import actor_of_request
from yishi.foundation.people.models import Role
from yishi.foundation.people.rules import NotPermitted

pytestmark = pytest.mark.django_db


def opened(decorate, account=None, **headers):
    """What a decorated page answers to an account (None: nobody signed in)."""
    request: Any = RequestFactory().get("/page/?a=1", headers=headers)
    request.user, request.session = account or AnonymousUser(), {}
    request.htmx = HtmxDetails(request)
    request.actor = actor_of_request(request)
    return decorate(lambda request, word: HttpResponse(word))(request, "open")


def test_each_decorator_writes_its_answer_on_the_view():
    decorators: list[Any] = [public, signed_in, staff, roles(Role.OFFICER, Role.HEAD)]
    answers = [decorate(lambda request: HttpResponse()).access for decorate in decorators]
    assert answers == ["public", "signed_in", "staff", "roles:officer,head"]


def test_a_public_page_is_open_to_all(resident):
    assert opened(public).content == opened(public, resident).content == b"open"


@pytest.mark.parametrize("decorate", [signed_in, staff, roles(Role.OFFICER)])
def test_nobody_known_is_led_to_sign_in_and_back(decorate):
    response = opened(decorate)
    assert response.status_code == 302
    assert response.url == "/accounts/login/?next=/page/%3Fa%3D1"


def test_an_account_opens_what_asks_for_an_account(resident):
    assert opened(signed_in, resident).content == b"open"


@pytest.mark.parametrize("decorate", [staff, roles(Role.OFFICER)])
def test_a_resident_is_told_that_a_page_is_for_staff(resident, decorate):
    with pytest.raises(NotPermitted, match="供相应岗位的工作人员使用"):
        opened(decorate, resident)


def test_staff_open_what_is_for_staff_and_only_their_roles_pages(officer, supervisor):
    assert opened(staff, officer).content == b"open"
    assert opened(roles(Role.OFFICER), officer).content == b"open"
    assert opened(roles(Role.HEAD, Role.SUPERVISOR), supervisor).content == b"open"
    with pytest.raises(NotPermitted):
        opened(roles(Role.OFFICER), supervisor)


def test_a_fragment_sends_the_whole_page_to_sign_in():
    response = opened(signed_in, **{"HX-Request": "true", "HX-Current-URL": "http://testserver/desk/?due=today"})
    assert response["HX-Redirect"] == "/accounts/login/?next=/desk/%3Fdue%3Dtoday"


def test_roles_must_be_named():
    with pytest.raises(ValueError, match="at least one role"):
        roles()
