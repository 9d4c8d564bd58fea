"""The values that the components of a page are given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True)
class Moment:
    """One entry of a timeline: when, which office, what it did. An internal one carries a mark."""

    at: datetime
    who: Words
    what: Words
    detail: str = ""
    is_internal: bool = False


@dataclass(frozen=True)
class Step:
    """One step of a way: `state` is done, now or todo; `at` when it was done, where that is known."""

    label: Words
    state: str
    at: datetime | None = None


def steps_until(labels: Sequence[Words], current: int, *, is_finished: bool = False) -> list[Step]:
    """The steps of a way of which the one at index `current` is under way, or reached for good where it is finished."""
    return [
        Step(label, "done" if index < current or is_finished else "now" if index == current else "todo")
        for index, label in enumerate(labels[: current + 1] if is_finished else labels)
    ]


@dataclass(frozen=True)
class Tab:
    """One of several pages about the same thing."""

    label: Words
    address: str
    is_here: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Figures:
    """The table behind a picture: one name for each column, and its rows. The first column names the row."""

    columns: Sequence[Words]
    rows: Sequence[Sequence[object]]
