"""Point to area over 2,500 grids."""

import time

import numpy as np

from tests.benchmarks.figures import Figure, median_of
from yishi_methods.spatial.geojson import shape_from
from yishi_methods.spatial.index import AreaIndex
from yishi_methods.spatial.shapes import Shape

SIDE = 50
POINTS = 1_000_000
SEED = 7


def measure() -> list[Figure]:
    index = AreaIndex(_jittered_tiles())
    lot = np.random.default_rng(SEED)
    longitudes, latitudes = lot.uniform(120.0, 120.5, POINTS), lot.uniform(31.0, 31.5, POINTS)
    index.find(longitudes[:1000], latitudes[:1000])
    rate = median_of(lambda: POINTS / _seconds(index, longitudes, latitudes), 5)
    basis = f"{SIDE**2:,} grids, {POINTS:,} points, seed {SEED}"
    return [Figure("point to area", rate, "points/s", "≥", 1_000_000, basis)]


def _seconds(index: AreaIndex, longitudes: np.ndarray, latitudes: np.ndarray) -> float:
    started = time.perf_counter()
    index.find(longitudes, latitudes)
    return time.perf_counter() - started


def _jittered_tiles() -> list[Shape]:
    """Tiles that fill a square exactly, their inner corners moved by lot."""
    lot = np.random.default_rng(SEED)
    step = 0.5 / SIDE
    corners = np.stack(np.meshgrid(np.arange(SIDE + 1), np.arange(SIDE + 1), indexing="ij"), axis=-1) * step
    corners += np.array([120.0, 31.0])
    corners[1:-1, 1:-1] += lot.uniform(-0.3, 0.3, (SIDE - 1, SIDE - 1, 2)) * step
    tiles: list[Shape] = []
    for x in range(SIDE):
        for y in range(SIDE):
            ring = [corners[x, y], corners[x + 1, y], corners[x + 1, y + 1], corners[x, y + 1], corners[x, y]]
            coordinates = [[[float(lon), float(lat)] for lon, lat in ring]]
            tiles.append(shape_from({"type": "Polygon", "coordinates": coordinates}))
    return tiles
