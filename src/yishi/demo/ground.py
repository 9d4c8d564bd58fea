"""The ground of the invented district: an outline, and grids that tile it without gap or overlap. Needs shapely.

Drawn in kilometres around a few hand-placed centres, then set down near 120.6° E, 31.2° N. Neighbours share the very
same vertices, so that unions of grids have no slivers.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random

import shapely

Point = tuple[float, float]

WEST, SOUTH = 120.53, 31.155
KILOMETRES_PER_DEGREE_NORTH = 110.9
KILOMETRES_PER_DEGREE_EAST = 111.32 * math.cos(math.radians(31.2))
DECIMALS = 6
GRIDS_PER_COMMUNITY = 5

CENTRE, RADII = (6.5, 5.0), (6.2, 4.7)
OUTLINE_POINTS = 150
BENDS = (2, 3, 5, 7, 11, 17, 23)
"""Waves around the outline; the higher, the smaller."""
WIGGLE = 0.07
"""How far a border strays from the straight line, as a share of its length."""
STRAYS = 3
HAIR = 1e-6
"""A millimetre in kilometres: crossing lines meet in points of a lattice this fine."""
SMALLEST = 1.5e-5
"""Square degrees: about 0.16 square kilometres."""
DRAWS = 50


@dataclass(frozen=True)
class Tiling:
    """The grids' polygons (degrees, longitude first), by community and in the order of their numbers."""

    grids: Mapping[str, Sequence[shapely.Polygon]]

    def union(self, communities: Sequence[str]) -> shapely.Polygon:
        """The ground of communities together."""
        return union_of([grid for name in communities for grid in self.grids[name]])


class NoTiling(ValueError):
    """This draw of seeds and outline makes no sound tiling; another one will."""


def invent_tiling(centres: Mapping[str, Point], rng: Random) -> Tiling:
    """Tile an invented outline with five grids around each centre (kilometres from the south-western corner)."""
    for _draw in range(DRAWS):
        try:
            return _draw_tiling(centres, rng)
        except NoTiling:
            continue
    raise NoTiling("no sound tiling in so many draws: the centres lie too close together")


def _draw_tiling(centres: Mapping[str, Point], rng: Random) -> Tiling:
    owners = {seed: name for name, place in centres.items() for seed in _seeds(place, centres, rng)}
    outline = shapely.Polygon(_outline(rng))
    cells = [_set_down(cell) for cell in _stray(_cells(list(owners), outline), rng)]
    if not shapely.coverage_is_valid(cells) or min(cell.area for cell in cells) < SMALLEST:
        raise NoTiling("the cells overlap, or one is too small for a grid")
    grids: dict[str, list[shapely.Polygon]] = defaultdict(list)
    for seed, cell in zip(owners, cells, strict=True):
        grids[owners[seed]].append(cell)
    for pieces in grids.values():
        union_of(pieces)
    return Tiling({name: sorted(grids[name], key=_north_west_first) for name in centres})


def union_of(polygons: Sequence[shapely.Polygon]) -> shapely.Polygon:
    """The polygon that touching polygons make together. Raises NoTiling where they are apart."""
    parts = shapely.get_parts(shapely.coverage_union_all(polygons))
    if len(parts) != 1 or not isinstance(parts[0], shapely.Polygon):
        raise NoTiling("areas that do not touch make none of one piece")
    return shapely.orient_polygons(parts[0])


def degrees(place: Point) -> Point:
    """Kilometres from the south-western corner as longitude and latitude."""
    return (
        round(WEST + place[0] / KILOMETRES_PER_DEGREE_EAST, DECIMALS),
        round(SOUTH + place[1] / KILOMETRES_PER_DEGREE_NORTH, DECIMALS),
    )


def point_within(polygon: shapely.Polygon, rng: Random, *, towards: Point | None = None, spread: float = 1.0) -> Point:
    """A point well inside a polygon; near `towards` (its middle when none is given) for a small `spread`."""
    inner = polygon.buffer(-0.0004)
    inner = polygon if inner.is_empty else inner
    middle = towards or polygon.representative_point().coords[0]
    west, south, east, north = inner.bounds
    for _attempt in range(200):
        x = middle[0] + (rng.uniform(west, east) - middle[0]) * spread
        y = middle[1] + (rng.uniform(south, north) - middle[1]) * spread
        if inner.contains(shapely.Point(x, y)):
            return round(x, DECIMALS), round(y, DECIMALS)
    x, y = inner.representative_point().coords[0]
    return round(x, DECIMALS), round(y, DECIMALS)


