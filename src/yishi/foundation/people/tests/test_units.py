"""Units and terms of office: both sides of each permission, and what makes no sense."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories import make_account, make_district, make_term, make_unit
from yishi.foundation.ledger.models import Entry
from yishi.foundation.people import commands
from yishi.foundation.people.actors import SYSTEM
from yishi.foundation.people.models import Role, Term, Unit, UnitKind
from yishi.foundation.people.queries import actor_of, unit_tree
from yishi.foundation.people.rules import NotPermitted, NotPossible
from yishi.foundation.people.tests.entries import last_entry

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 23)


def test_an_administrator_sets_up_a_unit(district, administrator):
    actor = actor_of(administrator)
    unit = commands.create_unit(
        actor=actor,
        code="shuiwu",
        kind=UnitKind.BUREAU,
        name=" 水务局 ",
        parent=district.centre,
        name_en="Water Bureau",
    )
    assert unit.name == "水务局"
    assert unit.path == f"{district.centre.path}{unit.pk}/"
    entry = last_entry()
    assert (entry.kind, entry.actor, entry.subject) == ("people.unit_created", actor.reference, "shuiwu")
    assert entry.data == {"unit": "shuiwu", "unit_kind": "bureau", "parent": "centre", "area": ""}


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_nobody_else_sets_up_units(district, role):
    other = make_account("other")
    make_term(other, role, district.centre)
    with pytest.raises(NotPermitted):
        commands.create_unit(actor=actor_of(other), code="x", kind=UnitKind.BUREAU, name="某局", parent=district.centre)


def test_an_administrator_of_a_town_looks_after_that_town_only(district):
    account = make_account("zhenadmin")
    make_term(account, Role.ADMINISTRATOR, district.town_unit)
    actor = actor_of(account)
    commands.rename_unit(actor=actor, unit=district.community_unit, name="幸福里社区")
    with pytest.raises(NotPermitted):
        commands.rename_unit(actor=actor, unit=district.bureau, name="城管局")
    with pytest.raises(NotPermitted):
        commands.move_unit(actor=actor, unit=district.community_unit, parent=district.centre)


def test_only_the_installation_sets_up_a_unit_above_all_others(district, administrator):
    with pytest.raises(NotPermitted):
        commands.create_unit(actor=actor_of(administrator), code="top", kind=UnitKind.CENTRE, name="另一个中心")
    assert commands.create_unit(actor=SYSTEM, code="top", kind=UnitKind.CENTRE, name="另一个中心").parent is None


@pytest.mark.parametrize(
    "code, name", [("centre", "重复"), ("有汉字", "某局"), ("", "某局"), ("a/b", "某局"), ("new", "某局"), ("x", "  ")]
)
def test_what_is_no_unit_is_refused_and_leaves_nothing(district, administrator, code, name):
    units, entries = Unit.objects.count(), Entry.objects.count()
    with pytest.raises(NotPossible):
        commands.create_unit(
            actor=actor_of(administrator), code=code, kind=UnitKind.BUREAU, name=name, parent=district.centre
        )
    assert (Unit.objects.count(), Entry.objects.count()) == (units, entries)


def test_moving_takes_along_what_is_below(district, administrator):
    commands.move_unit(actor=actor_of(administrator), unit=district.town_unit, parent=district.bureau)
    community = Unit.objects.get(pk=district.community_unit.pk)
    ids = (district.centre.pk, district.bureau.pk, district.town_unit.pk, community.pk)
    assert community.path == "/" + "/".join(map(str, ids)) + "/"
    assert unit_tree()[district.bureau.pk].below == set(ids) - {district.centre.pk}
    assert last_entry().data == {"unit": "liantang", "before": "centre", "parent": "chengguan"}


@pytest.mark.parametrize("target", ["town_unit", "community_unit"])
def test_no_unit_stands_above_itself(district, administrator, target):
    with pytest.raises(NotPossible, match="不能作为它的上级"):
        commands.move_unit(actor=actor_of(administrator), unit=district.town_unit, parent=getattr(district, target))


@settings(max_examples=15, deadline=None, derandomize=True)
@given(moves=st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=12))
def test_however_units_are_moved_the_tree_stays_a_tree(moves):
    from django.db import transaction

    with transaction.atomic():
        district = make_district()
        units = [district.centre, *(make_unit(f"u{n}", UnitKind.BUREAU, f"单位{n}", district.centre) for n in range(7))]
        for moved, under in moves:
            try:
                commands.move_unit(
                    actor=SYSTEM,
                    unit=Unit.objects.get(pk=units[moved].pk),
                    parent=Unit.objects.get(pk=units[under].pk),
                )
            except NotPossible:
                continue
        for unit in Unit.objects.select_related("parent"):
            above = unit.parent.path if unit.parent else "/"
            assert unit.path == f"{above}{unit.pk}/"
        assert set(unit_tree()) == set(Unit.objects.values_list("pk", flat=True))
        transaction.set_rollback(True)


def test_a_unit_with_people_or_units_below_is_not_closed(district, administrator, officer):
    actor = actor_of(administrator)
    with pytest.raises(NotPossible, match="在任人员"):
        commands.close_unit(actor=actor, unit=district.bureau)
    with pytest.raises(NotPossible, match="下级单位"):
        commands.close_unit(actor=actor, unit=district.town_unit)
    commands.close_unit(actor=actor, unit=district.community_unit)
    assert not Unit.objects.get(pk=district.community_unit.pk).is_active


# terms of office


def test_a_term_is_granted_and_ended(district, administrator, resident):
    actor = actor_of(administrator)
    term = commands.grant_term(actor=actor, account=resident, role=Role.OFFICER, unit=district.bureau, starts_on=TODAY)
    assert last_entry().data == {
        "account": str(resident.reference),
        "role": "officer",
        "unit": "chengguan",
        "area": "",
        "starts_on": "2026-11-23",
        "ends_on": "",
    }
    assert actor_of(resident, TODAY).has_role(Role.OFFICER)
    commands.end_term(actor=actor, term=term, ends_on=TODAY)
    assert actor_of(resident, TODAY).has_role(Role.OFFICER)
    assert not actor_of(resident, TODAY + dt.timedelta(days=1)).is_staff
    assert last_entry().kind == "people.term_ended"


def test_nobody_gives_himself_an_office(district, administrator):
    with pytest.raises(NotPermitted, match="不能给自己任职"):
        commands.grant_term(
            actor=actor_of(administrator),
            account=administrator,
            role=Role.SUPERVISOR,
            unit=district.centre,
            starts_on=TODAY,
        )


def test_an_officer_grants_nothing(district, officer, resident):
    with pytest.raises(NotPermitted):
        commands.grant_term(
            actor=actor_of(officer), account=resident, role=Role.OFFICER, unit=district.bureau, starts_on=TODAY
        )
    with pytest.raises(NotPermitted):
        commands.end_term(actor=actor_of(officer), term=Term.objects.get(account=officer), ends_on=TODAY)


@pytest.mark.parametrize(
    "changes, reason",
    [
        ({"ends_on": TODAY - dt.timedelta(days=1)}, "不能早于"),
        ({"role": Role.GRID_WORKER}, "需要指定"),
        ({"is_active": False}, "已停用"),
    ],
)
def test_a_term_that_makes_no_sense_is_refused(district, administrator, resident, changes, reason):
    resident.is_active = changes.pop("is_active", True)
    wanted = {"role": Role.OFFICER, "starts_on": TODAY, "unit": district.bureau} | changes
    with pytest.raises(NotPossible, match=reason):
        commands.grant_term(actor=actor_of(administrator), account=resident, **wanted)


def test_the_same_office_is_not_held_twice_at_a_time(district, administrator, resident):
    actor = actor_of(administrator)
    office = {"actor": actor, "account": resident, "role": Role.OFFICER, "unit": district.bureau}
    month = dt.timedelta(days=30)
    commands.grant_term(**office, starts_on=TODAY, ends_on=TODAY + month)
    with pytest.raises(NotPossible, match="已经担任"):
        commands.grant_term(**office, starts_on=TODAY - month)
    with pytest.raises(NotPossible, match="已经担任"):
        commands.grant_term(**office, starts_on=TODAY + month)
    commands.grant_term(**office, starts_on=TODAY - month, ends_on=TODAY - dt.timedelta(days=1))
    commands.grant_term(**office, starts_on=TODAY + month + dt.timedelta(days=1))
    assert resident.terms.count() == 3


def test_an_end_lies_within_the_term(district, administrator, resident):
    actor = actor_of(administrator)
    term = make_term(resident, Role.OFFICER, district.bureau, starts_on=TODAY, ends_on=TODAY + dt.timedelta(days=9))
    for day in (TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=10)):
        with pytest.raises(NotPossible):
            commands.end_term(actor=actor, term=term, ends_on=day)


def test_the_last_administrator_stays(district, administrator):
    (term,) = administrator.terms.all()
    with pytest.raises(NotPossible, match="最后一位系统管理员"):
        commands.end_term(actor=SYSTEM, term=term, ends_on=TODAY)
    with pytest.raises(NotPossible, match="最后一位系统管理员"):
        commands.suspend_account(actor=SYSTEM, account=administrator, reason="离职")
    second = make_account("second")
    make_term(second, Role.ADMINISTRATOR, district.centre)
    commands.end_term(actor=actor_of(second), term=term, ends_on=TODAY)
