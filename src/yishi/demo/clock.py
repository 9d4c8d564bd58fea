"""When things happen: offices work in their hours, residents answer by day, and all comes in the order of time."""

import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random

from django.utils import timezone

from yishi.foundation.calendar.queries import working_days

MORNING, NOON, AFTERNOON, EVENING = time(8, 40), time(11, 40), time(13, 30), time(17, 40)
LONGEST_LATENESS = 150
"""Minutes into the next hours of an office at which something is taken up."""
RISES_AT = 7

Act = Callable[[datetime], None]


@dataclass
class Agenda:
    """What is to come, up to the last moment; what lies beyond it does not happen."""

    until: datetime
    _coming: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _count: "itertools.count[int]" = field(default_factory=itertools.count)

    def plan(self, at: datetime, act: Act) -> None:
        if at <= self.until:
            heapq.heappush(self._coming, (at, next(self._count), act))

    def live(self, most: int) -> bool:
        """Do the next things, that many at most. Returns whether there was anything to do."""
        for _number in range(most):
            if not self._coming:
                return _number > 0
            at, _place, act = heapq.heappop(self._coming)
            act(at)
        return True


def office_time(at: datetime, rng: Random) -> datetime:
    """The moment itself while offices work, else a moment in their next hours."""
    local = timezone.localtime(at)
    while not working_days().is_working(local.date()) or local.time() > EVENING:
        local = datetime.combine(local.date() + timedelta(days=1), time(0, 0), local.tzinfo)
    clock = local.time()
    if clock < MORNING or NOON < clock < AFTERNOON:
        opens = MORNING if clock < MORNING else AFTERNOON
        local = datetime.combine(local.date(), opens, local.tzinfo)
        local += timedelta(minutes=rng.randint(2, LONGEST_LATENESS), seconds=rng.randint(0, 59))
    return local


def waking_time(at: datetime) -> datetime:
    """The moment itself, or some hours later where it falls into the night."""
    local = timezone.localtime(at)
    return local + timedelta(hours=RISES_AT + 1) if local.hour < RISES_AT else local


def midnight_after(at: datetime) -> datetime:
    """The end of the local day."""
    return timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
