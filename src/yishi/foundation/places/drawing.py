"""Areas drawn as SVG paths: the map that needs no script."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from yishi.foundation.places.area_map import Version
from yishi.foundation.places.models import Area
from yishi.foundation.places.queries import area_map
from yishi_methods.spatial.geojson import shape_from
from yishi_methods.spatial.shapes import Bounds, Ring, Shape, edges, points

WIDTH = 720
_MARGIN = 6
_SIGN = 19
_SIGN_ON_A_TELEPHONE = 34
_LEVELS = 15


@dataclass(frozen=True)
class DrawnArea:
    """An area as an SVG path, with the place of its name; `label` is "" where it does not fit in, "wide" where only on
    a wide screen, else "always"."""

    area: Area
    path: str
    x: float
    y: float
    label: str


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
        longitude, latitude, degrees = _widest_place(shape)
        x, y = self._place(longitude, latitude)
        signs = degrees * self._squeeze * self._scale / max(1, _length(str(version.area)))
        return DrawnArea(
            area=version.area,
            path="".join(self._path(ring) for ring in shape.rings()),
            x=round(x, 1),
            y=round(y, 1),
            label="always" if signs > _SIGN_ON_A_TELEPHONE else "wide" if signs > _SIGN else "",
        )

    def _place(self, longitude: float, latitude: float) -> tuple[float, float]:
        x = (longitude - self._bounds.west) * self._squeeze * self._scale + _MARGIN
        return x, (self._bounds.north - latitude) * self._scale + _MARGIN

    def _path(self, ring: Ring) -> str:
        places = [self._place(x, y) for x, y in points(ring)]
        return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places[:-1]) + "Z"


def _widest_place(shape: Shape) -> tuple[float, float, float]:
    """The middle of the widest level line inside a shape, and its width in degrees: where a name has most room."""
    south, north = shape.bounds.south, shape.bounds.north
    best = (shape.bounds.west, south, 0.0)
    for level in range(1, _LEVELS + 1):
        # Towards the middle a little is given for looks: a name at the very edge reads badly.
        off_middle = abs(2 * level / (_LEVELS + 1) - 1)
        latitude = south + (north - south) * level / (_LEVELS + 1)
        crossings = sorted(
            x1 + (latitude - y1) / (y2 - y1) * (x2 - x1)
            for ring in shape.rings()
            for x1, y1, x2, y2 in edges(ring)
            if (y1 > latitude) != (y2 > latitude)
        )
        for west, east in zip(crossings[::2], crossings[1::2], strict=True):
            if (east - west) * (1 - off_middle / 2) > best[2]:
                best = ((west + east) / 2, latitude, (east - west) * (1 - off_middle / 2))
    return best


def _length(text: str) -> float:
    """The width of a text in Chinese characters; Latin letters take about half of one."""
    return sum(1 if ord(sign) > 0x2E80 else 0.55 for sign in text)
