"""What is posted of a grid: duty, meeting place, branch."""

import pytest
from django.core.exceptions import PermissionDenied

from yishi.foundation.ledger.queries import entries_of
from yishi.foundation.people.actors import ANONYMOUS, SYSTEM
from yishi.foundation.places import queries
from yishi.foundation.places.commands import NotPossible, post_branch, post_grid_duty, post_meeting_place
from yishi.foundation.places.models import Branch
from yishi.foundation.places.tests.districts import COMMUNITY, GRID_1, GRID_2, area

pytestmark = pytest.mark.django_db


@pytest.fixture
def grids(places):
    return [area(GRID_1), area(GRID_2)]


def test_the_duty_of_a_grid_is_posted_and_changed(grids):
    post_grid_duty(actor=SYSTEM, grid=grids[0], duties="巡查公共设施\n调解邻里纠纷", telephone="0999-5550101")
    post_grid_duty(actor=SYSTEM, grid=grids[0], duties="巡查公共设施", telephone="0999-5550102")
    duty = queries.duty_of(grids[0])
    assert duty
    assert (duty.duties, duty.telephone) == ("巡查公共设施", "0999-5550102")
    assert [entry.data.get("what") for entry in entries_of(GRID_1)][1:] == ["duty", "duty"]
    assert queries.duty_of(grids[1]) is None


def test_a_grid_has_one_meeting_place(grids):
    for name in ("议事亭", "议事厅"):
        post_meeting_place(actor=SYSTEM, grid=grids[0], name=name, address="幸福路1号")
    assert str(queries.meeting_place_of(grids[0])) == "议事厅"
    assert queries.meeting_place_of(grids[1]) is None


def test_a_branch_may_be_joint(grids):
    post_branch(actor=SYSTEM, code="b1", name="幸福里联合支部", grids=grids, telephone="0999-5550103")
    (branch,) = queries.branches_of(grids[1])
    assert list(branch.grids.all()) == grids
    assert {field.name for field in Branch._meta.get_fields()} == {
        "id", "code", "name", "name_en", "telephone", "address", "grids",
    }, "a branch is an office: no members"  # fmt: skip


def test_only_grids_have_duties_places_and_branches(places):
    community = area(COMMUNITY)
    with pytest.raises(NotPossible, match="不是网格"):
        post_grid_duty(actor=SYSTEM, grid=community, duties="")
    with pytest.raises(NotPossible, match="不是网格"):
        post_meeting_place(actor=SYSTEM, grid=community, name="甲", address="乙")
    with pytest.raises(NotPossible, match="不是网格"):
        post_branch(actor=SYSTEM, code="b1", name="甲", grids=[community])
    with pytest.raises(NotPossible, match="至少"):
        post_branch(actor=SYSTEM, code="b1", name="甲", grids=[])


def test_nobody_else_posts(grids):
    with pytest.raises(PermissionDenied):
        post_grid_duty(actor=ANONYMOUS, grid=grids[0], duties="")
    with pytest.raises(PermissionDenied):
        post_meeting_place(actor=ANONYMOUS, grid=grids[0], name="甲", address="乙")
    with pytest.raises(PermissionDenied):
        post_branch(actor=ANONYMOUS, code="b1", name="甲", grids=grids)
