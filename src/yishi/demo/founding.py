"""Putting the invented district into the database: its areas and places, its units, what is posted in each grid."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

import shapely

from yishi.demo.district import DATA, District, Estate, Road
from yishi.demo.offices import Office, all_offices
from yishi.demo.settlers import Staff, appoint_staff, settle_residents
from yishi.demo.topics import all_topics
from yishi.foundation.ledger import revisions
from yishi.foundation.matters.models import Category
from yishi.foundation.people.actors import SYSTEM
from yishi.foundation.people.commands import create_unit, declare_demonstration
from yishi.foundation.people.models import Account, Unit, UnitKind
from yishi.foundation.places.area_intake import AreaDraft
from yishi.foundation.places.commands import (
    add_place_names,
    import_areas,
    post_branch,
    post_grid_duty,
    post_meeting_place,
)
from yishi.foundation.places.models import Area
from yishi.foundation.places.name_intake import NameDraft
from yishi_methods.spatial.coordinates import Datum

SOURCE = "演示数据，全部虚构"
TELEPHONE_OF_UNITS, TELEPHONE_OF_GRIDS = "0000-632900{:02}", "0000-632901{:02}"
"""There is no area code 0000."""
SUPERVISION = "ducha"
MEETING_PLACES = (
    ("邻里议事厅", "Neighbours' Hall"),
    ("民生茶社", "Tea Room"),
    ("网格驿站", "Grid Corner"),
    ("居民议事室", "Residents' Room"),
)
MEETING_PLACES_OF_VILLAGES = (("村民议事室", "Villagers' Room"), ("乡邻茶室", "Village Tea Room"))
ROOMS = ("架空层", "社区用房一楼", "原物业用房", "老年活动室东间")
ROOMS_OF_VILLAGES = ("文化礼堂一楼", "老村部", "村口综合楼一楼")
OPENING_HOURS = (
    "周一至周五 8:30–11:30、13:30–17:30，周三延长至 20:30",
    "周一至周六 9:00–11:30、14:00–17:00",
    "每天 8:30–17:00，晚上预约开放",
)
SINGLE_BRANCHES = 3
"""So many grids of a community have a branch of their own; the others share one."""


@dataclass(frozen=True)
class Town:
    """The demonstration as it stands before the first voice: areas and units by code, staff, residents' accounts."""

    areas: dict[str, Area]
    units: dict[str, Unit]
    staff: Staff
    residents: list[Account]


def found_town(district: District, *, residents: int, seed: int, since: date) -> Town:
    """Make everything that stands before the first voice; boundaries and offices are in force from `since`."""
    rng = Random(f"town {seed}")
    declare_demonstration(actor=SYSTEM)
    areas = _make_areas(district, since)
    with revisions.reading():  # a stretch of work each: what was just changed is read once, and then kept
        _name_places(district)
    units = _make_units(district, areas)
    with revisions.reading():
        staff = appoint_staff(district, units, areas, rng, since)
        _post_grids(district, areas, rng)
    _tie_categories(units)
    return Town(areas, units, staff, settle_residents(residents, rng))


def _make_areas(district: District, since: date) -> dict[str, Area]:
    drafts = [
        AreaDraft(
            code=area.code,
            name=area.name,
            name_en=area.name_en,
            geometry=shapely.geometry.mapping(area.border),
            households=area.households,
            position=place,
        )
        for place, area in enumerate(district.areas.values(), start=1)
    ]
    report = import_areas(actor=SYSTEM, features=drafts, crs=Datum.WGS84, source=SOURCE, in_force_from=since)
    if report.refused or report.overlaps or report.misfits:
        raise RuntimeError(f"the invented areas are not sound: {report}")
    return {area.code: area for area in Area.objects.all()}


def _name_places(district: District) -> None:
    drafts = [
        *(draft for estate in district.estates for draft in _names_of_estate(estate)),
        *(draft for road in district.roads for draft in _names_of(road, "road")),
        *(_name(mark.label, "landmark", mark.grid, mark.point) for mark in district.landmarks),
    ]
    report = add_place_names(actor=SYSTEM, drafts=drafts)
    if report.refused:
        raise RuntimeError(f"an invented name was refused: {report.refused[0]}")


def _names_of_estate(estate: Estate) -> Iterator[NameDraft]:
    """The estate by its numbers in each grid, and its buildings with their points; of a hamlet no single houses."""
    yield from _names_of(estate, "estate")
    if not estate.is_hamlet:
        for number, point in estate.buildings.items():
            yield _name(f"{estate.label}{number}栋", "building", estate.part_of(number).grid, point)


