"""Appending: gapless, canonical, chained, inside the act's transaction, and nothing unfit."""

import hashlib
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
import rfc8785
from django.db import connection, connections, transaction
from hypothesis import given
from hypothesis import strategies as st

from yishi.events import Event
from yishi.events.ledger import RetryAsked
from yishi.foundation.ledger import canonical, queries
from yishi.foundation.ledger.commands import CHAIN_START, Draft, OutsideTransactionError, append, append_many
from yishi.foundation.ledger.models import Entry, FinalEntryError
from yishi_methods.merkle import leaf_hash

EVENT = RetryAsked(of="task", name="matters.remind:PX-26-7K4Q", failures=3)


@dataclass(frozen=True, kw_only=True)
class Anything(Event):
    """An event of no module, never registered: its one field takes what the test puts in."""

    value: object


Anything.kind = "tests.anything"


@pytest.mark.django_db
class TestAppend:
    def test_writes_the_canonical_body_and_its_hashes(self):
        long_ago = datetime(2019, 5, 1, 8, tzinfo=UTC)
        first = append(EVENT, actor="system", subject="PX-26-7K4Q", occurred_at=long_ago)
        second = append(EVENT, actor="system")
        first.refresh_from_db()
        assert bytes(first.body) == rfc8785.dumps(canonical.decode(bytes(first.body)))
        assert canonical.decode(bytes(first.body))["data"] == EVENT.payload()
        assert bytes(first.leaf_hash) == leaf_hash(bytes(first.body))
        assert bytes(first.chain_hash) == hashlib.sha256(CHAIN_START + bytes(first.leaf_hash)).digest()
        assert bytes(second.chain_hash) == hashlib.sha256(bytes(first.chain_hash) + bytes(second.leaf_hash)).digest()

    def test_keeps_the_time_of_the_act_and_the_time_of_recording_apart(self):
        before = datetime.now(UTC)
        entry = append(EVENT, actor="system", occurred_at=before - timedelta(days=900))
        assert entry.occurred_at == before - timedelta(days=900)
        assert entry.recorded_at >= before

    def test_numbers_follow_without_a_gap_after_a_rollback(self):
        append(EVENT, actor="system")
        with transaction.atomic():
            append(EVENT, actor="system")
            transaction.set_rollback(True)
        assert append(EVENT, actor="system").sequence == 2

    def test_many_are_like_one_after_another(self):
        entries = append_many([Draft(event=EVENT, actor="system", subject=f"S-{n}") for n in range(300)])
        assert [entry.sequence for entry in entries] == list(range(1, 301))
        assert append_many([]) == []
        assert append(EVENT, actor="system").sequence == 301
        assert list(queries.entries_of("S-7")) == [entries[7]]
        assert [entry.sequence for entry in queries.entries_after(298, 10)] == [299, 300, 301]

    def test_takes_few_statements(self, django_assert_num_queries):
        statements = 3 if connection.vendor == "postgresql" else 2
        with django_assert_num_queries(statements):
            append(EVENT, actor="system")
        with django_assert_num_queries(statements):
            append_many([Draft(event=EVENT, actor="system") for _ in range(100)])

    def test_gives_the_event_back(self):
        append(EVENT, actor="system")
        assert Entry.objects.get().event == EVENT
        assert Entry.objects.get().data == {"of": "task", "name": "matters.remind:PX-26-7K4Q", "failures": 3}

    @pytest.mark.parametrize(
        "value, said",
        [
            (1.5, "of type float"),
            ({"a": 1}, "of type dict"),
            ("x" * 129, "129 bytes"),
            ("居民说楼下烧烤店油烟太大" * 4, "144 bytes"),
            ("two\nlines", "line break"),
            ("\ud800", "not valid Unicode"),
            (2**53, "too large"),
            (("a", 1), "something else than str"),
            (("a\x00",), "control character"),
            (("a",) * 257, "257 items"),
        ],
    )
    def test_refuses_what_is_no_code_time_count_or_digest(self, value, said):
        with pytest.raises(canonical.UnfitPayload, match=said) as refusal:
            append(Anything(value=value), actor="system")
        assert "tests.anything.value" in str(refusal.value)
        assert not Entry.objects.exists()

    @pytest.mark.parametrize("value", ["", "渎", "x" * 128, True, None, -5, 2**53 - 1, ("b", "a"), ()])
    def test_takes_codes_times_counts_and_digests(self, value):
        entry = append(Anything(value=value), actor="system")
        assert entry.data == {"value": list(value) if isinstance(value, tuple) else value}

    @pytest.mark.parametrize(
        "columns", [{"actor": ""}, {"actor": "a" * 65}, {"subject": "s" * 41}, {"subject": "a\nb"}]
    )
    def test_refuses_columns_that_do_not_fit(self, columns):
        with pytest.raises(canonical.UnfitPayload):
            append(EVENT, **{"actor": "system", **columns})

    def test_refuses_a_time_without_a_zone(self):
        with pytest.raises(canonical.UnfitPayload, match="no time zone"):
            append(EVENT, actor="system", occurred_at=datetime(2026, 1, 1))  # noqa: DTZ001

    def test_entries_are_final(self):
        entry = append(EVENT, actor="system")
        for attempt in (
            entry.save,
            entry.delete,
            Entry.objects.all().delete,
            lambda: Entry.objects.update(kind="x"),
            lambda: Entry.objects.bulk_update([entry], ["kind"]),
        ):
            with pytest.raises(FinalEntryError):
                attempt()


@pytest.mark.django_db(transaction=True)
def test_refuses_to_write_outside_a_transaction():
    with pytest.raises(OutsideTransactionError, match=r"transaction\.atomic"):
        append(EVENT, actor="system")


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_leave_no_gap_and_a_reader_skips_none():
    writers, acts = 6, 15
    seen: list[int] = []
    done = threading.Event()

    def write(writer: int) -> None:
        try:
            for act in range(acts):
                with transaction.atomic():
                    append(EVENT, actor="system", subject=f"W{writer}-{act}")
        finally:
            connections.close_all()

    def read() -> None:
        try:
            while not done.is_set() or queries.entries_after(seen[-1] if seen else 0, 1):
                seen.extend(entry.sequence for entry in queries.entries_after(seen[-1] if seen else 0, 7))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(writers)]
    reader = threading.Thread(target=read)
    for thread in (*threads, reader):
        thread.start()
    for thread in threads:
        thread.join()
    done.set()
    reader.join()
    assert seen == list(range(1, writers * acts + 1))
    chain = CHAIN_START
    for entry in Entry.objects.all():
        chain = hashlib.sha256(chain + bytes(entry.leaf_hash)).digest()
        assert bytes(entry.chain_hash) == chain


@given(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(max_size=40)
    | st.lists(st.text(max_size=10), max_size=5)
)
def test_a_body_is_canonical_or_refused(value):
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    try:
        body = canonical.encode(
            sequence=1, kind="k", subject="", actor="a", occurred_at=moment, recorded_at=moment, data={"value": value}
        )
    except canonical.UnfitPayload:
        return
    assert rfc8785.dumps(canonical.decode(body)) == body
    assert canonical.decode(body)["data"] == {"value": value}
