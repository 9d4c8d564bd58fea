"""Reading areas, boundaries and names of places. All of it is public; nearly all of it comes from memory."""

import datetime
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from yishi.foundation.ledger import revisions
from yishi.foundation.places.area_map import AreaMap, AreaNode, DayMap, Version, is_in_force, load_area_map
from yishi.foundation.places.choices import Certainty, Level, NameKind
from yishi.foundation.places.limits import limits
from yishi.foundation.places.models import Area, Branch, GridDuty, MeetingPlace, PlaceName
from yishi_methods.spatial.addresses import AddressMatch, Gazetteer, KnownPlace, PlaceKind, parse_numbers
from yishi_methods.spatial.diagnosis import PointState, diagnose_point
from yishi_methods.spatial.geojson import geometry_of
from yishi_methods.spatial.shapes import Bounds

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@dataclass(frozen=True)
class PlaceMatch:
    """A place that a text may mean. The point is that of the known place, where it has one."""

    area: Area
    label: str
    longitude: float | None
    latitude: float | None
    certainty: Certainty


@dataclass(frozen=True)
class NearArea:
    """An area close to a point outside of all areas; the distance in metres."""

    area: Area
    distance: float


@revisions.cached("areas")
def area_map() -> AreaMap:
    """All areas and boundaries; shared between threads, not to be altered."""
    return load_area_map()


@revisions.cached("place-names")
def gazetteer() -> Gazetteer:
    """All names of places, and those of the areas themselves."""
    names = PlaceName.objects.values_list("label", "area__stem", "kind", "longitude", "latitude", "numbers")
    places = [
        KnownPlace(label, stem, PlaceKind(kind), longitude, latitude, parse_numbers(numbers))
        for label, stem, kind, longitude, latitude, numbers in names.iterator()
    ]
    areas = Area.objects.exclude(level=Level.DISTRICT).values_list("name", "stem")
    return Gazetteer([*places, *(KnownPlace(name, stem, PlaceKind.AREA) for name, stem in areas)])


def area_with_code(code: str) -> Area | None:
    """The area with this 12- or 15-digit code."""
    length = next((length for length in (6, 9, 12) if len(code) == 12 and not code[length:].strip("0")), 15)
    area = area_map().by_stem.get(code[:length])
    return area if area is not None and area.code == code else None


def area_at(longitude: float, latitude: float, on: datetime.date | None = None) -> Area | None:
    """The deepest area that covers a WGS 84 point on a day (today when none is given); None outside of all areas.

    A point on a common border belongs to the area with the lowest code.
    """
    day_map = _day_map(on)
    position = day_map.lookup.find(longitude, latitude)
    return None if position is None else day_map.versions[position].area


def areas_at(longitudes: "ArrayLike", latitudes: "ArrayLike", on: datetime.date | None = None) -> list[Area | None]:
    """`area_at` for many points at once, two lists of degrees; a missing coordinate is given as NaN."""
    day_map = _day_map(on)
    areas = [version.area for version in day_map.versions]
    return [
        None if position < 0 else areas[position] for position in day_map.index.find(longitudes, latitudes).tolist()
    ]


def nearest_area(longitude: float, latitude: float, on: datetime.date | None = None) -> NearArea | None:
    """The nearest deepest area within the distance that `limits().nearest_within` allows."""
    day_map = _day_map(on)
    found = day_map.lookup.nearest(longitude, latitude, limits().nearest_within)
    return NearArea(day_map.versions[found[0]].area, found[1]) if found else None


def diagnose(longitude: object, latitude: object) -> PointState:
    """How a point stands to the district of today: fine, (0, 0), latitude and longitude swapped, outside …"""
    return diagnose_point(longitude, latitude, district_bounds())


def resolve_place(text: str) -> list[PlaceMatch]:
    """The places that a text such as "幸福里3栋" may mean: one where it is certain, otherwise several."""
    by_stem, today = area_map().by_stem, timezone.localdate()
    return [
        PlaceMatch(
            area=by_stem[match.place.area],
            label=_label(match),
            longitude=match.place.longitude,
            latitude=match.place.latitude,
            certainty=Certainty(match.certainty.value),
        )
        for match in gazetteer().resolve(text)
        if is_in_force(by_stem[match.place.area], today)
    ]


