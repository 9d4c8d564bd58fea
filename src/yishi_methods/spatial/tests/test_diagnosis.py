import math

import pytest

from yishi_methods.spatial.diagnosis import PointState, diagnose_point
from yishi_methods.spatial.shapes import Bounds

DISTRICT = Bounds(120.0, 30.0, 120.4, 30.3)


@pytest.mark.parametrize(
    ("longitude", "latitude", "state"),
    [
        (120.1, 30.1, PointState.FINE),
        (120, 30, PointState.FINE),
        (None, 30.1, PointState.MISSING),
        ("120.1", "30.1", PointState.NOT_A_NUMBER),
        (True, False, PointState.NOT_A_NUMBER),
        (math.nan, 30.1, PointState.NOT_A_NUMBER),
        (math.inf, 30.1, PointState.NOT_A_NUMBER),
        (10**400, 30.1, PointState.NOT_A_NUMBER),
        (0, 0, PointState.ZERO),
        (0.0, -0.0, PointState.ZERO),
        (0.00001, 0.0, PointState.ZERO),
        (30.1, 120.1, PointState.SWAPPED),
        (121.5, 31.2, PointState.OUTSIDE),
        (190.0, 10.0, PointState.OFF_EARTH),
        (13_360_000.0, 3_500_000.0, PointState.OFF_EARTH),
    ],
)
def test_a_point_against_a_district(longitude, latitude, state):
    assert diagnose_point(longitude, latitude, DISTRICT) == state


@pytest.mark.parametrize(
    ("longitude", "latitude", "state"),
    [
        (120.1, 30.1, PointState.FINE),
        (0, 0, PointState.ZERO),
        (30.1, 120.1, PointState.SWAPPED),
        (200.0, 200.0, PointState.OFF_EARTH),
    ],
)
def test_a_point_where_no_district_is_known(longitude, latitude, state):
    assert diagnose_point(longitude, latitude) == state


def test_a_district_around_zero_may_use_it():
    assert diagnose_point(0, 0, Bounds(-1, -1, 1, 1)) == PointState.FINE
