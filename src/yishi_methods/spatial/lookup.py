"""The area of one point, in plain Python: cheap to build and small enough for a web process."""

from collections import defaultdict
from collections.abc import Sequence

from yishi_methods.spatial.shapes import Shape, bounds_of, metres_per_degree

_BUCKETS_PER_SIDE = 64


class AreaLookup:
    """Finds which of several shapes covers a point. Where several do, as on a common border, the first in order has it.

    Give the shapes in the order of precedence: deepest level first, then by code.
    """

    def __init__(self, shapes: Sequence[Shape]) -> None:
        self._shapes = list(shapes)
        self._buckets: dict[tuple[int, int], list[int]] = defaultdict(list)
        if not self._shapes:
            return
        self._bounds = bounds_of(ring for shape in self._shapes for ring in shape.rings())
        # A box without width still needs a positive bucket.
        self._width = (self._bounds.east - self._bounds.west) / _BUCKETS_PER_SIDE or 1.0
        self._height = (self._bounds.north - self._bounds.south) / _BUCKETS_PER_SIDE or 1.0
        for position, shape in enumerate(self._shapes):
            west, south = self._bucket(shape.bounds.west, shape.bounds.south)
            east, north = self._bucket(shape.bounds.east, shape.bounds.north)
            for column in range(west, east + 1):
                for row in range(south, north + 1):
                    self._buckets[column, row].append(position)

    def find(self, longitude: float, latitude: float) -> int | None:
        """The position, in the order given, of the first shape that covers the point (degrees); None if none does."""
        if not self._shapes or not self._bounds.contain(longitude, latitude):
            return None
        candidates = self._buckets.get(self._bucket(longitude, latitude), ())
        return next((position for position in candidates if self._shapes[position].covers(longitude, latitude)), None)

    def nearest(self, longitude: float, latitude: float, within: float) -> tuple[int, float] | None:
        """The nearest shape and its distance, if one lies `within` so many metres; the first of equally near ones."""
        metres_x, metres_y = metres_per_degree(latitude)
        reach = within / metres_x, within / metres_y
        near = (
            (shape.distance(longitude, latitude), position)
            for position, shape in enumerate(self._shapes)
            if shape.bounds.widened(*reach).contain(longitude, latitude)
        )
        distance, position = min(near, default=(float("inf"), -1))
        return (position, distance) if distance <= within else None

    def _bucket(self, longitude: float, latitude: float) -> tuple[int, int]:
        return int((longitude - self._bounds.west) / self._width), int((latitude - self._bounds.south) / self._height)
