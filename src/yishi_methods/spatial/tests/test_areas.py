"""Which area a point lies in: plain Python, numpy and shapely must agree on every point."""

import gzip
import json
import math
import os
import pathlib

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from yishi_methods.spatial.index import AreaIndex
from yishi_methods.spatial.lookup import AreaLookup
from yishi_methods.spatial.repair import repair_geometry, shape_as_shapely
from yishi_methods.spatial.shapes import Bounds, Shape, ring_of, shape_of, turn
from yishi_methods.spatial.tests.shapes import corners, shapes, tile_district

SHARED = pathlib.Path(os.environ.get("YISHI_SHARED") or pathlib.Path(__file__).parents[4] / "../shared")
BOSTON = SHARED / "data" / "boston311"
SQUARE = shape_of([[[(0, 0), (4, 0), (4, 4), (0, 4), (0, 0)], [(1, 1), (1, 2), (2, 2), (2, 1), (1, 1)]]])


def first_by_shapely(areas: list[Shape], xs: np.ndarray, ys: np.ndarray) -> np.ndarray:
    """The first area in order that covers each point, as shapely says; -1 for none."""
    first = np.full(len(xs), -1)
    for position in reversed(range(len(areas))):
        drawn = shape_as_shapely(areas[position])
        shapely.prepare(drawn)
        first[shapely.intersects_xy(drawn, xs, ys)] = position
    return first


def find_each(areas: list[Shape], xs: np.ndarray, ys: np.ndarray) -> list[int]:
    lookup = AreaLookup(areas)
    found = (lookup.find(x, y) for x, y in zip(xs.tolist(), ys.tolist(), strict=True))
    return [-1 if position is None else position for position in found]


@given(
    st.lists(shapes(), min_size=1, max_size=4),
    st.lists(corners, min_size=1, max_size=40),
    st.sampled_from([1, 7, 64, 4096]),
)
@settings(max_examples=200, deadline=None)
def test_points_on_borders_and_corners_fall_where_shapely_says(areas, points, cells):
    xs, ys = (np.array(values, dtype=float) for values in zip(*points, strict=True))
    expected = first_by_shapely(areas, xs, ys).tolist()
    assert AreaIndex(areas, cells).find(xs, ys).tolist() == expected
    assert find_each(areas, xs, ys) == expected


@given(
    st.lists(shapes(), min_size=1, max_size=4),
    st.lists(st.tuples(st.floats(-1, 13), st.floats(-1, 13)), min_size=1, max_size=40),
)
@settings(max_examples=200, deadline=None)
def test_any_points_fall_where_shapely_says(areas, points):
    xs, ys = (np.array(values) for values in zip(*points, strict=True))
    expected = first_by_shapely(areas, xs, ys).tolist()
    assert AreaIndex(areas, 256).find(xs, ys).tolist() == expected
    assert find_each(areas, xs, ys) == expected


def test_2500_grids_agree_with_shapely_on_random_points_and_on_their_own_corners():
    areas = [shape_of([rings]) for rings in tile_district(50, seed=1)]
    random = np.random.default_rng(2)
    on_borders = np.concatenate([np.frombuffer(ring).reshape(-1, 2) for area in areas for ring in area.rings()])
    xs = np.concatenate([random.uniform(119.99, 120.31, 50_000), on_borders[:, 0]])
    ys = np.concatenate([random.uniform(29.99, 30.31, 50_000), on_borders[:, 1]])
    found = AreaIndex(areas).find(xs, ys)
    assert (found == first_by_shapely(areas, xs, ys)).all()
    assert found[:500].tolist() == find_each(areas, xs[:500], ys[:500])
    assert (found[50_000:] >= 0).all(), "every border point belongs to an area"


@pytest.mark.skipif(not BOSTON.exists(), reason="shared/data/boston311 is not here")
@pytest.mark.parametrize("name", ["boston_wards", "boston_neighborhoods"])
def test_boston_agrees_with_shapely(name):
    with gzip.open(BOSTON / f"{name}.geojson.gz") as file:
        features = json.load(file)["features"]
    areas = [repair_geometry(feature["geometry"]).shape for feature in features]
    random = np.random.default_rng(3)
    xs, ys = random.uniform(-71.2, -70.9, 100_000), random.uniform(42.2, 42.45, 100_000)
    found = AreaIndex(areas).find(xs, ys)
    assert (found == first_by_shapely(areas, xs, ys)).all()
    assert found[:1000].tolist() == find_each(areas, xs[:1000], ys[:1000])