def common_area(matches: Sequence[PlaceMatch]) -> Area | None:
    """The deepest area in which all the places lie: what is certain of an uncertain text."""
    chains = [unit_area_chain(match.area) for match in matches]
    shared = set.intersection(*({area.pk for area in chain} for chain in chains)) if chains else set()
    return next((area for area in chains[0] if area.pk in shared), None) if shared else None


def unit_area_chain(area: Area) -> tuple[Area, ...]:
    """The area and those above it, nearest first: the order in which a responsible unit is looked for."""
    by_stem = area_map().by_stem
    stems = (area.stem[:length] for length in (15, 12, 9, 6) if length <= len(area.stem))
    return tuple(by_stem[stem] for stem in stems if stem in by_stem)


def area_tree() -> tuple[AreaNode, ...]:
    """The areas in force today as a tree, by code; one root for a district that is set up."""
    return tuple(_in_force(node, timezone.localdate()) for node in area_map().tree)


def walk(nodes: Sequence[AreaNode]) -> Iterator[AreaNode]:
    """Every node of a tree, parents before children."""
    for node in nodes:
        yield node
        yield from walk(node.children)


def areas_to_choose() -> list[Area]:
    """The areas a person may pick from a list, in tree order; without the grids where these are too many."""
    areas = [node.area for node in walk(area_tree())]
    if len(areas) > limits().areas_to_choose:
        areas = [area for area in areas if area.level != Level.GRID]
    return areas


def district() -> Area | None:
    """The root of the tree."""
    tree = area_tree()
    return tree[0].area if tree else None


def square_metres(area: Area) -> float | None:
    """How large an area is today; None without a boundary."""
    version = _day_map(None).by_code.get(area.code)
    return version.shape.square_metres() if version else None


def district_bounds() -> Bounds | None:
    """The box around the district today, from its own boundary or else from those below it; None without any."""
    day_map = _day_map(None)
    root = district()
    version = day_map.by_code.get(root.code) if root else None
    return version.shape.bounds if version else day_map.bounds()


def areas_geojson(level: str, *, simplified: bool = True, parent: Area | None = None) -> str:
    """The areas of a level in force today, perhaps only those below a parent, as a GeoJSON FeatureCollection (text)."""
    versions = [
        version
        for version in _day_map(None).of_level(level)
        if parent is None or version.area.stem.startswith(parent.stem)
    ]
    features = ",".join(_feature(version, simplified=simplified) for version in versions)
    return f'{{"type":"FeatureCollection","features":[{features}]}}'


def duty_of(grid: Area) -> GridDuty | None:
    return GridDuty.objects.filter(grid=grid).first()


def meeting_place_of(grid: Area) -> MeetingPlace | None:
    return MeetingPlace.objects.filter(grid=grid).first()


def branches_of(grid: Area) -> list[Branch]:
    """The branches of a grid, each with the grids it serves: more than one for a joint branch."""
    return list(grid.branches.prefetch_related("grids"))


def _day_map(on: datetime.date | None) -> DayMap:
    return area_map().on(on or timezone.localdate())


def _in_force(node: AreaNode, on: datetime.date) -> AreaNode:
    return AreaNode(node.area, tuple(_in_force(child, on) for child in node.children if is_in_force(child.area, on)))


def _feature(version: Version, *, simplified: bool) -> str:
    # Geometry is stored as the text it is sent as; parsing and writing it again would cost most of the time.
    area = version.area
    properties = {
        "code": area.code,
        "name": area.name,
        "name_en": area.name_en,
        "level": area.level,
        "parent": area.parent.code if area.parent else None,
    }
    geometry = version.outline if simplified and version.outline else json.dumps(geometry_of(version.shape))
    return (
        f'{{"type":"Feature","id":"{area.code}",'
        f'"properties":{json.dumps(properties, ensure_ascii=False)},"geometry":{geometry}}}'
    )


def _label(match: AddressMatch) -> str:
    if not match.number or match.certainty.value != Certainty.EXACT:
        return match.place.label
    counter = {NameKind.ESTATE.value: "栋", NameKind.ROAD.value: "号"}.get(match.place.kind.value, "")
    return f"{match.place.label}{match.number.upper()}{counter}"
