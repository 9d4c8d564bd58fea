"""Both answers of each rule agree: this row, and which rows."""

import datetime as dt

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import make_account, make_district, make_term
from yishi.foundation.people import rules
from yishi.foundation.people.actors import ANONYMOUS, SYSTEM, Actor
from yishi.foundation.people.models import Account, IdentityLook, Role, Term, Unit
from yishi.foundation.people.queries import actor_of

pytestmark = pytest.mark.django_db

RULES = {
    "is_oneself": (rules.is_oneself, Account),
    "may_manage_account": (rules.may_manage_account, Account),
    "may_manage_unit": (rules.may_manage_unit, Unit),
    "may_manage_term": (rules.may_manage_term, Term),
    "may_read_look": (rules.may_read_look, IdentityLook),
}
offices = st.lists(
    st.tuples(st.sampled_from(list(Role)), st.integers(0, 4), st.integers(-2, 1)), max_size=3
)  # role, which unit, months from today when it began (each lasts two)
people = st.lists(offices, min_size=2, max_size=4)


def agrees(name: str, actor: Actor) -> None:
    rule, model = RULES[name]
    one_by_one = {row.pk for row in model._default_manager.all() if rule.allows(actor, row)}
    as_list = set(model._default_manager.filter(rule.rows(actor)).values_list("pk", flat=True))
    assert one_by_one == as_list


@pytest.mark.parametrize("name", RULES)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(people=people, opened=st.booleans(), keys=st.sets(st.sampled_from(["PX-1", "PX-2"])))
def test_a_rule_and_its_list_agree(transactional_rollback, name, people, opened, keys):
    with transactional_rollback():
        district = make_district()
        units = [district.centre, district.bureau, district.town_unit, district.community_unit, district.supervision]
        accounts = [make_account(f"person{number}") for number in range(len(people))]
        if opened:
            Account.objects.filter(pk=accounts[1].pk).update(opened_by=accounts[0])
        today = timezone.localdate()
        for account, held in zip(accounts, people, strict=True):
            for role, unit, months in held:
                begin = today + dt.timedelta(days=30 * months)
                make_term(account, role, units[unit], starts_on=begin, ends_on=begin + dt.timedelta(days=60))
        for number, concerned in (("PX-1", accounts[0]), ("PX-2", None)):
            IdentityLook.objects.create(
                matter_number=number,
                concerns=concerned,
                account=accounts[1],
                unit=district.bureau,
                role=Role.OFFICER,
                reason="回访",
                looked_at=timezone.now(),
            )
        shown = frozenset(keys)
        actors = [actor_of(account, matter_keys=shown) for account in accounts]
        for actor in [*actors, Actor(reference="anonymous", matter_keys=shown), ANONYMOUS, SYSTEM]:
            agrees(name, actor)


def test_rules_combine_alike_for_a_row_and_for_a_list(district, officer):
    every = rules.actor_rule(lambda actor: True)
    none = rules.actor_rule(lambda actor: False)
    one = rules.rule(lambda actor, unit: unit == district.bureau, lambda actor: rules.Q(pk=district.bureau.pk))
    actor = actor_of(officer)
    for rule in (every | none, every & one, none | one, ~one, ~every, ~none, one | every, ~(one & every)):
        allowed = {unit for unit in Unit.objects.all() if rule.allows(actor, unit)}
        assert allowed == set(Unit.objects.filter(rule.rows(actor)))


def test_a_rule_that_stops_says_why(district, officer):
    with pytest.raises(rules.NotPermitted, match="系统管理员"):
        rules.may_manage_unit.require(actor_of(officer), district.bureau)
