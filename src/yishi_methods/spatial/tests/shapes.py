"""Areas and points for the tests, drawn by hypothesis or by seed."""

import numpy as np
import shapely
from hypothesis import strategies as st

from yishi_methods.spatial.repair import shape_from_shapely
from yishi_methods.spatial.shapes import Shape

# Whole numbers make points on borders and in corners frequent.
corners = st.tuples(st.integers(0, 12), st.integers(0, 12))


@st.composite
def shapes(draw: st.DrawFn) -> Shape:
    """A valid shape: several polygons perhaps, with holes perhaps, made from random rings."""
    rings = draw(st.lists(st.lists(corners, min_size=3, max_size=8, unique=True), min_size=1, max_size=3))
    drawn = shapely.make_valid(shapely.MultiPolygon([shapely.Polygon(ring) for ring in rings]))
    parts = [part for part in shapely.get_parts(drawn) if part.area > 0]
    if not parts:
        return shape_from_shapely(shapely.box(2, 2, 5, 5))
    return shape_from_shapely(shapely.make_valid(shapely.union_all(parts), method="structure", keep_collapsed=False))


def tile_district(side: int, seed: int, bends: int = 8) -> list[list[list[tuple[float, float]]]]:
    """`side` × `side` tiles with crooked common borders, as lists of rings; neighbours share their points exactly."""
    random = np.random.default_rng(seed)
    count = side + 1
    grid = np.linspace(0.0, 0.3, count)
    step = grid[1] - grid[0]
    corner = np.stack(np.meshgrid(120 + grid, 30 + grid), axis=-1) + random.uniform(-0.2, 0.2, (count, count, 2)) * step

    def border(start: np.ndarray, end: np.ndarray) -> list[tuple[float, float]]:
        line = start + (end - start) * np.linspace(0, 1, bends + 1)[:, None]
        line[1:-1] += random.uniform(-0.02, 0.02, (bends - 1, 2)) * step
        return [(float(x), float(y)) for x, y in line]

    across = {(i, j): border(corner[i, j], corner[i, j + 1]) for i in range(count) for j in range(side)}
    upward = {(i, j): border(corner[i, j], corner[i + 1, j]) for i in range(side) for j in range(count)}
    return [
        [across[i, j][:-1] + upward[i, j + 1][:-1] + across[i + 1, j][:0:-1] + upward[i, j][::-1]]
        for i in range(side)
        for j in range(side)
    ]
