"""How much of a term is left."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from yishi_methods.deadlines.working_days import WorkingDays


@dataclass(frozen=True)
class Remaining:
    """The time left, and the working days after today up to and including the last; both negative once it is overdue.

    0 working days is today (or a day of rest before it), if `time` is not negative.
    """

    time: timedelta
    working_days: int

    @property
    def is_overdue(self) -> bool:
        return self.time < timedelta(0)


def remaining(working_days: WorkingDays, now: datetime, due_at: datetime, *, zone: tzinfo) -> Remaining:
    """What is left at `now` of a term that ends at `due_at`, in the local days of `zone`."""
    return Remaining(
        time=due_at.astimezone(UTC) - now.astimezone(UTC),
        working_days=working_days.count_between(now.astimezone(zone).date(), due_at.astimezone(zone).date()),
    )
