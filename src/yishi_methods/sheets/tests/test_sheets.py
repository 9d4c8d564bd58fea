import io
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from yishi_methods.sheets import (
    Field,
    MissingColumns,
    UnreadableFile,
    columns_named,
    guessed_columns,
    header_place,
    parse_count,
    parse_text,
    parse_time,
    read_sheet,
)

ZONE = ZoneInfo("Asia/Shanghai")
FIELDS = (
    Field("external_id", ("留言编号", "编号"), is_required=True),
    Field("title", ("留言主题", "主题", "标题")),
    Field("text", ("留言详情", "内容"), is_required=True),
)


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    "cell",
    [
        "2019/2/28 11:25:05",
        "2019-02-28 11:25:05",
        "2019-02-28T11:25:05",
        "2019-02-28T03:25:05Z",
        "2019-02-28T11:25:05+08:00",
        "2019年2月28日 11时25分5秒",
        "2019年2月28日上午11:25:05",
        "２０１９／２／２８　11：25：05",
        "2/28/2019 11:25:05 AM",
        "2019.2.28 11:25:05",
        "20190228 11:25:05",
        datetime(2019, 2, 28, 11, 25, 5),  # noqa: DTZ001
        43524.475752314815,
        "1551324305",
    ],
)
def test_one_moment_in_many_spellings(cell: object) -> None:
    assert parse_time(cell, ZONE) == datetime(2019, 2, 28, 11, 25, 5, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("cell", "hour"),
    [("2019年2月28日 下午3点", 15), ("2/28/2019 12:00:00 AM", 0), ("2/28/2019 12:05 PM", 12), ("2019-2-28", 0)],
)
def test_halves_of_the_day(cell: str, hour: int) -> None:
    assert parse_time(cell, ZONE).hour == hour


def test_a_date_is_its_beginning() -> None:
    assert parse_time(date(2019, 2, 28), ZONE) == datetime(2019, 2, 28, tzinfo=ZONE)


@pytest.mark.parametrize("cell", ["", None, "昨天", "2019/2/30", "2019/13/1", "25:00", True, "28/2", -4.0, 1e7])
def test_what_is_no_time_is_refused(cell: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_time(cell, ZONE)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)))  # noqa: DTZ001
def test_iso_times_come_back_to_the_second(moment: datetime) -> None:
    moment = moment.replace(microsecond=0, tzinfo=UTC)
    assert parse_time(moment.isoformat(), ZONE) == moment


@given(st.text())
def test_any_text_is_a_time_or_a_value_error(text: str) -> None:
    try:
        parse_time(text, ZONE)
    except ValueError:
        return


def test_ids_stay_ids() -> None:
    assert parse_text(188006.0) == "188006"
    assert parse_text(" 00012 ") == "00012"
    assert parse_text(None) == ""


def test_counts() -> None:
    assert [parse_count(cell) for cell in (3.0, "12", "１，２００", "", None)] == [3, 12, 1200, 0, 0]
    for wrong in ("-1", "2.5", "many"):
        with pytest.raises(ValueError, match="count"):
            parse_count(wrong)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_files_in_any_usual_encoding_and_separator(encoding: str, delimiter: str) -> None:
    text = f'编号{delimiter}内容\r\n1{delimiter}"路灯\n不亮，𠀀"\r\n2{delimiter}井盖\r\n'
    sheet = read_sheet(text.encode(encoding), "a.csv")
    assert sheet.rows == (("编号", "内容"), ("1", "路灯\n不亮，𠀀"), ("2", "井盖"))


def test_a_workbook() -> None:
    assert read_sheet(workbook(("编号", "内容"), (1, "路灯"))).rows == (("编号", "内容"), (1.0, "路灯"))


def test_a_workbook_cut_in_half() -> None:
    whole = workbook(*[(number, "路灯不亮" * 20) for number in range(500)])
    with pytest.raises(UnreadableFile) as caught:
        read_sheet(whole[: len(whole) // 2], "board.xlsx")
    assert caught.value.reason == "cut_off"


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"", "a.csv", "empty"),
        (b" \n ", "a.csv", "empty"),
        (b"plain text", "a.xlsx", "not_a_workbook"),
        ("编号\n".encode("gb18030") + b"\xff\xff\xff", "a.csv", "encoding"),
        (b"\x89PNG\x00\x00", "a.csv", "binary"),
    ],
)
def test_files_that_cannot_be_read_say_why(content: bytes, name: str, reason: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_sheet(content, name)
    assert caught.value.reason == reason


def test_the_header_is_found_below_a_title() -> None:
    rows = [
        ("幸福里社区留言汇总", None, None),
        ("2026年3月", "", ""),
        ("留言编号", "留言主题", "留言详情"),
        ("1", "a", "b"),
    ]
    assert header_place(rows, FIELDS) == 2
    assert guessed_columns(rows[2], FIELDS) == {"external_id": 0, "title": 1, "text": 2}


def test_exact_names_win_over_parts_of_names() -> None:
    assert guessed_columns(("原编号", "编号", "内容"), FIELDS) == {"external_id": 1, "text": 2}


def test_columns_by_title_and_titles_that_are_missing() -> None:
    assert columns_named(("编 号", "标题"), {"external_id": "编号"}) == {"external_id": 0}
    with pytest.raises(MissingColumns) as caught:
        columns_named(("编号", "标题"), {"text": "内容"})
    assert caught.value.fields == ("内容",)
    assert caught.value.header == ("编号", "标题")
