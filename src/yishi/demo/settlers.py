"""The invented people: staff with their terms of office, and residents with an account. All share one password."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from random import Random

from django.contrib.auth.hashers import make_password

from yishi.demo.accounts import NAMED, PASSWORD
from yishi.demo.district import DATA, District
from yishi.demo.scenes import SURNAMES
from yishi.foundation.people.actors import SYSTEM
from yishi.foundation.people.commands import grant_term
from yishi.foundation.people.models import Account, Role, Unit, UnitKind
from yishi.foundation.places.models import Area

GIVEN_NAMES = DATA / "given_names.txt"
SURNAMES_USED = 60
BUSY_UNITS = ("chengguan", "zhujian", "shichang", "huanjing", "gongan", "gov", "centre")
"""Units with more than one officer."""

Post = tuple[Account, Role, Unit, Area | None]


@dataclass
class Staff:
    """Who holds office: officers and heads by the code of their unit, grid workers by grid, and who checks."""

    officers: dict[str, list[Account]] = field(default_factory=dict)
    heads: dict[str, Account] = field(default_factory=dict)
    workers: dict[str, Account] = field(default_factory=dict)
    checkers: list[Account] = field(default_factory=list)


def appoint_staff(
    district: District, units: dict[str, Unit], areas: dict[str, Area], rng: Random, since: date
) -> Staff:
    """Open the accounts of staff and give everybody their office from a day on."""
    password, names = make_password(PASSWORD), _names(rng)
    posts = [
        *_named_posts(district, units, areas, password),
        *(post for unit in units.values() for post in _posts_of(unit, names, password)),
        *_grid_posts(district, units, areas, names, password),
    ]
    Account.objects.bulk_create(account for account, _role, _unit, _area in posts)
    staff = Staff()
    for account, role, unit, area in posts:
        grant_term(actor=SYSTEM, account=account, role=role, unit=unit, area=area, starts_on=since)
        match role:
            case Role.OFFICER:
                staff.officers.setdefault(unit.code, []).append(account)
            case Role.HEAD:
                staff.heads[unit.code] = account
            case Role.SUPERVISOR:
                staff.checkers.append(account)
            case Role.GRID_WORKER if area is not None:
                staff.workers[area.code] = account
    return staff


def settle_residents(count: int, rng: Random) -> list[Account]:
    """Accounts of residents; the first is the named one."""
    password, names = make_password(PASSWORD), _names(rng)
    named = [_account(one.username, one.name, password) for one in NAMED if not one.role]
    others = [_account(f"resident-{number:03}", next(names), password) for number in range(len(named) + 1, count + 1)]
    return Account.objects.bulk_create([*named, *others])


def _named_posts(district: District, units: dict[str, Unit], areas: dict[str, Area], password: str) -> Iterator[Post]:
    for one in NAMED:
        if one.role:
            unit = units[one.unit or district.unit_codes[one.area[:12]]]
            yield _account(one.username, one.name, password), Role(one.role), unit, areas.get(one.area)


def _posts_of(unit: Unit, names: Iterator[str], password: str) -> Iterator[Post]:
    """The officers of a unit, and its head where it has one; the supervision office has another supervisor."""
    named = [Role(one.role) for one in NAMED if one.unit == unit.code]
    wanted = 2 if unit.code in BUSY_UNITS or unit.kind == UnitKind.TOWN else 1
    for number in range(named.count(Role.OFFICER) + 1, wanted + 1):
        yield _account(f"{unit.code}-{number}", next(names), password), Role.OFFICER, unit, None
    if unit.kind == UnitKind.SUPERVISION:
        yield _account(f"{unit.code}-check", next(names), password), Role.SUPERVISOR, unit, unit.area
    has_head = unit.code in BUSY_UNITS or unit.kind == UnitKind.TOWN
    if has_head and Role.HEAD not in named:
        yield _account(f"{unit.code}-head", next(names), password), Role.HEAD, unit, None


def _grid_posts(
    district: District, units: dict[str, Unit], areas: dict[str, Area], names: Iterator[str], password: str
) -> Iterator[Post]:
    """A worker for each grid that has none of the named ones."""
    taken = {one.area for one in NAMED if one.role == Role.GRID_WORKER}
    for grid in district.grids:
        if grid.code not in taken:
            account = _account(f"grid-{grid.code[6:]}", next(names), password)
            yield account, Role.GRID_WORKER, units[district.unit_codes[grid.parent]], areas[grid.code]


def _account(username: str, name: str, password: str) -> Account:
    # Without an address: nothing that happens in the demonstration goes out by mail or text.
    return Account(username=username, display_name=name, password=password)


def _names(rng: Random) -> Iterator[str]:
    """Names that differ from each other and from those of the named people."""
    seen = {one.name for one in NAMED}
    given = GIVEN_NAMES.read_text(encoding="utf-8").split()
    while True:
        name = rng.choice(SURNAMES[:SURNAMES_USED]) + rng.choice(given)
        if name not in seen:
            seen.add(name)
            yield name
