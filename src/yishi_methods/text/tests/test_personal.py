"""Persons and addresses here are invented; the identity and card numbers are the standards' own examples."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yishi_methods.text.personal import Kind, find, has_valid_check_digit, mask, passes_luhn

EXAMPLE_IDENTITY = "11010519491231002X"


@pytest.mark.parametrize(
    ("text", "kind", "piece", "masked"),
    [
        ("请打13812345678", Kind.MOBILE, "13812345678", "请打138****5678"),
        ("统一13812345678", Kind.MOBILE, "13812345678", "统一138****5678"),
        ("+86 138-1234-5678找我", Kind.MOBILE, "138-1234-5678", "+86 138-****-5678找我"),
        ("008613812345678", Kind.MOBILE, "13812345678", "0086138****5678"),
        ("138 1234 5678", Kind.MOBILE, "138 1234 5678", "138 **** 5678"),
        ("1 3 8 1 2 3 4 5 6 7 8", Kind.MOBILE, "1 3 8 1 2 3 4 5 6 7 8", "1 3 8 * * * * 5 6 7 8"),
        ("１３８１２３４５６７８", Kind.MOBILE, "１３８１２３４５６７８", "１３８****５６７８"),
        ("电话一三八一二三四五六七八。", Kind.MOBILE, "一三八一二三四五六七八", "电话一三八****五六七八。"),
        ("幺三八零零一二三四五六", Kind.MOBILE, "幺三八零零一二三四五六", "幺三八****三四五六"),
        ("一3八1234五678", Kind.MOBILE, "一3八1234五678", "一3八****五678"),
        ("家里0571-88001234", Kind.LANDLINE, "0571-88001234", "家里05**-******34"),
        ("家里（010）88001234", Kind.LANDLINE, "010）88001234", "家里（01*）******34"),
        ("家里电话：8800123", Kind.LANDLINE, "8800123", "家里电话：88***23"),
        (f"身份证号{EXAMPLE_IDENTITY}", Kind.IDENTITY, EXAMPLE_IDENTITY, "身份证号110***************"),
        (
            "１１０１０５１９４９１２３１００２ｘ",
            Kind.IDENTITY,
            "１１０１０５１９４９１２３１００２ｘ",
            "１１０***************",
        ),
        ("身份证110105194912310021", Kind.IDENTITY, "110105194912310021", "身份证110***************"),
        ("身份证号：1101051949*******X", Kind.IDENTITY, "1101051949*******X", "身份证号：110***************"),
        ("旧号110105491231002", Kind.IDENTITY, "110105491231002", "旧号110************"),
        ("车牌浙A·B12C3", Kind.PLATE, "浙A·B12C3", "车牌浙A·****3"),
        ("浙ad12345停在门口", Kind.PLATE, "浙ad12345", "浙a*****5停在门口"),
        ("粤B1234学", Kind.PLATE, "粤B1234学", "粤B****学"),
        ("wangxiuying@example.com", Kind.EMAIL, "wangxiuying@example.com", "w**********@example.com"),
        ("邮箱13812345678＠example．com", Kind.EMAIL, "13812345678＠example．com", "邮箱1**********＠example．com"),
        ("卡号4111 1111 1111 1111", Kind.BANK_CARD, "4111 1111 1111 1111", "卡号**** **** **** 1111"),
        ("护照号E12345678", Kind.TRAVEL_DOCUMENT, "E12345678", "护照号E********"),
        ("微信：wang_xiuying", Kind.ACCOUNT, "wang_xiuying", "微信：w***_*******"),
        ("加我vx wxy1980ok", Kind.ACCOUNT, "wxy1980ok", "加我vx w********"),
        ("QQ号是 123456789", Kind.ACCOUNT, "123456789", "QQ号是 1********"),
    ],
)
def test_personal_data_is_found_where_it_stands_and_masked(text: str, kind: Kind, piece: str, masked: str) -> None:
    assert [(f.kind, f.text) for f in find(text)] == [(kind, piece)]
    assert all(text[f.start : f.end] == f.text for f in find(text))
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "编号 PX-26-7K4Q",
        "2019年12月30日 10:00～17:00",
        "2019-04-25 12:09:38，2019/4/25",
        "单号20190425，订单号：13812345678",
        "共计13800000元，面积88001234平方米",
        "拨打12345、110、119、120、122、12315、95588或400-800-1234、4008001234、800-820-8820",
        "咨询电话0571-88001234，住建局办公室8800-1234",
        "区城管局（0571-88001234）",
        "信箱 service@example.gov.cn",
        "统一社会信用代码91330100MA27XXXX0K",
        "微信公众号（微信号：hzdistrict），微信群，QQ群：123456789",
        "用微信支付，微信扫码1元，WXYZ1234",
        "苏A区3栋，新A座10101室，川A4栋",
        "东经120.12345678，北纬30.12345678",
        "经度130.12345678",
        "流水6222020200112230449",
        "一二三四五六七八九十，十三五规划，二〇一九年十二月三十一日",
        "0000-00000000",
        "网友“UU0081685”：护照办理",
        "1、3、8、1、2、3、4、5、6、7、8",
    ],
)
def test_what_is_nobodys_own_is_left_alone(text: str) -> None:
    assert find(text) == []


def test_several_findings_do_not_overlap() -> None:
    text = f"王秀英 13812345678、{EXAMPLE_IDENTITY}，车 浙A12345，一三九一二三四五六七八"
    assert [f.kind for f in find(text)] == [Kind.MOBILE, Kind.IDENTITY, Kind.PLATE, Kind.MOBILE]
    assert mask(text) == "王秀英 138****5678、110***************，车 浙A****5，一三九****五六七八"
    assert mask(text, find(text)[1:2]) == "王秀英 13812345678、110***************，车 浙A12345，一三九一二三四五六七八"


def test_numbers_that_offices_publish_are_not_personal() -> None:
    assert find("请打0571 88001234", public_numbers=["0571-88001234"]) == []
    assert find("值班手机138 1234 5678", public_numbers=["13812345678"]) == []


def test_a_landline_in_an_answer_is_the_offices() -> None:
    assert find("如有疑问请致电 0571-88001234", is_of_office=True) == []
    assert len(find("如有疑问请致电 13812345678", is_of_office=True)) == 1


def test_check_digits() -> None:
    assert has_valid_check_digit(EXAMPLE_IDENTITY)
    assert has_valid_check_digit(EXAMPLE_IDENTITY.lower())
    assert not has_valid_check_digit("110105194912310021")
    assert not has_valid_check_digit("１１０１０５１９４９１２３１００２X")
    assert passes_luhn("4111111111111111")
    assert not passes_luhn("4111111111111112")


@given(
    st.text(st.sampled_from("幸福13800138000一三八 -.@浙AX*身份证微信：\u200b０𝟏"), max_size=80) | st.text(max_size=80)
)
def test_masking_keeps_the_length_and_the_rest(text: str) -> None:
    masked = mask(text)
    assert len(masked) == len(text)
    hidden = {place for f in find(text) for place in range(f.start, f.end)}
    assert all(masked[place] == text[place] for place in range(len(text)) if place not in hidden)


@pytest.mark.parametrize(
    "unit", ["1", "12345678 ", "1 ", "a@", "a.", "微信", "0571-", "一三八", "浙A", "身份证1", "٣", " "]
)
def test_a_hundred_thousand_characters_of_anything(unit: str) -> None:
    mask(unit * (100_000 // len(unit)))


@pytest.fixture(scope="module")
def real_texts(shared_data: Path) -> list[str]:
    with (shared_data / "messages" / "labelled_raw.csv").open(encoding="utf-8-sig", newline="") as file:
        return [row["title"] + "\n" + row["text"] for row in csv.DictReader(file)]


def test_real_messages_raise_few_alarms(real_texts: list[str]) -> None:
    assert sum(bool(find(text)) for text in real_texts) <= 2
