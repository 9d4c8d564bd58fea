"""The files made of the public list, read back as others would read them."""

import csv
import io
import json
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django import DjangoAssertNumQueries
from shapely.geometry import Point, shape

from tests.factories import District, make_matter
from yishi.foundation.ledger import revisions
from yishi.foundation.matters.choices import Visibility
from yishi.foundation.matters.models import Matter
from yishi.parts.voices.tests.conftest import FileOne
from yishi.parts.voices.tests.rows import voice
from yishi_methods.text.personal import find

ATOM = {"atom": "http://www.w3.org/2005/Atom"}
COLUMNS = [
    "service_request_id",
    "requested_datetime",
    "updated_datetime",
    "closed_date",
    "status_description",
    "status_notes",
    "service_name",
    "service_subtype",
    "description",
    "agency_responsible",
    "address",
    "lat",
    "long",
]


def body(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    content = b"".join(answer) if answer.streaming else answer.content
    return content.decode("utf-8")


def rows(client: Client, conditions: str = "") -> list[dict[str, str]]:
    text = body(client, f"/voices/export.csv?{conditions}")
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def features(client: Client, conditions: str = "") -> list[dict[str, Any]]:
    collection = json.loads(body(client, f"/voices/export.geojson?{conditions}"))
    assert collection["type"] == "FeatureCollection"
    return list(collection["features"])


def entries(client: Client, conditions: str = "") -> list[ElementTree.Element]:
    feed = ElementTree.fromstring(body(client, f"/voices/feed.atom?{conditions}"))
    assert feed.tag == "{http://www.w3.org/2005/Atom}feed"
    return feed.findall("atom:entry", ATOM)


FILES = ["/voices/export.csv", "/voices/export.geojson", "/voices/feed.atom"]


def test_csv_has_the_columns_of_georeport_bulk(client: Client, district: District) -> None:
    revisions.bump("areas")
    made = voice(
        area=district.grid,
        area_stem=district.grid.stem,
        unit=district.bureau,
        longitude=120.123456,
        latitude=30.987654,
        state="handling",
    )
    (row,) = rows(client)
    assert list(row) == COLUMNS
    assert row["service_request_id"] == made.number
    assert row["requested_datetime"].endswith("+08:00")
    assert (row["status_description"], row["status_notes"]) == ("open", "办理中")
    assert (row["lat"], row["long"]) == ("30.988", "120.123")
    assert row["agency_responsible"] == "城市管理局"
    assert row["address"] == "莲塘镇幸福里社区幸福里第一网格"
    assert row["description"] == made.public_text


def test_geojson_says_longitude_first_and_the_same_as_csv(client: Client, district: District) -> None:
    located, unplaced = voice(longitude=120.123456, latitude=30.987654), voice()
    by_id = {feature["id"]: feature for feature in features(client)}
    point = shape(by_id[located.number]["geometry"])
    assert point.equals(Point(120.123, 30.988))
    assert by_id[unplaced.number]["geometry"] is None
    for row in rows(client):
        told = {name: value for name, value in row.items() if name not in ("lat", "long")}
        assert by_id[row["service_request_id"]]["properties"] == told


def test_atom_is_a_feed_of_the_newest(client: Client, district: District) -> None:
    made = voice("路灯不亮 <b>&", public_text="看看 <script>alert(1)</script>")
    (entry,) = entries(client)
    assert entry.findtext("atom:title", namespaces=ATOM) == "路灯不亮 <b>&"
    summary = entry.findtext("atom:summary", namespaces=ATOM) or ""
    assert "<script>" not in summary  # the summary is HTML: the words of people are escaped once more
    assert "&lt;script&gt;" in summary
    link = entry.find("atom:link", ATOM)
    assert link is not None
    assert link.attrib["href"].endswith(f"/voices/{made.number}/")
    assert entry.findtext("atom:updated", namespaces=ATOM)
    assert entry.findtext("atom:id", namespaces=ATOM)


@pytest.mark.django_db
def test_empty_files_are_whole(client: Client) -> None:
    assert rows(client) == []
    assert features(client) == []
    assert entries(client) == []


def test_each_file_takes_the_conditions_of_the_list(client: Client, district: District) -> None:
    voice()
    praise = voice(subkind="praise")
    assert [row["service_request_id"] for row in rows(client, "kind=praise")] == [praise.number]
    assert [feature["id"] for feature in features(client, "kind=praise")] == [praise.number]
    assert len(entries(client, "kind=praise")) == 1
    feed = body(client, "/voices/feed.atom?kind=praise")
    assert "类型：表扬" in feed
    assert "/voices/feed.atom?kind=praise" in feed


@pytest.mark.parametrize("address", FILES)
def test_no_file_tells_what_is_not_public(client: Client, district: District, address: str) -> None:
    secret: dict[str, Any] = {
        "title": "只有经办人能看的标题",
        "public_title": "遮盖后的标题",
        "public_text": "遮盖后的内容",
        "text": "只有经办人能看的内容",
        "place_text": "幸福里3栋502",
        "area": district.grid,
        "area_stem": district.grid.stem,
        "longitude": 120.123456,
        "latitude": 30.987654,
    }
    make_matter("PX-26-PRIV", visibility=Visibility.PRIVATE, **secret)
    make_matter("PX-26-REDA", visibility=Visibility.REDACTED, **secret)
    text = body(client, address)
    assert "PX-26-PRIV" not in text
    assert "PX-26-REDA" in text
    for words in ("只有经办人", "遮盖后的", "幸福里", "120.12", "30.98"):
        assert words not in text


@pytest.mark.parametrize("address", FILES)
def test_personal_data_typed_into_a_voice_is_in_no_file(client: Client, file_one: FileOne, address: str) -> None:
    matter = file_one(
        "请打13912345678找王秀英，身份证110101199003074477，车牌苏E12345，三栋门口总停着车。",
        contact={"name": "王秀英", "telephone": "13800000001", "email": "wang@example.org"},
        place_text="幸福里3栋502",
    )
    text = body(client, address)
    assert matter.number in text
    for words in ("13912345678", "110101199003074477", "苏E12345", "13800000001", "wang@example.org", "3栋502"):
        assert words not in text
    assert find(text) == []


@pytest.mark.parametrize("start", ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "＝1"])
def test_words_never_become_a_formula(client: Client, district: District, start: str) -> None:
    voice(public_text=f"{start} 路灯")
    (row,) = rows(client)
    assert row["description"] == f"'{start} 路灯"


def test_the_long_file_costs_statements_by_chunks_alone(
    client: Client, district: District, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(30):
        voice(unit=district.bureau, area=district.grid, area_stem=district.grid.stem)
    for address in FILES:
        body(client, address)  # what is kept in memory is read once
        with django_assert_max_num_queries(5):
            body(client, address)


class AnyWords(TestCase):
    """Whatever people type, each file can be read back and says the same."""

    @given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60))
    def test_every_text_can_be_read_back(self, words: str) -> None:
        Matter.objects.all().delete()
        voice("路灯", public_text=words, public_title=words[:40])
        client = Client()
        (feature,) = features(client)
        assert feature["properties"]["description"] == words
        (row,) = rows(client)
        assert row["status_notes"] == "待分派"
        assert len(entries(client)) == 1
