import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yishi_methods.spatial.coordinates import (
    Datum,
    bd09_to_gcj02,
    bd09_to_wgs84,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    to_wgs84,
    wgs84_to_gcj02,
)

in_china = st.tuples(st.floats(74, 135), st.floats(18, 53))


# Published test points of eviltransform (Shanghai, Shenzhen, Beijing) and coordtransform, longitude first.
@pytest.mark.parametrize(
    ("wgs84", "gcj02"),
    [
        ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
        ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
        ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
        ((116.404, 39.915), (116.41024449916938, 39.91640428150164)),
    ],
)
def test_gcj02_gives_the_published_points(wgs84, gcj02):
    assert wgs84_to_gcj02(*wgs84) == pytest.approx(gcj02, abs=1e-9, rel=0)
    assert gcj02_to_wgs84(*gcj02) == pytest.approx(wgs84, abs=1e-9, rel=0)


def test_bd09_gives_the_published_points():
    assert gcj02_to_bd09(116.404, 39.915) == pytest.approx((116.41036949371029, 39.92133699351021), abs=1e-9, rel=0)
    # The published inverse is itself an approximation, good to about a metre.
    assert bd09_to_gcj02(116.404, 39.915) == pytest.approx((116.39762729119315, 39.90865673957631), abs=1e-5, rel=0)
    assert bd09_to_wgs84(116.404, 39.915) == pytest.approx((116.3913836995125, 39.907253214522164), abs=2e-5, rel=0)


@given(in_china)
def test_the_inverse_of_gcj02_is_exact_to_a_millionth_of_a_degree(point):
    assert gcj02_to_wgs84(*wgs84_to_gcj02(*point)) == pytest.approx(point, abs=1e-6, rel=0)


@given(in_china)
def test_the_inverse_of_bd09_is_exact_to_a_millionth_of_a_degree(point):
    assert bd09_to_gcj02(*gcj02_to_bd09(*point)) == pytest.approx(point, abs=1e-6, rel=0)


@given(in_china)
def test_the_shift_is_hundreds_of_metres_and_never_more(point):
    x, y = wgs84_to_gcj02(*point)
    assert math.hypot(x - point[0], y - point[1]) < 0.02


@pytest.mark.parametrize("point", [(-71.06, 42.36), (2.35, 48.85), (0.0, 0.0), (139.77, 35.68)])
def test_places_outside_china_are_not_shifted(point):
    assert wgs84_to_gcj02(*point) == gcj02_to_wgs84(*point) == point


def test_each_datum_has_its_way_to_wgs84():
    assert to_wgs84(Datum.WGS84)(120.1, 30.2) == (120.1, 30.2)
    assert to_wgs84(Datum("GCJ02")) is gcj02_to_wgs84
    assert to_wgs84(Datum("BD09")) is bd09_to_wgs84