def _names_of(site: Estate | Road, kind: str) -> Iterator[NameDraft]:
    for part in site.parts:
        yield _name(site.label, kind, part.grid, part.point, f"{part.first}-{part.last}")


def _name(label: str, kind: str, grid: str, point: tuple[float, float], numbers: str = "") -> NameDraft:
    return NameDraft(label=label, kind=kind, area_code=grid, longitude=point[0], latitude=point[1], numbers=numbers)


def _make_units(district: District, areas: dict[str, Area]) -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for number, office in enumerate(all_offices(district).values(), start=1):
        units[office.code] = _make_unit(office, units, areas, TELEPHONE_OF_UNITS.format(number))
    return units


def _make_unit(office: Office, units: dict[str, Unit], areas: dict[str, Area], telephone: str) -> Unit:
    return create_unit(
        actor=SYSTEM,
        code=office.code,
        kind=UnitKind(office.kind),
        name=office.name,
        name_en=office.name_en,
        parent=units.get(office.parent),
        area=areas.get(office.area),
        telephone=telephone,
    )


def _post_grids(district: District, areas: dict[str, Area], rng: Random) -> None:
    supervision = TELEPHONE_OF_UNITS.format([*all_offices(district)].index(SUPERVISION) + 1)
    for number, grid in enumerate(district.grids, start=1):
        is_village = district.is_village(grid.code)
        duties, duties_en = _duties("village" if is_village else "community")
        post_grid_duty(
            actor=SYSTEM,
            grid=areas[grid.code],
            duties=duties,
            duties_en=duties_en,
            telephone=TELEPHONE_OF_GRIDS.format(number),
            supervision_telephone=supervision,
        )
        _post_meeting_place(district, areas[grid.code], is_village, rng)
    for community in district.communities:
        _post_branches(community.name, community.name_en, _grids_of(community.code, district, areas))


def _duties(place: str) -> tuple[str, str]:
    """What a team takes care of, one duty a line, in both languages."""
    with (DATA / "duties.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["place"] == place]
    return "\n".join(row["duty"] for row in rows), "\n".join(row["duty_en"] for row in rows)


def _post_meeting_place(district: District, grid: Area, is_village: bool, rng: Random) -> None:
    """In the estate or hamlet of the grid, where it has one."""
    name, name_en = rng.choice(MEETING_PLACES_OF_VILLAGES if is_village else MEETING_PLACES)
    homes = [(estate.label, part) for estate in district.estates for part in estate.parts if part.grid == grid.code]
    label, part = homes[0]
    number = rng.randint(part.first, part.last)
    door = f"{label}{number}号旁" if is_village else f"{label}{number}栋"
    post_meeting_place(
        actor=SYSTEM,
        grid=grid,
        name=f"{label}{name}",
        name_en=f"{grid.name_en}: {name_en}",
        address=f"{door}{rng.choice(ROOMS_OF_VILLAGES if is_village else ROOMS)}",
        opening_hours=rng.choice(OPENING_HOURS),
        longitude=part.point[0],
        latitude=part.point[1],
    )


def _grids_of(community: str, district: District, areas: dict[str, Area]) -> list[Area]:
    return [areas[grid.code] for grid in district.grids if grid.parent == community]


def _post_branches(name: str, name_en: str, grids: list[Area]) -> None:
    """The first grids each have a branch; the last ones have a joint branch."""
    joint = grids[SINGLE_BRANCHES:]
    for grid in grids[:SINGLE_BRANCHES]:
        post_branch(
            actor=SYSTEM,
            code=f"branch-{grid.code[6:]}",
            name=f"{grid.name}党支部",
            name_en=f"Branch of {grid.name_en}",
            grids=[grid],
            address=f"{name}党群服务中心",
        )
    numbers = "、".join(grid.name.removeprefix(name).removesuffix("网格") for grid in joint)
    post_branch(
        actor=SYSTEM,
        code=f"branch-{joint[0].code[6:]}",
        name=f"{name}{numbers}网格联合党支部",
        name_en=f"Joint Branch of {name_en}",
        grids=joint,
        address=f"{name}党群服务中心",
    )


def _tie_categories(units: dict[str, Unit]) -> None:
    """Tie categories to the units that the topics say; a category that no topic names goes where its sisters go."""
    tied = {topic.category: topic.unit for topic in all_topics().values() if topic.unit in units and not topic.redirect}
    for category in Category.objects.select_related("parent"):
        sisters = [code for code in tied if category.parent and code.startswith(f"{category.parent.code}-")]
        unit = tied.get(category.code) or (tied[sisters[0]] if sisters else "")
        if unit:
            Category.objects.filter(pk=category.pk).update(unit=units[unit])
    revisions.bump("categories")
