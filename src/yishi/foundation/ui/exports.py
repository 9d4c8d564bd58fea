"""Rows as a file for a spreadsheet. What somebody typed stays text there: it never becomes a formula."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from tempfile import TemporaryFile
from typing import Any

from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font

from yishi.foundation.ui.components import Words

BYTE_ORDER_MARK = "\ufeff"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")
XLSX_ROWS = 1_048_576
"""The rows that one sheet can hold, by the format (ECMA-376)."""
XLSX_CELL = 32_767
"""The characters that one cell can hold, by the format."""


def guarded(text: str) -> str:
    """Text that a spreadsheet would read as a formula, with an apostrophe before it, which makes it text.

    >>> guarded("=1+1"), guarded("路灯"), guarded("")
    ("'=1+1", '路灯', '')
    """
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def csv_response(name: str, headings: Sequence[Words], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """Send rows as they are read: UTF-8 with a byte order mark, so that Excel shows Chinese."""
    response = StreamingHttpResponse(_csv_lines(headings, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_file_name(name, "csv")}"'
    return response


def xlsx_response(name: str, headings: Sequence[Words], rows: Iterable[Sequence[Any]]) -> FileResponse:
    """Send rows as a workbook; rows beyond what a sheet can hold continue on the next sheet."""
    book = Workbook(write_only=True)
    sheet, room = None, 0
    for row in rows:
        if room == 0:
            sheet, room = _sheet(book, headings), XLSX_ROWS - 1
        sheet.append([_xlsx_value(sheet, value) for value in row])  # type: ignore[union-attr]
        room -= 1
    if sheet is None:
        _sheet(book, headings)
    file = TemporaryFile()  # noqa: SIM115  (the response closes it)
    book.save(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=_file_name(name, "xlsx"))


EXPORTS: dict[str, Callable[[str, Sequence[Words], Iterable[Sequence[Any]]], StreamingHttpResponse]] = {
    "csv": csv_response,
    "xlsx": xlsx_response,
}


def _file_name(name: str, ending: str) -> str:
    return f"{name}-{timezone.localdate():%Y%m%d}.{ending}"


def _csv_lines(headings: Sequence[Words], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    yield BYTE_ORDER_MARK + _csv_line([str(heading) for heading in headings])
    for row in rows:
        yield _csv_line([_csv_text(value) for value in row])


def _csv_line(texts: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(texts)
    return line.getvalue()


def _csv_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date | int | float):
        return str(value)
    return guarded(CONTROL_CHARACTERS.sub("", str(value)))


def _sheet(book: Workbook, headings: Sequence[Words]) -> Any:
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    sheet.append([_xlsx_heading(sheet, str(heading)) for heading in headings])
    return sheet


def _xlsx_heading(sheet: Any, text: str) -> Cell:
    cell = _xlsx_text(sheet, text)
    cell.font = Font(bold=True)
    return cell


def _xlsx_value(sheet: Any, value: Any) -> Any:
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None, microsecond=0)
    if value is None or isinstance(value, date | int | float):
        return value
    return _xlsx_text(sheet, str(value))


def _xlsx_text(sheet: Any, text: str) -> Cell:
    cell = WriteOnlyCell(sheet, CONTROL_CHARACTERS.sub("", text)[:XLSX_CELL])
    cell.data_type = "s"  # a text, whatever its first character
    return cell
