"""The pages of places: open to everybody, complete without a script, a constant number of statements."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import make_account, make_term, make_unit
from yishi.foundation.ledger import revisions
from yishi.foundation.people.actors import SYSTEM
from yishi.foundation.people.models import Role, UnitKind
from yishi.foundation.places.area_intake import AreaDraft
from yishi.foundation.places.commands import (
    import_place_names,
    post_branch,
    post_grid_duty,
    post_meeting_place,
)
from yishi.foundation.places.tests.districts import (
    COMMUNITY,
    DISTRICT,
    GRID_1,
    GRID_2,
    GRID_3,
    SIDE,
    SOUTH,
    TOWN,
    WEST,
    area,
    bring_in,
    drafts,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def places(db):
    bring_in(drafts())
    rows = [("名称", "网格代码", "楼栋"), ("幸福里", GRID_1, "1-9"), ("幸福里", GRID_2, "10-18")]
    import_place_names(actor=SYSTEM, rows=rows)


@pytest.fixture
def posted(places):
    """A grid with all that is posted of it."""
    town_unit = make_unit("liantang", UnitKind.TOWN, "莲塘镇人民政府", area=area(TOWN))
    unit = make_unit("xingfuli", UnitKind.COMMUNITY, "幸福里居委会", town_unit, area(COMMUNITY))
    unit.telephone = "0999-5550100"
    unit.save()
    revisions.bump("units")
    worker = make_account("lixiaomei", "李小梅", telephone="13800000009")
    make_term(worker, Role.GRID_WORKER, unit, area(GRID_1))
    grid = area(GRID_1)
    post_grid_duty(
        actor=SYSTEM,
        grid=grid,
        duties="巡查公共设施\n调解邻里纠纷",
        duties_en="Check public facilities",
        telephone="0999-5550101",
    )
    post_meeting_place(actor=SYSTEM, grid=grid, name="议事亭", address="幸福路 1 号", opening_hours="每天 9 时至 17 时")
    post_branch(actor=SYSTEM, code="b1", name="幸福里联合支部", grids=[grid, area(GRID_2)], telephone="0999-5550103")


def page(client: Client, name: str, *arguments: str, **question: str) -> str:
    response = client.get(reverse(f"places:{name}", args=arguments), question)
    assert response.status_code == 200
    return response.content.decode()


def test_the_index_shows_the_tree_and_a_map_that_needs_no_script(client, places):
    text = page(client, "index")
    for name in ("莲塘镇", "幸福里社区", "桃源村"):
        assert name in text
    assert text.count('class="area-shape"') == 2
    assert "2 个网格" in text


def test_without_areas_the_index_says_so(client, db):
    assert "还没有设置区域" in page(client, "index")
    assert "没有找到" in page(client, "find", q="幸福里3栋")
    assert json.loads(page(client, "geojson")) == {"type": "FeatureCollection", "features": []}


def test_the_card_of_a_grid_names_its_team_and_offices_only(client, posted):
    text = page(client, "area", GRID_1)
    for words in (
        "第一网格",
        "幸福里社区",
        "莲塘镇人民政府",
        "李小梅",
        "0999-5550100",
        "0999-5550101",
        "议事亭",
        "每天 9 时至 17 时",
        "幸福里联合支部",
        "（联合支部）",
        "巡查公共设施",
        "综合网格",
    ):
        assert words in text, words
    assert "13800000009" not in text, "private numbers are never shown"


def test_a_worker_whose_account_is_stopped_or_whose_term_is_over_is_not_named(client, posted):
    from datetime import date

    from yishi.foundation.people.models import Account, Term

    Account.objects.filter(username="lixiaomei").update(is_active=False)
    assert "李小梅" not in page(client, "area", GRID_1)
    Account.objects.filter(username="lixiaomei").update(is_active=True)
    Term.objects.filter(role=Role.GRID_WORKER).update(ends_on=date(2021, 1, 1))
    assert "李小梅" not in page(client, "area", GRID_1)
    assert "网格员暂缺" in page(client, "area", GRID_1)


def test_the_card_in_english(client, posted):
    client.cookies["django_language"] = "en"
    text = page(client, "area", GRID_1)
    assert "Grid 1" in text
    assert "Check public facilities" in text
    assert "由谁负责" not in text


@pytest.mark.parametrize("code", [DISTRICT, TOWN, COMMUNITY, GRID_3])
def test_every_area_has_its_card(client, posted, code):
    text = page(client, "area", code)
    assert "由谁负责" in text
    assert "平方公里" in text
    assert 'class="area-drawing"' in text


@pytest.mark.parametrize("code", ["329901999000", "1", "<script>", "329901", "九"])
def test_an_unknown_area_is_not_found(client, places, code):
    assert client.get(reverse("places:area", args=[code])).status_code == 404


def test_my_grid_by_address(client, places):
    text = page(client, "find", q="幸福里三栋")
    assert "莲塘镇 › 幸福里社区 › 第一网格" in text
    assert reverse("places:area", args=[GRID_1]) in text


def test_an_address_in_several_places_is_a_choice(client, places):
    text = page(client, "find", q="幸福里")
    assert "有几处可能" in text
    for code in (GRID_1, GRID_2):
        assert reverse("places:area", args=[code]) in text


def test_an_unknown_address_leads_to_the_list(client, places):
    text = page(client, "find", q="<script>alert(1)</script>" * 100)
    assert "没有找到这个地址" in text
    assert "<script>alert" not in text
    assert "幸福里社区" in text


@pytest.mark.parametrize(
    ("longitude", "latitude", "words"),
    [
        (f"{WEST + 0.001}", f"{SOUTH + 0.001}", "莲塘镇 › 幸福里社区 › 第一网格"),
        ("0", "0", "多半是设备没有定位成功"),
        (f"{SOUTH + 0.001}", f"{WEST + 0.001}", "写反了"),
        ("121.5", "31.2", "不在本区范围内"),
        (f"{WEST - 0.001}", f"{SOUTH + 0.001}", "本区边界外约 96 米"),
        ("东边", "30", "没有坐标"),
        ("nan", "30", "坐标不是数字"),
        ("inf", "inf", "坐标不是数字"),
        ("", "30", "没有坐标"),
        ("1e400", "30", "坐标不是数字"),
    ],
)
def test_my_grid_by_location(client, places, longitude, latitude, words):
    text = page(client, "find", lon=longitude, lat=latitude)
    assert words in text
    answer = json.loads(page(client, "find_json", lon=longitude, lat=latitude))
    assert words in answer["message"]


def test_the_picker_is_told_the_area(client, places):
    answer = json.loads(page(client, "find_json", q="幸福里3栋"))
    assert answer["area"] == GRID_1
    assert client.get(reverse("places:find_json")).status_code == 400


def test_the_boundaries_as_open_data(client, places):
    response = client.get(reverse("places:geojson"), {"level": "town"})
    assert response["Content-Type"] == "application/geo+json"
    assert [feature["id"] for feature in response.json()["features"]] == [TOWN, "329901102000"]
    again = client.get(reverse("places:geojson"), {"level": "town"}, headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304
    below = client.get(reverse("places:geojson"), {"level": "grid", "parent": TOWN, "full": ""}).json()
    assert [feature["id"] for feature in below["features"]] == [GRID_1, GRID_2]


@pytest.mark.parametrize("question", [{"level": "planet"}, {"level": "grid", "parent": "1"}])
def test_a_wrong_question_for_boundaries_is_refused_with_words(client, places, question):
    response = client.get(reverse("places:geojson"), question)
    assert response.status_code == 400
    assert "level" in response.content.decode()


def test_pages_take_a_constant_number_of_statements(client, posted, django_assert_max_num_queries):
    def statements(*names: str) -> int:
        with revisions.reading():
            pass
        page(client, *names)
        with django_assert_max_num_queries(12) as captured:
            page(client, *names)
        return len(captured)

    before = statements("index"), statements("area", COMMUNITY), statements("area", GRID_1)
    step = SIDE / 80
    more = [
        AreaDraft(
            code=f"{COMMUNITY}{number:03}",
            name=f"第{number}网格",
            geometry={
                "type": "Polygon",
                "coordinates": [
                    [
                        [WEST + number * step, SOUTH],
                        [WEST + (number + 1) * step, SOUTH],
                        [WEST + number * step, SOUTH + SIDE],
                        [WEST + number * step, SOUTH],
                    ]
                ],
            },
        )
        for number in range(3, 30)
    ]
    bring_in(more)
    assert (statements("index"), statements("area", COMMUNITY), statements("area", GRID_1)) == before


def test_pages_stay_within_the_content_security_policy(client, posted):
    for name, arguments in (("index", ()), ("area", (GRID_1,)), ("find", ())):
        text = page(client, name, *arguments)
        assert " style=" not in text
        assert " onclick=" not in text
        assert "<script>" not in text
