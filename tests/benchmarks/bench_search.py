"""How fast matters are indexed and found: `run()` in a migrated, empty database, or this file by itself on SQLite."""

import csv
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

MATTERS = 100_000
QUERIES = 300
CHUNK = 2_000
PAGE = 20
WORDS_IN_A_TEXT = 90
JOINTS = ("的", "，", "在", "了", "。", "是", "我们", "希望", "已经", "请", "和", "没有", "小区", "问题", "情况", "不")
CATEGORIES = Path(__file__).parents[2] / "src/yishi/foundation/matters/data/categories.csv"


def invented_texts(count: int) -> Iterator[str]:
    """Texts of about 330 characters out of the words of the category tree, the same each time."""
    choice = random.Random(2026)
    with CATEGORIES.open(encoding="utf-8", newline="") as file:
        words = [word for row in csv.DictReader(file) for word in row["words"].split()]
    weights = [1 / rank for rank in range(1, len(words) + 1)]
    choice.shuffle(words)
    for place in range(count):
        chosen = choice.choices(words, weights, k=WORDS_IN_A_TEXT)
        yield f"{place % 120}栋" + "".join(word + choice.choice(JOINTS) for word in chosen)


def asked() -> list[str]:
    """What people type: one word, two words, one character, part of a number."""
    choice = random.Random(7)
    texts = list(invented_texts(QUERIES))
    found = []
    for place, text in enumerate(texts):
        start = choice.randrange(len(text) - 8)
        kinds = (text[start : start + 2], text[start : start + 4], text[start] + " " + text[-3], f"VB-26-{place:03d}")
        found.append(kinds[place % len(kinds)])
    return found


def fill(count: int) -> None:
    from django.utils import timezone

    from yishi.foundation.matters.models import Matter

    now = timezone.now()
    rows = (
        Matter(
            number=f"VB-26-{place:06d}",
            kind="voice",
            state="filed",
            title=text[:30],
            text=text,
            public_title=text[:30],
            public_text=text,
            filed_at=now - timedelta(minutes=place),
            changed_at=now,
        )
        for place, text in enumerate(invented_texts(count))
    )
    Matter.objects.bulk_create(rows, batch_size=CHUNK)


def run(count: int = MATTERS) -> dict[str, float]:
    """Matters indexed in a second, and the time of a search with its first page in ms: median, 95th percentile, most.

    On SQLite also the size of the database and of the index in it.
    """
    from django.db import connection

    from yishi.foundation.matters.models import Matter
    from yishi.foundation.search.commands import rebuild_index
    from yishi.foundation.search.queries import search_matters

    fill(count)
    start = time.perf_counter()
    rebuild_index(lambda done, total: None)
    result = {"indexed_per_second": count / (time.perf_counter() - start)}
    for scope in ("public", "all"):
        times = []
        for text in asked():
            start = time.perf_counter()
            page = search_matters(Matter.objects.filter(kind="voice", visibility="public"), text, scope=scope)
            list(page.order_by("-filed_at")[:PAGE])
            times.append((time.perf_counter() - start) * 1000)
        ranked = statistics.quantiles(times, n=20)
        result |= {
            f"{scope}_p50_ms": statistics.median(times),
            f"{scope}_p95_ms": ranked[-1],
            f"{scope}_most_ms": max(times),
        }
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT sum(pgsize), sum(pgsize * (name LIKE 'search_index%')) FROM dbstat")
            whole, index = cursor.fetchone()
        result |= {"database_mib": whole / 2**20, "index_mib": index / 2**20}
    for name, value in result.items():
        print(f"{name:>20} {value:10.1f}")
    return result


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ["YISHI_DATA"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yishi.config.settings")
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        run(int(sys.argv[1]) if len(sys.argv) > 1 else MATTERS)
