"""Chenghu 澄湖, a district that does not exist: its towns, villages, grids, estates, roads and landmarks.

Names and rough places come from the tables in `data/`; borders, numbers of households and exact points are drawn by
lot, the same for the same seed. Nothing here touches the database.
"""

import csv
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import shapely

from yishi.demo.ground import GRIDS_PER_COMMUNITY, Point, degrees, invent_tiling, point_within

DATA = Path(__file__).with_name("data")
CODE, NAME, NAME_EN = "329901", "澄湖区", "Chenghu District"
TOWNS = (
    ("329901001", "湖滨街道", "Hubin Subdistrict"),
    ("329901101", "莲塘镇", "Liantang Town"),
    ("329901102", "石桥镇", "Shiqiao Town"),
)
NUMERALS = "一二三四五"
HOUSEHOLDS = (300, 500)
METRES_PER_DOOR = 9
LEAST_METRES = 90
"""A road that only touches a grid has no doors there."""


@dataclass(frozen=True)
class Ground:
    """An area with its border. `parent` is the code of the area above, "" for the district."""

    code: str
    name: str
    name_en: str
    parent: str
    border: shapely.Polygon
    households: int | None = None


@dataclass(frozen=True)
class Part:
    """What of an estate, a hamlet or a road lies in a grid: its first and last number and a point there."""

    grid: str
    first: int
    last: int
    point: Point


@dataclass(frozen=True)
class Estate:
    """A housing estate with numbered buildings, or a hamlet with numbered houses."""

    label: str
    is_hamlet: bool
    community: str
    parts: tuple[Part, ...]
    buildings: Mapping[int, Point]

    def part_of(self, number: int) -> Part:
        return next(part for part in self.parts if part.first <= number <= part.last)


@dataclass(frozen=True)
class Road:
    label: str
    parts: tuple[Part, ...]
    path: shapely.LineString


@dataclass(frozen=True)
class Landmark:
    label: str
    kind: str
    grid: str
    point: Point


@dataclass(frozen=True)
class District:
    """Everything invented about the ground. Areas by code, parents before children; 75 grids among them."""

    areas: Mapping[str, Ground]
    estates: Sequence[Estate]
    roads: Sequence[Road]
    landmarks: Sequence[Landmark]
    unit_codes: Mapping[str, str]

    @property
    def grids(self) -> list[Ground]:
        return [area for code, area in self.areas.items() if len(code) == 15]

    @property
    def communities(self) -> list[Ground]:
        return [area for code, area in self.areas.items() if code in self.unit_codes]

    def is_village(self, community: str) -> bool:
        """Whether an area is a village and not a community: its code says so (TJ12)."""
        return community[9] == "2"

    def nearest(self, kinds: Sequence[str], point: Point) -> Landmark:
        """The landmark of one of the kinds that is nearest to a point."""
        return min((mark for mark in self.landmarks if mark.kind in kinds), key=lambda mark: _metres(mark.point, point))

    def nearest_roads(self, point: Point) -> list[Road]:
        """All roads, the nearest first."""
        place = shapely.Point(point)
        return sorted(self.roads, key=lambda road: road.path.distance(place))


def invent_district(seed: int) -> District:
    """The district of a seed; the same each time."""
    rng = Random(f"district {seed}")
    rows = list(_rows("communities.csv"))
    tiling = invent_tiling({row["name"]: (float(row["x"]), float(row["y"])) for row in rows}, rng)
    areas: dict[str, Ground] = {}
    root = f"{CODE}000000"
    areas[root] = Ground(root, NAME, NAME_EN, "", tiling.union([row["name"] for row in rows]))
    for stem, name, name_en in TOWNS:
        members = [row["name"] for row in rows if row["town"] == name]
        areas[f"{stem}000"] = Ground(f"{stem}000", name, name_en, root, tiling.union(members))
    for row in rows:
        border = tiling.union([row["name"]])
        areas[row["code"]] = Ground(row["code"], row["name"], row["name_en"], f"{row['code'][:9]}000", border)
    for row in rows:
        areas |= {grid.code: grid for grid in _grids(row, tiling.grids[row["name"]], rng)}
    return District(
        areas=areas,
        estates=[estate for row in rows for estate in _estates(row, areas, rng)],
        roads=[_road(row, areas) for row in _rows("roads.csv")],
        landmarks=[_landmark(row, areas, rng) for row in _rows("landmarks.csv")],
        unit_codes={row["code"]: row["unit"] for row in rows},
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _grids(row: dict[str, str], borders: Sequence[shapely.Polygon], rng: Random) -> Iterator[Ground]:
    for number, border in enumerate(borders, start=1):
        yield Ground(
            f"{row['code']}{number:03}",
            f"{row['name']}第{NUMERALS[number - 1]}网格",
            f"{row['name_en']}, Grid {number}",
            row["code"],
            border,
            rng.randint(*HOUSEHOLDS),
        )


def _estates(row: dict[str, str], areas: Mapping[str, Ground], rng: Random) -> Iterator[Estate]:
    """The estates of a community, laid out grid by grid: "翠湖花园:26:2" has 26 buildings over two grids."""
    grids = iter(f"{row['code']}{number:03}" for number in range(1, GRIDS_PER_COMMUNITY + 1))
    for entry in row["places"].split():
        label, count, *over = entry.split(":")
        parts, buildings = [], {}
        size = int(over[0]) if over else 1
        for place, grid in zip(range(size), grids, strict=False):
            first, last = int(count) * place // size + 1, int(count) * (place + 1) // size
            middle = point_within(areas[grid].border, rng, spread=0.35)
            parts.append(Part(grid, first, last, middle))
            for number in range(first, last + 1):
                buildings[number] = point_within(areas[grid].border, rng, towards=middle, spread=0.3)
        is_hamlet = row["kind"] == "village" or int(count) >= 80
        yield Estate(label, is_hamlet, row["code"], tuple(parts), buildings)


def _road(row: dict[str, str], areas: Mapping[str, Ground]) -> Road:
    """A road with the door numbers that it has in each grid it runs through."""
    numbers = [float(text) for text in row["path"].split()]
    path = shapely.LineString([degrees(place) for place in zip(numbers[::2], numbers[1::2], strict=True)])
    stretches = []
    for code, area in areas.items():
        if len(code) == 15:
            within = shapely.intersection(path, area.border)
            if not within.is_empty and within.length * 100_000 > LEAST_METRES:
                middle = shapely.line_interpolate_point(
                    max(shapely.get_parts(within), key=shapely.length), 0.5, normalized=True
                )
                stretches.append((shapely.line_locate_point(path, middle), code, within.length, middle))
    parts, door = [], 1
    for _along, code, length, middle in sorted(stretches, key=lambda stretch: stretch[0]):
        last = door + max(4, int(length * 100_000 / METRES_PER_DOOR))
        parts.append(Part(code, door, last, (round(middle.x, 6), round(middle.y, 6))))
        door = last + 1
    return Road(row["name"], tuple(parts), path)


def _landmark(row: dict[str, str], areas: Mapping[str, Ground], rng: Random) -> Landmark:
    grid = f"{row['community']}{int(row['grid']):03}"
    return Landmark(row["name"], row["kind"], grid, point_within(areas[grid].border, rng, spread=0.5))


def _metres(one: Point, other: Point) -> float:
    return math.hypot((one[0] - other[0]) * 95_200, (one[1] - other[1]) * 110_900)
