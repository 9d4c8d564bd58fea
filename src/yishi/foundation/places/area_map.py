"""All areas and their boundaries in memory: loaded once per process, then no statement for a look-up."""

import datetime
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from yishi.foundation.places.choices import LEVELS_UPWARD
from yishi.foundation.places.models import Area, Boundary
from yishi_methods.spatial.geojson import shape_from
from yishi_methods.spatial.lookup import AreaLookup
from yishi_methods.spatial.shapes import Bounds, Shape

if TYPE_CHECKING:
    from yishi_methods.spatial.index import AreaIndex


@dataclass(frozen=True)
class AreaNode:
    """An area with the areas below it, by code."""

    area: Area
    children: tuple["AreaNode", ...] = ()


@dataclass(frozen=True, eq=False)
class Version:
    """A boundary version of an area, ready for use. `outline` is the text of a GeoJSON geometry with fewer points."""

    area: Area
    shape: Shape
    outline: str
    first_day: datetime.date
    last_day: datetime.date | None

    def is_in_force(self, on: datetime.date) -> bool:
        return _runs(self.first_day, self.last_day, on) and is_in_force(self.area, on)


@dataclass(frozen=True, eq=False)
class DayMap:
    """The boundaries in force on a day, the deepest level first and by code within a level."""

    versions: Sequence[Version]

    @cached_property
    def lookup(self) -> AreaLookup:
        return AreaLookup([version.shape for version in self.versions])

    @cached_property
    def index(self) -> "AreaIndex":
        # numpy costs a web process 25 MiB; it is loaded where many points are looked up.
        from yishi_methods.spatial.index import AreaIndex

        return AreaIndex([version.shape for version in self.versions])

    @cached_property
    def by_code(self) -> Mapping[str, Version]:
        return {version.area.code: version for version in self.versions}

    def of_level(self, level: str) -> list[Version]:
        return [version for version in self.versions if version.area.level == level]

    def bounds(self) -> Bounds | None:
        """The box around everything."""
        if not self.versions:
            return None
        west, south, east, north = zip(*(version.shape.bounds for version in self.versions), strict=True)
        return Bounds(min(west), min(south), max(east), max(north))


@dataclass(frozen=True, eq=False)
class AreaMap:
    """Areas by stem (each with its `parent` filled in), the tree, and every boundary version."""

    by_stem: Mapping[str, Area]
    tree: tuple[AreaNode, ...]
    versions: Sequence[Version]
    _days: dict[datetime.date, DayMap] = field(default_factory=dict)
    _sets: dict[tuple[int, ...], DayMap] = field(default_factory=dict)

    def on(self, day: datetime.date) -> DayMap:
        """The boundaries in force on a day; days with the same boundaries share one map."""
        if day not in self._days:
            chosen = tuple(number for number, version in enumerate(self.versions) if version.is_in_force(day))
            if chosen not in self._sets:
                self._sets[chosen] = DayMap([self.versions[number] for number in chosen])
            self._days[day] = self._sets[chosen]
        return self._days[day]


def is_in_force(area: Area, on: datetime.date) -> bool:
    """Whether an area exists on a day; the first and the last day belong to it."""
    return _runs(area.in_force_from, area.in_force_to, on)


def load_area_map() -> AreaMap:
    """Read everything: two statements."""
    areas = {area.pk: area for area in Area.objects.order_by("code")}
    for area in areas.values():
        if area.parent_id is not None:
            area.parent = areas[area.parent_id]
    rows = Boundary.objects.values_list("area_id", "geometry", "outline", "in_force_from", "in_force_to")
    versions = [
        Version(areas[area_id], shape_from(json.loads(geometry)), outline, first_day, last_day)
        for area_id, geometry, outline, first_day, last_day in rows.order_by("in_force_from").iterator()
    ]
    depths = {level.value: depth for depth, level in enumerate(LEVELS_UPWARD)}
    versions.sort(key=lambda version: (depths[version.area.level], version.area.code))
    return AreaMap({area.stem: area for area in areas.values()}, _tree(areas.values()), versions)


def _tree(areas: Iterable[Area]) -> tuple[AreaNode, ...]:
    below: dict[int | None, list[Area]] = {}
    for area in areas:
        below.setdefault(area.parent_id, []).append(area)

    def nodes(parent_id: int | None) -> tuple[AreaNode, ...]:
        return tuple(AreaNode(area, nodes(area.pk)) for area in below.get(parent_id, ()))

    return nodes(None)


def _runs(first: datetime.date | None, last: datetime.date | None, on: datetime.date) -> bool:
    return (first is None or first <= on) and (last is None or on <= last)
