"""The maps in a browser: a place picked by pointer, keyboard, address or location; and how it goes without a script."""

import pytest

from yishi.foundation.places.tests.districts import COMMUNITY, GRID_1, GRID_2, SIDE, SOUTH, WEST, bring_in, drafts

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def opened(browser, live_server):
    bring_in(drafts())
    contexts = []

    def open_page(address: str, **options):
        context = browser.new_context(base_url=live_server.url, locale="zh-CN", **options)
        contexts.append(context)
        page = context.new_page()
        page.faults = []
        page.on("console", lambda message: page.faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()


def picked(page) -> tuple[str, str, str]:
    return tuple(page.input_value(f"[name={name}]") for name in ("longitude", "latitude", "area"))


def test_a_place_is_picked_by_pointer_and_taken_back(opened):
    page = opened("/voices/new/")
    canvas = page.locator("[data-picker-canvas]")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2 - 20, box["y"] + box["height"] / 2)
    page.get_by_text("这里属于：莲塘镇 › 幸福里社区 › 第二网格。").wait_for()
    longitude, latitude, area = picked(page)
    assert WEST < float(longitude) < WEST + SIDE / 2
    assert float(latitude) == pytest.approx(SOUTH + SIDE / 2, abs=0.002)
    assert area == GRID_2
    page.click("[data-picker-clear]")
    assert picked(page)[:2] == ("", "")
    assert page.faults == []


def test_a_place_is_picked_by_keyboard(opened):
    page = opened("/voices/new/")
    page.focus("[data-picker-canvas]")
    for _ in range(2):
        page.keyboard.press("ArrowLeft")
        page.wait_for_timeout(400)
    page.focus("[data-picker-centre]")
    page.keyboard.press("Enter")
    page.locator("[data-picker-status]:not(:empty)").wait_for()
    assert float(picked(page)[0]) < WEST + SIDE / 2
    assert page.faults == []


def test_an_address_chooses_the_area_but_marks_no_point(opened):
    page = opened("/voices/new/")
    page.fill("[name=place_text]", "幸福里社区")
    page.keyboard.press("Tab")
    page.get_by_text("“幸福里社区”属于").wait_for()
    assert picked(page) == ("", "", COMMUNITY)
    assert page.faults == []


def test_the_device_says_where_it_is(opened):
    here = {"latitude": SOUTH + 0.001, "longitude": WEST + 0.001}
    page = opened("/places/find/", geolocation=here, permissions=["geolocation"])
    page.click("[data-locate]")
    page.get_by_text("这里属于：莲塘镇 › 幸福里社区 › 第一网格。").wait_for()
    assert page.faults == []


def test_the_map_of_the_district_leads_to_its_areas(opened):
    page = opened("/places/")
    page.locator("[data-map] path").first.wait_for()
    assert page.locator("[data-drawing]").count() == 0
    page.locator("[data-map] path").first.click()
    page.wait_for_url("**/places/3299*/")
    assert page.faults == []


def test_without_scripts_the_drawing_and_the_lists_remain(opened):
    page = opened("/places/", java_script_enabled=False)
    assert page.locator("[data-drawing]").is_visible()
    assert page.locator("[data-map]").is_hidden()
    page.goto("/voices/new/")
    assert page.locator("[data-picker-map]").is_hidden()
    assert page.locator("[name=area]").is_visible()
    assert GRID_1 in page.content()
