"""Fixtures of all tests: a small district, its three people, the shared data, a browser."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pytest_django import DjangoDbBlocker

    from tests.factories import District
    from yishi.foundation.people.models import Account

ROOT = Path(__file__).resolve().parent
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# A slow machine is no fault: nothing is asserted on time.
settings.register_profile("yishi", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("yishi")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: "DjangoDbBlocker") -> None:
    """A test database without the triggers that keep ledger entries final: tests empty their tables after them."""
    from django.db import connection

    from yishi.foundation.ledger import protection

    with django_db_blocker.unblock():
        protection.lift(connection)


@pytest.fixture(autouse=True)
def first_language() -> Iterator[None]:
    """Each test begins in Chinese; a page asked for in English leaves its language behind in the thread."""
    from django.conf import settings
    from django.utils import translation

    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def settled_configuration() -> None:
    """Forget what an earlier test changed and rolled back: its end was never told to the configuration in memory."""
    from yishi.foundation.ledger import revisions

    with revisions.reading():
        pass


@pytest.fixture
def district(db: None) -> "District":
    from tests.factories import make_district

    return make_district()


@pytest.fixture
def resident(db: None) -> "Account":
    """王秀英, who holds no office."""
    from tests.factories import make_resident

    return make_resident()


@pytest.fixture
def officer(district: "District") -> "Account":
    """陈国华, officer of the urban management bureau."""
    from tests.factories import make_officer

    return make_officer(district)


@pytest.fixture
def supervisor(district: "District") -> "Account":
    """赵敏, supervisor for the whole district."""
    from tests.factories import make_supervisor

    return make_supervisor(district)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data: YISHI_SHARED/data, or ../shared/data beside the checkout."""
    folder = Path(os.environ.get("YISHI_SHARED", ROOT.parent / "shared")) / "data"
    if not folder.is_dir():
        pytest.skip("shared data: no folder of real data here (YISHI_SHARED)")
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """Chromium of this machine, driven without a window."""
    program = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if program is None:
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread; Django takes that for asynchronous code and refuses the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()
