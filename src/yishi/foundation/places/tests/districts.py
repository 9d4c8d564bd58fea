"""A small district with boundaries for the tests: a square of towns, communities and grids that tile it."""

import datetime
from typing import Any

from yishi.foundation.people.actors import SYSTEM
from yishi.foundation.places import queries
from yishi.foundation.places.area_intake import AreaDraft, ImportReport
from yishi.foundation.places.commands import import_areas
from yishi.foundation.places.models import Area
from yishi_methods.spatial.coordinates import Datum

FIRST_DAY = datetime.date(2024, 1, 1)
DISTRICT, TOWN, OTHER_TOWN = "329901000000", "329901101000", "329901102000"
COMMUNITY, OTHER_COMMUNITY = "329901101201", "329901102201"
GRID_1, GRID_2, GRID_3 = "329901101201001", "329901101201002", "329901102201001"
WEST, SOUTH, SIDE = 120.0, 30.0, 0.02


def box(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    """A rectangle as a GeoJSON geometry."""
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def drafts() -> list[AreaDraft]:
    """A district of two towns side by side: the western has a community of two grids, the eastern one of one grid."""
    middle, quarter, east, north = WEST + SIDE / 2, WEST + SIDE / 4, WEST + SIDE, SOUTH + SIDE
    rows = [
        (DISTRICT, "澄湖区", "Chenghu District", box(WEST, SOUTH, east, north)),
        (TOWN, "莲塘镇", "Liantang Town", box(WEST, SOUTH, middle, north)),
        (OTHER_TOWN, "桃源镇", "Taoyuan Town", box(middle, SOUTH, east, north)),
        (COMMUNITY, "幸福里社区", "Xingfuli Community", box(WEST, SOUTH, middle, north)),
        (OTHER_COMMUNITY, "桃源村", "Taoyuan Village", box(middle, SOUTH, east, north)),
        (GRID_1, "第一网格", "Grid 1", box(WEST, SOUTH, quarter, north)),
        (GRID_2, "第二网格", "Grid 2", box(quarter, SOUTH, middle, north)),
        (GRID_3, "桃源网格", "Taoyuan Grid", box(middle, SOUTH, east, north)),
    ]
    return [
        AreaDraft(code=code, name=name, name_en=name_en, geometry=geometry, position=position)
        for position, (code, name, name_en, geometry) in enumerate(rows, start=1)
    ]


def bring_in(
    features: list[AreaDraft],
    *,
    on: datetime.date = FIRST_DAY,
    crs: Datum = Datum.WGS84,
    dry_run: bool = False,
) -> ImportReport:
    return import_areas(actor=SYSTEM, features=features, crs=crs, source="test", in_force_from=on, dry_run=dry_run)


def area(code: str) -> Area:
    """The area with this code, which must be known."""
    found = queries.area_with_code(code)
    assert found is not None, code
    return found
