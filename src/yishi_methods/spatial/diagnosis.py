"""What is wrong with a point that somebody sent."""

import math
from enum import StrEnum

from yishi_methods.spatial.shapes import Bounds

# Devices without a fix, and empty cells read as numbers, give (0, 0) give or take rounding: about 100 metres.
_AROUND_ZERO = 0.001


class PointState(StrEnum):
    FINE = "fine"
    MISSING = "missing"
    NOT_A_NUMBER = "not_a_number"
    ZERO = "zero"
    OFF_EARTH = "off_earth"
    SWAPPED = "swapped"
    OUTSIDE = "outside"


def diagnose_point(longitude: object, latitude: object, bounds: Bounds | None = None) -> PointState:
    """Say how a point (degrees) stands to the box of a district; without a box every place on earth is fine.

    "Swapped" means that latitude and longitude exchanged would lie in the box (or, without one, on earth). Text is not
    a number: whoever reads a form or a file converts first.
    """
    if longitude is None or latitude is None:
        return PointState.MISSING
    if not (_is_number(longitude) and _is_number(latitude)):
        return PointState.NOT_A_NUMBER
    x, y = float(longitude), float(latitude)  # type: ignore[arg-type]
    on_earth = abs(x) <= 180 and abs(y) <= 90
    if on_earth and (bounds is None or bounds.contain(x, y)):
        return PointState.ZERO if bounds is None and _is_zero(x, y) else PointState.FINE
    if _is_zero(x, y):
        return PointState.ZERO
    if bounds.contain(y, x) if bounds else abs(x) <= 90 and abs(y) <= 180:
        return PointState.SWAPPED
    return PointState.OUTSIDE if on_earth else PointState.OFF_EARTH


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _is_zero(x: float, y: float) -> bool:
    return abs(x) < _AROUND_ZERO and abs(y) < _AROUND_ZERO
