"""What can be imported. An app registers its importers in `importers.py`.

An importer turns the cells of one row into something it can store, or raises `RowRefused` with all that is wrong with
it; and it stores many checked rows at once, one ledger entry each, inside the transaction of the chunk.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yishi.foundation.people.actors import Actor
from yishi.foundation.people.rules import Rule
from yishi_methods.sheets import Field


class RowRefused(ValueError):
    """A row cannot go in; `reasons` are sentences for a person."""

    def __init__(self, reasons: Sequence[str]) -> None:
        self.reasons = list(reasons)
        super().__init__("; ".join(self.reasons))


@dataclass(frozen=True)
class Outcome:
    """What storing a chunk did."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0


class Importer(ABC):
    """One kind of import. `name` is stored with its runs; `labels` are the words for its fields."""

    name: str
    title: Any
    fields: tuple[Field, ...]
    labels: Mapping[str, Any]
    may_import: Rule

    @abstractmethod
    def check(self, cells: Mapping[str, Any]) -> Any:
        """The checked row. Raises `RowRefused`."""

    @abstractmethod
    def store(self, rows: Sequence[Any], *, actor: Actor, source: str) -> Outcome:
        """Write checked rows, in the caller's transaction."""

    def identity(self, row: Any) -> str:
        """What makes two rows of a file the same thing; the later one wins within a chunk."""
        return ""


IMPORTERS: dict[str, Importer] = {}


def register(importer: Importer) -> Importer:
    """Make an importer known."""
    if importer.name in IMPORTERS:
        raise ValueError(f"there is an importer {importer.name!r} already")
    IMPORTERS[importer.name] = importer
    return importer
