"""What is shown when something went wrong: in both languages, and without the database where that is what broke."""

import pytest
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.test import Client, override_settings
from django.urls import path
from django.utils import translation

from yishi.config.urls import handler400, handler500  # noqa: F401
from yishi.config.urls import urlpatterns as all_urls
from yishi.foundation.people.rules import NotPermitted


def fail(request, what):
    raise {
        "permission": NotPermitted("只有承办单位可以答复。"),
        "suspicious": SuspiciousOperation("secret detail"),
        "large": RequestDataTooBig("secret detail"),
        "busy": OperationalError("database is locked"),
        "bug": RuntimeError("secret detail"),
    }[what]


urlpatterns = [*all_urls, path("fail/<str:what>/", fail)]

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
CASES = [
    ("/fail/permission/", 403, "这一页您现在不能看", "This page is not open to you now"),
    ("/fail/suspicious/", 400, "这个请求读不懂", "We could not read this request"),
    ("/fail/large/", 413, "送来的内容太大了", "That was too large"),
    ("/fail/busy/", 503, "现在太忙", "We are very busy"),
    ("/fail/bug/", 500, "对不起，我们这边出了错", "Sorry, something went wrong on our side"),
    ("/nowhere/", 404, "没有找到这一页", "We did not find this page"),
]


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("address,status,chinese,english", CASES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_each_error_has_its_page(visitor, address, status, chinese, english, language):
    response = visitor.get(address, headers={"accept-language": language})
    text = response.content.decode()
    assert response.status_code == status
    assert (english if language == "en" else chinese) in text
    assert f'<html lang="{language}"' in text
    assert "secret detail" not in text


def test_the_reason_of_a_refusal_is_told(visitor):
    assert "只有承办单位可以答复。" in visitor.get("/fail/permission/").content.decode()


@pytest.mark.parametrize("address", ["/fail/busy/", "/fail/bug/"])
def test_two_pages_ask_nothing_of_the_database(visitor, address, django_assert_num_queries):
    with django_assert_num_queries(0):
        visitor.get(address)


def test_a_busy_moment_says_when_to_come_back(visitor):
    assert visitor.get("/fail/busy/")["Retry-After"].isdigit()


def test_a_form_that_was_open_too_long(db):
    response = Client(enforce_csrf_checks=True).post("/type-size/", {"size": "large"})
    assert response.status_code == 403
    assert "这一页放得太久了" in response.content.decode()


@override_settings(ALLOWED_HOSTS=["yishi.example"])
def test_a_wrong_host_is_told_so(visitor):
    assert visitor.get("/").status_code == 400


def test_too_many_attempts_has_a_page(rf):
    from django.shortcuts import render

    with translation.override("en"):
        assert "Please wait a little" in render(rf.get("/"), "429.html").content.decode()
