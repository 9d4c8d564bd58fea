"""Rows that tests are made of: a small district with an area of each level, its units, and three people.

王秀英 is a resident, 陈国华 an officer of the urban management bureau, 赵敏 a supervisor of the whole district.
"""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from yishi.foundation.ledger import revisions
from yishi.foundation.matters.choices import Visibility
from yishi.foundation.matters.models import Authorship, Matter
from yishi.foundation.people.models import Account, Role, Term, Unit, UnitKind
from yishi.foundation.places.models import Area, Level

IN_OFFICE_SINCE = dt.date(2020, 1, 1)
PASSWORD = "议事厅的门开着-2026"

DIGITS_OF_LEVEL = {Level.DISTRICT: 6, Level.TOWN: 9, Level.COMMUNITY: 12, Level.GRID: 15}


@dataclass(frozen=True)
class District:
    """A district with one area of each level and one unit of each kind.

    The bureau, the town and the supervisors report to the centre, the community to the town.
    """

    area: Area
    town: Area
    community: Area
    grid: Area
    centre: Unit
    bureau: Unit
    town_unit: Unit
    community_unit: Unit
    supervision: Unit


def make_area(
    stem: str, name: str, parent: Area | None = None, *, name_en: str = "", households: int | None = None
) -> Area:
    """Make the area with this stem (6, 9, 12 or 15 digits: its level follows), in force for ever."""
    level = next(level for level, digits in DIGITS_OF_LEVEL.items() if digits == len(stem))
    return Area.objects.create(
        code=stem.ljust(12, "0"),
        stem=stem,
        level=level,
        parent=parent,
        name=name,
        name_en=name_en,
        households=households,
    )


def make_unit(
    code: str, kind: UnitKind, name: str, parent: Unit | None = None, area: Area | None = None, *, name_en: str = ""
) -> Unit:
    return Unit.objects.create(code=code, kind=kind, name=name, name_en=name_en, parent=parent, area=area)


def make_account(username: str, display_name: str = "", *, telephone: str | None = None) -> Account:
    """Make an account whose password is `PASSWORD`; it holds no office, so it is a resident's."""
    return Account.objects.create_user(
        username, email=f"{username}@example.org", password=PASSWORD, display_name=display_name, telephone=telephone
    )


def make_term(
    account: Account,
    role: Role,
    unit: Unit,
    area: Area | None = None,
    *,
    starts_on: dt.date = IN_OFFICE_SINCE,
    ends_on: dt.date | None = None,
) -> Term:
    return Term.objects.create(account=account, role=role, unit=unit, area=area, starts_on=starts_on, ends_on=ends_on)


def make_district() -> District:
    """Make the small district of all tests."""
    area = make_area("329901", "澄湖区", name_en="Chenghu District")
    town = make_area("329901101", "莲塘镇", area, name_en="Liantang Town")
    community = make_area("329901101201", "幸福里社区", town, name_en="Xingfuli Community")
    grid = make_area("329901101201001", "幸福里第一网格", community, name_en="Xingfuli Grid 1", households=320)
    centre = make_unit("centre", UnitKind.CENTRE, "受理中心", area=area, name_en="Reception Centre")
    town_unit = make_unit("liantang", UnitKind.TOWN, "莲塘镇人民政府", centre, town, name_en="Liantang Town Government")
    for name in ("areas", "units"):
        revisions.bump(name)  # as the commands do that make them
    return District(
        area=area,
        town=town,
        community=community,
        grid=grid,
        centre=centre,
        bureau=make_unit("chengguan", UnitKind.BUREAU, "城市管理局", centre, name_en="Urban Management Bureau"),
        town_unit=town_unit,
        community_unit=make_unit(
            "xingfuli",
            UnitKind.COMMUNITY,
            "幸福里社区居委会",
            town_unit,
            community,
            name_en="Xingfuli Residents' Committee",
        ),
        supervision=make_unit("ducha", UnitKind.SUPERVISION, "督查室", centre, name_en="Supervision Office"),
    )


def make_resident() -> Account:
    return make_account("wangxiuying", "王秀英", telephone="+8613800000001")


def make_officer(district: District) -> Account:
    account = make_account("chenguohua", "陈国华", telephone="+8613800000002")
    make_term(account, Role.OFFICER, district.bureau)
    return account


def make_supervisor(district: District) -> Account:
    account = make_account("zhaomin", "赵敏", telephone="+8613800000003")
    make_term(account, Role.SUPERVISOR, district.centre, district.area)
    return account


def make_matter(
    number: str,
    *,
    author: Account | None = None,
    unit: Unit | None = None,
    visibility: Visibility = Visibility.PUBLIC,
    sealed_contact: bytes | None = None,
    **fields: object,
) -> Matter:
    """Make a matter of kind "voice" as it stands on the spine, with its authorship; no ledger entry, no deadline."""
    now = timezone.now()
    about = {"title": "楼道里的灯不亮", "text": "三单元楼道里的灯坏了一个星期。", "state": "filed", "filed_at": now}
    matter = Matter.objects.create(
        number=number, kind="voice", unit=unit, visibility=visibility, changed_at=now, **(about | fields)
    )
    matter.authorship = Authorship.objects.create(matter=matter, account=author, sealed_contact=sealed_contact)
    return matter
