"""Bad input on the pages of a voice: a clear error, nothing lost, nothing half written."""

import datetime
import re
import uuid
from collections.abc import Mapping
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.factories import PASSWORD, District, make_account, make_term
from yishi.foundation.ledger.models import Entry
from yishi.foundation.matters.models import Matter
from yishi.foundation.matters.numbers import tracking_code
from yishi.foundation.people.actors import SYSTEM
from yishi.foundation.people.models import Account, Role
from yishi.foundation.places.area_intake import AreaDraft
from yishi.foundation.places.commands import import_areas
from yishi.parts.voices.commands import answer_voice
from yishi.parts.voices.tests.conftest import FileOne, fresh
from yishi_methods.spatial.coordinates import Datum

LAMP = "幸福里3栋楼下的路灯坏了一个月，晚上老人不敢出门。"
FILE = "/voices/new/"


@pytest.fixture(autouse=True)
def _open_to_staff(settings: Any, district: District) -> None:
    settings.STAFF_MFA = "optional"


def given(**changes: Any) -> dict[str, Any]:
    """A good form, with changes."""
    return {"text": LAMP, "subkind": "help", "on_behalf_of": "self", "submission": str(uuid.uuid4())} | changes


def page(response: HttpResponse) -> str:
    return response.content.decode()


def assert_refused(response: HttpResponse, words: str) -> None:
    assert response.status_code == 422
    assert words in page(response)
    assert not Matter.objects.exists()
    assert not Entry.objects.filter(kind__startswith="voices.").exists()


@pytest.mark.parametrize("text", ["", "   \u3000\n\t ", "\x00\x01\u200b\u202e\ufeff"])
def test_a_text_without_words_is_refused(client: Client, text: str) -> None:
    assert_refused(client.post(FILE, given(text=text)), "error-summary")


def test_nothing_filled_in_names_what_is_missing(client: Client) -> None:
    response = client.post(FILE, {"submission": str(uuid.uuid4())})
    assert_refused(response, "#id_text")
    assert "#id_subkind" in page(response)


def test_html_is_kept_as_it_was_written_and_does_nothing(client: Client) -> None:
    text = '<script>alert("好")</script><img src=x onerror=alert(1)>路灯坏了'
    response = client.post(FILE, given(text=text), follow=True)
    matter = Matter.objects.get()
    assert matter.text == text
    for address in (f"/voices/{matter.number}/", f"/voices/{matter.number}/receipt/", "/voices/", "/"):
        shown = page(client.get(address))
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown
    assert response.status_code == 200
    assert "&lt;script&gt;" in page(client.get(f"/voices/{matter.number}/"))


def test_a_title_with_html_is_escaped_where_it_is_offered_as_similar(client: Client, file_one: FileOne) -> None:
    text = "<b>幸福里3栋</b>楼下的路灯坏了一个月"
    file_one(text)
    client.post(FILE, given(text=text))
    newest = Matter.objects.latest("pk")
    shown = page(client.get(f"/voices/{newest.number}/receipt/"))
    assert "<b>幸福里" not in shown


def test_rare_characters_are_kept(client: Client) -> None:
    client.post(FILE, given(text=LAMP + "我姓𠀀，住𠮷祥里。"))
    matter = Matter.objects.get()
    assert "𠀀" in matter.text
    assert "𠮷" in matter.text
    assert "𠀀" in page(client.get(f"/voices/{matter.number}/"))


def test_a_hundred_thousand_characters_are_refused_and_stay_in_the_form(client: Client) -> None:
    text = "路灯坏了" * 25_000
    response = client.post(FILE, given(text=text))
    assert_refused(response, "100000")
    assert text in page(response)


def test_the_same_form_twice_is_one_voice(client: Client) -> None:
    form = given()
    first, second = client.post(FILE, form), client.post(FILE, form)
    assert first["Location"] == second["Location"]
    assert Matter.objects.count() == 1


