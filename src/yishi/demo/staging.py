"""The whole demonstration, from the empty database to the last voice."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from yishi.demo.chronicle import tell_year
from yishi.demo.district import invent_district
from yishi.demo.founding import found_town
from yishi.demo.messages import tell_on_pages_only
from yishi.demo.offices import all_offices
from yishi.demo.plans import DAYS, USUAL_NUMBER, plan_year
from yishi.foundation.ledger import revisions
from yishi.foundation.ledger.heads import sign_head
from yishi.foundation.ledger.single import alone
from yishi.foundation.ledger.worker import Worker
from yishi.foundation.matters.models import Matter
from yishi.foundation.places.models import Area

VOICES = USUAL_NUMBER
RESIDENTS = 200


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
    """Load the district of a seed with a year of voices up to a time (now).

    With the same seed, number and time come the same texts, times and lives. All or nothing: it is one transaction.
    """
    until = timezone.localtime(until)
    district = invent_district(seed)
    plans = plan_year(district, voices=voices, seed=seed, until=until, residents=RESIDENTS)
    with transaction.atomic():
        since = (until - timedelta(days=DAYS + 30)).date()
        town = found_town(district, residents=RESIDENTS, seed=seed, since=since)
        with revisions.reading():
            tell_year(
                plans,
                town=town,
                offices=all_offices(district),
                until=until,
                report=lambda filed: progress(filed, voices),
            )
            tell_on_pages_only(until)
    sign_head()


def catch_up() -> None:
    """Have the subscribers read what was written, the search index above all; unless a worker is there to do it."""
    stop = threading.Event()
    stop.set()  # not to wait for a worker that is at work already
    with alone(Path(settings.DATA) / "worker.lock", stop, lambda: None) as is_alone:
        if is_alone:
            Worker().run_until_idle()
