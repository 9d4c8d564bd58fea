"""The desk: whose it is, which pile a matter lies on, and that it costs the same however much lies there."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories import District, make_account, make_officer, make_supervisor, make_term
from yishi.foundation.matters.models import Matter, Recusal
from yishi.foundation.people.actors import ANONYMOUS
from yishi.foundation.people.models import Role
from yishi.foundation.people.queries import actor_of
from yishi.parts.voices.commands import VoiceDraft, confirm_routing, file_voice
from yishi.web.desk.queries import PILES, pile_rows, pile_sizes

NOW = timezone.now()


@pytest.fixture
def clerk(district: District):
    account = make_account("sunli", "孙莉")
    make_term(account, Role.OFFICER, district.centre)
    return account


def file_one(district: District) -> Matter:
    draft = VoiceDraft(subkind="help", text="路灯坏了一个月，请来修。", area=district.grid)
    return file_voice(actor=ANONYMOUS, draft=draft)


def routed(district: District, clerk) -> Matter:
    matter = file_one(district)
    confirm_routing(actor=actor_of(clerk), matter=matter, category=None, unit=district.bureau)
    return Matter.objects.get(pk=matter.pk)


def test_a_new_voice_waits_to_be_routed_by_the_centre(district: District, clerk) -> None:
    file_one(district)
    sizes = pile_sizes(actor_of(clerk), NOW)
    assert sizes["route"] == 1
    assert pile_sizes(actor_of(make_officer(district)), NOW)["route"] == 0


@pytest.mark.parametrize(
    ("due", "piles"),
    [
        (timedelta(hours=-1), {"all", "overdue"}),
        (timedelta(hours=3), {"all", "near"}),
        (timedelta(days=3), {"all"}),
    ],
)
def test_piles_by_what_is_due(due: timedelta, piles: set[str], district: District, clerk) -> None:
    matter = routed(district, clerk)
    Matter.objects.filter(pk=matter.pk).update(due_at=NOW + due)
    sizes = pile_sizes(actor_of(make_officer(district)), NOW)
    assert {name for name, size in sizes.items() if size} == piles


def test_what_one_handles_and_what_is_reported_from_below(district: District, clerk) -> None:
    matter = routed(district, clerk)
    officer = make_officer(district)
    Matter.objects.filter(pk=matter.pk).update(handler=officer, escalated_to=district.centre)
    assert pile_sizes(actor_of(officer), NOW)["mine"] == 1
    assert pile_sizes(actor_of(clerk), NOW)["reported"] == 1


def test_who_is_recused_finds_nothing_of_it(district: District, clerk) -> None:
    matter = routed(district, clerk)
    officer = make_officer(district)
    Recusal.objects.create(matter=matter, account=officer, reason="亲属", declared_at=NOW)
    assert set(pile_sizes(actor_of(officer), NOW).values()) == {0}


def test_a_resident_has_no_desk(client: Client, resident) -> None:
    assert client.get(reverse("desk")).status_code == 302
    client.force_login(resident)
    assert client.get(reverse("desk")).status_code == 403


@pytest.mark.parametrize("pile", [pile.name for pile in PILES])
def test_every_pile_opens_for_every_office(pile: str, district: District, clerk, client: Client) -> None:
    routed(district, clerk)
    for account in (clerk, make_officer(district), make_supervisor(district)):
        client.force_login(account)
        assert client.get(reverse("desk_pile", args=[pile])).status_code == 200


def test_an_unknown_pile_is_no_page(client: Client, clerk) -> None:
    client.force_login(clerk)
    assert client.get(reverse("desk_pile", args=["nothing"])).status_code == 404


def test_the_desk_costs_the_same_with_one_and_with_many(client: Client, district: District, clerk) -> None:
    officer = make_officer(district)
    client.force_login(officer)
    counts = []
    for _ in range(3):
        routed(district, clerk)
        client.get(reverse("desk_pile", args=["all"]))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("desk_pile", args=["all"]))
        counts.append(len(captured))
    assert len(set(counts)) == 1
    assert counts[0] <= 15
    assert pile_rows(actor_of(officer), PILES[1], NOW).count() == 3
