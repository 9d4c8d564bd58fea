"""The invented ground: 75 grids that tile the district exactly, the same for the same seed."""

import pytest
import shapely

from yishi.demo.district import CODE, District, invent_district
from yishi.demo.ground import NoTiling, union_of

SEEDS = (1, 2, 3, 5, 8)


@pytest.fixture(params=SEEDS)
def district(request: pytest.FixtureRequest) -> District:
    return invent_district(request.param)


def test_there_are_three_towns_fifteen_communities_and_75_grids(district: District) -> None:
    lengths = [len(code.rstrip("0")) if len(code) == 12 else 15 for code in district.areas]
    assert (len(district.grids), len(district.communities), len(lengths)) == (75, 15, 1 + 3 + 15 + 75)
    assert all(300 <= (grid.households or 0) <= 500 for grid in district.grids)


def test_the_grids_tile_the_district_exactly(district: District) -> None:
    grids = [grid.border for grid in district.grids]
    whole = district.areas[f"{CODE}000000"].border
    assert shapely.coverage_is_valid(grids)  # no overlap, no edge that does not match its neighbour's
    assert shapely.union_all(grids).symmetric_difference(whole).area < 1e-15
    assert sum(grid.area for grid in grids) == pytest.approx(whole.area, rel=1e-12)


def test_neighbours_share_the_very_same_vertices(district: District) -> None:
    vertices = {point for grid in district.grids for point in grid.border.exterior.coords}
    assert all(set(area.border.exterior.coords) <= vertices for area in district.areas.values())
    assert all(len(area.border.interiors) == 0 for area in district.areas.values())


def test_an_area_is_the_union_of_those_below_it(district: District) -> None:
    for code, area in district.areas.items():
        parts = [below.border for below in district.areas.values() if below.parent == code]
        if parts:
            assert shapely.union_all(parts).equals(area.border)


def test_places_lie_in_their_grids(district: District) -> None:
    for estate in district.estates:
        for number, point in estate.buildings.items():
            assert district.areas[estate.part_of(number).grid].border.contains(shapely.Point(point))
    for mark in district.landmarks:
        assert district.areas[mark.grid].border.contains(shapely.Point(mark.point))
    for road in district.roads:
        doors = [door for part in road.parts for door in (part.first, part.last)]
        assert doors == sorted(doors)


def test_every_grid_has_homes(district: District) -> None:
    assert {part.grid for estate in district.estates for part in estate.parts} == {grid.code for grid in district.grids}


def test_the_same_seed_makes_the_same_district() -> None:
    one, same, other = invent_district(1), invent_district(1), invent_district(2)
    assert one.areas == same.areas
    assert one.estates == same.estates
    assert one.areas != other.areas


def test_what_lies_apart_is_no_area() -> None:
    with pytest.raises(NoTiling):
        union_of([shapely.box(0, 0, 1, 1), shapely.box(2, 2, 3, 3)])