def _seeds(place: Point, centres: Mapping[str, Point], rng: Random) -> list[Point]:
    """One seed near the centre and four around it, as far out as the nearest neighbour leaves room."""
    room = min(math.dist(place, other) for other in centres.values() if other != place)
    turn = rng.uniform(0, math.tau)
    seeds = [(place[0] + rng.gauss(0, room * 0.09), place[1] + rng.gauss(0, room * 0.09))]
    for number in range(GRIDS_PER_COMMUNITY - 1):
        angle = turn + math.tau * number / (GRIDS_PER_COMMUNITY - 1) + rng.gauss(0, 0.22)
        reach = room * rng.uniform(0.3, 0.5)
        seeds.append((place[0] + reach * math.cos(angle), place[1] + reach * math.sin(angle)))
    return seeds


def _outline(rng: Random) -> list[Point]:
    waves = [(bend, rng.uniform(0.25, 1.0) * 0.13 / bend, rng.uniform(0, math.tau)) for bend in BENDS]
    points = []
    for number in range(OUTLINE_POINTS):
        angle = math.tau * number / OUTLINE_POINTS
        reach = 1 + sum(height * math.cos(bend * angle + turn) for bend, height, turn in waves)
        points.append((CENTRE[0] + RADII[0] * reach * math.cos(angle), CENTRE[1] + RADII[1] * reach * math.sin(angle)))
    return points


def _cells(seeds: Sequence[Point], outline: shapely.Polygon) -> list[shapely.Polygon]:
    """For each seed the ground within the outline that is nearest to it. Raises NoTiling where it falls apart."""
    edges = shapely.voronoi_polygons(shapely.MultiPoint(seeds), extend_to=outline, only_edges=True)
    lines = shapely.union_all([edges, outline.exterior], grid_size=HAIR)
    pieces = [piece for piece in shapely.polygonize(shapely.get_parts(lines)).geoms if _is_within(outline, piece)]
    cells: dict[Point, shapely.Polygon] = {}
    for piece in pieces:
        middle = piece.representative_point().coords[0]
        seed = min(seeds, key=lambda place: math.dist(place, middle))
        if seed in cells:
            raise NoTiling("the outline cuts a grid in two")
        cells[seed] = piece
    if len(cells) < len(seeds):
        raise NoTiling("a seed lies outside of the outline")
    return [cells[seed] for seed in seeds]


def _is_within(outline: shapely.Polygon, piece: shapely.Polygon) -> bool:
    return bool(outline.contains(piece.representative_point()))


def _stray(cells: Sequence[shapely.Polygon], rng: Random) -> list[shapely.Polygon]:
    """Let the straight borders between two cells wander a little, the same on both sides."""
    rings = [[_rounded(point) for point in cell.exterior.coords] for cell in cells]
    count: dict[frozenset[Point], int] = defaultdict(int)
    for ring in rings:
        for edge in pairwise(ring):
            count[frozenset(edge)] += 1
    paths: dict[tuple[Point, Point], list[Point]] = {}
    strayed = []
    for ring in rings:
        points: list[Point] = []
        for start, end in pairwise(ring):
            if count[frozenset((start, end))] == 2 and (start, end) not in paths:
                paths[start, end] = _wander(start, end, STRAYS, rng)
                paths[end, start] = paths[start, end][::-1]
            points += [start, *paths.get((start, end), [])]
        strayed.append(shapely.Polygon(points))
    return strayed


def _wander(start: Point, end: Point, depth: int, rng: Random) -> list[Point]:
    """The points between two, each half strayed from its own straight line again."""
    length = math.dist(start, end)
    if depth == 0 or length < 0.08:
        return []
    aside = rng.gauss(0, WIGGLE) * length
    along = rng.uniform(0.42, 0.58)
    across = ((end[1] - start[1]) / length, (start[0] - end[0]) / length)
    middle = (
        start[0] + (end[0] - start[0]) * along + across[0] * aside,
        start[1] + (end[1] - start[1]) * along + across[1] * aside,
    )
    return [*_wander(start, middle, depth - 1, rng), middle, *_wander(middle, end, depth - 1, rng)]


def _rounded(point: Sequence[float]) -> Point:
    return round(point[0], 7), round(point[1], 7)


def _set_down(cell: shapely.Polygon) -> shapely.Polygon:
    return shapely.orient_polygons(shapely.Polygon([degrees((x, y)) for x, y in cell.exterior.coords]))


def _north_west_first(polygon: shapely.Polygon) -> tuple[float, float]:
    middle = polygon.centroid
    return (middle.x - middle.y, middle.x)
