"""Importing 100,000 rows with all checks."""

from tests.benchmarks.figures import Figure
from tests.benchmarks.large import ROWS, SEED, bring_in
from yishi.foundation.matters.models import Matter


def measure() -> list[Figure]:
    _district, seconds = bring_in()
    if Matter.objects.count() != ROWS:
        raise RuntimeError("not every row went in")
    basis = f"{ROWS:,} rows, seed {SEED}, {seconds:.1f} s, one entry each"
    return [Figure("import", ROWS / seconds, "rows/s", "≥", 2000, basis)]
