import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from tests.factories import District, make_account, make_matter, make_term
from yishi.foundation.matters.models import Matter
from yishi.foundation.people.actors import Actor
from yishi.foundation.people.models import Account, Role
from yishi.foundation.people.queries import actor_of


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> Path:
    """A folder of its own for the files of each test."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def matter(district: District, resident: Account) -> Matter:
    """A public matter of 王秀英 with the bureau."""
    grid = district.grid
    return make_matter("PX-26-0001", author=resident, unit=district.bureau, area=grid, area_stem=grid.stem)


@pytest.fixture
def people(district: District, resident: Account, officer: Account, supervisor: Account) -> dict[str, Actor]:
    """The three people, a neighbour, an auditor, an officer of another unit, somebody with the code, and nobody."""
    neighbour = make_account("lijun", "李军")
    auditor = make_account("auditor", "审计员")
    make_term(auditor, Role.AUDITOR, district.supervision, starts_on=dt.date(2020, 1, 1))
    other_officer = make_account("other", "其他单位")
    make_term(other_officer, Role.OFFICER, district.community_unit)
    accounts = {
        "resident": resident,
        "officer": officer,
        "supervisor": supervisor,
        "neighbour": neighbour,
        "auditor": auditor,
        "other officer": other_officer,
    }
    return {
        **{name: actor_of(account) for name, account in accounts.items()},
        "anonymous": actor_of(None),
        "with the code": actor_of(None, matter_keys=frozenset({"PX-26-0001"})),
    }
