"""The invented offices: their names, how they call themselves, and how they work. Nothing here touches the database.

`speed` is the share of the promised time that an answer usually takes, `solves` the share of answers after which the
author says that it is solved.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from yishi.demo.district import DATA, District

TOWN_OFFICES = {"329901001": "hubin", "329901101": "liantang", "329901102": "shiqiao"}
"""The office of each town, by the stem of the town's area."""
COMMUNITY_SPEED, COMMUNITY_SOLVES = 0.34, 0.87


@dataclass(frozen=True)
class Office:
    """An office. `short` is what people call it, `itself` how it speaks of itself in an answer."""

    code: str
    kind: str
    name: str
    name_en: str
    short: str
    itself: str
    speed: float
    solves: float
    parent: str = ""
    area: str = ""


@lru_cache(maxsize=4)
def _district_offices() -> tuple[Office, ...]:
    towns = {code: stem for stem, code in TOWN_OFFICES.items()}
    with (DATA / "offices.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Office(
                code=row["code"],
                kind=row["kind"],
                name=row["name"],
                name_en=row["name_en"],
                short=row["short"],
                itself=row["itself"],
                speed=float(row["speed"]),
                solves=float(row["solves"]),
                parent="" if row["code"] == "gov" else "gov",
                area=_area_of(row["code"], row["kind"], towns),
            )
            for row in csv.DictReader(file)
        )


def _area_of(code: str, kind: str, towns: Mapping[str, str]) -> str:
    if code in towns:
        return f"{towns[code]}000"
    return "" if kind == "bureau" and code != "gov" else "329901000000"


def all_offices(district: District) -> Mapping[str, Office]:
    """Every office by code, those above before those below: the district's, the towns', the communities'."""
    return {office.code: office for office in (*_district_offices(), *_community_offices(district))}


def office_names() -> Mapping[str, str]:
    """What people call the offices of the district and of the towns, by code."""
    return {office.code: office.short for office in _district_offices()}


def _community_offices(district: District) -> tuple[Office, ...]:
    return tuple(
        Office(
            code=district.unit_codes[area.code],
            kind="community",
            name=f"{area.name}{'村民' if district.is_village(area.code) else '居民'}委员会",
            name_en=f"{area.name_en} {'Villagers' if district.is_village(area.code) else 'Residents'}' Committee",
            short=area.name,
            itself="村委会" if district.is_village(area.code) else "社区",
            speed=COMMUNITY_SPEED,
            solves=COMMUNITY_SOLVES,
            parent=TOWN_OFFICES[area.code[:9]],
            area=area.code,
        )
        for area in district.communities
    )
