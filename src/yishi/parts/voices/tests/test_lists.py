"""The public list and the map: what stands on them, and what never does."""

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.factories import District
from yishi.foundation.ledger import revisions
from yishi.foundation.matters import rules as matter_rules
from yishi.foundation.matters.choices import Visibility
from yishi.foundation.matters.models import Category, Matter
from yishi.foundation.people.actors import ANONYMOUS
from yishi.foundation.places.tests.districts import bring_in, drafts
from yishi.foundation.search.commands import index_matters
from yishi.parts.voices import queries
from yishi.parts.voices.tests.rows import NOW, voice

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def known(district: District) -> None:
    """Let the process know the areas and units that this test has made."""
    for name in ("areas", "units"):
        revisions.bump(name)


def listed(client: Client, conditions: str = "") -> list[str]:
    page = client.get(f"/voices/?{conditions}").context["page"]
    return [matter.number for matter in page.rows]


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_a_private_voice_is_on_no_list(client: Client) -> None:
    hidden = voice("谁也不该看到", visibility=Visibility.PRIVATE)
    for address in ("/voices/", "/voices/map/"):
        assert hidden.number not in text(client, address)
        assert "谁也不该看到" not in text(client, address)


def test_of_a_redacted_voice_only_its_handling_is_shown(client: Client, district: District) -> None:
    voice("不该看到的话", visibility=Visibility.REDACTED, area=district.grid, area_stem=district.grid.stem)
    page = text(client, "/voices/")
    assert "内容不公开的诉求" in page
    assert "不该看到的话" not in page
    row = page[page.index("<tbody>") : page.index("</tbody>")]
    assert district.grid.name not in row


def test_the_list_equals_its_rule(client: Client) -> None:
    matters = [voice(visibility=visibility) for visibility in Visibility.values for _ in range(2)]
    allowed = {matter.number for matter in matters if matter_rules.is_listed.allows(ANONYMOUS, matter)}
    assert set(listed(client)) == allowed
    assert {matter.number for matter in queries.public_list()} == allowed


@pytest.mark.parametrize(
    ("conditions", "found"),
    [
        ("", "abcd"),
        ("state=open", "ab"),
        ("state=ended", "cd"),
        ("state=closed", "c"),
        ("kind=praise", "b"),
        ("unit={bureau}", "a"),
        ("area={town}", "ab"),
        ("area={grid}", "a"),
        ("category={root}", "ac"),
        ("category={leaf}", "a"),
        ("since={recent}", "ab"),
        ("until={old}", "cd"),
        ("since={old}&until={recent}&state=closed", "c"),
        ("q=井盖", "b"),
        ("q=%20%20", "abcd"),
    ],
)
def test_each_condition_narrows(client: Client, district: District, conditions: str, found: str) -> None:
    leaf = Category.objects.filter(parent__isnull=False).first()
    assert leaf is not None
    assert leaf.parent is not None
    grid = district.grid
    made = {
        "a": voice(unit=district.bureau, area=grid, area_stem=grid.stem, category=leaf, state="handling"),
        "b": voice("井盖松动", subkind="praise", area=district.town, area_stem=district.town.stem),
        "c": voice(state="closed", category=leaf.parent, filed_at=NOW - dt.timedelta(days=90)),
        "d": voice(state="withdrawn", filed_at=NOW - dt.timedelta(days=90)),
    }
    index_matters(made.values())
    days = {name: (timezone.localtime(NOW) - dt.timedelta(days=n)).date() for name, n in (("recent", 10), ("old", 90))}
    conditions = conditions.format(
        bureau=district.bureau.pk, town=district.town.code, grid=grid.code, root=leaf.parent.pk, leaf=leaf.pk, **days
    )
    assert set(listed(client, conditions)) == {made[name].number for name in found}


def test_the_place_of_a_redacted_voice_cannot_be_found_out_by_asking(client: Client, district: District) -> None:
    here: dict[str, Any] = {"area": district.grid, "area_stem": district.grid.stem}
    seen, hidden = voice(**here), voice(visibility=Visibility.REDACTED, **here)
    index_matters([seen, hidden])
    assert listed(client, f"area={district.grid.code}") == [seen.number]
    assert listed(client, f"q={district.grid.name}") == [seen.number]


def test_the_three_orders(client: Client) -> None:
    old = voice(filed_at=NOW - dt.timedelta(days=30), supporters=1)
    new = voice(filed_at=NOW - dt.timedelta(days=1), supporters=2)
    done = voice(filed_at=NOW - dt.timedelta(days=60), supporters=9, state="closed")
    assert listed(client) == [new.number, old.number, done.number]
    assert listed(client, "sort=-supporters") == [done.number, new.number, old.number]
    assert listed(client, "sort=filed&state=open") == [old.number, new.number]


def test_a_condition_in_force_is_a_chip_that_takes_it_away(client: Client) -> None:
    voice()
    page = client.get("/voices/?kind=help&state=open&page=1").context["page"]
    assert {chip.label: chip.remove for chip in page.chips} == {
        "办理情况：还没办结的": "?kind=help",
        "类型：求助": "?state=open",
    }


@pytest.mark.parametrize(
    "conditions",
    ["state=nothing", "unit=999999", "area=1", "category=x", "since=gestern", "page=abc", "page=-3", "sort=title"],
)
def test_a_wrong_condition_is_said_or_passed_over(client: Client, conditions: str) -> None:
    made = voice()
    assert listed(client, conditions) == [made.number]


