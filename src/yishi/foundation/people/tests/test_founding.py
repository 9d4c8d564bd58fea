"""An empty database becomes a district; seals are renewed."""

import re

import pytest
from django.core.management import CommandError, call_command

from tests.factories import make_matter, make_unit
from yishi.foundation.ledger.models import Entry
from yishi.foundation.people import commands
from yishi.foundation.people.actors import SYSTEM
from yishi.foundation.people.founding import found_district
from yishi.foundation.people.models import Account, Role, Unit, UnitKind
from yishi.foundation.people.queries import actor_of
from yishi.foundation.people.rules import NotPermitted, NotPossible
from yishi.foundation.people.sealing import seal, unseal
from yishi.foundation.people.tests.entries import last_entry
from yishi.foundation.places.models import Area, Level

pytestmark = pytest.mark.django_db

DISTRICT = {"district_name": "澄湖区", "district_code": "329901", "district_name_en": "Chenghu District"}


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    settings.DATA = tmp_path


def founded(**options: str) -> None:
    call_command("init", no_input=True, **(DISTRICT | {"admin": "sunli", "admin_name": "孙丽"} | options))


def test_an_empty_database_becomes_a_district_its_administrator_can_enter(client, capsys):
    founded()
    printed = capsys.readouterr().out
    account = Account.objects.get(username="sunli")
    area = Area.objects.get()
    assert (area.code, area.level, str(area)) == ("329901000000", Level.DISTRICT, "澄湖区")
    assert {unit.kind for unit in Unit.objects.all()} == {UnitKind.CENTRE, UnitKind.SUPERVISION}
    assert Unit.objects.get(kind=UnitKind.CENTRE).name == "澄湖区受理中心"
    assert actor_of(account).has_role(Role.ADMINISTRATOR)
    found = re.search(r"密码（只显示这一次）：(\S+)", printed)
    assert found
    client.post("/accounts/login/", {"login": "sunli", "password": found[1]})
    assert client.get("/people/units/").status_code == 200


def test_a_database_in_use_is_left_alone():
    make_unit("centre", UnitKind.CENTRE, "受理中心")
    with pytest.raises(CommandError, match="不是空的数据库"):
        founded()


@pytest.mark.parametrize("code", ["", "32990", "329900", "329901101", "澄湖", "329901101201"])
def test_a_wrong_code_founds_nothing(code):
    with pytest.raises(CommandError):
        founded(district_code=code)
    assert not Area.objects.exists()
    assert not Account.objects.exists()


def test_what_was_not_said_is_asked_for_or_named():
    with pytest.raises(CommandError, match="--district-name"):
        call_command("init", no_input=True)


def test_answers_are_asked_for_and_passwords_twice(monkeypatch):
    answers = iter(["", "澄湖区", "329901", "sunli"])
    passwords = iter(["一扇常开着的门-1977", "打错了", "一扇常开着的门-1977", "一扇常开着的门-1977"])
    monkeypatch.setattr("builtins.input", lambda question: next(answers))
    monkeypatch.setattr("getpass.getpass", lambda question: next(passwords))
    call_command("init")
    assert Account.objects.get().check_password("一扇常开着的门-1977")


def test_a_weak_password_founds_nothing():
    with pytest.raises(NotPossible):
        found_district(
            actor=SYSTEM, name="澄湖区", code="329901", username="sunli", display_name="孙丽", password="12345"
        )
    assert not Unit.objects.exists()


def test_only_the_installation_founds_and_renews(officer):
    with pytest.raises(NotPermitted):
        commands.renew_seals(actor=actor_of(officer))
    with pytest.raises(NotPermitted):
        commands.declare_demonstration(actor=actor_of(officer))


def test_seals_are_renewed_and_open_as_before(district):
    matter = make_matter("PX-26-7K4Q", sealed_contact=seal({"name": "王秀英"}))
    before = bytes(matter.authorship.sealed_contact or b"")
    call_command("renew_seals", drop_old=True)
    matter.authorship.refresh_from_db()
    after = bytes(matter.authorship.sealed_contact or b"")
    assert after != before
    assert unseal(after) == {"name": "王秀英"}
    assert last_entry().data == {"count": 1}
    assert Entry.objects.filter(kind="people.seals_renewed").count() == 1
