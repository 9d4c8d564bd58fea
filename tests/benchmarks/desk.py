"""The desk's list: 100 rows of 100,000 matters."""

import functools
import time

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.benchmarks.figures import Figure, median_of
from tests.benchmarks.large import ROWS, bring_in, hand_out
from tests.factories import make_officer
from yishi.foundation.matters.models import Matter

TIMES = 15
PAGES = {"desk": "/desk/all/", "public list": "/voices/"}


def measure() -> list[Figure]:
    district, _seconds = bring_in()
    hand_out(district)
    client = Client(SERVER_NAME="localhost")
    client.force_login(make_officer(district))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    figures = []
    for name, path in PAGES.items():
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            page = client.get(path)
        if page.status_code != 200:
            raise RuntimeError(f"{path} answered {page.status_code}")
        basis = f"{ROWS:,} matters, {Matter.objects.filter(unit=district.bureau).count():,} of the unit"
        figures.append(Figure(f"{name}: statements", len(captured), "statements", "≤", 15, basis))
        cpu = median_of(functools.partial(_cpu, client, path), TIMES) * 1000
        figures.append(Figure(f"{name}: CPU of a page", cpu, "ms", "≤", 50, f"median of {TIMES}"))
    return figures


def _cpu(client: Client, path: str) -> float:
    started = time.process_time()
    client.get(path)
    return time.process_time() - started