@pytest.mark.parametrize("conditions", ["since=0001-01-01", "until=9999-12-31", "since=0001-01-01&until=9999-12-31"])
def test_days_beyond_the_calendar_are_taken(client: Client, conditions: str) -> None:
    made = voice()
    assert listed(client, conditions) == [made.number]


def test_a_merged_voice_names_the_one_it_went_into(client: Client) -> None:
    target, secret = voice(), voice(visibility=Visibility.PRIVATE)
    voice(state="merged", merged_into=target)
    voice(state="merged", merged_into=secret)
    page = text(client, "/voices/")
    assert page.count(f"/voices/{target.number}/") == 2  # its own row, and the one that went into it
    assert secret.number not in page


def test_nothing_yet_and_nothing_found_say_what_to_do(client: Client) -> None:
    assert "第一件由您来说" in text(client, "/voices/")
    assert "没有符合条件的记录" in text(client, "/voices/?kind=praise")


def test_long_titles_and_marks_stay_text(client: Client) -> None:
    voice("<script>alert(1)</script>" + "长" * 90)
    page = text(client, "/voices/")
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("address", ["/voices/", "/voices/?sort=-supporters&state=open", "/voices/map/"])
def test_a_page_costs_the_same_with_one_row_and_with_many(
    client: Client, district: District, django_assert_num_queries: DjangoAssertNumQueries, address: str
) -> None:
    category = Category.objects.first()

    def row() -> Matter:
        target = voice(unit=district.bureau)
        return voice(
            unit=district.bureau,
            area=district.grid,
            area_stem=district.grid.stem,
            category=category,
            merged_into=target,
            longitude=120.5,
            latitude=31.2,
        )

    row()
    client.get(address)  # what is kept in memory is read once
    statements = 2 if "map" in address else 7
    for more in (0, 2, 40):
        for _ in range(more):
            row()
        with django_assert_num_queries(statements):
            assert client.get(address).status_code == 200


def test_the_map_counts_public_voices_by_area(client: Client, district: District) -> None:
    grid, town = district.grid, district.town
    for visibility in Visibility.values:
        voice(area=grid, area_stem=grid.stem, visibility=visibility)
    voice(area=town, area_stem=town.stem, state="closed")
    lines = {line.count.area.name: line for line in client.get("/voices/map/?since=2000-01-01").context["lines"]}
    assert (lines[town.name].count.all, lines[town.name].count.open) == (2, 1)
    assert lines[district.community.name].count.all == 1
    assert set(listed(client, lines[town.name].address.split("?")[1])) == {
        matter.number for matter in Matter.objects.filter(visibility="public")
    }


def points(client: Client, box: str = "119,29,121,31", conditions: str = "") -> list[dict[str, Any]]:
    answer = client.get(f"/voices/map/points.geojson?box={box}&{conditions}")
    assert answer.status_code == 200
    return list(json.loads(answer.content)["features"])


def test_a_point_on_the_map_is_coarse_and_leads_to_its_voice(client: Client) -> None:
    made = voice(longitude=120.123456, latitude=30.987654)
    (point,) = points(client)
    assert point["geometry"]["coordinates"] == [120.123, 30.988]
    assert point["properties"] == {"title": "路灯不亮", "url": f"/voices/{made.number}/"}


def test_voices_at_one_coarse_point_are_one_list(client: Client) -> None:
    for offset in (0.0001, 0.0002):
        voice(longitude=120.1 + offset, latitude=30.1)
    (point,) = points(client)
    assert point["properties"]["count"] == 2
    assert len(point["properties"]["items"]) == 2


def test_the_map_shows_neither_hidden_voices_nor_those_elsewhere(client: Client) -> None:
    for visibility in (Visibility.PRIVATE, Visibility.REDACTED):
        voice(longitude=120.1, latitude=30.1, visibility=visibility)
    voice(longitude=100.0, latitude=30.1)
    voice(longitude=120.1, latitude=30.1, state="closed")
    assert points(client, conditions="state=open") == []


def test_many_points_are_numbers_of_areas(client: Client) -> None:
    bring_in(drafts())
    stems = ["329901101201001"] * 150 + ["329901102201001"] * 100
    Matter.objects.bulk_create(
        Matter(
            number=f"PX-25-{place:04}",
            kind="voice",
            state="filed",
            title="路灯",
            public_title="路灯",
            area_stem=stem,
            longitude=120.005 if stem.startswith("329901101") else 120.015,
            latitude=30.01,
            filed_at=NOW,
            changed_at=NOW,
        )
        for place, stem in enumerate(stems)
    )
    found = points(client)
    assert sorted(point["properties"]["count"] for point in found) == [100, 150]
    assert {point["properties"]["area"] for point in found} == {"329901101201001", "329901102201001"}


@pytest.mark.parametrize("box", ["", "1,2,3", "a,b,c,d", "1,2,3,4,5"])
def test_a_wrong_box_is_said(client: Client, box: str) -> None:
    answer = client.get(f"/voices/map/points.geojson?box={box}")
    assert answer.status_code == 400
    assert "四个数" in answer.content.decode()


def test_a_box_of_no_numbers_fails_nothing(client: Client) -> None:
    voice(longitude=120.1, latitude=30.1)
    assert points(client, box="nan,nan,nan,nan") == []
    assert len(points(client, box="-inf,-inf,inf,inf")) == 1
