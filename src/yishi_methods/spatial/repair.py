"""Geometry made valid, with a report of what was wrong. Needs shapely."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import shapely

from yishi_methods.spatial.geojson import Fault, GeoJSONError, read_polygons
from yishi_methods.spatial.shapes import Polygon, Shape, points, ring_of


@dataclass(frozen=True)
class Repaired:
    """A valid shape and what was mended on the way; nothing, for a geometry that was right."""

    shape: Shape
    mended: tuple[Fault, ...]


def repair_geometry(geometry: Any, move: Callable[[float, float], tuple[float, float]] | None = None) -> Repaired:
    """Read a GeoJSON Polygon or MultiPolygon and make it valid. Raises GeoJSONError where nothing can be made of it.

    `move` brings each point to WGS 84 where the geometry came in another datum.

    Rings that cross themselves are cut at the crossings, parts that overlap become one, what has no area is dropped
    (`make_valid`, method "structure"). Valid polygons keep every coordinate as written.
    """
    draft = read_polygons(geometry)
    shape = Shape(draft.polygons).moved(move) if move else Shape(draft.polygons)
    drawn = shape_as_shapely(shape)
    if drawn.is_valid:
        return Repaired(shape, draft.mended)
    valid = shapely.make_valid(drawn, method="structure", keep_collapsed=False)
    if valid.is_empty:
        raise GeoJSONError(Fault.EMPTY, "coordinates")
    return Repaired(shape_from_shapely(valid), (*draft.mended, Fault.SELF_CROSSING))


def as_shapely(polygon: Polygon) -> shapely.Polygon:
    return shapely.Polygon(list(points(polygon[0])), [list(points(hole)) for hole in polygon[1:]])


def shape_as_shapely(shape: Shape) -> shapely.MultiPolygon:
    return shapely.MultiPolygon([as_shapely(polygon) for polygon in shape.polygons])


def shape_from_shapely(geometry: shapely.Geometry) -> Shape:
    """The shape of a polygon or several, wound by RFC 7946; other kinds of geometry in it are left out."""
    parts = shapely.get_parts(shapely.orient_polygons(geometry))
    return Shape(
        tuple(
            tuple(ring_of(ring.coords) for ring in (part.exterior, *part.interiors))
            for part in parts
            if isinstance(part, shapely.Polygon) and not part.is_empty
        )
    )
