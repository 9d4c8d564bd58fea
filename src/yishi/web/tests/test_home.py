"""Home: what it shows of the parts, and what it keeps quiet about."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import District
from yishi.foundation.matters.choices import Visibility
from yishi.foundation.matters.models import Matter
from yishi.foundation.people.actors import ANONYMOUS
from yishi.parts.voices.commands import VoiceDraft, file_voice
from yishi.parts.voices.models import Voice
from yishi.parts.voices.projections import Rate, RateLine, RateSheet
from yishi.web import home
from yishi.web.home import last_month_published, latest_answers

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 15)


@pytest.fixture
def published(monkeypatch):
    """Lets a month have these rates published; says which month was asked for."""
    asked = []

    def publish(contacted, solved, satisfied, first=dt.date(2020, 1, 1)):
        def sheet(month, *, today):
            asked.append(month)
            return RateSheet(month, timezone.now(), (), (), RateLine(None, contacted, solved, satisfied))

        monkeypatch.setattr(home, "published_sheet", sheet)
        monkeypatch.setattr(home, "first_month", lambda: first)
        return asked

    return publish


def test_rates_are_those_of_the_last_full_month_with_their_denominators(published):
    asked = published(Rate(96, 100), Rate(3, 4), Rate(0, 5))
    shown = last_month_published(TODAY)
    assert shown
    assert asked == [dt.date(2026, 2, 1)]
    assert [(one.value, one.note) for one in shown.figures] == [
        ("96.0%", "96 / 100 件"),
        ("75.0%", "3 / 4 件"),
        ("0.0%", "0 / 5 件"),
    ]


def test_what_is_hidden_or_rests_on_nothing_is_not_shown(published):
    published(Rate(5, 9), None, Rate(0, 0))
    shown = last_month_published(TODAY)
    assert shown
    assert len(shown.figures) == 1
    published(None, None, None)
    assert last_month_published(TODAY) is None


def test_a_district_that_began_this_month_has_no_figures_yet(published):
    published(Rate(1, 1), None, None, first=TODAY.replace(day=1))
    assert last_month_published(TODAY) is None
    published(Rate(1, 1), None, None, first=None)
    assert last_month_published(TODAY) is None


def answered_voice(district: District, text: str, hour: int, visibility: str = Visibility.PUBLIC) -> Matter:
    matter = file_voice(actor=ANONYMOUS, draft=VoiceDraft(subkind="help", text=text, area=district.grid))
    Matter.objects.filter(pk=matter.pk).update(visibility=visibility, state="answered")
    at = timezone.now() - dt.timedelta(days=1) + dt.timedelta(hours=hour)
    Voice.objects.filter(matter_id=matter.pk).update(answered_at=at)
    return matter


def test_the_latest_answers_come_first_and_only_public_ones(district, client, django_assert_num_queries):
    answered_voice(district, "东门的路灯修好了没有？晚上很黑。", 1)
    answered_voice(district, "西门的路灯修好了没有？晚上很黑。", 3)
    answered_voice(district, "不想让别人知道的一件事，请保密。", 2, Visibility.PRIVATE)
    answered_voice(district, "只公开编号的一件事，请隐去内容。", 2, Visibility.REDACTED)
    file_voice(actor=ANONYMOUS, draft=VoiceDraft(subkind="help", text="还没有答复的一件事。", area=district.grid))
    with django_assert_num_queries(1):
        shown = latest_answers()
        assert [matter.public_title[:2] for matter in shown] == ["西门", "东门"]
        assert [str(matter.unit) for matter in shown if matter.voice.answered_at]
    text = client.get(reverse("home")).content.decode()
    assert "西门的路灯" in text
    assert "保密" not in text
    assert "隐去" not in text


def test_home_of_an_empty_district_still_says_what_one_can_do(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        text = client.get(reverse("home")).content.decode()
    assert reverse("voices:file") in text
    assert reverse("voices:track") in text
    assert "刚刚答复的" not in text
