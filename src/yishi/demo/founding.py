"""Putting the invented district into the database: areas, names of places, units, and the people in office."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

import shapely
from django.contrib.auth.hashers import make_password

from yishi.demo.accounts import NAMED, PASSWORD
from yishi.demo.district import TOWNS, District, Estate
from yishi.demo.topics import all_topics
from yishi.foundation.ledger import revisions
from yishi.foundation.matters.models import Category
from yishi.foundation.people.actors import SYSTEM
from yishi.foundation.people.commands import create_unit, declare_demonstration, grant_term
from yishi.foundation.people.models import Account, Role, Unit, UnitKind
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

BUREAUS = {
    "chengguan": ("城市管理局", "Urban Management Bureau"),
    "zhujian": ("住房和城乡建设局", "Housing and Construction Bureau"),
    "huanjing": ("生态环境局", "Ecology and Environment Bureau"),
    "jiaotong": ("交通运输局", "Transport Bureau"),
    "jiaoyu": ("教育局", "Education Bureau"),
    "renshe": ("人力资源和社会保障局", "Human Resources and Social Security Bureau"),
    "shichang": ("市场监督管理局", "Market Regulation Bureau"),
    "weijian": ("卫生健康局", "Health Bureau"),
    "minzheng": ("民政局", "Civil Affairs Bureau"),
    "gongan": ("公安分局", "Public Security Sub-bureau"),
    "shuiwu": ("水务局", "Water Bureau"),
    "yingji": ("应急管理局", "Emergency Management Bureau"),
    "wentilv": ("文体旅游局", "Culture, Sport and Tourism Bureau"),
    "zhengwu": ("政务服务管理局", "Government Services Bureau"),
}
TOWN_UNITS = {"329901001": "hubin", "329901101": "liantang", "329901102": "shiqiao"}
GIVEN = (
    "敏",
    "强",
    "丽",
    "军",
    "静",
    "磊",
    "芳",
    "洋",
    "艳",
    "勇",
    "杰",
    "娟",
    "涛",
    "明",
    "超",
    "秀兰",
    "建国",
    "桂英",
    "文华",
    "晓东",
)
SURNAMES = "王李张刘陈杨黄吴徐孙胡朱高林何郭马罗"
RESIDENTS = 200
CHECKERS = "checkers"
"""Under this name stand those who check closures."""
OFFICERS_PER_BUREAU = 2
DUTIES = (
    "每周巡查不少于两次；收集居民意见，当天录入；邻里小事现场调处；\n"
    "环境卫生、公共设施、安全隐患发现即报；宣传政策，帮办代办；协助物业和业委会沟通。"
)
DUTIES_EN = (
    "Walks the grid at least twice a week; enters what residents say on the same day; helps neighbours settle small "
    "quarrels; reports litter, damage and danger; explains policies and helps with applications."
)


@dataclass(frozen=True)
class People:
    """Who lives and works in the demonstration: units by code, officials by unit, residents."""

    units: dict[str, Unit]
    officials: dict[str, list[Account]]
    residents: list[Account]
    areas: dict[str, Area]


def found(district: District, *, rng: Random, since: date) -> People:
    """Make everything that stands before the first voice is heard."""
    declare_demonstration(actor=SYSTEM)
    areas = _make_areas(district, since)
    _name_places(district)
    units = _make_units(district, areas)
    officials = _appoint(district, units, areas, rng, since)
    _post_grids(district, areas, rng)
    _tie_categories(units)
    return People(units, officials, _residents(rng), areas)


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
    report = import_areas(
        actor=SYSTEM, features=drafts, crs=Datum.WGS84, source="演示数据（虚构）", in_force_from=since
    )
    if report.refused:
        raise RuntimeError(f"an invented area was refused: {report.refused[0]}")
    return {area.code: area for area in Area.objects.all()}


def _name_places(district: District) -> None:
    drafts = [draft for estate in district.estates for draft in _estate_names(estate)]
    for road in district.roads:
        drafts += [
            NameDraft(
                label=road.label,
                kind="road",
                area_code=part.grid,
                longitude=part.point[0],
                latitude=part.point[1],
                numbers=f"{part.first}-{part.last}",
            )
            for part in road.parts
        ]
    drafts += [
        NameDraft(
            label=mark.label, kind="landmark", area_code=mark.grid, longitude=mark.point[0], latitude=mark.point[1]
        )
        for mark in district.landmarks
    ]
    report = add_place_names(actor=SYSTEM, drafts=drafts)
    if report.refused:
        raise RuntimeError(f"an invented name was refused: {report.refused[0]}")


def _estate_names(estate: Estate) -> list[NameDraft]:
    return [
        NameDraft(
            label=estate.label,
            kind="estate",
            area_code=part.grid,
            longitude=part.point[0],
            latitude=part.point[1],
            numbers=f"{part.first}-{part.last}",
        )
        for part in estate.parts
    ]


def _make_units(district: District, areas: dict[str, Area]) -> dict[str, Unit]:
    whole = areas["329901000000"]
    units: dict[str, Unit] = {}

    def make(code: str, kind: UnitKind, name: str, name_en: str, parent: str = "", area: Area | None = None) -> None:
        units[code] = create_unit(
            actor=SYSTEM,
            code=code,
            kind=kind,
            name=name,
            name_en=name_en,
            parent=units.get(parent),
            area=area,
            telephone=f"0000-8800{len(units):04}",
        )

    make("gov", UnitKind.BUREAU, "澄湖区人民政府办公室", "Chenghu District Government Office", area=whole)
    make("centre", UnitKind.CENTRE, "社会治理中心受理科", "Reception Centre", "gov", whole)
    make("ducha", UnitKind.SUPERVISION, "督查室", "Supervision Office", "gov", whole)
    for code, (name, name_en) in BUREAUS.items():
        make(code, UnitKind.BUREAU, name, name_en, "gov")
    for stem, name, name_en in TOWNS:
        office = "办事处" if name.endswith("街道") else "人民政府"
        make(TOWN_UNITS[stem], UnitKind.TOWN, name + office, f"{name_en} Office", "gov", areas[f"{stem}000"])
    for community in district.communities:
        office = "村民委员会" if district.is_village(community.code) else "居民委员会"
        code, town = district.unit_codes[community.code], TOWN_UNITS[community.code[:9]]
        name_en = f"{community.name_en} Committee"
        make(code, UnitKind.COMMUNITY, community.name + office, name_en, town, areas[community.code])
    return units


Post = tuple[Account, Role, Unit, Area | None]


def _appoint(
    district: District, units: dict[str, Unit], areas: dict[str, Area], rng: Random, since: date
) -> dict[str, list[Account]]:
    """Give everybody their offices; returns the officers by the code of their unit, and those who check."""
    password = make_password(PASSWORD)
    residents = [_account(one.username, one.name, password) for one in NAMED if not one.role]
    posts = [
        *_named_posts(district, units, areas, password),
        *(post for unit in units.values() for post in _posts_of(unit, rng, password)),
        *_grid_posts(district, units, areas, rng, password),
    ]
    Account.objects.bulk_create([*residents, *(account for account, _role, _unit, _area in posts)])
    officials: dict[str, list[Account]] = {}
    for account, role, unit, area in posts:
        grant_term(actor=SYSTEM, account=account, role=role, unit=unit, area=area, starts_on=since)
        if role == Role.OFFICER:
            officials.setdefault(unit.code, []).append(account)
        elif role == Role.SUPERVISOR:
            officials.setdefault(CHECKERS, []).append(account)
    return officials


def _named_posts(district: District, units: dict[str, Unit], areas: dict[str, Area], password: str) -> Iterator[Post]:
    for one in NAMED:
        if one.role:
            unit = units[one.unit or district.unit_codes[one.area[:12]]]
            yield _account(one.username, one.name, password), Role(one.role), unit, areas.get(one.area)


def _posts_of(unit: Unit, rng: Random, password: str) -> Iterator[Post]:
    """The officers of a unit, its head, and in the supervision office those who check."""
    for number in range(1, 2 if unit.kind == UnitKind.COMMUNITY else OFFICERS_PER_BUREAU + 1):
        yield _account(f"{unit.code}-{number}", _name(rng), password), Role.OFFICER, unit, None
        if unit.kind == UnitKind.SUPERVISION:
            yield _account(f"{unit.code}-check-{number}", _name(rng), password), Role.SUPERVISOR, unit, None
    if unit.kind in (UnitKind.TOWN, UnitKind.BUREAU, UnitKind.CENTRE):
        yield _account(f"{unit.code}-head", _name(rng), password), Role.HEAD, unit, None


def _grid_posts(
    district: District, units: dict[str, Unit], areas: dict[str, Area], rng: Random, password: str
) -> Iterator[Post]:
    """A worker for each grid; the first has the named one."""
    for grid in district.grids[1:]:
        account = _account(f"grid-{grid.code[6:]}", _name(rng), password)
        yield account, Role.GRID_WORKER, units[district.unit_codes[grid.code[:12]]], areas[grid.code]


def _account(username: str, name: str, password: str) -> Account:
    return Account(username=username, display_name=name, password=password, email=f"{username}@example.org")


def _name(rng: Random) -> str:
    return rng.choice(SURNAMES) + rng.choice(GIVEN)


def _post_grids(district: District, areas: dict[str, Area], rng: Random) -> None:
    """Duty list, meeting place and branch of each grid; in each community the last two grids share a branch."""
    for number, grid in enumerate(district.grids, start=1):
        area = areas[grid.code]
        point = grid.border.representative_point()
        post_grid_duty(
            actor=SYSTEM,
            grid=area,
            duties=DUTIES,
            duties_en=DUTIES_EN,
            telephone=f"0000-8810{number:04}",
            supervision_telephone="0000-88000002",
        )
        post_meeting_place(
            actor=SYSTEM,
            grid=area,
            name=f"{grid.name}邻里议事点",
            name_en=f"{grid.name_en}: Neighbours' Room",
            address=f"{district.areas[grid.code[:12]].name}{rng.choice(('党群服务站', '老年活动室', '物业用房'))}一楼",
            opening_hours="周一至周六 9:00–11:30，14:00–17:30；周三延长至 20:00",
            longitude=round(point.x, 6),
            latitude=round(point.y, 6),
        )
    for community in district.communities:
        grids = [areas[grid.code] for grid in district.grids if grid.code.startswith(community.code)]
        for number, members in enumerate([*[[grid] for grid in grids[:-2]], grids[-2:]], start=1):
            joint = "联合" if len(members) > 1 else ""
            post_branch(
                actor=SYSTEM,
                code=f"{community.code}-{number}",
                name=f"{community.name}第{number}网格{joint}支部",
                name_en=f"{community.name_en} Grid Branch {number}",
                grids=members,
                address=f"{community.name}党群服务中心",
            )


def _tie_categories(units: dict[str, Unit]) -> None:
    """Tie each category to the bureau that most topics of it belong to."""
    for topic in all_topics().values():
        if topic.unit in BUREAUS:
            Category.objects.filter(code=topic.category, unit__isnull=True).update(unit=units[topic.unit])
    revisions.bump("categories")


def _residents(rng: Random) -> list[Account]:
    password = make_password(PASSWORD)
    people = [_account(f"resident-{number:03}", _name(rng), password) for number in range(RESIDENTS)]
    Account.objects.bulk_create(people)
    return [Account.objects.get(username="wang"), *people]
