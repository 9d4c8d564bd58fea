"""Whether areas tile what they should: overlaps, gaps, and outlines simplified together. Needs shapely."""

from collections.abc import Sequence
from dataclasses import dataclass

import shapely

from yishi_methods.spatial.repair import shape_as_shapely, shape_from_shapely
from yishi_methods.spatial.shapes import Shape, metres_per_degree


@dataclass(frozen=True)
class Overlap:
    """Two shapes, by their positions, that share ground."""

    first: int
    second: int
    square_metres: float


@dataclass(frozen=True)
class Fit:
    """How parts fill a whole: ground of the whole that no part covers, and ground of the parts outside the whole."""

    uncovered: float
    outside: float


def find_overlaps(shapes: Sequence[Shape], at_least: float) -> list[Overlap]:
    """Pairs of shapes that share at least so many square metres; common borders share none."""
    drawn = [shape_as_shapely(shape) for shape in shapes]
    tree = shapely.STRtree(drawn)
    pairs = zip(*tree.query(drawn, predicate="intersects").tolist(), strict=True) if drawn else ()
    shared = (
        Overlap(first, second, _square_metres(shapely.intersection(drawn[first], drawn[second])))
        for first, second in sorted(pairs)
        if first < second
    )
    return [overlap for overlap in shared if overlap.square_metres >= at_least]


def measure_fit(whole: Shape, parts: Sequence[Shape]) -> Fit:
    """Square metres of `whole` left uncovered by `parts`, and of `parts` lying outside it."""
    drawn, union = shape_as_shapely(whole), shapely.union_all([shape_as_shapely(part) for part in parts])
    return Fit(_square_metres(shapely.difference(drawn, union)), _square_metres(shapely.difference(union, drawn)))


def simplify_together(shapes: Sequence[Shape], tolerance: float, decimals: int = 6) -> list[Shape]:
    """Shapes with fewer points, for a map: common borders stay common. `tolerance` is in degrees.

    A shape too small to survive stays as it is.
    """
    if not shapes:
        return []
    drawn = [shape_as_shapely(shape) for shape in shapes]
    simple = shapely.coverage_simplify(drawn, tolerance)
    rounded = shapely.set_precision(simple, 10.0**-decimals, mode="pointwise")
    return [
        shape if small.is_empty or not small.area else shape_from_shapely(small)
        for shape, small in zip(shapes, rounded, strict=True)
    ]


def _square_metres(geometry: shapely.Geometry) -> float:
    if geometry.is_empty:
        return 0.0
    metres_x, metres_y = metres_per_degree(geometry.centroid.y)
    return float(geometry.area) * metres_x * metres_y
