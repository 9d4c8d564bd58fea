"""A matter keeps the area of its day when boundaries change later."""

import datetime

import pytest
from django.utils import timezone

from yishi.foundation.matters.models import Matter
from yishi.foundation.places import queries
from yishi.foundation.places.area_intake import AreaDraft
from yishi.foundation.places.tests.districts import GRID_1, GRID_2, SIDE, SOUTH, WEST, box, bring_in, drafts

pytestmark = pytest.mark.django_db


def test_a_new_boundary_leaves_old_matters_where_they_were():
    bring_in(drafts())
    longitude, latitude = WEST + SIDE / 4 + 0.001, SOUTH + SIDE / 2
    there = queries.area_at(longitude, latitude)
    assert there is not None
    now = timezone.now()
    matter = Matter.objects.create(
        number="PX-26-7K4Q",
        kind="voice",
        state="filed",
        title="路灯不亮",
        area=there,
        area_stem=there.stem,
        longitude=longitude,
        latitude=latitude,
        filed_at=now,
        changed_at=now,
    )
    border = WEST + SIDE / 4 + 0.002
    today = timezone.localdate()
    bring_in(
        [
            AreaDraft(code=GRID_1, geometry=box(WEST, SOUTH, border, SOUTH + SIDE)),
            AreaDraft(code=GRID_2, geometry=box(border, SOUTH, WEST + SIDE / 2, SOUTH + SIDE)),
        ],
        on=today,
    )
    matter.refresh_from_db()
    assert (matter.area, matter.area_stem) == (there, GRID_2)
    new = queries.area_at(longitude, latitude)
    assert new is not None
    assert new.code == GRID_1
    assert queries.area_at(longitude, latitude, on=today - datetime.timedelta(days=1)) == there
