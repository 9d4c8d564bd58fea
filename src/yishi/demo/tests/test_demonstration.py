"""The demonstration: a district that tiles, a year that shows every state, the same each time, nobody real in it."""

import datetime as dt
import hashlib
from collections import Counter
from zoneinfo import ZoneInfo

import pytest
import shapely
from django.core.management import CommandError, call_command

from yishi.demo.accounts import demonstration_accounts
from yishi.demo.district import invent_district
from yishi.demo.scenes import MOBILE_PREFIX
from yishi.demo.staging import stage
from yishi.foundation.files.models import Attachment
from yishi.foundation.ledger.verification import verify_ledger
from yishi.foundation.matters.models import Matter, Note, Support
from yishi.foundation.people.models import Account, Role, Term
from yishi.foundation.places.models import Area, Branch, GridDuty, Level, MeetingPlace
from yishi.foundation.places.queries import area_at, resolve_place
from yishi.parts.voices.choices import VoiceState
from yishi.parts.voices.models import Answer, Voice
from yishi_methods.text.personal import find

UNTIL = dt.datetime(2026, 11, 20, 17, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
VOICES = 420


def test_the_grids_tile_the_district_exactly() -> None:
    district = invent_district(1)
    grids = [grid.border for grid in district.grids]
    whole = district.areas["329901000000"].border
    assert (len(grids), len(district.communities)) == (75, 15)
    assert shapely.union_all(grids).symmetric_difference(whole).area < 1e-12
    assert sum(grid.area for grid in grids) == pytest.approx(whole.area, rel=1e-9)
    assert all(300 <= (grid.households or 0) <= 500 for grid in district.grids)


@pytest.fixture
def staged(db: None) -> None:
    stage(voices=VOICES, seed=1, until=UNTIL)


def test_it_is_whole(staged: None) -> None:
    assert verify_ledger().findings == []
    assert Matter.objects.count() == VOICES
    assert set(Matter.objects.values_list("state", flat=True)) == set(VoiceState.values)
    assert Voice.objects.filter(times_reopened__gt=0).exists()
    assert Voice.objects.filter(times_appealed__gt=0).exists()
    assert Matter.objects.filter(escalated_to__isnull=False).exists()
    assert Matter.objects.filter(visibility="private").exists()
    assert Matter.objects.filter(assignments__ending="refused").exists()
    assert Note.objects.exists()
    assert Support.objects.exists()
    assert Attachment.objects.exists()


def test_every_grid_has_a_team_a_branch_and_a_meeting_place(staged: None) -> None:
    grids = Area.objects.filter(level=Level.GRID)
    assert grids.count() == 75
    for grid in grids:
        assert GridDuty.objects.filter(grid=grid).exists()
        assert MeetingPlace.objects.filter(grid=grid).exists()
        assert Branch.objects.filter(grids=grid).exists()
        assert Term.objects.filter(role=Role.GRID_WORKER, area=grid).exists()
    assert {one.role for one in demonstration_accounts()} == {"", *Role.values}


def test_places_are_found_by_name_and_by_point(staged: None) -> None:
    district = invent_district(1)
    estate = next(one for one in district.estates if one.label == "幸福里")
    number = max(estate.buildings)
    match = resolve_place(f"幸福里{number}栋")[0]
    assert match.area.code == estate.part_of(number).grid
    grid = district.grids[40]
    point = grid.border.representative_point()
    found = area_at(point.x, point.y)
    assert found is not None
    assert found.code == grid.code


def test_texts_differ_and_name_nobody_real(staged: None) -> None:
    texts = list(Matter.objects.values_list("text", flat=True))
    twice = sum(count - 1 for count in Counter(texts).values())
    assert twice <= VOICES // 100
    assert all(14 <= len(text) <= 420 for text in texts)
    telephones = [one.text for text in texts for one in find(text) if one.kind == "mobile"]
    assert telephones
    assert all(MOBILE_PREFIX in one.replace(" ", "").replace("-", "") for one in telephones)


def told() -> str:
    """One digest over every text, time and state, in their order."""
    rows = Matter.objects.order_by("filed_at", "pk").values_list("text", "title", "filed_at", "state", "supporters")
    answers = Answer.objects.order_by("answered_at", "pk").values_list("text", "answered_at")
    return hashlib.sha256(repr([list(rows), list(answers)]).encode()).hexdigest()


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_each_time(seed: int, transactional_db: None) -> None:
    stage(voices=60, seed=seed, until=UNTIL)
    first = told()
    for model in (Answer, Voice, Support):
        model.objects.all().delete()
    call_command("flush", interactive=False, verbosity=0)
    stage(voices=60, seed=seed, until=UNTIL)
    assert told() == first


def test_it_goes_into_an_empty_database_only(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demo", voices=20)
    assert "yishi-demo-2026" in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("demo", voices=20)
    call_command("demo", if_empty=True)
    assert Matter.objects.count() == 20
    assert Account.objects.filter(username="chen").exists()
