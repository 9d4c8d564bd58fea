"""Named values in force on a day, read from the dated table of an app into its own dataclass."""

from collections.abc import Callable
from dataclasses import fields
from datetime import date, time
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from django.utils import timezone

from yishi_methods.dated import DatedTable, parse_table

Values = TypeVar("Values")


def values_in_force(table: Path, kind: type[Values]) -> Callable[..., Values]:
    """A function of a day (default: today) that gives the `kind` whose fields are the rows of the same names.

    Fields are whole numbers or times of day, as annotated. Raises KeyError for a name without a row in force.
    """

    @lru_cache(maxsize=1)
    def read() -> DatedTable:
        return parse_table(table.read_text(encoding="utf-8"))

    @lru_cache(maxsize=4)
    def of_day(day: date) -> Values:
        rows = read().on(day)
        facts = fields(kind)  # type: ignore[arg-type]
        return kind(**{one.name: _parsed(rows[one.name].value, one.type) for one in facts})

    def of(on: date | None = None) -> Values:
        return of_day(on or timezone.localdate())

    return of


def _parsed(text: str, kind: object) -> Any:
    return time.fromisoformat(text) if kind in (time, "time") else int(text)