def test_a_hole_is_outside_and_its_border_inside():
    assert SQUARE.covers(3, 3)
    assert not SQUARE.covers(1.5, 1.5)
    assert SQUARE.covers(1, 1.5)
    assert SQUARE.covers(4, 4)
    assert not SQUARE.covers(4.000001, 4)


def test_a_common_border_belongs_to_the_first_area_only():
    west, east = (shape_of([[[(x, 0), (x + 1, 0), (x + 1, 1), (x, 1), (x, 0)]]]) for x in (0, 1))
    assert AreaLookup([west, east]).find(1, 0.5) == 0
    assert AreaLookup([east, west]).find(1, 0.5) == 0
    assert AreaIndex([west, east]).find([1.0, 1.0], [0.5, 1.0]).tolist() == [0, 0]


def test_a_point_a_hair_beside_a_slanting_border_is_told_apart():
    # In plain floating point the determinant of these is rounded to zero or to the wrong sign.
    x1, y1, x2, y2 = 12.0, 12.0, 24.0, 24.0
    above = math.nextafter(18.000000000000004, 20)
    assert turn(x1, y1, x2, y2, 18.0, above) == 1
    assert turn(x1, y1, x2, y2, above, 18.0) == -1
    assert turn(x1, y1, x2, y2, above, above) == 0


def test_points_that_are_no_numbers_lie_nowhere():
    assert AreaLookup([SQUARE]).find(math.nan, 1) is None
    assert AreaLookup([SQUARE]).find(math.inf, 1) is None
    assert AreaIndex([SQUARE]).find([math.nan, math.inf, -math.inf, 3], [1, 1, math.nan, 3]).tolist() == [-1, -1, -1, 0]


def test_without_areas_every_point_lies_nowhere():
    assert AreaLookup([]).find(1, 1) is None
    assert AreaLookup([]).nearest(1, 1, within=1e9) is None
    assert AreaIndex([]).find([1.0], [1.0]).tolist() == [-1]


def test_lists_of_different_length_are_refused():
    with pytest.raises(ValueError, match="same length"):
        AreaIndex([SQUARE]).find([1.0, 2.0], [1.0])


def test_the_nearest_area_of_a_point_a_little_outside():
    west, east = (shape_of([[[(x, 30), (x + 1, 30), (x + 1, 31), (x, 31), (x, 30)]]]) for x in (120, 122))
    lookup = AreaLookup([west, east])
    position, metres = lookup.nearest(121.001, 30.5, within=500) or (None, 0)
    assert position == 0
    assert metres == pytest.approx(95.9, abs=0.2)  # a thousandth of a degree of longitude at 30.5° north
    position, metres = lookup.nearest(121.9, 30.5, within=20_000) or (None, 0)
    assert position == 1
    assert metres == pytest.approx(9594, abs=10)
    assert lookup.nearest(121.5, 30.5, within=500) is None
    assert lookup.nearest(120.5, 30.5, within=500) == (0, 0.0)


def test_square_metres_leave_holes_out_and_match_the_published_size():
    assert shape_of([[[(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]]]).square_metres() == pytest.approx(1.2309e10, rel=1e-3)
    assert SQUARE.square_metres() == pytest.approx(15 * 1.2309e10, rel=2e-3)


@pytest.mark.skipif(not BOSTON.exists(), reason="shared/data/boston311 is not here")
def test_square_metres_match_bostons_own_figures():
    with gzip.open(BOSTON / "boston_neighborhoods.geojson.gz") as file:
        for feature in json.load(file)["features"]:
            square_miles = repair_geometry(feature["geometry"]).shape.square_metres() / 2_589_988
            assert square_miles == pytest.approx(feature["properties"]["SqMiles"], abs=0.011)


def test_a_shape_needs_a_polygon():
    with pytest.raises(ValueError, match="at least one polygon"):
        Shape(())


def test_moving_a_shape_moves_every_point():
    moved = SQUARE.moved(lambda x, y: (x + 10, y))
    assert moved.bounds == Bounds(10, 0, 14, 4)
    assert list(moved.rings())[1] == ring_of([(11, 1), (11, 2), (12, 2), (12, 1), (11, 1)])
