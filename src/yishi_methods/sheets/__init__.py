"""Rows out of the files that offices keep: Excel and CSV, as they come."""

from yishi_methods.sheets.cells import parse_count, parse_text, parse_time
from yishi_methods.sheets.columns import Field, MissingColumns, columns_named, guessed_columns, header_place
from yishi_methods.sheets.reading import Sheet, UnreadableFile, read_sheet

__all__ = [
    "Field",
    "MissingColumns",
    "Sheet",
    "UnreadableFile",
    "columns_named",
    "guessed_columns",
    "header_place",
    "parse_count",
    "parse_text",
    "parse_time",
    "read_sheet",
]