def test_a_form_without_its_mark_gets_a_new_one_and_goes_through(client: Client) -> None:
    response = client.post(FILE, given(submission="not-a-mark"))
    assert_refused(response, LAMP)
    mark = re.search(r'name="submission" value="([^"]+)"', page(response))
    assert mark is not None
    assert client.post(FILE, given(submission=mark[1])).status_code == 302


def test_a_picture_that_is_none_is_refused_and_the_words_stay(client: Client) -> None:
    picture = SimpleUploadedFile("lamp.jpg", b"this is no picture", content_type="image/jpeg")
    response = client.post(FILE, given(pictures=picture))
    assert_refused(response, "lamp.jpg")
    assert LAMP in page(response)


def draw(district: District) -> None:
    """Give the district a boundary: a square of some kilometres."""
    west, south, east, north = 120.6, 31.1, 120.7, 31.2
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    square = AreaDraft(
        code=district.area.code,
        name=district.area.name,
        name_en=district.area.name_en,
        geometry={"type": "Polygon", "coordinates": [ring]},
        position=1,
    )
    first_day = datetime.date(2024, 1, 1)
    import_areas(
        actor=SYSTEM, features=[square], crs=Datum.WGS84, source="test", in_force_from=first_day, dry_run=False
    )


@pytest.mark.parametrize(
    ("longitude", "latitude"),
    [(0, 0), (31.1205, 120.6105), (116.4, 39.9)],
    ids=["null island", "swapped", "another city"],
)
def test_a_point_outside_the_district_is_asked_about(
    client: Client, district: District, longitude: float, latitude: float
) -> None:
    draw(district)
    form = given(longitude=longitude, latitude=latitude)
    asked = client.post(FILE, form)
    assert "12345" in page(asked)
    assert LAMP in page(asked)
    assert not Matter.objects.exists()
    mark = re.search(r'name="reviewed" value="([^"]+)"', page(asked))
    assert mark is not None
    assert client.post(FILE, form | {"reviewed": mark[1]}).status_code == 302
    assert Matter.objects.count() == 1


@pytest.mark.parametrize("longitude", ["nan", "inf", "abc", "1e999"])
def test_a_point_that_is_no_number_is_an_error(client: Client, longitude: str) -> None:
    response = client.post(FILE, given(longitude=longitude, latitude="31.1"))
    assert response.status_code == 422
    assert LAMP in page(response)
    assert not Matter.objects.exists()


def test_personal_data_and_an_emergency_are_shown_before_it_is_published(client: Client) -> None:
    form = given(text="楼道里燃气泄漏，请快来人，我的电话13812345678。")
    asked = page(client.post(FILE, form))
    assert "138****5678" in asked
    assert "119" in asked
    assert not Matter.objects.exists()


def test_an_unknown_area_is_an_error_at_its_field(client: Client) -> None:
    assert_refused(client.post(FILE, given(area="999999")), "没有找到这个区域")


@pytest.mark.parametrize("unit", ["0", "abc", "-1"])
def test_an_unknown_unit_is_an_error_at_its_field(client: Client, unit: str) -> None:
    assert_refused(client.post(FILE, given(about_unit=unit)), "#id_about_unit")


# Track


@pytest.mark.parametrize("code", ["AAAAAAAA", "<b>", "𠀀𠀀𠀀𠀀", "' OR 1=1"])
def test_a_wrong_code_opens_nothing(client: Client, file_one: FileOne, code: str) -> None:
    matter = file_one(is_private=True)
    response = client.post(reverse("voices:track"), {"number": matter.number, "code": code})
    assert response.status_code == 422
    assert "没有找到" in page(response)
    assert client.get(f"/voices/{matter.number}/").status_code == 404


def test_the_right_code_opens_it_however_it_is_written(client: Client, file_one: FileOne) -> None:
    matter = file_one(is_private=True)
    form = {"number": f" {matter.number.lower()} ", "code": tracking_code(matter.number).lower()}
    assert client.post(reverse("voices:track"), form).status_code == 302
    assert client.get(f"/voices/{matter.number}/").status_code == 200


