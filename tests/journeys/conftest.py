"""People with browsers: each has a page of their own on the running site."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PHONE = {"width": 360, "height": 740}
OpenPage = Callable[..., "Page"]


@pytest.fixture
def open_page(browser: "Browser", live_server: Any) -> Iterator[OpenPage]:
    """`open_page(language="en", scripts=False)`: a new visitor's page at telephone width."""
    contexts = []

    def open_one(*, language: str = "zh-hans", scripts: bool = True) -> "Page":
        context = browser.new_context(
            base_url=live_server.url,
            viewport=PHONE,
            locale="en" if language == "en" else "zh-CN",
            java_script_enabled=scripts,
        )
        contexts.append(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()
