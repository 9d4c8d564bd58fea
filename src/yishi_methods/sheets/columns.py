"""Which column of a file is which field."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from yishi_methods.sheets.reading import Row

HEADER_SEARCH_ROWS = 10


@dataclass(frozen=True)
class Field:
    """A field that an import wants: its names in files seen so far, in order of preference."""

    name: str
    titles: tuple[str, ...]
    is_required: bool = False


class MissingColumns(ValueError):
    """The file has no columns of these titles; `header` is what it has."""

    def __init__(self, fields: Sequence[str], header: Sequence[str]) -> None:
        self.fields, self.header = tuple(fields), tuple(header)
        super().__init__(f"no column for {', '.join(fields)} among {', '.join(header)}")


def header_place(rows: Sequence[Row], fields: Sequence[Field]) -> int:
    """The place of the row that names the columns: files of offices often begin with a merged title and a date line."""
    best, most = 0, -1
    for place, row in enumerate(rows[:HEADER_SEARCH_ROWS]):
        score = len(_guessed(_titles(row), fields))
        if score > most:
            best, most = place, score
    return best


def guessed_columns(header: Row, fields: Sequence[Field]) -> dict[str, int]:
    """The column of each field that the header names; a column serves one field."""
    return _guessed(_titles(header), fields)


def columns_named(header: Row, mapping: Mapping[str, str]) -> dict[str, int]:
    """The columns of a saved mapping of field to column title. Raises `MissingColumns` for titles the file lacks."""
    titles = _titles(header)
    places = {title: place for place, title in reversed(list(enumerate(titles)))}
    missing = [title for title in mapping.values() if _folded(title) not in places]
    if missing:
        raise MissingColumns(missing, titles)
    return {field: places[_folded(title)] for field, title in mapping.items()}


def _guessed(titles: Sequence[str], fields: Sequence[Field]) -> dict[str, int]:
    found: dict[str, int] = {}
    for is_match in (lambda title, name: title == name, lambda title, name: len(name) > 1 and name in title):
        for field in fields:
            if field.name in found:
                continue
            for name in field.titles:
                place = next(
                    (p for p, title in enumerate(titles) if p not in found.values() and is_match(title, _folded(name))),
                    None,
                )
                if place is not None:
                    found[field.name] = place
                    break
    return found


def _titles(row: Row) -> list[str]:
    return [_folded(str(cell)) if cell is not None else "" for cell in row]


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in plain if sign.isalnum())
