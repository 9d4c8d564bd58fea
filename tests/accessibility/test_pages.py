"""Every page, as it is shown to the people who may open it, on a telephone and on a desk, in both languages."""

import pytest

from tests.accessibility.axe import faults, shape_faults
from tests.accessibility.conftest import DESK, PHONE
from tests.accessibility.walk import walk
from yishi.foundation.people.queries import actor_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

VIEWS = [("zh-hans", PHONE), ("en", DESK)]
PEOPLE = ["resident", "clerk", "officer", "supervisor", "auditor", "administrator"]


def found_on_walk(page, actor, look):
    found = []
    for address, status in walk(page, actor):
        if status >= 400:
            found.append(f"{address}: answers {status}")
        found += [f"{address}: {fault}" for fault in look(page)]
    return "\n".join(found)


@pytest.mark.parametrize("language,width", VIEWS)
def test_pages_for_everybody(opened, voices, language, width):
    with opened(language=language, width=width) as page:
        assert found_on_walk(page, actor_of(None), faults) == ""


@pytest.mark.parametrize("language,width", VIEWS)
@pytest.mark.parametrize("person", PEOPLE)
def test_pages_for_those_who_signed_in(opened, request, voices, person, language, width):
    account = request.getfixturevalue(person)
    with opened(account, language=language, width=width) as page:
        assert found_on_walk(page, actor_of(account), faults) == ""


def test_without_scripts_every_page_is_there_and_keeps_its_width(opened, voices):
    with opened(scripts=False) as page:
        assert found_on_walk(page, actor_of(None), shape_faults) == ""


@pytest.mark.parametrize("address", ["/nowhere/", "/ui/?wrong=1"])
def test_pages_of_errors(opened, db, address):
    with opened() as page:
        page.goto(address)
        assert faults(page) == []


def test_large_type(opened, voices):
    with opened() as page:
        page.goto("/ui/")
        page.click("button[name=size]")
        assert page.locator("html.large-type").count() == 1
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "22px"
        assert found_on_walk(page, actor_of(None), shape_faults) == ""


def test_the_menu_opens_on_a_telephone_without_scripts(opened, db):
    with opened(scripts=False) as page:
        page.goto("/")
        assert not page.locator("#menu").is_visible()
        page.click(".menu-open")
        assert page.locator("#menu").is_visible()
        page.click("#menu .menu-close a")
        assert not page.locator("#menu").is_visible()


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_keyboard_shows_where_it_is(opened, db, width):
    with opened(width=width) as page:
        page.goto("/ui/")
        seen = []
        for _ in range(12):
            page.keyboard.press("Tab")
            seen.append(
                page.evaluate(
                    """() => {
                        const here = document.activeElement;
                        const style = getComputedStyle(here);
                        const box = here.getBoundingClientRect();
                        const shown = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
                        return [here.outerHTML.slice(0, 80), shown && box.width > 0 && box.top >= 0];
                    }"""
                )
            )
        assert seen[0][0].startswith('<a class="skip"')
        assert [element for element, is_shown in seen if not is_shown] == []


def test_the_first_thing_after_a_wrong_form_is_what_is_wrong(opened, db):
    with opened() as page:
        page.goto("/ui/?wrong=1")
        assert page.evaluate("document.activeElement.className") == "error-summary"
        assert page.title().startswith("有误：")


def test_a_number_can_be_copied(opened, db):
    with opened() as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto("/ui/")
        page.click("[data-copy]")
        assert page.evaluate("navigator.clipboard.readText()") == "PX-26-7K4Q"


def test_no_page_breaks_the_content_security_policy(opened, voices):
    with opened() as page:
        complaints = []
        page.on("console", lambda message: complaints.append(message.text) if "Policy" in message.text else None)
        for _ in walk(page, actor_of(None)):
            pass
        assert complaints == []
