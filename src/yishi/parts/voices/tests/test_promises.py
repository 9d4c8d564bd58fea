"""The public page of promises: what holds, what will hold, what held."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import District
from yishi.foundation.matters.choices import Step
from yishi.foundation.matters.models import Promise
from yishi.parts.voices.queries import promises_on

TODAY = timezone.localdate()


def promise(days_ago: int, amount: int, **fields: object) -> Promise:
    about = {"kind": "voice", "step": Step.ANSWER, "measure": "workday", "basis": f"第{amount}号通知"}
    return Promise.objects.create(amount=amount, in_force_from=TODAY - dt.timedelta(days=days_ago), **(about | fields))


def test_the_latest_in_force_holds_and_the_others_stay_to_be_read(district: District) -> None:
    Promise.objects.all().delete()
    first, second, coming = promise(300, 7), promise(30, 6), promise(-10, 3)
    particular = promise(100, 4, unit=district.bureau, subkind="help")
    ended = promise(20, 2, subkind="praise", in_force_to=TODAY - dt.timedelta(days=1))
    history = promises_on(TODAY)
    assert history.in_force == [second, particular]
    assert history.later == [coming]
    assert set(history.former) == {first, ended}


def test_a_later_one_that_has_ended_gives_way_to_the_earlier(district: District) -> None:
    Promise.objects.all().delete()
    first = promise(300, 7)
    promise(30, 6, in_force_to=TODAY - dt.timedelta(days=1))
    assert promises_on(TODAY).in_force == [first]


def test_the_page_shows_span_basis_and_first_day(client: Client, district: District) -> None:
    promise(30, 6, unit=district.bureau, subkind="help", source="XF-23")
    page = client.get("/voices/promises/").content.decode()
    for words in ("6 个工作日", "第6号通知", "求助 · 城市管理局", "XF-23"):
        assert words in page
    assert "将要施行的" not in page


@pytest.mark.django_db
def test_the_page_in_english_shows_the_english_basis(client: Client) -> None:
    promise(30, 6, basis_en="Notice No. 6")
    page = client.get("/voices/promises/", headers={"accept-language": "en"}).content.decode()
    assert "Notice No. 6" in page
    assert "第6号通知" not in page


@pytest.mark.django_db
def test_without_promises_the_page_says_so(client: Client) -> None:
    Promise.objects.all().delete()
    assert "还没有公布承诺" in client.get("/voices/promises/").content.decode()
