"""Areas come in from GeoJSON: the right is taken, the mendable mended, the wrong refused and named."""

import dataclasses
import datetime
import json

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from yishi.foundation.ledger.models import Entry
from yishi.foundation.people.actors import ANONYMOUS, SYSTEM, Actor
from yishi.foundation.people.queries import actor_of
from yishi.foundation.places import queries
from yishi.foundation.places.area_intake import AreaDraft, ImportReport, read_drafts
from yishi.foundation.places.commands import import_areas
from yishi.foundation.places.models import Area, Boundary, Level
from yishi.foundation.places.tests.districts import (
    COMMUNITY,
    DISTRICT,
    FIRST_DAY,
    GRID_1,
    GRID_2,
    GRID_3,
    OTHER_COMMUNITY,
    OTHER_TOWN,
    SIDE,
    SOUTH,
    TOWN,
    WEST,
    area,
    box,
    bring_in,
    drafts,
)
from yishi_methods.spatial.coordinates import Datum, gcj02_to_bd09, wgs84_to_gcj02
from yishi_methods.spatial.geojson import Fault, GeoJSONError

pytestmark = pytest.mark.django_db
NEXT_YEAR = FIRST_DAY.replace(year=FIRST_DAY.year + 1)
ALL = (DISTRICT, TOWN, OTHER_TOWN, COMMUNITY, OTHER_COMMUNITY, GRID_1, GRID_2, GRID_3)


def grid(**changes) -> AreaDraft:
    """The draft of a fourth grid, with what a test changes."""
    geometry = box(WEST, SOUTH, WEST + SIDE / 8, SOUTH + SIDE)
    values = {"code": "329901101201003", "name": "第三网格", "geometry": geometry, "position": 1}
    return AreaDraft(**{**values, **changes})


def test_a_whole_district_comes_in_at_once(places):
    assert places.created == places.redrawn == ALL
    assert (places.refused, places.overlaps, places.misfits) == ((), (), ())
    assert list(Area.objects.values_list("code", "level", "parent__code")) == [
        (DISTRICT, Level.DISTRICT, None),
        (TOWN, Level.TOWN, DISTRICT),
        (COMMUNITY, Level.COMMUNITY, TOWN),
        (GRID_1, Level.GRID, COMMUNITY),
        (GRID_2, Level.GRID, COMMUNITY),
        (OTHER_TOWN, Level.TOWN, DISTRICT),
        (OTHER_COMMUNITY, Level.COMMUNITY, OTHER_TOWN),
        (GRID_3, Level.GRID, OTHER_COMMUNITY),
    ]


def test_each_area_changed_is_one_entry_of_the_ledger(places):
    entries = list(Entry.objects.filter(kind="places.area_recorded"))
    assert [entry.subject for entry in entries] == list(ALL)
    assert entries[0].actor == "system"
    assert entries[0].data["changes"] == ["created", "boundary"]
    assert len(entries[0].data["boundary_digest"]) == 64


def test_the_same_file_again_changes_nothing(places):
    report = bring_in(drafts(), on=NEXT_YEAR)
    assert report.unchanged == ALL
    assert Boundary.objects.count() == len(ALL)
    assert Entry.objects.filter(kind="places.area_recorded").count() == len(ALL)


def test_a_dry_run_reports_the_same_and_writes_nothing(db):
    report = bring_in(drafts(), dry_run=True)
    assert report.created == ALL
    assert not Area.objects.exists()
    assert not Boundary.objects.exists()
    assert not Entry.objects.exists()
    assert bring_in(drafts()) == report


def test_the_order_in_the_file_does_not_matter(db):
    report = bring_in(drafts()[::-1])
    assert set(report.created) == set(ALL)
    assert report.refused == ()


def test_a_new_boundary_holds_from_its_day_and_the_old_one_until_the_day_before(places):
    quarter = WEST + SIDE / 4
    moved = [
        AreaDraft(code=GRID_1, geometry=box(WEST, SOUTH, quarter + 0.002, SOUTH + SIDE)),
        AreaDraft(code=GRID_2, geometry=box(quarter + 0.002, SOUTH, WEST + SIDE / 2, SOUTH + SIDE)),
    ]
    report = bring_in(moved, on=NEXT_YEAR)
    assert report.redrawn == (GRID_1, GRID_2)
    assert (report.misfits, report.overlaps) == ((), ())
    between = quarter + 0.001
    before = queries.area_at(between, SOUTH + 0.01, on=NEXT_YEAR - datetime.timedelta(days=1))
    after = queries.area_at(between, SOUTH + 0.01, on=NEXT_YEAR)
    assert (before and before.code, after and after.code) == (GRID_2, GRID_1)
    assert list(Boundary.objects.filter(area__code=GRID_1).values_list("in_force_from", "in_force_to")) == [
        (FIRST_DAY, datetime.date(2024, 12, 31)),
        (NEXT_YEAR, None),
    ]
    assert queries.area_at(between, SOUTH + 0.01, on=FIRST_DAY - datetime.timedelta(days=1)) is None