def test_a_hidden_voice_answers_like_one_that_does_not_exist(client: Client, file_one: FileOne) -> None:
    hidden = file_one(is_private=True).number
    unknown = "PX-26-0000"
    for address in ("/voices/{}/", "/voices/{}/receipt/", "/voices/{}/withdraw/"):
        there, nowhere = client.get(address.format(hidden)), client.get(address.format(unknown))
        assert there.status_code == nowhere.status_code == 404
        assert without_marks(there, hidden) == without_marks(nowhere, unknown)


def without_marks(response: HttpResponse, number: str) -> str:
    """The page without what differs on every answer."""
    return re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]*"', "", page(response).replace(number, ""))


# Acts


def signed_in(account: Account) -> Client:
    client = Client()
    assert client.login(username=account.username, password=PASSWORD)
    return client


def test_a_stale_answer_is_said_and_its_words_stay(assigned: FileOne, officer: Account, district: District) -> None:
    matter = assigned()
    colleague = make_account("lilei", "李磊")
    make_term(colleague, Role.OFFICER, district.bureau)
    seen = matter.version
    first = signed_in(colleague).post(f"/voices/{matter.number}/record_contact/", {"way": "telephone", "version": seen})
    assert first.status_code == 302
    words = "路灯已于昨日修复，感谢提醒。"
    answers = signed_in(officer)
    stale = answers.post(f"/voices/{matter.number}/answer/", {"text": words, "version": seen})
    assert stale.status_code == 422
    assert "刚刚被别人更新过" in page(stale)
    assert words in page(stale)
    assert not fresh(matter).voice.answers.exists()
    newest = re.search(r'name="version" value="(\d+)"', page(stale))
    assert newest is not None
    again = answers.post(f"/voices/{matter.number}/answer/", {"text": words, "version": newest[1]})
    assert again.status_code == 302
    assert fresh(matter).voice.answers.count() == 1


@pytest.mark.parametrize(
    ("act", "form"),
    [
        ("answer", {"text": "  \u200b "}),
        ("record_contact", {"way": "pigeon"}),
        ("reassign", {"unit": "abc", "reason": "不属于我局"}),
        ("merge", {"into": "PX-26-0000", "reason": "同一件事"}),
        ("refuse_assignment", {"reason": ""}),
    ],
)
def test_a_bad_act_changes_nothing(assigned: FileOne, officer: Account, act: str, form: Mapping[str, str]) -> None:
    matter = assigned()
    response = signed_in(officer).post(f"/voices/{matter.number}/{act}/", {**form, "version": matter.version})
    assert response.status_code == 422
    assert fresh(matter).version == matter.version


def test_an_act_that_is_no_longer_open_is_said(assigned: FileOne, officer: Account, handling: Any) -> None:
    matter = assigned()
    answer_voice(actor=handling, matter=matter, text="路灯已修复。")
    response = signed_in(officer).post(
        f"/voices/{matter.number}/refuse_assignment/", {"reason": "不属于我局", "version": matter.version}, follow=True
    )
    assert "状态已经变化" in page(response)


# A clerk


def test_a_clerk_reads_number_code_and_date_out(client: Client, clerk: Any) -> None:
    desk = signed_in(Account.objects.get(username="sunli"))
    response = desk.post("/voices/for-caller/", given(channel="telephone"), follow=True)
    matter = Matter.objects.get()
    assert matter.authorship.channel == "telephone"
    for words in ("请念给对方听", matter.number, tracking_code(matter.number), "答复的期限"):
        assert words in page(response)
    client.post(FILE, given())
    own = client.get(f"/voices/{Matter.objects.latest('pk').number}/receipt/")
    assert "请念给对方听" not in page(own)


def test_my_voices_turn_their_pages(file_one: FileOne, resident: Account) -> None:
    for number in range(21):
        file_one(f"幸福里第{number}盏路灯坏了，晚上看不见路。")
    client = signed_in(resident)
    assert 'rel="next"' in page(client.get("/voices/mine/"))
    assert 'rel="prev"' in page(client.get("/voices/mine/?page=2"))
