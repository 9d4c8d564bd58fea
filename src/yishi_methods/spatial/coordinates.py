"""WGS 84, GCJ-02 and BD-09: three datums met in Chinese data, hundreds of metres apart.

GCJ-02 (AMap, Tencent) and BD-09 (Baidu) are WGS 84 with a published-by-use shift; the constants are those of the widely
used implementations "eviltransform" and "coordtransform", whose test points the tests repeat. The shift has no closed
inverse: the inverse here iterates until the forward shift gives the point back.
"""

import math
from collections.abc import Callable
from enum import StrEnum

Point = tuple[float, float]

_SEMI_MAJOR_AXIS = 6378245.0
_ECCENTRICITY_SQUARED = 0.00669342162296594323
_BAIDU_TURN = math.pi * 3000.0 / 180.0
_CLOSE_ENOUGH = 1e-11
_MOST_STEPS = 30


class Datum(StrEnum):
    WGS84 = "WGS84"
    GCJ02 = "GCJ02"
    BD09 = "BD09"


def is_shifted(longitude: float, latitude: float) -> bool:
    """Whether GCJ-02 shifts this point at all: it does so only in a rectangle around China."""
    return 72.004 <= longitude <= 137.8347 and 0.8293 <= latitude <= 55.8271


def wgs84_to_gcj02(longitude: float, latitude: float) -> Point:
    """Shift a WGS 84 point (degrees) to GCJ-02; outside the rectangle around China it stays."""
    if not is_shifted(longitude, latitude):
        return longitude, latitude
    x, y = longitude - 105.0, latitude - 35.0
    waves = (20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x)) + waves
    east += (20.0 * math.sin(x * math.pi) + 40.0 * math.sin(x / 3.0 * math.pi)) * 2.0 / 3.0
    east += (150.0 * math.sin(x / 12.0 * math.pi) + 300.0 * math.sin(x / 30.0 * math.pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x)) + waves
    north += (20.0 * math.sin(y * math.pi) + 40.0 * math.sin(y / 3.0 * math.pi)) * 2.0 / 3.0
    north += (160.0 * math.sin(y / 12.0 * math.pi) + 320.0 * math.sin(y * math.pi / 30.0)) * 2.0 / 3.0
    angle = math.radians(latitude)
    curve = 1.0 - _ECCENTRICITY_SQUARED * math.sin(angle) ** 2
    meridian = _SEMI_MAJOR_AXIS * (1.0 - _ECCENTRICITY_SQUARED) / (curve * math.sqrt(curve))
    parallel = _SEMI_MAJOR_AXIS / math.sqrt(curve) * math.cos(angle)
    return longitude + math.degrees(east / parallel), latitude + math.degrees(north / meridian)


def gcj02_to_wgs84(longitude: float, latitude: float) -> Point:
    """The WGS 84 point whose shift is the given GCJ-02 point, to well under 1e-6 degrees."""
    return _inverse(wgs84_to_gcj02, longitude, latitude)


def gcj02_to_bd09(longitude: float, latitude: float) -> Point:
    """Shift a GCJ-02 point (degrees) to BD-09."""
    radius = math.hypot(longitude, latitude) + 0.00002 * math.sin(latitude * _BAIDU_TURN)
    angle = math.atan2(latitude, longitude) + 0.000003 * math.cos(longitude * _BAIDU_TURN)
    return radius * math.cos(angle) + 0.0065, radius * math.sin(angle) + 0.006


def bd09_to_gcj02(longitude: float, latitude: float) -> Point:
    """The GCJ-02 point whose shift is the given BD-09 point."""
    return _inverse(gcj02_to_bd09, longitude, latitude)


def bd09_to_wgs84(longitude: float, latitude: float) -> Point:
    return gcj02_to_wgs84(*bd09_to_gcj02(longitude, latitude))


def to_wgs84(datum: Datum) -> Callable[[float, float], Point]:
    """The function that brings a point of `datum` to WGS 84."""
    return {Datum.WGS84: _same, Datum.GCJ02: gcj02_to_wgs84, Datum.BD09: bd09_to_wgs84}[datum]


def _same(longitude: float, latitude: float) -> Point:
    return longitude, latitude


def _inverse(forward: Callable[[float, float], Point], longitude: float, latitude: float) -> Point:
    # The shift is smooth and small, so that correcting by what is still missing contracts quickly.
    x, y = longitude, latitude
    for _ in range(_MOST_STEPS):
        shifted_x, shifted_y = forward(x, y)
        missing_x, missing_y = longitude - shifted_x, latitude - shifted_y
        if abs(missing_x) < _CLOSE_ENOUGH and abs(missing_y) < _CLOSE_ENOUGH:
            break
        x, y = x + missing_x, y + missing_y
    return x, y