def test_a_boundary_of_the_same_day_is_corrected(places):
    report = bring_in([AreaDraft(code=GRID_1, geometry=box(WEST, SOUTH, WEST + SIDE / 8, SOUTH + SIDE))])
    assert report.redrawn == (GRID_1,)
    assert Boundary.objects.filter(area__code=GRID_1).count() == 1


def test_a_boundary_is_not_slipped_in_before_a_later_one(places):
    report = bring_in([grid(code=GRID_1)], on=FIRST_DAY - datetime.timedelta(days=1))
    assert [refusal.reason for refusal in report.refused] == [
        "已有自 2024-01-01 起生效的边界，不能再补入自 2023-12-31 起生效的边界。"
    ]


def test_the_database_itself_keeps_two_boundaries_from_being_open_at_once(places):
    boundary = Boundary.objects.filter(area__code=GRID_1).get()
    boundary.pk, boundary.in_force_from = None, NEXT_YEAR
    with pytest.raises(IntegrityError), transaction.atomic():
        boundary.save(force_insert=True)
    boundary.in_force_to = FIRST_DAY
    with pytest.raises(IntegrityError), transaction.atomic():
        boundary.save(force_insert=True)


def test_a_new_name_is_taken_and_entered(places):
    report = bring_in([AreaDraft(code=TOWN, name="莲塘街道", households=4200)])
    assert (report.renamed, report.redrawn) == ((TOWN,), ())
    town = Area.objects.get(code=TOWN)
    assert (town.name, town.name_en, town.households) == ("莲塘街道", "Liantang Town", 4200)
    assert area(TOWN).name == "莲塘街道"


def test_an_area_without_geometry_is_taken_and_said_to_be_without_boundary(places):
    report = bring_in([grid(geometry=None)])
    assert report.created == report.without_boundary == ("329901101201003",)


@pytest.mark.parametrize("datum", [Datum.GCJ02, Datum.BD09])
def test_other_datums_are_brought_to_wgs84(db, datum):
    def shifted(point):
        return list(wgs84_to_gcj02(*point) if datum == Datum.GCJ02 else gcj02_to_bd09(*wgs84_to_gcj02(*point)))

    moved = []
    for draft in drafts():
        ring = [shifted(point) for point in draft.geometry["coordinates"][0]]
        moved.append(dataclasses.replace(draft, geometry={"type": "Polygon", "coordinates": [ring]}))
    assert bring_in(moved, crs=datum).created == ALL
    stored = Boundary.objects.get(area__code=DISTRICT)
    assert stored.source_crs == datum.value
    assert (stored.west, stored.south, stored.east, stored.north) == pytest.approx(
        (WEST, SOUTH, WEST + SIDE, SOUTH + SIDE), abs=1e-6
    )


RING = box(WEST, SOUTH, WEST + 0.005, SOUTH + SIDE)["coordinates"][0]


@pytest.mark.parametrize(
    ("ring", "faults"),
    [
        (RING[:-1], (Fault.UNCLOSED_RING,)),
        ([[120, 30], [120.005, 30.02], [120.005, 30], [120, 30.02], [120, 30]], (Fault.SELF_CROSSING,)),
        ([[*point, 12.5] for point in RING], (Fault.HEIGHT_DROPPED,)),
        (RING[::-1], (Fault.WRONG_WINDING,)),
    ],
)
def test_geometry_that_can_be_mended_is_taken_and_reported(places, ring, faults):
    report = bring_in([grid(geometry={"type": "Polygon", "coordinates": [ring]})])
    assert report.repaired == {"329901101201003": faults}
    assert Boundary.objects.get(area__code="329901101201003").repair_note == " ".join(faults)


