"""Every permission answers "this row?" and "which rows?" alike, on generated people and matters."""

import datetime as dt
import random

import pytest
from django.utils import timezone

from tests.factories import District, make_account, make_area, make_term
from yishi.foundation.matters import rules
from yishi.foundation.matters.choices import Visibility
from yishi.foundation.matters.models import Authorship, Matter, Recusal
from yishi.foundation.people.actors import ANONYMOUS, SYSTEM, Actor
from yishi.foundation.people.models import Role, Unit
from yishi.foundation.people.queries import actor_of
from yishi.foundation.people.rules import Rule

NAMES = sorted(name for name, value in vars(rules).items() if isinstance(value, Rule))
MATTERS = 60
PEOPLE = 40


@pytest.fixture
def people_and_matters(district: District) -> tuple[list[Actor], list[Matter]]:
    """Forty people with offices drawn by lot, and sixty matters with places, units, authors and recusals drawn by
    lot.
    """
    lot = random.Random(20260131)
    units = list(Unit.objects.all())
    areas = [
        district.area,
        district.town,
        district.community,
        district.grid,
        make_area("329901102", "柳桥镇", district.area),
    ]
    accounts = [make_account(f"person{number}") for number in range(PEOPLE)]
    for account in accounts[: PEOPLE * 3 // 4]:
        for _ in range(lot.choice((1, 1, 2))):
            make_term(account, lot.choice(list(Role)), lot.choice(units), lot.choice([None, *areas]))
    matters = [_matter(number, lot, units, areas) for number in range(MATTERS)]
    for matter in matters:
        Authorship.objects.create(matter=matter, account=lot.choice([None, *accounts]))
        if lot.random() < 0.4:
            party = {"account": lot.choice(accounts)} if lot.random() < 0.5 else {"unit": lot.choice(units)}
            Recusal.objects.create(matter=matter, reason="利害关系", declared_at=timezone.now(), **party)
    actors = [
        actor_of(account, matter_keys=frozenset(m.number for m in lot.sample(matters, lot.choice((0, 0, 3)))))
        for account in accounts
    ]
    visitor = Actor(reference="anonymous", matter_keys=frozenset({matters[0].number, matters[1].number}))
    loaded = Matter.objects.select_related("authorship")
    return [*actors, ANONYMOUS, SYSTEM, visitor], list(loaded)


def _matter(number: int, lot: random.Random, units: list[Unit], areas: list) -> Matter:
    area = lot.choice([None, *areas])
    return Matter.objects.create(
        number=f"PX-26-{number:04d}",
        kind="voice",
        state="assigned",
        title="t",
        visibility=lot.choice(Visibility.values),
        unit=lot.choice([None, *units]),
        escalated_to=lot.choice([None, None, *units]),
        area=area,
        area_stem=area.stem if area else "",
        filed_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        changed_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    )


@pytest.mark.parametrize("name", NAMES)
def test_list_equals_rule(name: str, people_and_matters: tuple[list[Actor], list[Matter]]) -> None:
    rule: Rule = getattr(rules, name)
    actors, matters = people_and_matters
    answers = set()
    for actor in actors:
        listed = set(Matter.objects.filter(rule.rows(actor)).values_list("number", flat=True))
        allowed = {matter.number for matter in matters if rule.allows(actor, matter)}
        assert listed == allowed, f"{name} for {actor}"
        answers |= {matter.number in allowed for matter in matters}
    assert answers == {True, False}, f"{name} never says both yes and no here: the test proves nothing"


@pytest.mark.parametrize("name", ["serves", "may_list", "may_read"])
def test_lists_name_a_matter_once(name: str, people_and_matters: tuple[list[Actor], list[Matter]]) -> None:
    rule: Rule = getattr(rules, name)
    for actor in people_and_matters[0]:
        numbers = list(Matter.objects.filter(rule.rows(actor)).values_list("number", flat=True))
        assert len(numbers) == len(set(numbers))
