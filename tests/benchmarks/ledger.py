"""Verifying the ledger."""

import time

from django.db import transaction

from tests.benchmarks.figures import Figure
from yishi.events.voices import VoiceFiled
from yishi.foundation.ledger.commands import Draft, append_many
from yishi.foundation.ledger.heads import sign_head
from yishi.foundation.ledger.verification import verify_ledger

ENTRIES = 200_000
CHUNK = 5_000


def measure() -> list[Figure]:
    for start in range(0, ENTRIES, CHUNK):
        with transaction.atomic():
            append_many([_draft(number) for number in range(start, start + CHUNK)])
    sign_head()
    started = time.perf_counter()
    report = verify_ledger()
    seconds = time.perf_counter() - started
    if report.findings:
        raise RuntimeError(f"the ledger does not verify: {report.findings[:3]}")
    basis = f"{ENTRIES:,} entries, {seconds:.2f} s"
    return [Figure("verifying the ledger", ENTRIES / seconds, "entries/s", "≥", 50_000, basis)]


def _draft(number: int) -> Draft:
    filed = VoiceFiled(
        subkind="help",
        channel="web",
        area="329901101201001",
        unit="centre",
        visibility="public",
        text_digest=f"{number:064x}",
        answer_due_at="2026-11-30T15:59:59+00:00",
    )
    return Draft(event=filed, actor="anonymous", subject=f"PX-26-{number:06d}")
