"""Actors and a voice for the tests of this part."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.factories import District, make_account, make_term
from yishi.foundation.matters.models import Matter
from yishi.foundation.people.actors import Actor
from yishi.foundation.people.models import Account, Role
from yishi.foundation.people.queries import actor_of
from yishi.parts.voices.commands import VoiceDraft, confirm_routing, file_voice

FileOne = Callable[..., Matter]


@pytest.fixture
def author(resident: Account) -> Actor:
    return actor_of(resident)


@pytest.fixture
def clerk(district: District) -> Actor:
    account = make_account("sunli", "孙莉")
    make_term(account, Role.OFFICER, district.centre)
    return actor_of(account)


@pytest.fixture
def handling(officer: Account) -> Actor:
    return actor_of(officer)


@pytest.fixture
def checker(supervisor: Account) -> Actor:
    return actor_of(supervisor)


@pytest.fixture
def file_one(district: District, author: Actor) -> FileOne:
    def file(text: str = "幸福里3栋楼下的路灯坏了一个月，晚上老人不敢出门。", **given: Any) -> Matter:
        actor = given.pop("actor", author)
        at = given.pop("at", None)
        facts: dict[str, Any] = {"subkind": "help", "text": text, "area": district.grid} | given
        draft = VoiceDraft(**facts)
        matter = file_voice(actor=actor, draft=draft, at=at)
        return fresh(matter)

    return file


@pytest.fixture
def assigned(file_one: FileOne, clerk: Actor, district: District) -> FileOne:
    """Files a voice and routes it to the bureau."""

    def file(**given: Any) -> Matter:
        matter = file_one(**given)
        confirm_routing(actor=clerk, matter=matter, category=None, unit=district.bureau)
        return fresh(matter)

    return file


def fresh(matter: Matter) -> Matter:
    """The matter as its page reads it."""
    return Matter.objects.select_related("authorship", "unit", "voice", "handler").get(pk=matter.pk)
