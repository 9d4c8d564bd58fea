"""Who acts: offices by the day, statements counted, the middleware."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory

from tests.factories import make_account, make_term, make_unit
from yishi.foundation.ledger import revisions
from yishi.foundation.people.actors import ANONYMOUS, Actor
from yishi.foundation.people.middleware import ActorMiddleware, actor_of_request, remember_matter_key
from yishi.foundation.people.models import Role, UnitKind
from yishi.foundation.people.queries import actor_of, officers_of, parent_unit, unit_tree, units_below

pytestmark = pytest.mark.django_db

FIRST, LAST = dt.date(2026, 3, 1), dt.date(2026, 8, 31)


@pytest.mark.parametrize(
    "day, holds_office",
    [
        (FIRST - dt.timedelta(days=1), False),
        (FIRST, True),
        (LAST, True),
        (LAST + dt.timedelta(days=1), False),
    ],
)
def test_the_first_and_the_last_day_belong_to_the_term(district, day, holds_office):
    account = make_account("zhouming", "周明")
    make_term(account, Role.HEAD, district.town_unit, starts_on=FIRST, ends_on=LAST)
    assert actor_of(account, day).has_role(Role.HEAD) is holds_office


def test_an_office_knows_its_unit_those_below_and_its_area(district, supervisor):
    head = make_account("zhouming", "周明")
    make_term(head, Role.HEAD, district.town_unit, district.town)
    (office,) = actor_of(head).offices
    assert office.unit_ids == {district.town_unit.pk, district.community_unit.pk}
    assert office.parent_unit_id == district.centre.pk
    assert office.area_stem == district.town.stem
    assert office.unit_kind == UnitKind.TOWN


def test_several_offices_add_up(district, officer):
    make_term(officer, Role.GRID_WORKER, district.community_unit, district.grid)
    actor = actor_of(officer)
    assert actor.has_role(Role.OFFICER)
    assert actor.own_units() == {district.bureau.pk, district.community_unit.pk}
    assert actor.own_units(Role.GRID_WORKER) == {district.community_unit.pk}


def test_a_resident_holds_no_office(resident):
    actor = actor_of(resident)
    assert not actor.is_staff
    assert actor.reference == f"account:{resident.reference}"


def test_nobody_known_costs_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert actor_of(None) == actor_of(AnonymousUser()) == ANONYMOUS


def test_staff_cost_two_statements_and_one_once_the_tree_is_known(officer, django_assert_max_num_queries):
    with revisions.reading():
        unit_tree()
    with revisions.reading(), django_assert_max_num_queries(2):
        actor_of(officer)


def test_the_middleware_reads_nothing_before_it_is_asked(officer, django_assert_num_queries):
    request: Any = RequestFactory().get("/")
    request.user, request.session = officer, {}
    seen = []

    def page(request: Any) -> HttpResponse:
        seen.append(request.actor)
        return HttpResponse()

    ActorMiddleware(page)(request)
    with django_assert_num_queries(0):
        actor = seen[0]
    assert isinstance(actor, Actor)
    assert actor.account_id == officer.pk


def test_the_codes_shown_in_this_session_open_their_matters():
    request: Any = RequestFactory().get("/")
    request.user, request.session = AnonymousUser(), {}
    remember_matter_key(request, "PX-26-7K4Q")
    remember_matter_key(request, "PX-26-7K4Q")
    actor = actor_of_request(request)
    assert actor.matter_keys == {"PX-26-7K4Q"}
    assert actor.reference == "anonymous"
    assert request.session == {"matter_keys": ["PX-26-7K4Q"]}


def test_the_tree_of_units(district):
    tree = unit_tree()
    assert next(iter(tree)) == district.centre.pk
    assert tree[district.community_unit.pk].depth == 2
    assert units_below(district.centre.pk) == set(tree)
    assert parent_unit(district.community_unit.pk) == district.town_unit
    assert parent_unit(district.centre.pk) is None


def test_the_tree_follows_a_change_at_once(district):
    before = unit_tree()
    unit = make_unit("shuiwu", UnitKind.BUREAU, "水务局", district.centre)
    assert unit.pk not in before
    assert unit.pk in unit_tree()


def test_officers_of_a_unit_are_those_who_may_handle_its_matters_today(district, officer, supervisor):
    gone = make_account("liuyang", "刘洋")
    make_term(gone, Role.OFFICER, district.bureau, starts_on=FIRST, ends_on=FIRST)
    suspended = make_account("hejing", "何静")
    make_term(suspended, Role.OFFICER, district.bureau)
    suspended.is_active = False
    suspended.save()
    head = make_account("zhouming", "周明")
    make_term(head, Role.HEAD, district.bureau)
    assert set(officers_of(district.bureau)) == {officer, head}
