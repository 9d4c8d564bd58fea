"""The index against a plain scan of real messages: what a reader would find with their own eyes."""

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from yishi.foundation.matters.models import Matter
from yishi.foundation.search.commands import index_matters
from yishi.foundation.search.queries import search_matters
from yishi_methods.text import fold, normalise

CHINESE = re.compile("[\u4e00-\u9fff]+")
QUERIES = 40
MESSAGES = 2_000

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def messages(shared_data: Path) -> list[str]:
    workbook = CalamineWorkbook.from_path(shared_data / "messages" / "board.xlsx")
    rows = workbook.get_sheet_by_index(0).to_python()[1:]
    return [normalise(f"{title}\n{text}") for _, _, title, _, text, *_ in rows[:MESSAGES]]


@pytest.fixture
def board(db: None, messages: list[str]) -> dict[int, str]:
    now = timezone.now()
    Matter.objects.bulk_create(
        Matter(number=f"PX-19-{n:04d}", kind="voice", public_text=text, filed_at=now, changed_at=now)
        for n, text in enumerate(messages)
    )
    matters = list(Matter.objects.all())
    index_matters(matters)
    return {matter.pk: fold(matter.public_text) for matter in matters}


def parts_of(texts: list[str], length: int, seed: int) -> list[str]:
    """Random pieces of runs of Chinese."""
    choice = random.Random(seed)
    found: list[str] = []
    while len(found) < QUERIES:
        runs = [run for run in CHINESE.findall(choice.choice(texts)) if len(run) >= length]
        if runs:
            run = choice.choice(runs)
            start = choice.randrange(len(run) - length + 1)
            found.append(run[start : start + length])
    return found


def test_the_index_finds_what_a_scan_finds(
    board: dict[int, str], messages: list[str], record_property: Callable[[str, object], None]
) -> None:
    for length in (1, 2, 3, 4, 6):
        hits = 0
        true = 0
        for part in parts_of(messages, length, seed=length):
            found = set(search_matters(Matter.objects.all(), part).values_list("pk", flat=True))
            scanned = {pk for pk, text in board.items() if part in text}
            assert scanned <= found, part
            if length <= 2:
                assert found == scanned, part
            hits += len(found)
            true += len(scanned)
        record_property(f"precision_of_{length}_characters", f"{true / hits:.3f}")
        print(f"{length} characters: {true} of {hits} found in one piece, {true / hits:.1%}")


def test_latin_letters_and_digits_are_found_as_whole_words(board: dict[int, str]) -> None:
    for word in ("a7县", "5g", "a市", "2019年", "ktv"):
        found = set(search_matters(Matter.objects.all(), word).values_list("pk", flat=True))
        whole = re.compile(rf"(?<![a-z0-9]){word}(?![a-z0-9])" if word[-1].isascii() else rf"(?<![a-z0-9]){word}")
        assert {pk for pk, text in board.items() if whole.search(text)} <= found, word
