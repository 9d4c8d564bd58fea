"""Files for spreadsheets: text stays text, whatever somebody typed."""

import csv
import datetime as dt
import io
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from yishi.foundation.ui.exports import FORMULA_STARTS, csv_response, guarded, xlsx_response
from yishi.foundation.ui.tests.downloads import content

DISTRICT = ZoneInfo("Asia/Shanghai")
AT = dt.datetime(2026, 11, 24, 1, 30, tzinfo=dt.UTC)
NASTY = ["=1+1", "+86138", "-2", "@SUM(A1)", "\tx", "\rx", "＝1", "路灯", "a\x00b\x0bc", "𠀀", 'a,b\n"c"', ""]


@given(st.text())
def test_no_guarded_text_begins_a_formula(text):
    assert not guarded(text).startswith(FORMULA_STARTS)
    assert guarded(text).removeprefix("'") == text.removeprefix("'")


def read_csv(rows):
    body = content(csv_response("voices", ["编号", "内容"], rows)).decode("utf-8")
    assert body.startswith("\ufeff")
    return list(csv.reader(io.StringIO(body.removeprefix("\ufeff"), newline="")))


def read_xlsx(rows):
    body = content(xlsx_response("voices", ["编号", "内容"], rows))
    return [list(row) for row in load_workbook(io.BytesIO(body)).worksheets[0].iter_rows()]


def test_csv_keeps_every_value_and_no_formula():
    rows = read_csv([[n, text] for n, text in enumerate(NASTY)])
    assert rows[0] == ["编号", "内容"]
    assert [row[1] for row in rows[1:]] == [guarded(text.replace("\x00", "").replace("\x0b", "")) for text in NASTY]


def test_csv_writes_numbers_and_times_plainly():
    assert read_csv([[-5, AT], [1.5, dt.date(2026, 11, 24)], [None, True]])[1:] == [
        ["-5", "2026-11-24 09:30:00"],
        ["1.5", "2026-11-24"],
        ["", "True"],
    ]


def test_xlsx_holds_texts_and_no_formula():
    rows = read_xlsx([[n, text] for n, text in enumerate(NASTY) if text])
    for _, cell in rows[1:]:
        assert cell.data_type == "s"
    assert rows[1][1].value == "=1+1"


def test_xlsx_holds_numbers_and_times():
    rows = read_xlsx([[7, AT]])
    assert [cell.value for cell in rows[1]] == [7, AT.astimezone(DISTRICT).replace(tzinfo=None)]


def test_xlsx_of_nothing_has_its_headings():
    assert [[cell.value for cell in row] for row in read_xlsx([])] == [["编号", "内容"]]


def test_rows_beyond_a_sheet_go_on_in_the_next(monkeypatch):
    monkeypatch.setattr("yishi.foundation.ui.exports.XLSX_ROWS", 3)
    body = content(xlsx_response("voices", ["编号"], [[n] for n in range(5)]))
    sheets = load_workbook(io.BytesIO(body)).worksheets
    assert [[row[0].value for row in sheet.iter_rows(min_row=2)] for sheet in sheets] == [[0, 1], [2, 3], [4]]


@pytest.mark.parametrize("kind", [csv_response, xlsx_response])
def test_the_file_has_a_name_and_is_not_shown(kind):
    response = kind("voices", ["编号"], [])
    assert response["Content-Disposition"].startswith('attachment; filename="voices-20')
    content(response)
