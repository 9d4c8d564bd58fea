"""Search: how fast 100,000 matters are indexed, and the first page of what people ask for among them."""

import csv
import random
import statistics
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.db import connection
from django.utils import timezone

from tests.benchmarks.figures import Figure
from yishi.foundation.matters.models import Matter
from yishi.foundation.search.commands import rebuild_index
from yishi.foundation.search.queries import Scope, search_matters

SEED = 20260701
MATTERS = 100_000
QUERIES = 300
CHUNK = 2_000
PAGE = 20
WORDS_IN_A_TEXT = 90
JOINTS = ("的", "，", "在", "了", "。", "是", "我们", "希望", "已经", "请", "和", "没有", "小区", "问题", "情况", "不")
CATEGORIES = Path(__file__).parents[2] / "src/yishi/foundation/matters/data/categories.csv"


def measure() -> list[Figure]:
    return [
        Figure(name, value, unit, basis=f"{MATTERS:,} matters of about 330 characters") for name, value, unit in run()
    ]


def run(count: int = MATTERS) -> list[tuple[str, float, str]]:
    """The figures over so many matters: rate of indexing, times of a search by scope, sizes on SQLite."""
    _fill(count)
    start = time.perf_counter()
    rebuild_index(lambda done, total: None)
    figures = [("indexing", count / (time.perf_counter() - start), "matters/s")]
    scopes: tuple[Scope, ...] = ("public", "all")
    for scope in scopes:
        times = [_time_of(text, scope) for text in _asked()]
        p95 = statistics.quantiles(times, n=20)[-1]
        figures += [(f"search {scope}: p50", statistics.median(times), "ms"), (f"search {scope}: p95", p95, "ms")]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT sum(pgsize), sum(pgsize * (name LIKE 'search_index%')) FROM dbstat")
            whole, index = cursor.fetchone()
        figures += [("database", whole / 2**20, "MiB"), ("index in it", index / 2**20, "MiB")]
    return figures


def _invented_texts(count: int) -> Iterator[str]:
    """Texts out of the words of the category tree, some far more frequent than others, the same each time."""
    lot = random.Random(SEED)
    with CATEGORIES.open(encoding="utf-8", newline="") as file:
        words = [word for row in csv.DictReader(file) for word in row["words"].split()]
    weights = [1 / rank for rank in range(1, len(words) + 1)]
    lot.shuffle(words)
    for place in range(count):
        chosen = lot.choices(words, weights, k=WORDS_IN_A_TEXT)
        yield f"{place % 120}栋" + "".join(word + lot.choice(JOINTS) for word in chosen)


def _asked() -> list[str]:
    """What people type: a word of two characters, of four, two characters apart, the beginning of a number."""
    lot = random.Random(SEED)
    asked = []
    for place, text in enumerate(_invented_texts(QUERIES)):
        start = lot.randrange(len(text) - 8)
        kinds = (text[start : start + 2], text[start : start + 4], f"{text[start]} {text[-3]}", f"VB-26-{place:03d}")
        asked.append(kinds[place % len(kinds)])
    return asked


def _fill(count: int) -> None:
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
        for place, text in enumerate(_invented_texts(count))
    )
    Matter.objects.bulk_create(rows, batch_size=CHUNK)


def _time_of(text: str, scope: Scope) -> float:
    start = time.perf_counter()
    matters = Matter.objects.filter(kind="voice", visibility="public")
    list(search_matters(matters, text, scope=scope).order_by("-filed_at")[:PAGE])
    return (time.perf_counter() - start) * 1000
