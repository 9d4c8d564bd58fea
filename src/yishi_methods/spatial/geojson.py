"""Polygons from GeoJSON (RFC 7946): longitude first, WGS 84, with every fault named and located."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from yishi_methods.spatial.shapes import Polygon, Ring, Shape, points, ring_of, shape_of, signed_area

# RFC 7946 took the "crs" member of 2008 away, but files still carry it. CGCS2000 equals WGS 84 for grids of a district.
_ACCEPTED_CRS = frozenset(
    {
        "urn:ogc:def:crs:ogc:1.3:crs84",
        "urn:ogc:def:crs:ogc::crs84",
        "ogc:crs84",
        "crs84",
        "urn:ogc:def:crs:epsg::4326",
        "epsg:4326",
        "urn:ogc:def:crs:epsg::4490",
        "epsg:4490",
    }
)
_MOST_POINTS = 500_000


class Fault(StrEnum):
    """What can be wrong. The last group is mended and only reported."""

    NOT_UTF8 = "not_utf8"
    NOT_JSON = "not_json"
    NOT_A_COLLECTION = "not_a_collection"
    FOREIGN_CRS = "foreign_crs"

    NO_GEOMETRY = "no_geometry"
    NOT_A_POLYGON = "not_a_polygon"
    EMPTY = "empty"
    NOT_A_NUMBER = "not_a_number"
    NOT_FINITE = "not_finite"
    OFF_EARTH = "off_earth"
    SWAPPED = "swapped"
    TOO_MANY_POINTS = "too_many_points"

    HEIGHT_DROPPED = "height_dropped"
    UNCLOSED_RING = "unclosed_ring"
    DUPLICATE_POINTS = "duplicate_points"
    COLLAPSED_RING = "collapsed_ring"
    WRONG_WINDING = "wrong_winding"
    SELF_CROSSING = "self_crossing"


class GeoJSONError(ValueError):
    """A document or geometry that cannot be taken. `where` is a path such as "coordinates[0][3]", or line:column."""

    def __init__(self, fault: Fault, where: str = "", found: str = "") -> None:
        super().__init__(" ".join(part for part in (fault.value, where, found) if part))
        self.fault, self.where, self.found = fault, where, found


@dataclass(frozen=True)
class Feature:
    """One feature as written: its place in the file (1, 2, …), its properties, its geometry untouched."""

    position: int
    properties: Mapping[str, Any]
    geometry: Any


@dataclass(frozen=True)
class DraftGeometry:
    """Polygons whose rings are closed and wound by RFC 7946, not yet checked for crossings; and what was mended."""

    polygons: tuple[Polygon, ...]
    mended: tuple[Fault, ...]


def read_features(document: bytes | str) -> tuple[Feature, ...]:
    """The features of a FeatureCollection, or the one of a single Feature. Raises GeoJSONError."""
    content = _parse(document)
    if not isinstance(content, dict) or content.get("type") not in ("FeatureCollection", "Feature"):
        raise GeoJSONError(Fault.NOT_A_COLLECTION)
    _check_crs(content)
    features = [content] if content["type"] == "Feature" else content.get("features")
    if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
        raise GeoJSONError(Fault.NOT_A_COLLECTION, "features")
    return tuple(
        Feature(position, feature.get("properties") or {}, feature.get("geometry"))
        for position, feature in enumerate(features, start=1)
    )


def read_polygons(geometry: Any) -> DraftGeometry:
    """The polygons of a Polygon or MultiPolygon geometry. Raises GeoJSONError where it cannot be taken."""
    if geometry is None:
        raise GeoJSONError(Fault.NO_GEOMETRY)
    if not isinstance(geometry, Mapping) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        found = str(geometry.get("type", ""))[:40] if isinstance(geometry, Mapping) else ""
        raise GeoJSONError(Fault.NOT_A_POLYGON, "type", found)
    _check_crs(geometry)
    coordinates = geometry.get("coordinates")
    if geometry["type"] == "Polygon":
        nested = {"coordinates": coordinates}
    else:
        nested = {f"coordinates[{n}]": rings for n, rings in enumerate(_list(coordinates, "coordinates"))}
    reader = _Reader()
    polygons = [polygon for where, rings in nested.items() if (polygon := reader.polygon(rings, where))]
    if not polygons:
        raise GeoJSONError(Fault.EMPTY, "coordinates")
    return DraftGeometry(tuple(polygons), tuple(fault for fault in Fault if fault in reader.mended))


def geometry_of(shape: Shape) -> dict[str, Any]:
    """The shape as a GeoJSON geometry object."""
    polygons = [[[list(point) for point in points(ring)] for ring in polygon] for polygon in shape.polygons]
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}


def shape_from(geometry: Mapping[str, Any]) -> Shape:
    """The shape of a geometry object that `geometry_of` wrote; nothing is checked again."""
    coordinates = geometry["coordinates"]
    nested = [coordinates] if geometry["type"] == "Polygon" else coordinates
    return shape_of(nested)


class _Reader:
    """Reads coordinates, counting points and noting what it mends."""

    def __init__(self) -> None:
        self.mended: set[Fault] = set()
        self._points = 0

    def polygon(self, rings: Any, where: str) -> Polygon | None:
        """The polygon, or None where its outer ring encloses nothing."""
        read = [self._ring(ring, f"{where}[{number}]") for number, ring in enumerate(_list(rings, where))]
        if not read or read[0] is None:
            return None
        return tuple(self._wind(ring, outer=number == 0) for number, ring in enumerate(read) if ring is not None)

    def _ring(self, positions: Any, where: str) -> Ring | None:
        vertices = list(self._vertices(positions, where))
        if not vertices:
            return None
        if vertices[0] != vertices[-1]:
            self.mended.add(Fault.UNCLOSED_RING)
            vertices.append(vertices[0])
        kept = [vertex for number, vertex in enumerate(vertices) if number == 0 or vertex != vertices[number - 1]]
        if len(kept) < len(vertices):
            self.mended.add(Fault.DUPLICATE_POINTS)
        if len(kept) < 4:
            self.mended.add(Fault.COLLAPSED_RING)
            return None
        return ring_of(kept)

    def _vertices(self, positions: Any, where: str) -> Iterator[tuple[float, float]]:
        for number, position in enumerate(_list(positions, where)):
            self._points += 1
            if self._points > _MOST_POINTS:
                raise GeoJSONError(Fault.TOO_MANY_POINTS, where, str(_MOST_POINTS))
            yield self._vertex(position, f"{where}[{number}]")

    def _vertex(self, position: Any, where: str) -> tuple[float, float]:
        if len(_list(position, where)) < 2:
            raise GeoJSONError(Fault.NOT_A_NUMBER, where)
        if len(position) > 2:
            self.mended.add(Fault.HEIGHT_DROPPED)
        x, y = _number(position[0], where), _number(position[1], where)
        if abs(x) > 180 or abs(y) > 90:
            swapped = abs(x) <= 90 and abs(y) <= 180
            raise GeoJSONError(Fault.SWAPPED if swapped else Fault.OFF_EARTH, where, f"{x}, {y}")
        return x, y

    def _wind(self, ring: Ring, *, outer: bool) -> Ring:
        # RFC 7946 3.1.6: outer rings counterclockwise, holes clockwise; older files may do otherwise.
        area = signed_area(ring)
        if area == 0 or (area > 0) == outer:
            return ring
        self.mended.add(Fault.WRONG_WINDING)
        return ring_of(reversed(list(points(ring))))


def _parse(document: bytes | str) -> Any:
    try:
        return json.loads(document.decode("utf-8-sig") if isinstance(document, bytes) else document)
    except UnicodeDecodeError as error:
        raise GeoJSONError(Fault.NOT_UTF8, found=str(error.start)) from error
    except json.JSONDecodeError as error:
        raise GeoJSONError(Fault.NOT_JSON, f"{error.lineno}:{error.colno}") from error
    except (RecursionError, ValueError) as error:  # nested thousands deep, or a number of thousands of digits
        raise GeoJSONError(Fault.NOT_JSON) from error


def _check_crs(member: Mapping[str, Any]) -> None:
    crs = member.get("crs")
    if crs is None:
        return
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(name, str) or name.lower() not in _ACCEPTED_CRS:
        raise GeoJSONError(Fault.FOREIGN_CRS, "crs", str(name if isinstance(name, str) else crs)[:80])


def _list(value: Any, where: str) -> Sequence[Any]:
    if not isinstance(value, (list, tuple)):
        raise GeoJSONError(Fault.EMPTY if value is None else Fault.NOT_A_NUMBER, where, str(value)[:40])
    return value


def _number(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise GeoJSONError(Fault.NOT_A_NUMBER, where, str(value)[:40])
    try:
        number = float(value)
    except OverflowError as error:
        raise GeoJSONError(Fault.NOT_FINITE, where) from error
    if not math.isfinite(number):
        raise GeoJSONError(Fault.NOT_FINITE, where, str(value))
    return number
