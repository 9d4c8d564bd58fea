"""The demonstration as it stands in the database: whole, at every state, with a team in every grid."""

import datetime as dt
import hashlib
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from pytest_django import DjangoDbBlocker

from yishi.demo.accounts import PASSWORD, demonstration_accounts
from yishi.demo.district import invent_district
from yishi.demo.staging import stage
from yishi.demo.topics import all_topics
from yishi.foundation.files.models import Attachment
from yishi.foundation.ledger.models import Entry
from yishi.foundation.ledger.verification import verify_ledger
from yishi.foundation.matters.models import Assignment, Category, Matter, Note, Pause, Recusal, Support
from yishi.foundation.notices.models import Notice
from yishi.foundation.people.models import Account, Role, Term, Unit
from yishi.foundation.places.models import Area, Branch, GridDuty, Level, MeetingPlace
from yishi.foundation.places.queries import area_at, resolve_place
from yishi.parts.voices.choices import OtherChannel, VoiceState
from yishi.parts.voices.models import Answer, Reply, Voice
from yishi_methods.text.personal import Kind, find

UNTIL = dt.datetime(2026, 11, 20, 17, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
VOICES = 300
NO_REAL_AREA_CODE = "0000-"


@pytest.fixture(scope="module")
def staged(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The demonstration, once for all tests that only look at it."""
    with django_db_blocker.unblock(), transaction.atomic():
        stage(voices=VOICES, seed=1, until=UNTIL)
        yield
        transaction.set_rollback(True)


@pytest.mark.usefixtures("staged")
class TestTheYear:
    def test_every_state_is_there(self) -> None:
        assert Matter.objects.count() == VOICES
        assert set(Matter.objects.values_list("state", flat=True)) == set(VoiceState.values)

    def test_everything_that_can_happen_has_happened(self) -> None:
        assert Voice.objects.filter(times_reopened__gt=0).exists()
        assert Voice.objects.filter(times_appealed__gt=0).exists()
        assert Matter.objects.filter(due_at__lt=UNTIL, escalated_to__isnull=False).exists()
        assert Matter.objects.filter(visibility="private", subkind="report").exists()
        assert set(Assignment.objects.values_list("ending", flat=True)) >= {
            "",
            "refused",
            "reassigned",
            "escalated",
            "done",
        }
        assert Pause.objects.filter(ends_at__isnull=True).exists()
        assert Pause.objects.filter(ends_at__isnull=False).exists()
        assert Recusal.objects.filter(account__isnull=False).exists()
        assert set(Reply.objects.values_list("kind", flat=True)) == {"reopen", "appeal", "withdraw", "correct"}
        assert Note.objects.exists()
        assert Support.objects.exists()
        assert {True, False} <= set(Answer.objects.values_list("in_time", flat=True))
        kinds = set(Entry.objects.values_list("kind", flat=True))
        assert {"voices.checked", "voices.rated", "matters.merged", "matters.escalated", "files.attached"} <= kinds

    def test_voices_are_redirected_where_they_belong(self) -> None:
        channels = {topic.redirect for topic in all_topics().values() if topic.redirect}
        assert channels <= set(OtherChannel.values)
        redirected = Voice.objects.exclude(redirected_to="")
        assert redirected.exists()
        assert set(redirected.values_list("matter__state", flat=True)) == {VoiceState.REDIRECTED}

    def test_the_ledger_tells_it_in_order(self) -> None:
        assert verify_ledger().findings == []
        told = Entry.objects.filter(kind__startswith="voices.").order_by("sequence")
        times = list(told.values_list("occurred_at", flat=True))
        assert times == sorted(times)
        assert max(times) <= UNTIL
        assert Entry.objects.filter(subject="", kind__startswith="voices.").count() == 0

    def test_answers_name_nobody_and_differ(self) -> None:
        texts = list(Answer.objects.values_list("text", flat=True))
        assert len(set(texts)) > 0.97 * len(texts)
        assert not [found for text in texts for found in find(text, is_of_office=True) if found.kind != Kind.LANDLINE]

    def test_nothing_is_left_to_send(self) -> None:
        assert Notice.objects.filter(recipient__username="wang").exists()
        assert set(Notice.objects.values_list("channel", flat=True)) == {"in_app"}
        assert not Account.objects.exclude(email="").exists()

    def test_pictures_were_added_when_the_voice_was(self) -> None:
        assert Attachment.objects.exists()
        assert not Attachment.objects.filter(uploaded_at__gt=UNTIL).exists()


@pytest.mark.usefixtures("staged")
class TestTheDistrict:
    def test_every_grid_has_a_team_a_branch_and_a_meeting_place(self) -> None:
        grids = set(Area.objects.filter(level=Level.GRID).values_list("pk", flat=True))
        assert len(grids) == 75
        assert set(GridDuty.objects.values_list("grid", flat=True)) == grids
        assert set(MeetingPlace.objects.exclude(opening_hours="").values_list("grid", flat=True)) == grids
        assert set(Branch.objects.values_list("grids", flat=True)) == grids
        assert set(Term.objects.filter(role=Role.GRID_WORKER).values_list("area", flat=True)) == grids
        assert any(branch.grids.count() > 1 for branch in Branch.objects.all())

    def test_places_are_found_by_name_and_by_point(self) -> None:
        district = invent_district(1)
        for label in ("幸福里", "翠湖花园", "锦绣家园", "丽景苑"):
            estate = next(one for one in district.estates if one.label == label)
            for number in (1, max(estate.buildings)):
                match = resolve_place(f"{label}小区{number}幢2单元")
                assert [one.area.code for one in match] == [estate.part_of(number).grid]
                assert (match[0].longitude, match[0].latitude) == estate.buildings[number]
        for grid in district.grids[::7]:
            point = grid.border.representative_point()
            found = area_at(point.x, point.y)
            assert found is not None
            assert found.code == grid.code

    def test_most_voices_have_their_grid(self) -> None:
        assert Matter.objects.filter(area__level=Level.GRID).count() > 0.75 * VOICES
        assert Matter.objects.filter(area__isnull=True).count() < 0.05 * VOICES

    def test_offices_have_english_names_and_telephones_of_nowhere(self) -> None:
        units = Unit.objects.all()
        assert units.count() == 20 + 15
        assert all(unit.name_en and unit.telephone.startswith(NO_REAL_AREA_CODE) for unit in units)
        untied = Category.objects.filter(parent__isnull=False, unit__isnull=True)
        assert {category.code.partition("-")[0] for category in untied} <= {"neighbours", "rural"}  # the town's own
        assert set(all_codes()) <= set(Category.objects.values_list("code", flat=True))

    def test_there_is_somebody_for_every_office(self) -> None:
        accounts = demonstration_accounts()
        assert {one.role for one in accounts} == {"", *Role.values}
        assert all(PASSWORD in str(one) and "\n" not in str(one) for one in accounts)
        assert Account.objects.get(username="wang").check_password(PASSWORD)
        own = Matter.objects.filter(authorship__account__username="wang")
        assert own.count() >= 2


def all_codes() -> set[str]:
    return {topic.category for topic in all_topics().values()}


def told(seed: int) -> tuple[str, list[int]]:
    """A digest of every text, time and state, and the number of rows in some tables; nothing of it stays."""
    with transaction.atomic():
        stage(voices=60, seed=seed, until=UNTIL)
        rows = Matter.objects.order_by("filed_at").values_list("text", "title", "filed_at", "state", "supporters")
        answers = Answer.objects.order_by("answered_at", "text").values_list("text", "answered_at")
        names = Account.objects.order_by("username").values_list("username", "display_name")
        areas = Area.objects.order_by("code").values_list("code", "households", "boundaries__geometry")
        digest = hashlib.sha256(repr([list(rows), list(answers), list(names), list(areas)]).encode()).hexdigest()
        counts = [model.objects.count() for model in (Entry, Assignment, Notice, Account, Support)]
        transaction.set_rollback(True)
    return digest, counts


def test_the_same_each_time(db: None) -> None:
    one = told(1)
    assert told(1) == one
    assert told(2) != one


def test_without_a_demonstration_there_is_nobody_to_sign_in_as(db: None) -> None:
    assert demonstration_accounts() == []


def test_it_goes_into_an_empty_database_only(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demo", voices=20)
    assert PASSWORD in capsys.readouterr().out
    with pytest.raises(CommandError, match="not empty"):
        call_command("demo", voices=20)
    call_command("demo", if_empty=True)
    assert Matter.objects.count() == 20


@pytest.mark.parametrize("arguments", [["--voices", "0"], ["--until", "2999-01-01"], ["--until", "tomorrow"]])
def test_what_makes_no_sense_is_refused(db: None, arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("demo", *arguments)
    assert not Area.objects.exists()
