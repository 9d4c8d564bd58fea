"""A telephone and a desk, in both languages, for whoever is signed in; and something to look at."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.factories import District
    from yishi.foundation.people.models import Account

Opened = Callable[..., AbstractContextManager["Page"]]
PHONE, DESK = 360, 1280

VOICES = (
    "幸福里3栋楼下的路灯坏了一个月，晚上老人不敢出门。",
    "澄湖路与莲塘大道交叉口西北角排水沟堵塞，下雨天积水没过脚踝，已经反映过两次，请给个准信。",
    "公交12路末班车能不能延到晚上九点半？",
    "小区东门早上卖菜占道，救护车进不来。",
)


@pytest.fixture
def opened(browser: "Browser", live_server: Any) -> Opened:
    """A browser's page on the running site: `with opened(account, language="en", width=360) as page`."""

    @contextmanager
    def open_page(
        account: "Account | None" = None, *, language: str = "zh-hans", width: int = PHONE, scripts: bool = True
    ) -> Iterator["Page"]:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 740},
            locale="en" if language == "en" else "zh-CN",
            java_script_enabled=scripts,
        )
        if account is not None:
            client = Client()
            client.force_login(account)
            key = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
        yield context.new_page()
        context.close()

    return open_page


@pytest.fixture
def administrator(district: "District") -> "Account":
    return person("hewei", "何伟", "administrator", district)


@pytest.fixture
def auditor(district: "District") -> "Account":
    return person("linjing", "林静", "auditor", district)


@pytest.fixture
def clerk(district: "District") -> "Account":
    return person("sunli", "孙莉", "officer", district)


def person(username: str, name: str, role: str, district: "District") -> "Account":
    from tests.factories import make_account, make_term
    from yishi.foundation.people.models import Role

    account = make_account(username, name)
    make_term(account, Role(role), district.centre)
    return account


@pytest.fixture
def voices(district: "District", resident: "Account", clerk: "Account", officer: "Account") -> None:
    """王秀英's voices: one waits, one is with the bureau, one is answered, one is overdue."""
    from yishi.foundation.people.queries import actor_of
    from yishi.parts.voices.commands import VoiceDraft, answer_voice, confirm_routing, file_voice

    now = timezone.now()
    for text, step, days in zip(VOICES, ("filed", "assigned", "answered", "assigned"), (0, 1, 3, 40), strict=True):
        at = now - dt.timedelta(days=days)
        draft = VoiceDraft(subkind="help", text=text, area=district.grid, contact={"name": "王秀英"})
        matter = file_voice(actor=actor_of(resident), draft=draft, at=at)
        if step == "filed":
            continue
        matter.refresh_from_db()
        confirm_routing(actor=actor_of(clerk), matter=matter, category=None, unit=district.bureau, at=at)
        if step == "answered":
            matter.refresh_from_db()
            answer_voice(actor=actor_of(officer), matter=matter, text="末班车已延到九点半，下周一起。", at=now)
