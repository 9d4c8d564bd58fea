"""The areas of many points at once, with numpy.

A raster is laid over the shapes. A cell that lies wholly inside the shape which takes precedence there answers by one
look-up; only points in cells crossed by a border are tested, against the edges that share their row of the raster, with
the same exact arithmetic as `Shape.covers`.
"""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from yishi_methods.spatial.shapes import Shape, bounds_of

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Positions = npt.NDArray[np.int32]

NOWHERE = -1
_FIRST_BORDER_CELL = -2  # cell value v <= -2 stands for border cell number -2 - v
_CHUNK = 1 << 18
_CERTAIN = 3.3306690738754716e-16  # as in shapes.turn


class AreaIndex:
    """Like `AreaLookup`, for arrays of points. `cells` is about the number of raster cells (4 bytes each)."""

    def __init__(self, shapes: Sequence[Shape], cells: int = 1 << 20) -> None:
        self._shapes = list(shapes)
        if self._shapes:
            self._raster = _Raster(self._shapes, cells)

    def find(self, longitudes: npt.ArrayLike, latitudes: npt.ArrayLike) -> Positions:
        """For each point (degrees) the position of the first shape that covers it, or -1; NaN lies nowhere."""
        x, y = np.asarray(longitudes, dtype=np.float64), np.asarray(latitudes, dtype=np.float64)
        if x.shape != y.shape or x.ndim != 1:
            raise ValueError("longitudes and latitudes must be two lists of the same length")
        found = np.full(len(x), NOWHERE, dtype=np.int32)
        if self._shapes:
            for start in range(0, len(x), _CHUNK):
                part = slice(start, start + _CHUNK)
                found[part] = self._find_chunk(x[part], y[part])
        return found

    def _find_chunk(self, x: Floats, y: Floats) -> Positions:
        raster = self._raster
        cell = raster.cell_of(x, y)
        found = raster.values[cell]
        (unsure,) = np.nonzero(found <= _FIRST_BORDER_CELL)
        if len(unsure):
            border_cell = _FIRST_BORDER_CELL - found[unsure].astype(np.int64)
            found[unsure] = self._test_border_points(x[unsure], y[unsure], border_cell, cell[unsure] // raster.columns)
        return found

    def _test_border_points(self, x: Floats, y: Floats, border_cell: Integers, row: Integers) -> Positions:
        """The first covering shape of points in border cells, by testing each with every candidate of its cell."""
        raster = self._raster
        first, last = raster.candidate_start[border_cell], raster.candidate_start[border_cell + 1]
        point, entry = _spread(first, last - first)
        candidate = raster.candidates[entry]
        covered = raster.wholly[entry].copy()
        (to_test,) = np.nonzero(~covered)
        covered[to_test] = self._covers(candidate[to_test], x[point[to_test]], y[point[to_test]], row[point[to_test]])
        # Candidates stand in order of precedence, so the smallest covering one is the first.
        choice = np.where(covered, candidate, len(self._shapes))
        best = np.minimum.reduceat(choice, np.cumsum(last - first) - (last - first))
        return np.where(best == len(self._shapes), NOWHERE, best).astype(np.int32)

    def _covers(self, shape: Integers, x: Floats, y: Floats, row: Integers) -> npt.NDArray[np.bool_]:
        """Whether shape[i] covers point i: the counting of `point_in_polygon`, over the edges of the point's row."""
        edges = self._raster.edges
        first, count = edges.of_row(shape, row)
        pair, entry = _spread(first, count)
        edge = edges.in_rows[entry]
        x1, y1, x2, y2 = edges.x1[edge], edges.y1[edge], edges.x2[edge], edges.y2[edge]
        px, py = x[pair], y[pair]
        above1, above2 = y1 > py, y2 > py
        straddles = above1 != above2
        left, right = (x2 - x1) * (py - y1), (px - x1) * (y2 - y1)
        side = left - right
        doubtful = straddles & (np.abs(side) < _CERTAIN * (np.abs(left) + np.abs(right)))
        touches = straddles & (side == 0) & ~doubtful
        on_level = ~straddles & (y2 == py)
        touches |= on_level & ((x2 == px) | ((y1 == py) & (np.minimum(x1, x2) <= px) & (px <= np.maximum(x1, x2))))
        crosses = straddles & ((side > 0) == (y2 > y1))
        covered = np.bincount(pair[crosses], minlength=len(x)) % 2 == 1
        covered[pair[touches]] = True
        for number in np.unique(pair[doubtful]):
            covered[number] = self._shapes[shape[number]].covers(x[number], y[number])
        return covered


class _Edges:
    """All edges of all shapes, and for each shape and raster row the numbers of the edges that share the row."""

    def __init__(self, shapes: Sequence[Shape]) -> None:
        rings = [
            (position, np.frombuffer(ring).reshape(-1, 2))
            for position, shape in enumerate(shapes)
            for ring in shape.rings()
        ]
        starts, ends = [ring[:-1] for _, ring in rings], [ring[1:] for _, ring in rings]
        self.x1, self.y1 = np.concatenate(starts).T.copy()
        self.x2, self.y2 = np.concatenate(ends).T.copy()
        self.shape = np.repeat([position for position, _ in rings], [len(ring) - 1 for _, ring in rings])

    def sort_into_rows(self, low_row: Integers, high_row: Integers, shapes: int) -> None:
        edge, row = _spread(low_row, high_row - low_row + 1)
        shape = self.shape[edge]
        self.first_row = np.full(shapes, np.iinfo(np.int64).max)
        last_row = np.full(shapes, -1)
        np.minimum.at(self.first_row, self.shape, low_row)
        np.maximum.at(last_row, self.shape, high_row)
        self._offset = np.concatenate(([0], np.cumsum(last_row - self.first_row + 1)))
        slot = self._offset[shape] + row - self.first_row[shape]
        self.in_rows = edge[np.argsort(slot, kind="stable")]
        self._start = np.concatenate(([0], np.cumsum(np.bincount(slot, minlength=self._offset[-1]))))

    def of_row(self, shape: Integers, row: Integers) -> tuple[Integers, Integers]:
        """First entry in `in_rows` and how many, for each pair of shape and row; the row lies in the shape's box."""
        slot = self._offset[shape] + row - self.first_row[shape]
        return self._start[slot], self._start[slot + 1] - self._start[slot]


class _Raster:
    """Cells over the box of all shapes.

    `values` holds for each cell the shape that has the whole cell, or -1, or the number of a border cell, whose
    candidates (in order of precedence, the last perhaps `wholly` around the cell) stand in `candidates`.
    """

    def __init__(self, shapes: Sequence[Shape], cells: int) -> None:
        self._bounds = bounds_of(ring for shape in shapes for ring in shape.rings())
        # A box without width or height still needs a positive cell.
        width = self._bounds.east - self._bounds.west or 1.0
        height = self._bounds.north - self._bounds.south or 1.0
        self.columns = max(1, min(cells, round(math.sqrt(cells * width / height))))
        self.rows = max(1, cells // self.columns)
        self._per_x, self._per_y = self.columns / width, self.rows / height
        self.edges = _Edges(shapes)
        low, high = np.minimum(self.edges.y1, self.edges.y2), np.maximum(self.edges.y1, self.edges.y2)
        self.edges.sort_into_rows(self._row_of(low), self._row_of(high), len(shapes))
        self._fill(len(shapes))

    def cell_of(self, x: Floats, y: Floats) -> Integers:
        """The number of each point's cell; points outside the box get the extra cell at the end, which is nobody's."""
        box = self._bounds
        within = (x >= box.west) & (x <= box.east) & (y >= box.south) & (y <= box.north)
        if within.all():
            return self._row_of(y) * self.columns + self._column_of(x)
        x, y = np.where(within, x, box.west), np.where(within, y, box.south)
        return np.where(within, self._row_of(y) * self.columns + self._column_of(x), self.rows * self.columns)

    def _row_of(self, y: Floats) -> Integers:
        # Monotone in y also after rounding: a point between the ends of an edge lies in a row between theirs.
        return np.minimum(((y - self._bounds.south) * self._per_y).astype(np.int64), self.rows - 1)

    def _column_of(self, x: Floats) -> Integers:
        return np.minimum(((x - self._bounds.west) * self._per_x).astype(np.int64), self.columns - 1)

    def _fill(self, shapes: int) -> None:
        self.values = np.full(self.rows * self.columns + 1, NOWHERE, dtype=np.int32)
        crossed_cells, crossed_shapes = self._crossed_cells()
        border_start = np.searchsorted(crossed_shapes, np.arange(shapes + 1))
        kept_cells, kept_shapes, kept_wholly = [], [], []
        is_border = np.zeros(len(self.values), dtype=bool)
        for shape in range(shapes):
            border = crossed_cells[border_start[shape] : border_start[shape + 1]]
            inside = self._cells_inside(shape, border)
            # A cell that an earlier shape has whole is settled; one that an earlier border crosses gets its last one.
            free = border[self.values[border] == NOWHERE]
            inside = inside[self.values[inside] == NOWHERE]
            behind = inside[is_border[inside]]
            for cells, wholly in ((free, False), (behind, True)):
                kept_cells.append(cells)
                kept_shapes.append(np.full(len(cells), shape))
                kept_wholly.append(np.full(len(cells), wholly))
            is_border[free] = True
            self.values[inside] = shape
        cells = np.concatenate(kept_cells)
        order = np.argsort(cells, kind="stable")
        border_cells, counts = np.unique(cells, return_counts=True)
        self.values[border_cells] = _FIRST_BORDER_CELL - np.arange(len(border_cells))
        self.candidates = np.concatenate(kept_shapes)[order]
        self.wholly = np.concatenate(kept_wholly)[order]
        self.candidate_start = np.concatenate(([0], np.cumsum(counts)))

    def _crossed_cells(self) -> tuple[Integers, Integers]:
        """The cells that the border of a shape may touch, and the shape, sorted by it; rather too many than too few."""
        edges = self.edges
        low, high = np.minimum(edges.y1, edges.y2), np.maximum(edges.y1, edges.y2)
        edge, row = _spread(self._row_of(low), self._row_of(high) - self._row_of(low) + 1)
        # Of each edge the piece within its row, a hair longer than the row, so that rounding cannot lose a cell.
        hair = 1e-6 / self._per_y
        bottom = self._bounds.south + row / self._per_y - hair
        top = self._bounds.south + (row + 1) / self._per_y + hair
        one, other = self._x_at(edge, np.maximum(bottom, low[edge])), self._x_at(edge, np.minimum(top, high[edge]))
        rising = edges.y2[edge] == edges.y1[edge]
        west = np.where(rising, np.minimum(edges.x1, edges.x2)[edge], np.minimum(one, other)) - 1e-6 / self._per_x
        east = np.where(rising, np.maximum(edges.x1, edges.x2)[edge], np.maximum(one, other)) + 1e-6 / self._per_x
        first = self._column_of(np.maximum(west, self._bounds.west))
        last = self._column_of(np.minimum(east, self._bounds.east))
        piece, column = _spread(first, last - first + 1)
        keys = np.unique(edges.shape[edge][piece] * len(self.values) + row[piece] * self.columns + column)
        return keys % len(self.values), keys // len(self.values)

    def _x_at(self, edge: Integers, y: Floats) -> Floats:
        edges = self.edges
        rise = edges.y2[edge] - edges.y1[edge]
        share = np.clip((y - edges.y1[edge]) / np.where(rise == 0, 1.0, rise), 0.0, 1.0)
        return edges.x1[edge] + share * (edges.x2[edge] - edges.x1[edge])

    def _cells_inside(self, shape: int, border: Integers) -> Integers:
        """The cells wholly inside a shape: those not on its border whose middle lies inside."""
        edges = self.edges
        rows, columns = border // self.columns, border % self.columns
        row0, column0 = rows.min(), columns.min()
        height, width = rows.max() - row0 + 1, columns.max() - column0 + 1
        all_rows = np.arange(height) + row0
        first, count = edges.of_row(np.full(height, shape), all_rows)
        which, entry = _spread(first, count)
        edge, row = edges.in_rows[entry], all_rows[which]
        middle = self._bounds.south + (row + 0.5) / self._per_y
        meets = (edges.y1[edge] > middle) != (edges.y2[edge] > middle)
        edge, row, middle = edge[meets], row[meets], middle[meets]
        column = np.clip(self._column_of(self._x_at(edge, middle)) - column0, 0, width - 1)
        # Each crossing turns inside and outside about for all cells to its east.
        turns = np.bincount((row - row0) * width + column, minlength=height * width).reshape(height, width)
        inside = np.cumsum(turns, axis=1) % 2 == 1
        inside[rows - row0, columns - column0] = False
        inside_rows, inside_columns = np.nonzero(inside)
        return (inside_rows + row0) * self.columns + inside_columns + column0


def _spread(first: Integers, count: Integers) -> tuple[Integers, Integers]:
    """For ranges first[i] … first[i] + count[i] - 1: the number i of the range and the value, value by value."""
    number = np.repeat(np.arange(len(first)), count)
    start = np.cumsum(count) - count
    return number, np.arange(len(number)) - start[number] + first[number]
