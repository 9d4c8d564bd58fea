"""Figures as they are printed."""

import operator
import statistics
from collections.abc import Callable
from dataclasses import dataclass

COMPARISONS = {"≤": operator.le, "≥": operator.ge}


@dataclass(frozen=True)
class Figure:
    """One measured value, what it should reach, and what it rests on."""

    name: str
    value: float
    unit: str
    comparison: str = ""
    goal: float | None = None
    basis: str = ""

    @property
    def is_reached(self) -> bool:
        return self.goal is None or bool(COMPARISONS[self.comparison](self.value, self.goal))

    def __str__(self) -> str:
        mark = "  " if self.goal is None else "ok" if self.is_reached else "NO"
        goal = "" if self.goal is None else f" (goal {self.comparison} {self.goal:,g})"
        return f"{mark}  {self.name}: {self.value:,.4g} {self.unit}{goal}" + (f"  — {self.basis}" if self.basis else "")


def median_of(run: Callable[[], float], times: int) -> float:
    """The median of some runs."""
    return statistics.median(run() for _ in range(times))