@pytest.mark.parametrize(
    ("geometry", "words"),
    [
        ({"type": "Polygon", "coordinates": []}, "没有围出任何面积"),
        ({"type": "Polygon", "coordinates": [[]]}, "没有围出任何面积"),
        ({"type": "Point", "coordinates": [120, 30]}, "应为多边形"),
        ({"type": "Polygon", "coordinates": [[["120", "30"], *RING[1:]]]}, "不是数字"),
        ({"type": "Polygon", "coordinates": [[[float("nan"), 30], *RING[1:]]]}, "不是有限的数"),
        ({"type": "Polygon", "coordinates": [[[float("inf"), 30], *RING[1:]]]}, "不是有限的数"),
        ({"type": "Polygon", "coordinates": [[[y, x] for x, y in RING]]}, "经度和纬度写反了"),
        ({"type": "Polygon", "coordinates": [[[x * 1e5, y * 1e5] for x, y in RING]]}, "不是经纬度"),
        ({"type": "Polygon", "coordinates": [[[0, 0]] * 500_001]}, "超过 500000 个"),
    ],
)
def test_geometry_that_cannot_be_taken_is_refused_with_words(places, geometry, words):
    report = bring_in([grid(geometry=geometry)])
    (refusal,) = report.refused
    assert words in refusal.reason
    assert (refusal.position, refusal.subject) == (1, "329901101201003")
    assert Area.objects.count() == len(ALL)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"code": "12345"}, "应为 12 位数字"),
        ({"code": ""}, "应为 12 位数字"),
        ({"code": "329901999201001"}, "没有它的上级区域"),
        ({"code": "330106000000"}, "已经有另一个区"),
        ({"name": ""}, "没有名称"),
        ({"name": "网" * 61}, "名称太长"),
        ({"households": "三百"}, "不是合理的整数"),
        ({"households": -1}, "不是合理的整数"),
    ],
)
def test_a_feature_that_cannot_be_an_area_is_refused_with_words(places, changes, words):
    report = bring_in([grid(**changes)])
    assert [words in refusal.reason for refusal in report.refused] == [True]
    assert report.created == ()


def test_what_is_wrong_does_not_stop_what_is_right(db):
    report = bring_in([*drafts(), grid(code="1", position=9), dataclasses.replace(drafts()[0], position=10)])
    assert report.created == ALL
    assert [(refusal.position, refusal.subject) for refusal in report.refused] == [(9, "1"), (10, DISTRICT)]


def test_areas_below_a_refused_one_are_refused_too(db):
    broken = [dataclasses.replace(draft, name="") if draft.code == TOWN else draft for draft in drafts()]
    report = bring_in(broken)
    assert [refusal.subject for refusal in report.refused] == [TOWN, COMMUNITY, GRID_1, GRID_2]
    assert report.created == (DISTRICT, OTHER_TOWN, OTHER_COMMUNITY, GRID_3)


def test_overlaps_and_gaps_are_reported_in_square_metres(places):
    wider = AreaDraft(code=GRID_1, geometry=box(WEST, SOUTH, WEST + SIDE / 4 + 0.001, SOUTH + SIDE))
    (overlap,) = bring_in([wider], dry_run=True).overlaps
    assert (overlap.first, overlap.second) == (GRID_1, GRID_2)
    assert overlap.square_metres == pytest.approx(96.48 * 2217, rel=0.01)
    narrower = AreaDraft(code=GRID_1, geometry=box(WEST - 0.001, SOUTH, WEST + SIDE / 4 - 0.002, SOUTH + SIDE))
    (misfit,) = bring_in([narrower], dry_run=True).misfits
    assert misfit.code == COMMUNITY
    assert misfit.uncovered == pytest.approx(2 * 96.48 * 2217, rel=0.01)
    assert misfit.outside == pytest.approx(96.48 * 2217, rel=0.01)


def test_only_administrators_and_the_installation_import(places, district_staff):
    def import_nothing(actor: Actor) -> ImportReport:
        return import_areas(actor=actor, features=[], crs=Datum.WGS84, source="", in_force_from=FIRST_DAY, dry_run=True)

    for actor in (district_staff["administrator"], SYSTEM):
        assert import_nothing(actor).created == ()
    for actor in (district_staff["officer"], district_staff["supervisor"], district_staff["resident"], ANONYMOUS):
        with pytest.raises(PermissionDenied, match="系统管理员"):
            import_nothing(actor)


@pytest.fixture
def district_staff(places):
    from tests.factories import make_account, make_resident, make_term, make_unit
    from yishi.foundation.people.models import Role, UnitKind

    unit = make_unit("centre", UnitKind.CENTRE, "受理中心")
    people = {"resident": actor_of(make_resident())}
    for role in (Role.ADMINISTRATOR, Role.OFFICER, Role.SUPERVISOR):
        account = make_account(role.value)
        make_term(account, role, unit)
        people[role.value] = actor_of(account)
    return people


def test_a_geojson_file_becomes_drafts_by_the_properties_named():
    feature = {
        "type": "Feature",
        "properties": {"代码": 329901101201003, "名称": "第三网格", "name_en": "Grid 3", "households": 310},
        "geometry": box(0, 0, 1, 1),
    }
    document = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
    (draft,) = read_drafts(document, code_property="代码", name_property="名称")
    assert draft == AreaDraft(
        code="329901101201003",
        name="第三网格",
        name_en="Grid 3",
        households=310,
        geometry=box(0, 0, 1, 1),
        position=1,
    )
    with pytest.raises(GeoJSONError):
        read_drafts(b"{}")
