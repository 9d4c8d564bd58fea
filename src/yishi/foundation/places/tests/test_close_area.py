"""An area ends, as when grids are merged."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from yishi.foundation.ledger.models import Entry
from yishi.foundation.people.actors import ANONYMOUS, SYSTEM
from yishi.foundation.places import queries
from yishi.foundation.places.commands import NotPossible, close_area
from yishi.foundation.places.tests.districts import (
    COMMUNITY,
    FIRST_DAY,
    GRID_1,
    GRID_2,
    SIDE,
    SOUTH,
    WEST,
    area,
    bring_in,
    drafts,
)

pytestmark = pytest.mark.django_db
INSIDE = WEST + SIDE / 8, SOUTH + SIDE / 2


def test_a_closed_grid_is_gone_from_the_next_day_and_stays_in_the_past(places):
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    close_area(actor=SYSTEM, area=area(GRID_1), last_day=yesterday)
    now, before = queries.area_at(*INSIDE), queries.area_at(*INSIDE, on=yesterday)
    assert (now and now.code, before and before.code) == (COMMUNITY, GRID_1)
    assert GRID_1 not in [node.area.code for node in queries.walk(queries.area_tree())]
    assert queries.resolve_place("第一网格") == []
    assert Entry.objects.get(kind="places.area_closed").data == {"code": GRID_1, "last_day": yesterday.isoformat()}
    with pytest.raises(NotPossible, match="已经撤销"):
        close_area(actor=SYSTEM, area=area(GRID_1), last_day=yesterday)


def test_an_area_with_areas_below_it_is_not_closed_before_them(places):
    today = timezone.localdate()
    with pytest.raises(NotPossible, match="请先撤销下级区域"):
        close_area(actor=SYSTEM, area=area(COMMUNITY), last_day=today)
    for code in (GRID_1, GRID_2, COMMUNITY):
        close_area(actor=SYSTEM, area=area(code), last_day=today)


def test_an_area_is_not_closed_before_its_newest_boundary(places):
    with pytest.raises(NotPossible, match="还有新的边界生效"):
        close_area(actor=SYSTEM, area=area(GRID_1), last_day=FIRST_DAY - datetime.timedelta(days=1))


def test_an_import_does_not_bring_a_closed_area_back(places):
    close_area(actor=SYSTEM, area=area(GRID_1), last_day=timezone.localdate())
    report = bring_in(drafts(), on=timezone.localdate() + datetime.timedelta(days=1))
    assert [(refusal.subject, "已经撤销" in refusal.reason) for refusal in report.refused] == [(GRID_1, True)]


def test_nobody_else_closes_areas(places):
    with pytest.raises(PermissionDenied):
        close_area(actor=ANONYMOUS, area=area(GRID_1), last_day=FIRST_DAY)
