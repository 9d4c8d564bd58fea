import pytest
from hypothesis import given
from hypothesis import strategies as st

from yishi_methods.spatial.addresses import (
    Certainty,
    Gazetteer,
    KnownPlace,
    PlaceKind,
    normalise_address,
    parse_numbers,
)

GRID_1, GRID_2, OTHER = "330106001001001", "330106001001002", "330106001002001"
GAZETTEER = Gazetteer(
    [
        KnownPlace("幸福里小区", GRID_1, PlaceKind.ESTATE, numbers=parse_numbers("1-9")),
        KnownPlace("幸福里", GRID_2, PlaceKind.ESTATE, numbers=parse_numbers("10-18,A-C")),
        KnownPlace("幸福里东苑", OTHER, PlaceKind.ESTATE),
        KnownPlace("人民路", GRID_1, PlaceKind.ROAD, numbers=parse_numbers("1-99单")),
        KnownPlace("人民路", GRID_2, PlaceKind.ROAD, numbers=parse_numbers("2-100双")),
        KnownPlace("光明苑", GRID_2, PlaceKind.ESTATE),
        KnownPlace("光明苑", OTHER, PlaceKind.ESTATE),
        KnownPlace("五一路", OTHER, PlaceKind.ROAD),
        KnownPlace("人民公园", GRID_2, PlaceKind.LANDMARK, 120.1, 30.1),
        KnownPlace("和平里三号楼", OTHER, PlaceKind.BUILDING),
        KnownPlace("和平里", GRID_1, PlaceKind.ESTATE),
        KnownPlace("海棠社区", "330106001001", PlaceKind.AREA),
    ]
)


@pytest.mark.parametrize(
    "text",
    [
        "幸福里3栋",
        "幸福里小区三栋二单元",
        "幸福里 三 栋",
        "幸福里３幢",
        "幸福里3#楼2单元501",
        "幸福里03号楼",
        "幸福里-3-2-501",
        "幸福里3座",
        "幸福里3号",
        "住在（幸福里）三栋，路灯不亮",
    ],
)
def test_one_building_in_many_spellings(text):
    (match,) = GAZETTEER.resolve(text)
    assert (match.place.area, match.number, match.certainty) == (GRID_1, "3", Certainty.EXACT)


@pytest.mark.parametrize(
    ("text", "areas", "certainty"),
    [
        ("幸福里十二栋", [GRID_2], Certainty.EXACT),
        ("幸福里B座", [GRID_2], Certainty.EXACT),
        ("幸福里", [GRID_1, GRID_2], Certainty.SEVERAL),
        ("幸福里99栋", [GRID_1, GRID_2], Certainty.SEVERAL),
        ("幸福里东苑3栋", [OTHER], Certainty.ESTATE),
        ("人民路12号", [GRID_2], Certainty.EXACT),
        ("人民路一百一十一弄", [GRID_1, GRID_2], Certainty.SEVERAL),
        ("人民路十一号", [GRID_1], Certainty.EXACT),
        ("五一路", [OTHER], Certainty.ROAD),
        ("人民路光明苑旁边的人民公园", [GRID_2], Certainty.EXACT),
        ("海棠社区光明苑", [GRID_2], Certainty.ESTATE),
        ("光明苑", [GRID_2, OTHER], Certainty.SEVERAL),
        ("海棠社区", ["330106001001"], Certainty.AREA),
        ("和平里3栋", [OTHER], Certainty.EXACT),
        ("和平里13栋", [GRID_1], Certainty.ESTATE),
        ("不知道在哪里", [], None),
        ("", [], None),
        ("三栋", [], None),
    ],
)
def test_how_far_a_text_is_understood(text, areas, certainty):
    matches = GAZETTEER.resolve(text)
    assert [match.place.area for match in matches] == areas
    assert {match.certainty for match in matches} == ({certainty} if certainty else set())


@pytest.mark.parametrize(
    ("text", "normalised"),
    [
        ("三里屯一百二十三号", "三里屯123号"),
        ("二〇三室", "203室"),
        ("十栋", "10栋"),
        ("一百零五栋", "105栋"),
        ("一百二栋", "120栋"),
        ("五一路", "五一路"),
        ("Ａ 座", "a栋"),
    ],
)
def test_numerals_are_read_only_before_what_they_count(text, normalised):
    assert normalise_address(text) == normalised


@given(st.integers(1, 999))
def test_every_numeral_below_a_thousand(number):
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    digits = "零一二三四五六七八九"
    text = digits[hundreds] + "百" if hundreds else ""
    text += digits[tens] + "十" if tens else "零" if hundreds and ones else ""
    text += digits[ones] if ones else ""
    assert normalise_address(f"{text}栋") == f"{number}栋"


@given(st.text())
def test_no_text_breaks_the_look_up(text):
    GAZETTEER.resolve(text)
    assert normalise_address(normalise_address(text)) is not None


def test_very_long_numbers_do_no_harm():
    assert GAZETTEER.resolve("幸福里" + "9" * 100_000 + "栋") != []
    assert GAZETTEER.resolve("一" * 10_000 + "号") == []


@pytest.mark.parametrize("text", ["x-1", "9-1", "1-2-3", "栋", "1至9"])
def test_a_range_of_numbers_that_cannot_be_read_is_refused(text):
    with pytest.raises(ValueError, match=text):
        parse_numbers(text)


def test_ranges_of_numbers():
    rule = parse_numbers("1-9单，20栋； D-f")
    assert [number for number in ("1", "2", "9", "11", "20", "d", "f", "g") if rule.covers(number)] == [
        "1",
        "9",
        "20",
        "d",
        "f",
    ]
    assert not parse_numbers("").covers("1")
