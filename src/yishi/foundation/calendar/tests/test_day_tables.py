import pytest

from yishi.foundation.calendar.choices import DayKind
from yishi.foundation.calendar.day_tables import UnfitTable, read_table

HEAD = "date,kind,name,name_en,source\n"
NEW_YEAR = "2027-01-01,off,元旦,New Year's Day,国办发明电〔2026〕1号\n"


def faults(text: str) -> tuple[str, ...]:
    with pytest.raises(UnfitTable) as caught:
        read_table(text.encode())
    return caught.value.faults


def test_a_table_is_read_in_the_order_of_its_days():
    table = read_table((HEAD + "2027-02-20,work,春节调休上班,,\n" + NEW_YEAR).encode())
    assert (table.year, table.source) == (2027, "国办发明电〔2026〕1号")
    assert [day.date.isoformat() for day in table.days] == ["2027-01-01", "2027-02-20"]
    assert [day.isoformat() for day in table.dates(DayKind.WORK)] == ["2027-02-20"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_it_may_come_from_a_spreadsheet(encoding):
    text = HEAD + NEW_YEAR.replace("2027-01-01", "2027/1/1") + ",,,,\n"
    assert read_table(text.encode(encoding)) == read_table((HEAD + NEW_YEAR).encode())


def test_the_notice_of_a_year_may_move_the_end_of_the_december_before():
    table = read_table((HEAD + "2026-12-31,off,元旦,,\n" + NEW_YEAR + "2027-01-02,off,元旦,,\n").encode())
    assert table.year == 2027
    assert len(table.days) == 3


def test_a_source_given_by_hand_takes_the_place_of_the_column():
    assert read_table((HEAD + NEW_YEAR).encode(), source="某号文").source == "某号文"


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ("2026-06-19,off,端午节,,\n2027-01-02,off,元旦,,\n", "2026-06-19 不属于 2027 年"),
        ("2027-01-04,work,元旦调休上班,,\n", "第 3 行：2027-01-04 不是周六或周日"),
        ("2027-01-02,休,元旦,,\n", "第 3 行：类别“休”不认识"),
        ("2027-01-01,work,元旦,,\n", "第 3 行：2027-01-01 不是周六或周日"),
        ("2027-01-01,off,元旦,,\n", "第 3 行：2027-01-01 重复出现"),
        ("2027-02-30,off,春节,,\n", "第 3 行：“2027-02-30”不是日期"),
        ("27/1/2,off,元旦,,\n", "第 3 行：“27/1/2”不是日期"),
        ("2027-01-02,off,,,\n", "第 3 行：2027-01-02 没有名称"),
        ("2027-01-0", "第 3 行：“2027-01-0”不是日期"),
    ],
)
def test_a_row_that_is_wrong_is_named(rows, fault):
    assert any(fault in found for found in faults(HEAD + NEW_YEAR + rows))


def test_everything_that_is_wrong_is_said_at_once():
    assert len(faults(HEAD + NEW_YEAR + "x,off,元旦,,\n2027-01-02,maybe,元旦,,\n" + NEW_YEAR)) == 3


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "缺少这些列：date、kind、name"),
        ("date,name\n2027-01-01,元旦\n", "缺少这些列：kind"),
        (HEAD, "没有任何日期"),
        ("date,kind,name\n2027-01-01,off,元旦\n", "没有写明来源"),
    ],
)
def test_a_table_that_is_wrong_as_a_whole(text, fault):
    assert fault in faults(text)[0]


def test_a_file_that_is_no_text():
    with pytest.raises(UnfitTable, match="UTF-8"):
        read_table(b"\x89PNG\r\n\x1a\n\x00\xff\xff")
