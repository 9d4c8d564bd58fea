"""Areas drawn as SVG paths: the map that needs no script."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils import timezone

from yishi.foundation.places.area_map import Version
from yishi.foundation.places.models import Area
from yishi.foundation.places.queries import area_map
from yishi_methods.spatial.geojson import shape_from
from yishi_methods.spatial.shapes import Bounds, Ring, Shape, points, signed_area

WIDTH = 720
_MARGIN = 6
_WIDTH_OF_A_SIGN = 20


@dataclass(frozen=True)
class DrawnArea:
    """An area as an SVG path, with the place of its name; `has_label` where the name fits in."""

    area: Area
    path: str
    x: float
    y: float
    has_label: bool


@dataclass(frozen=True)
class Drawing:
    """A map of areas; `frame` is the area around them, drawn behind."""

    width: int
    height: int
    areas: tuple[DrawnArea, ...]
    frame: DrawnArea | None = None


def draw_areas(areas: Sequence[Area], frame: Area | None = None) -> Drawing | None:
    """Draw the areas that have a boundary today; None where none has."""
    by_code = area_map().on(timezone.localdate()).by_code
    versions = [by_code[area.code] for area in areas if area.code in by_code]
    around = by_code.get(frame.code) if frame else None
    if not versions:
        return None
    projection = _Projection([version.shape for version in (*versions, *([around] if around else []))])
    return Drawing(
        width=WIDTH,
        height=projection.height,
        areas=tuple(projection.draw(version) for version in versions),
        frame=projection.draw(around) if around else None,
    )


class _Projection:
    """Degrees to pixels: flat, true to shape in the middle, north up."""

    def __init__(self, shapes: Sequence[Shape]) -> None:
        west, south, east, north = zip(*(shape.bounds for shape in shapes), strict=True)
        self._bounds = Bounds(min(west), min(south), max(east), max(north))
        self._squeeze = math.cos(math.radians((self._bounds.south + self._bounds.north) / 2))
        wide = (self._bounds.east - self._bounds.west) * self._squeeze
        self._scale = (WIDTH - 2 * _MARGIN) / wide
        self.height = round((self._bounds.north - self._bounds.south) * self._scale) + 2 * _MARGIN

    def draw(self, version: Version) -> DrawnArea:
        shape = shape_from(json.loads(version.outline)) if version.outline else version.shape
        largest = max((polygon[0] for polygon in shape.polygons), key=lambda ring: abs(signed_area(ring)))
        x, y = self._place(*_middle(largest))
        room = (shape.bounds.east - shape.bounds.west) * self._squeeze * self._scale
        return DrawnArea(
            area=version.area,
            path="".join(self._path(ring) for ring in shape.rings()),
            x=round(x, 1),
            y=round(y, 1),
            has_label=room > _WIDTH_OF_A_SIGN * len(version.area.name),
        )

    def _place(self, longitude: float, latitude: float) -> tuple[float, float]:
        x = (longitude - self._bounds.west) * self._squeeze * self._scale + _MARGIN
        return x, (self._bounds.north - latitude) * self._scale + _MARGIN

    def _path(self, ring: Ring) -> str:
        places = [self._place(x, y) for x, y in points(ring)]
        return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places[:-1]) + "Z"


def _middle(ring: Ring) -> tuple[float, float]:
    """The centre of gravity of a ring."""
    x0, y0 = ring[0], ring[1]
    sum_x = sum_y = total = 0.0
    for (x1, y1), (x2, y2) in pairwise(points(ring)):
        cross = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
        sum_x += (x1 + x2 - 2 * x0) * cross
        sum_y += (y1 + y2 - 2 * y0) * cross
        total += cross
    return x0 + sum_x / (3 * total), y0 + sum_y / (3 * total)
