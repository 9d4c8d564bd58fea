"""Shapes of areas and the exact question whether one covers a point."""

import math
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

Ring = array  # of float: x0, y0, x1, y1, … and the first point again at the end; compact, and numpy reads it in place
Polygon = tuple[Ring, ...]  # the outer ring, then the holes

# Beyond this share of its own terms the rounded determinant has the right sign (Shewchuk 1997, ccwerrboundA).
_SIGN_IS_CERTAIN = 3.3306690738754716e-16


class Bounds(NamedTuple):
    """The box around something, in degrees."""

    west: float
    south: float
    east: float
    north: float

    def contain(self, longitude: float, latitude: float) -> bool:
        return self.west <= longitude <= self.east and self.south <= latitude <= self.north

    def widened(self, degrees_x: float, degrees_y: float) -> "Bounds":
        return Bounds(self.west - degrees_x, self.south - degrees_y, self.east + degrees_x, self.north + degrees_y)


@dataclass(frozen=True, eq=False)
class Shape:
    """One or several valid polygons with their holes. The border belongs to the shape."""

    polygons: tuple[Polygon, ...]
    bounds: Bounds = field(init=False)

    def __post_init__(self) -> None:
        if not self.polygons:
            raise ValueError("a shape needs at least one polygon")
        object.__setattr__(self, "bounds", bounds_of(polygon[0] for polygon in self.polygons))

    def rings(self) -> Iterator[Ring]:
        for polygon in self.polygons:
            yield from polygon

    def covers(self, longitude: float, latitude: float) -> bool:
        """Whether the point lies inside or on the border; exact for the numbers given, whatever their rounding."""
        return self.bounds.contain(longitude, latitude) and point_in_polygon(longitude, latitude, self.rings())

    def distance(self, longitude: float, latitude: float) -> float:
        """Metres from the point to the shape, 0 if it covers the point; on the plane that touches the earth there."""
        if self.covers(longitude, latitude):
            return 0.0
        metres_x, metres_y = metres_per_degree(latitude)
        return min(
            _distance_to_segment(
                (x1 - longitude) * metres_x,
                (y1 - latitude) * metres_y,
                (x2 - longitude) * metres_x,
                (y2 - latitude) * metres_y,
            )
            for ring in self.rings()
            for x1, y1, x2, y2 in edges(ring)
        )

    def square_metres(self) -> float:
        """The area, holes taken out."""
        middle = (self.bounds.south + self.bounds.north) / 2
        metres_x, metres_y = metres_per_degree(middle)
        degrees = sum(
            abs(signed_area(polygon[0])) - sum(abs(signed_area(hole)) for hole in polygon[1:])
            for polygon in self.polygons
        )
        return degrees * metres_x * metres_y

    def moved(self, move: Callable[[float, float], tuple[float, float]]) -> "Shape":
        """The shape with every point replaced by `move(longitude, latitude)`, as for a change of datum."""
        return Shape(
            tuple(tuple(ring_of(move(x, y) for x, y in points(ring)) for ring in polygon) for polygon in self.polygons)
        )


def shape_of(polygons: Iterable[Iterable[Iterable[Sequence[float]]]]) -> Shape:
    """A shape from nested sequences as GeoJSON nests the coordinates of a MultiPolygon."""
    return Shape(tuple(tuple(ring_of(ring) for ring in polygon) for polygon in polygons))


def ring_of(vertices: Iterable[Sequence[float]]) -> Ring:
    ring = array("d")
    for vertex in vertices:
        ring.extend(vertex[:2])
    return ring


def points(ring: Ring) -> Iterator[tuple[float, float]]:
    return zip(ring[0::2], ring[1::2], strict=True)


def edges(ring: Ring) -> Iterator[tuple[float, float, float, float]]:
    xs, ys = ring[0::2], ring[1::2]
    return zip(xs, ys, xs[1:], ys[1:], strict=False)


def bounds_of(rings: Iterable[Ring]) -> Bounds:
    boxes = [(min(ring[0::2]), min(ring[1::2]), max(ring[0::2]), max(ring[1::2])) for ring in rings]
    west, south, east, north = zip(*boxes, strict=True)
    return Bounds(min(west), min(south), max(east), max(north))


def signed_area(ring: Ring) -> float:
    """Square degrees, positive where the ring runs counterclockwise."""
    # Measured from the first vertex, so that large coordinates do not eat the digits of a small ring.
    x0, y0 = ring[0], ring[1]
    return sum((x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0) for x1, y1, x2, y2 in edges(ring)) / 2


def point_in_polygon(x: float, y: float, rings: Iterable[Ring]) -> bool:
    """Whether a point lies in the polygons that the rings bound together, border included.

    Counts how often a ray to the east crosses the rings (odd means inside), which for valid polygons handles holes and
    several parts alike.
    """
    inside = False
    for ring in rings:
        for x1, y1, x2, y2 in edges(ring):
            if (y1 > y) == (y2 > y):
                if y2 == y and (x2 == x or (y1 == y and (x1 <= x <= x2 or x2 <= x <= x1))):
                    return True
            elif x1 >= x or x2 >= x:
                side = turn(x1, y1, x2, y2, x, y)
                if side == 0:
                    return True
                if (side > 0) == (y2 > y1):
                    inside = not inside
    return inside


def turn(x1: float, y1: float, x2: float, y2: float, x: float, y: float) -> int:
    """The side of the line from 1 to 2 on which the point lies: 1 left, -1 right, 0 exactly on it."""
    left, right = (x2 - x1) * (y - y1), (x - x1) * (y2 - y1)
    side = left - right
    if abs(side) < _SIGN_IS_CERTAIN * (abs(left) + abs(right)):
        fx1, fy1 = Fraction(x1), Fraction(y1)
        exact = (Fraction(x2) - fx1) * (Fraction(y) - fy1) - (Fraction(x) - fx1) * (Fraction(y2) - fy1)
        return int(exact > 0) - int(exact < 0)
    return int(side > 0) - int(side < 0)


def metres_per_degree(latitude: float) -> tuple[float, float]:
    """Metres in one degree of longitude and of latitude, at a latitude (series for the WGS 84 ellipsoid)."""
    angle = math.radians(latitude)
    metres_x = 111412.84 * math.cos(angle) - 93.5 * math.cos(3 * angle) + 0.118 * math.cos(5 * angle)
    metres_y = 111132.92 - 559.82 * math.cos(2 * angle) + 1.175 * math.cos(4 * angle) - 0.0023 * math.cos(6 * angle)
    return metres_x, metres_y


def _distance_to_segment(x1: float, y1: float, x2: float, y2: float) -> float:
    """From the origin to the segment."""
    along_x, along_y = x2 - x1, y2 - y1
    length = along_x * along_x + along_y * along_y
    share = 0.0 if length == 0 else max(0.0, min(1.0, -(x1 * along_x + y1 * along_y) / length))
    return math.hypot(x1 + share * along_x, y1 + share * along_y)
