"""Reading a file into rows of cells: .xlsx, .xls, .ods by calamine; .csv and .txt in UTF-8, UTF-16 or GB 18030."""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

DELIMITERS = (",", "\t", ";", "|")
WORKBOOK_STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
SAMPLE_LINES = 20

Row = tuple[Any, ...]


class UnreadableFile(ValueError):
    """The file as a whole cannot be read.

    `reason` is a code: empty, not_a_workbook, cut_off, no_sheet, encoding, binary.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        self.reason, self.detail = reason, detail
        super().__init__(f"{reason}: {detail}" if detail else reason)


@dataclass(frozen=True)
class Sheet:
    """The rows of one sheet, blank ones too, so that a row's place is its row number in the file less one."""

    name: str
    rows: tuple[Row, ...]
    encoding: str = ""


def read_sheet(content: bytes, name: str = "", *, sheet: str = "") -> Sheet:
    """Read the first sheet (or the one named) of a workbook, or a text file with separated values.

    What the file is shows in its first bytes, not in its name. Raises `UnreadableFile`.
    """
    if not content.strip():
        raise UnreadableFile("empty")
    if content.startswith(WORKBOOK_STARTS):
        return _workbook_sheet(content, sheet)
    if name.lower().endswith((".xlsx", ".xls", ".ods")):
        raise UnreadableFile("not_a_workbook", name)
    return _separated_values(content, name)


def _workbook_sheet(content: bytes, wanted: str) -> Sheet:
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = workbook.sheet_names
        if not names or (wanted and wanted not in names):
            raise UnreadableFile("no_sheet", wanted)
        chosen = wanted or names[0]
        rows = workbook.get_sheet_by_name(chosen).to_python(skip_empty_area=False)
    except CalamineError as error:
        raise UnreadableFile("cut_off", str(error)) from error
    if not any(cell not in ("", None) for row in rows for cell in row):
        raise UnreadableFile("empty")
    return Sheet(chosen, tuple(tuple(row) for row in rows))


def _separated_values(content: bytes, name: str) -> Sheet:
    text, encoding = _decoded(content)
    if "\x00" in text:
        raise UnreadableFile("binary", name)
    rows = tuple(tuple(row) for row in _parsed(text, _delimiter(text)))
    if not rows:
        raise UnreadableFile("empty")
    return Sheet(name, rows, encoding)


def _parsed(text: str, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(10_000_000)
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _decoded(content: bytes) -> tuple[str, str]:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return _decode(content, encoding), encoding
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _decode(content, "gb18030"), "gb18030"


def _decode(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UnreadableFile("encoding", str(line)) from error


def _delimiter(text: str) -> str:
    """The separator that splits the first lines into the most columns, alike on every line."""
    best, most = ",", 1
    for delimiter in DELIMITERS:
        widths = [len(row) for row, _line in zip(_parsed(text, delimiter), range(SAMPLE_LINES), strict=False)]
        usual = max(set(widths), key=widths.count) if widths else 1
        if usual > most and widths.count(usual) * 2 >= len(widths):
            best, most = delimiter, usual
    return best
