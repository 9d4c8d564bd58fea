"""Where a point lies, what a text means, and how the district hangs together."""

import json
import math

import pytest
from django.utils.translation import override

from yishi.foundation.ledger import revisions
from yishi.foundation.places import queries
from yishi.foundation.places.area_intake import AreaDraft
from yishi.foundation.places.choices import Certainty, Level
from yishi.foundation.places.models import Area
from yishi.foundation.places.tests.districts import (
    COMMUNITY,
    DISTRICT,
    GRID_1,
    GRID_2,
    GRID_3,
    OTHER_TOWN,
    SIDE,
    SOUTH,
    TOWN,
    WEST,
    area,
    bring_in,
    drafts,
)
from yishi_methods.spatial.diagnosis import PointState
from yishi_methods.spatial.shapes import Bounds

pytestmark = pytest.mark.django_db


def code_at(longitude: float, latitude: float) -> str | None:
    found = queries.area_at(longitude, latitude)
    return found.code if found else None


def test_a_point_lies_in_its_grid(places):
    assert code_at(WEST + 0.001, SOUTH + 0.001) == GRID_1
    assert code_at(WEST + 0.006, SOUTH + 0.001) == GRID_2
    assert code_at(WEST + 0.019, SOUTH + 0.001) == GRID_3


def test_a_common_border_belongs_to_the_lower_code(places):
    assert code_at(WEST + SIDE / 4, SOUTH + 0.001) == GRID_1
    assert code_at(WEST + SIDE / 2, SOUTH + 0.001) == GRID_2


@pytest.mark.parametrize("point", [(0, 0), (SOUTH, WEST), (121, 31), (math.nan, 30), (math.inf, 30)])
def test_a_point_elsewhere_lies_in_no_area(places, point):
    assert queries.area_at(*point) is None


def test_where_there_are_no_grids_the_community_is_the_answer(db):
    bring_in([draft for draft in drafts() if len(draft.code) == 12])
    assert code_at(WEST + 0.001, SOUTH + 0.001) == COMMUNITY


def test_without_areas_nothing_is_found_and_nothing_fails(db):
    assert code_at(WEST, SOUTH) is None
    assert queries.areas_at([WEST], [SOUTH]) == [None]
    assert queries.nearest_area(WEST, SOUTH) is None
    assert queries.district_bounds() is None
    assert queries.district() is None
    assert queries.area_tree() == ()
    assert queries.resolve_place("幸福里3栋") == []
    assert json.loads(queries.areas_geojson(Level.GRID))["features"] == []


def test_many_points_at_once_give_the_same_areas(places):
    points = [(WEST + 0.001, SOUTH + 0.001), (WEST + 0.019, SOUTH + 0.01), (0.0, 0.0), (math.nan, math.nan)]
    longitudes, latitudes = zip(*points, strict=True)
    found = queries.areas_at(longitudes, latitudes)
    assert found == [queries.area_at(*point) for point in points]
    assert [one and one.code for one in found] == [GRID_1, GRID_3, None, None]


def test_a_look_up_takes_no_statement_of_its_own(places, django_assert_num_queries):
    with revisions.reading():
        queries.area_at(WEST, SOUTH)
    with revisions.reading(), django_assert_num_queries(1) as captured:
        for _ in range(3):
            grid = queries.area_at(WEST + 0.001, SOUTH + 0.001)
            assert str(grid and grid.parent and grid.parent.parent) == "莲塘镇"
            assert grid
            assert [above.code for above in queries.unit_area_chain(grid)] == [GRID_1, COMMUNITY, TOWN, DISTRICT]
            queries.area_tree()
            queries.areas_geojson(Level.GRID)
            queries.diagnose(0, 0)
    assert "revision" in captured[0]["sql"]


def test_a_point_a_little_outside_has_a_nearest_area(places):
    near = queries.nearest_area(WEST - 0.001, SOUTH + 0.001)
    assert near
    assert near.area.code == GRID_1
    assert near.distance == pytest.approx(96.5, abs=0.1)
    assert queries.nearest_area(WEST - 0.1, SOUTH + 0.001) is None


@pytest.mark.parametrize(
    ("point", "state"),
    [
        ((WEST + 0.001, SOUTH + 0.001), PointState.FINE),
        ((0, 0), PointState.ZERO),
        ((SOUTH + 0.001, WEST + 0.001), PointState.SWAPPED),
        ((121.5, 31.2), PointState.OUTSIDE),
        (("120", "30"), PointState.NOT_A_NUMBER),
        ((None, None), PointState.MISSING),
    ],
)
def test_what_is_wrong_with_a_point(places, point, state):
    assert queries.diagnose(*point) == state


def test_the_box_of_the_district(places):
    assert queries.district_bounds() == Bounds(WEST, SOUTH, WEST + SIDE, SOUTH + SIDE)


def test_the_tree_and_the_look_up_by_code(places):
    (root,) = queries.area_tree()
    assert [node.area.code for node in queries.walk([root])] == [one.code for one in Area.objects.all()]
    assert [child.area.code for child in root.children] == [TOWN, OTHER_TOWN]
    for one in Area.objects.all():
        assert area(one.code) == one
    for code in ("", "329901", "999999999999", "329901101201", "32990110120100A"):
        assert (queries.area_with_code(code) is None) == (code != COMMUNITY)


def test_geojson_of_a_level(places):
    collection = json.loads(queries.areas_geojson(Level.GRID))
    assert [feature["id"] for feature in collection["features"]] == [GRID_1, GRID_2, GRID_3]
    assert collection["features"][0]["properties"] == {
        "code": GRID_1,
        "name": "第一网格",
        "name_en": "Grid 1",
        "level": "grid",
        "parent": COMMUNITY,
    }
    full = json.loads(queries.areas_geojson(Level.GRID, simplified=False, parent=area(TOWN)))
    assert [feature["id"] for feature in full["features"]] == [GRID_1, GRID_2]
    assert full["features"][0]["geometry"]["type"] == "Polygon"


def test_a_change_is_seen_at_once_by_the_next_reader(places):
    assert queries.area_with_code("329901101201009") is None
    bring_in([AreaDraft(code="329901101201009", name="新网格")])
    assert area("329901101201009").name == "新网格"


def test_areas_are_named_in_the_language_of_the_reader(places):
    with override("en"):
        assert str(area(GRID_1)) == "Grid 1"
    assert str(area(GRID_1)) == "第一网格"


def test_the_name_of_an_area_is_a_place_too(places):
    (match,) = queries.resolve_place("我住幸福里社区")
    assert (match.area.code, match.certainty) == (COMMUNITY, Certainty.AREA)


def test_areas_to_choose_end_at_communities_where_grids_are_too_many(places, monkeypatch):
    assert [one.level for one in queries.areas_to_choose()].count(Level.GRID) == 3
    monkeypatch.setattr(queries, "limits", lambda: type("Few", (), {"areas_to_choose": 5}))
    assert {one.level for one in queries.areas_to_choose()} == {Level.DISTRICT, Level.TOWN, Level.COMMUNITY}
