"""The whole demonstration, from the empty database to the last voice."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from yishi.demo.district import invent_district
from yishi.demo.founding import found
from yishi.demo.history import DAYS, Teller, plan_year
from yishi.foundation.ledger.heads import sign_head
from yishi.foundation.matters.models import Matter
from yishi.foundation.places.models import Area

VOICES = 1500


def is_empty() -> bool:
    """Whether neither a district nor a matter is there."""
    return not Area.objects.exists() and not Matter.objects.exists()


def stage(
    *,
    voices: int = VOICES,
    seed: int = 1,
    until: datetime | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> None:
    """Load the district of a seed with a year of voices up to a time (now): the same texts and lives each time."""
    until = until or timezone.localtime()
    rng = Random(f"demonstration {seed}")
    district = invent_district(seed)
    people = found(district, rng=rng, since=(until - timedelta(days=DAYS + 30)).date())
    plans = plan_year(voices, rng=rng, until=until)
    Teller(district, people, rng, until).tell(plans, lambda done: progress(done, voices))
    sign_head()
