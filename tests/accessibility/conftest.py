"""A telephone and a desk, in both languages, for whoever is signed in."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.test import Client

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from yishi.foundation.people.models import Account

Opened = Callable[..., AbstractContextManager["Page"]]
PHONE, DESK = 360, 1280


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
